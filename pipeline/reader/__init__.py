"""Ask a language model for a second reading of posts whose label is unsure: optional, bounded in money and time."""
