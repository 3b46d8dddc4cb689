"""A Facebook Page: its posts, counts and comments by the Graph API, with a token of who runs it."""
