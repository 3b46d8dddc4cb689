"""Storing of measures of texts: those that come back, and those of the press."""
