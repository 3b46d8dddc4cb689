"""The data that the desk keeps and asks for: users, sessions, changes, saved queries, lists of posts, full text."""
