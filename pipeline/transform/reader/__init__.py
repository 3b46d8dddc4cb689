"""Put a post to a language model as a question by the codebook, and check its answer."""
