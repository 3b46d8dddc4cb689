"""Name the ways in which a label came about, as ``label_method`` tells them."""

from __future__ import annotations

from typing import Final

MODEL: Final = "model"
HUMAN: Final = "human"
READER: Final = "reader"
"""A language model that read the post a second time, because the model was unsure."""
MEASURED: Final = ("own", "agency")
"""The roles whose texts people are given to label: figures tell of these; press and other cities write otherwise."""
NO_EVIDENCE: Final = "none"
"""No word of a response tells anything: it is shown, and left out of every share of tone."""
