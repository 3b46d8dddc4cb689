"""Pages on which people change what is stored: labels of responses, campaigns, activities, sources."""
