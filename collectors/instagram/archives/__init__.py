"""Files that Instagram or a browser gives the account's owner: exports and captures, and whose they are."""
