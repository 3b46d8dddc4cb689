"""Words of the desk in Indonesian and English."""
