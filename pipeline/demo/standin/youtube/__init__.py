"""Serve an invented channel by YouTube Data API v3."""
