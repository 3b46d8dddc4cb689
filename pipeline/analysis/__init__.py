"""Compute campaigns, messages, strategy and conversation from the store, and keep the results."""
