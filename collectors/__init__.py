"""Fetch pages of posts from platforms and parse them into records."""
