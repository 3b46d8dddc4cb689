"""What texts tell when they are compared with each other."""
