"""Say page one: a minute's reading of decisions, channels, campaigns, dimensions, issues and what stood out."""
