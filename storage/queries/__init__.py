"""Answer read-only questions: frames, weeks, packages, SQL of analysts."""
