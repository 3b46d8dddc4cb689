"""Nights that several processes share: what there is to do, and who does it (PostgreSQL, extra ``cluster``)."""
