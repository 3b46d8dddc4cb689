"""What the desk keeps and asks: users, sessions, changes, saved queries, lists of posts, full text."""
