"""One line of the table: a figure of ours beside a peer's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours ÷ the peer's, and the aim that it should reach (``at_least``) or not pass."""

    name: str
    ours: float
    peer: float
    unit: str
    aim: float
    at_least: bool = False

    @property
    def value(self) -> float:
        """The ratio itself."""
        return self.ours / self.peer

    @property
    def met(self) -> bool:
        """Whether the aim is reached."""
        return self.value >= self.aim if self.at_least else self.value <= self.aim
