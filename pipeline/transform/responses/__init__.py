"""Citizens' responses: sentiment, intent, object and obstacle, each with what led to it."""
