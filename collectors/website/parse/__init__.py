"""Turn answers of a website into records, without the network."""
