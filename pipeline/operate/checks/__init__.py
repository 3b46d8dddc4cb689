"""Examine for the doctor: packages that collide, files and rights, the store and its partitions."""
