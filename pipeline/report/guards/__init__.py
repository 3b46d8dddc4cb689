"""Keep what goes wrong with one section, and what is private of citizens, out of the rest of a page."""
