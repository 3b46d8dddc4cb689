"""Collect an Instagram account's posts, its comments and its owner's export."""
