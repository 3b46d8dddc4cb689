"""Store and load what the analysis computes."""
