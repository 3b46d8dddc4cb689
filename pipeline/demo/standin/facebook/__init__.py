"""The stand-in's Page on Facebook, as the Graph API shows it to a token."""
