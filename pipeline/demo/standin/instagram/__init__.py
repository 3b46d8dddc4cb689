"""Answer as Instagram would."""
