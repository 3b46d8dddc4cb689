"""Say for each platform how its sources are configured, collected and counted."""
