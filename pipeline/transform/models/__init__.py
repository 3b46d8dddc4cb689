"""Hold the linear models that labels share, and score them."""
