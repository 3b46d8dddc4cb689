"""Files that the owner of an account on X, or a browser, brings: archives, their long texts, captures."""
