"""Harvest sources into the store, import archives, and parse stored pages again."""
