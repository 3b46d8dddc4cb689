"""Compare how the posts of each platform relate to the programme with the weeks before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.report.content.figures import platforms, weeks_known
from pipeline.report.words.catalogue import PROGRAMME_LEVELS
from pipeline.transform.measures.change import changes_of_shares

if TYPE_CHECKING:
    from pipeline.clock import IsoWeek
    from pipeline.report.content.data import Background
    from pipeline.report.content.tables import Record

PROGRAMME = ("named", "initiative")
SILENT_FROM = 5
"""Labelled posts: that fewer do not name the programme is no silence about it."""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of the funnel on one platform: posts and share, now and as the mean of the weeks before."""

    level: str | None
    platform: str
    posts: int
    share: float | None
    before: float | None
    share_before: float | None
    word: str | None = None
    """Whether the share is higher or lower than in the weeks before, or not distinguishable from it."""
    unread: bool = False
    """Whether a channel of the platform was not read to its end."""

    @property
    def seen(self) -> int | None:
        """The posts; that there are none is unknown while a channel was not read to its end."""
        return self.posts or (None if self.unread else 0)

    @property
    def share_seen(self) -> float | None:
        """The share, where the posts are known."""
        return None if self.seen is None else self.share


def funnel(
    background: Background, week: IsoWeek, order: Collection[str], unread: Collection[str] = ()
) -> list[LevelRow]:
    """Compare the programme levels of *week* with the mean of the weeks before, platform by platform.

    Platforms that are *unread* have no word: the rest of their posts may change it.
    """
    rows: list[dict[str, Any]] = background.programme.astype(object).to_dict("records")  # type: ignore[assignment]  # the columns are named
    weeks = weeks_known((row for row in rows if row["iso_week"] < str(week)), background.first_weeks, week, unread)
    counts: Counter[tuple[bool, str, str | None]] = Counter()
    for row in rows:
        level = row["programme_level"] if isinstance(row["programme_level"], str) else None
        counts[row["iso_week"] == str(week), row["platform"], level] += int(row["posts"])
    levels: list[str | None] = [*PROGRAMME_LEVELS, *([None] if any(key[2] is None for key in counts) else [])]
    shown = platforms(_platform_records(rows), order)
    found = [_level_row(counts, platform, level, weeks.get(platform, 0)) for platform in shown for level in levels]
    words = changes_of_shares([shares for _, shares in found])
    return [
        replace(row, word=None, unread=True) if row.platform in unread else replace(row, word=word)
        for (row, _), word in zip(found, words, strict=True)
    ]


def _platform_records(rows: Iterable[dict[str, Any]]) -> list[Record]:
    return [{"platform": str(row["platform"])} for row in rows]


def _level_row(
    counts: Counter[tuple[bool, str, str | None]], platform: str, level: str | None, weeks: int
) -> tuple[LevelRow, tuple[int, int, int, int]]:
    """Make a row of the funnel without its word, and the numbers that are compared for it."""
    totals = {now: sum(n for key, n in counts.items() if key[:2] == (now, platform)) for now in (True, False)}
    now, before = counts[True, platform, level], counts[False, platform, level]
    row = LevelRow(
        level=level,
        platform=platform,
        posts=now,
        share=now / totals[True] if totals[True] else None,
        before=before / weeks if weeks else None,
        share_before=before / totals[False] if totals[False] else None,
    )
    return row, (now, totals[True], before, totals[False])


def silent_on_programme(levels: Sequence[LevelRow]) -> bool:
    """Tell whether none of the week's posts names the programme; few posts, or some without a label, tell nothing."""
    posts = {told: sum(row.posts for row in levels if (row.level is not None) is told) for told in (True, False)}
    return (
        posts[True] >= SILENT_FROM
        and not posts[False]
        and not any(row.posts for row in levels if row.level in PROGRAMME)
    )
