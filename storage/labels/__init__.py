"""Store and load labels, reviews and codings."""
