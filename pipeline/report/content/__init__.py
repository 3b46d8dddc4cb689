"""Decide what the report says: tables, figures, sentences."""
