"""Attachments: photos and PDFs of letters, made harmless, kept outside the web, for a ticket's own receivers."""
