"""Sections that fail alone: a report is made of what can be made, and says what could not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

Made = TypeVar("Made")
LONGEST = 200


@dataclass(slots=True)
class Attempts:
    """The sections that could not be made, each with the reason for whoever mends it."""

    failed: dict[str, str] = field(default_factory=dict)

    def attempt(self, section: str, make: Callable[[], Made], otherwise: Made) -> Made:
        """Make a part of *section*; where that fails, remember why and give *otherwise*."""
        try:
            return make()
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one section must not cost the others
            self.note(section, error)
            return otherwise

    def note(self, section: str, error: Exception) -> None:
        """Remember the first thing that went wrong with a section."""
        told = " ".join(str(error).split())[:LONGEST]
        self.failed.setdefault(section, f"{type(error).__name__}: {told}")
