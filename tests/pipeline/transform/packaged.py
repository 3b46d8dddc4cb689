"""Readers of the packaged files, made once in a process: each process imports all tests, whichever it runs."""

from __future__ import annotations

from pipeline.transform.audience.addressing import load_addressing
from pipeline.transform.posts.labeller import load_labeller

ADDRESSING = load_addressing()
LABELLER = load_labeller()
