"""Tell people of a night: one message at most, and signs of life for a monitor."""
