"""YouTube by its Data API v3: a channel's uploads, their counts, and the comments below them."""
