"""pipeline/transform."""
