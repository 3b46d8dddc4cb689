"""Walls: pages that stand in the place of an article or a list, each told by its name."""
