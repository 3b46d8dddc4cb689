"""Steps that compare texts with each other."""
