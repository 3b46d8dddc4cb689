"""The commands, in groups: each loads the modules it needs, and nothing more."""
