"""Compute engagement, campaigns, messages, strategy and conversation from frames."""
