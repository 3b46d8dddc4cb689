"""The meaning of every column of every view, a module for each kind of views."""
