"""Ask servers for pages, politely, within bounds, and at public addresses only."""
