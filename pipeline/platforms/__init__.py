"""The platforms: one object each, and the tuple that names them all."""
