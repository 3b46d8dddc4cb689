"""Pure steps from records to labels, scores and campaigns: no clock, no SQL, no I/O but their own YAML files."""
