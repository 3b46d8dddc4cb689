"""Mistakes in files that people filled in, told in the languages of those who mend them."""

from __future__ import annotations

from typing import Self


class Fault(str):
    """A mistake in English, as logs tell it, that also knows its Indonesian words, as reports tell it."""

    __slots__ = ("indonesian",)
    indonesian: str

    def __new__(cls, english: str, indonesian: str) -> Self:
        """Make a mistake of both wordings: each holds the cells of the file as they stand there."""
        told = super().__new__(cls, english)
        told.indonesian = indonesian
        return told

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Tell copies and pickles both wordings, which a new one is made of."""
        return type(self), (str(self), self.indonesian)


def in_indonesian(told: object) -> str:
    """Return the Indonesian words of a mistake; of what is told in English only, those."""
    return told.indonesian if isinstance(told, Fault) else str(told)
