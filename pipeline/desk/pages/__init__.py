"""The desk's pages, one module each: what they ask of the store, and what they let people change."""
