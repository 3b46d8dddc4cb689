"""The research package: a frozen, citable folder of what the store holds of a range of days."""
