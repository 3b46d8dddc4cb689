"""Let people look at labels: files for annotators and back, agreement, and whether people have verified the labels."""
