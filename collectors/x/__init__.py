"""Collect an X account's posts, the replies to it and its owner's archive."""
