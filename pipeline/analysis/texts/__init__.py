"""Steps of the night that compare texts with each other."""
