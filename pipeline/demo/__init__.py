"""Run the whole program on an invented sample, without network or credentials."""
