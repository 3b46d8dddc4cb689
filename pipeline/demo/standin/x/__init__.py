"""Answer as the X API would."""
