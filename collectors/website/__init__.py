"""Collect articles of an official website."""
