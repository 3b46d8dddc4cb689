"""What the doctor examines: packages that collide, files and rights, the store and its partitions."""
