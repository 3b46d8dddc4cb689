"""Define tables and views, and describe their columns."""
