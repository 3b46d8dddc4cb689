"""Hold what the invented platforms know: accounts, posts, citizens."""
