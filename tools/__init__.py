"""What make calls: set-up, training, evaluation, pictures."""
