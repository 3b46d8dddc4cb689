"""One line of the table: something counted, beside the most that it may be."""

from __future__ import annotations

from dataclasses import dataclass

A_HAIR = 1e-9  # what adding up floats may lose


@dataclass(frozen=True, slots=True)
class Count:
    """A figure that may not pass its aim; without an aim it is only told."""

    what: str
    unit: str
    value: float
    aim: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the aim is reached."""
        if self.aim is None:
            return ""
        return "met" if self.value <= self.aim + A_HAIR else "MISSED"

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as the table shows it."""
        aim = "" if self.aim is None else f"≤ {_shown(self.aim)}"
        return self.what, "counted", "", aim, self.verdict, f"{_shown(self.value)} {self.unit}", ""


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if float(figure).is_integer() else f"{figure:.2f}"
