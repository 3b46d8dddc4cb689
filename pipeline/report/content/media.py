"""Media used: channels that were harvested, and beside them, never added up, what people counted by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.report.content.tables import known_count

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.report.content.tables import Record
    from pipeline.report.content.wording import Wording


@dataclass(frozen=True, slots=True)
class MediaRow:
    """A medium of a span of days; ``None`` is not known."""

    name: str
    by_hand: bool
    items: int | None
    reached: int | None = None
    reached_items: int = 0


def reached_told(row: MediaRow, wording: Wording) -> int | str | None:
    """Give the people reached; where not every item tells them, say of how many they are."""
    if row.reached is None or row.reached_items == row.items:
        return row.reached
    return wording.text("reached_of", reached=wording.number(row.reached), n=row.reached_items, items=row.items)


def media_used(posts: Iterable[tuple[str, int | None]], by_hand: Iterable[MediaRow]) -> list[MediaRow]:
    """Set the platforms with their posts before the media that were counted by hand, the most used first.

    Posts that are known count although another channel of the platform was not read; none is unknown then.
    """
    counted: dict[str, list[int | None]] = {}
    for platform, number in posts:
        counted.setdefault(platform, []).append(number)
    harvested = [MediaRow(platform, by_hand=False, items=_known_sum(numbers)) for platform, numbers in counted.items()]
    return [*harvested, *sorted(by_hand, key=lambda row: (-(row.items or 0), row.name))]


def _known_sum(numbers: Sequence[int | None]) -> int | None:
    return sum(number or 0 for number in numbers) or (None if None in numbers else 0)


def media_of_week(accounts: Sequence[Record], activities: pd.DataFrame, days: tuple[date, date]) -> list[MediaRow]:
    """Count the posts of the own accounts by platform, and the activities of these days by medium."""
    posts = [(str(row["platform"]), known_count(row["posts"])) for row in accounts]
    return media_used(posts, _count_activities(activities, *days))


def _count_activities(activities: pd.DataFrame, first: date, last: date) -> Iterable[MediaRow]:
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in activities.to_dict("records"):
        if _text(row.get("medium")) and first <= row["held_on"] <= last:
            rows.setdefault(str(row["medium"]), []).append({str(name): value for name, value in row.items()})
    for medium, told in rows.items():
        reached = [number for row in told if (number := known_count(row["reached"])) is not None]
        yield MediaRow(medium, True, len(told), sum(reached) if reached else None, len(reached))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
