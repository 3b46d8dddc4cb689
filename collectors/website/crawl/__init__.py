"""Walk a website: lists, feeds, sitemaps or the WordPress interface."""
