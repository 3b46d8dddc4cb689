"""Make the report of a day, a month, a quarter or any days: figures, prose, sections, and the files."""
