"""`/signalen/`: signals for ministries, and what everybody may read of them."""
