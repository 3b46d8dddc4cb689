"""Read and write files that people fill in: tables and YAML."""
