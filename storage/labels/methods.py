"""Name the ways in which a label came about, as ``label_method`` tells them."""

from __future__ import annotations

from typing import Final

MODEL: Final = "model"
HUMAN: Final = "human"
READER: Final = "reader"
"""A language model that read the post a second time, because the model was unsure."""
NO_EVIDENCE: Final = "none"
"""No word of a response tells anything: it is shown, and left out of every share of tone."""
