"""Measures of texts that are equal or nearly so: messages across channels, and old texts that come back."""
