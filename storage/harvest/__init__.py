"""Store pages, posts and responses, and erase what must go."""
