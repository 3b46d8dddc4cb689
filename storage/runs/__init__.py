"""Record runs, sources, money, gaps and backoff."""
