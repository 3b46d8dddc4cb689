"""Ask Meta's Graph API: one session, one way to name its errors, its usage headers, its pages and its metrics."""
