"""A reader's server: a question goes out, what it said and cost comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pipeline.transform.reader.question import Question


class ReaderFailedError(Exception):
    """A question got no answer; ``final`` says that further ones will fare no better now."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of a server, the tokens that it counted (None where it did not), and the address where it stands."""

    said: str
    tokens: int | None
    address: str


class Server(Protocol):
    """Answers questions."""

    def ask(self, question: Question) -> Reply:
        """Answer a question. Raises ReaderFailedError."""
