"""Read from the store and the office's files what the reports tell."""
