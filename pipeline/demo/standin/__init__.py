"""Serve invented platforms on this machine, with their faults."""
