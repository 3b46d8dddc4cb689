"""The growth of a post beside what is usual: its interactions by age, and those of the account's posts before it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pipeline.desk.render import DeskWording
from pipeline.transform.measures.middle_half import BIN_STARTS, middle_mean

WIDE, HIGH, LEFT, TOP = 580, 170, 50, 20


class At(NamedTuple):
    """The interactions at an age in hours."""

    hours: float
    interactions: float


def read_growth(rows: Iterable[Any]) -> list[At]:
    """Return the looks that tell interactions, by age."""
    told = (row for row in rows if row.interactions is not None and row.age_hours)
    return [At(float(row.age_hours), row.interactions) for row in told]


def usual_growth(looks: Iterable[Any], fewest: int) -> list[At]:
    """Return what is usual at each age that *fewest* posts or more were seen at: the mean of their middle half.

    Of each post the last look at an age counts, as for the score.
    """
    seen: dict[int, dict[str, At]] = defaultdict(dict)
    for row in looks:
        if row.interactions is not None:
            age = bisect_right(BIN_STARTS, max(0.0, row.age_hours)) - 1
            seen[age][row.post_id] = At(float(row.age_hours), row.interactions)
    return [
        At(sum(one.hours for one in told) / len(told), middle_mean([one.interactions for one in told]))
        for told in (list(seen[age].values()) for age in sorted(seen))
        if len(told) >= fewest
    ]


def draw_growth(grown: Sequence[At], usual: Sequence[At], say: DeskWording, hour: str) -> dict[str, Any] | None:
    """Lay out both curves on 640 by 220, hours to the right; None where one look tells no growth."""
    if len(grown) < 2:  # noqa: PLR2004  # a curve needs two
        return None
    longest = max(one.hours for one in grown)
    compared = [one for one in usual if one.hours <= longest]
    most = max(1, *(one.interactions for one in (*grown, *compared)))

    def place(one: At) -> dict[str, Any]:
        return {
            "x": round(LEFT + WIDE * one.hours / longest, 1),
            "y": round(TOP + HIGH - HIGH * one.interactions / most, 1),
            "words": f"{say.number(one.hours)} {hour}: {say.number(one.interactions)}",
        }

    points = [place(one) for one in grown]
    return {
        "points": points,
        "line": _line(points),
        "usual": _line(map(place, compared)) if len(compared) > 1 else "",
        "longest": f"{say.number(longest)} {hour}",
        "most": say.number(most),
    }


def _line(points: Iterable[dict[str, Any]]) -> str:
    return " ".join("{x},{y}".format_map(point) for point in points)
