"""Walk a WordPress by its own interface, which tells posts, edits and deletions."""
