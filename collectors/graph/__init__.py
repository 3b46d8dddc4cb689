"""Meta's Graph API, through which official interfaces of several platforms are read."""
