"""Group what citizens write by theme, name each theme by words that five people used, and tell what is unusual."""
