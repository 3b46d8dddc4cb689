"""How a label came about, as ``label_method`` tells it."""

from __future__ import annotations

from typing import Final

MODEL: Final = "model"
HUMAN: Final = "human"
NO_EVIDENCE: Final = "none"
"""No word of a response tells anything: it is shown, and left out of every share of tone."""
