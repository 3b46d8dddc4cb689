"""One statement of an analyst, which the database itself keeps from writing."""
