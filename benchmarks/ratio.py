"""One line of the table: a figure of ours beside a peer's, and the aim."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours ÷ the peer's, which should reach the aim (``at_least``) or not pass it; without an aim it is only told."""

    what: str
    peer_name: str
    unit: str
    ours: float
    peer: float
    aim: float | None = None
    at_least: bool = False

    @property
    def value(self) -> float:
        """The ratio itself."""
        return self.ours / self.peer

    @property
    def verdict(self) -> str:
        """Whether the aim is reached."""
        if self.aim is None:
            return ""
        return "met" if (self.value >= self.aim if self.at_least else self.value <= self.aim) else "MISSED"

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as the table shows it."""
        aim = "" if self.aim is None else f"{'≥' if self.at_least else '≤'} {self.aim:g}"
        ours, peer = (f"{_rounded(figure)} {self.unit}" for figure in (self.ours, self.peer))
        return self.what, self.peer_name, f"{self.value:.2f}", aim, self.verdict, ours, peer


def _rounded(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"  # noqa: PLR2004  # three figures are enough
