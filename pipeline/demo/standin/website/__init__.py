"""Answer as an official website would."""
