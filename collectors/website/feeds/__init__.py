"""Feeds and sitemaps: from XML, good or broken, to what they announce."""
