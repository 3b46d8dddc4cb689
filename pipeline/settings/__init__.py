"""Read config.yaml and the environment into settings."""
