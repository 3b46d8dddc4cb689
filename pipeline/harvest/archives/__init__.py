"""Import of the archives that platforms send to the owners of accounts."""
