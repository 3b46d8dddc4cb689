"""Campaigns: which posts belong to them, how they stand, and keeping both where something changed."""
