"""Compare the channels' interactions of two weeks at equal ages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from pipeline.report.content.figures import MEDIAN_FROM
from pipeline.transform.measures.change import TOO_FEW, Change, changes_of_interactions

if TYPE_CHECKING:
    from pipeline.clock import IsoWeek
    from pipeline.report.content.data import Background
    from pipeline.report.content.tables import Record

COMPARISONS = ((24, 0), (168, 1))
"""Age in hours, and how many weeks back is the newest week whose posts all reached it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A channel in two weeks at the same age; a median is ``None`` under five posts."""

    source_id: str
    platform: str
    account: str
    age_hours: int
    week: str
    earlier: str
    posts: int
    median: float | None
    posts_earlier: int
    median_earlier: float | None
    complete: bool
    test: Change = TOO_FEW

    @property
    def change(self) -> float | None:
        """The relative change, where the channel was complete and both medians stand."""
        if not self.complete or self.median is None or not self.median_earlier:
            return None
        return self.median / self.median_earlier - 1

    @property
    def word(self) -> str | None:
        """``higher``, ``lower``, ``not_distinguishable`` or ``too_few``; nothing for a channel not complete.

        Where the ranks say one thing and the medians the other, or nothing, the interval holds 0: then no change is
        told.
        """
        if self.interval is not None and self.interval[0] <= 0 <= self.interval[1]:
            return "not_distinguishable"
        return self.test.word if self.complete else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval of the relative change; it holds the change of the medians.

        Of 95 %, or wider where the row failed among the others; nothing where its posts are too few for that level.
        """
        if self.change is None or self.test.low is None or self.test.high is None:
            return None
        return min(self.test.low, self.change), max(self.test.high, self.change)


def comparisons(background: Background, week: IsoWeek, accounts: Sequence[Record]) -> list[Comparison]:
    """Compare weeks at equal ages: the newest by its values at 24 hours, the one before by those at 7 days."""
    values: dict[tuple[int, str, str], list[float]] = {}
    aged = background.aged
    keys = zip(aged["age_hours"].astype(int), aged["iso_week"], aged["source_id"], strict=True)
    for key, interactions in zip(keys, aged["interactions"].astype(float), strict=True):
        values.setdefault(key, []).append(interactions)
    return [
        one
        for hours, back in COMPARISONS
        for one in _compared_at(values, _with_values(values, accounts, hours), hours, week.shifted(-back))
    ]


def _with_values(
    values: dict[tuple[int, str, str], list[float]], accounts: Sequence[Record], hours: int
) -> list[Record]:
    sources = {key[2] for key in values if key[0] == hours}
    return [account for account in accounts if account["source_id"] in sources]


def _compared_at(
    values: dict[tuple[int, str, str], list[float]], accounts: Sequence[Record], hours: int, week: IsoWeek
) -> list[Comparison]:
    """Compare all channels at one age; their words are tested together, those of channels not complete stand apart."""
    pairs = {
        str(account["source_id"]): (
            values.get((hours, str(week), str(account["source_id"])), []),
            values.get((hours, str(week.shifted(-1)), str(account["source_id"])), []),
        )
        for account in accounts
    }
    complete = [str(account["source_id"]) for account in accounts if account["outcome"] == "complete"]
    tests = dict(zip(complete, changes_of_interactions([pairs[source] for source in complete]), strict=True))
    return [
        _make_comparison(
            account, hours, week, *pairs[str(account["source_id"])], tests.get(str(account["source_id"]), TOO_FEW)
        )
        for account in accounts
    ]


def _make_comparison(  # noqa: PLR0913, PLR0917  # a channel's two weeks
    account: Record, hours: int, week: IsoWeek, now: list[float], before: list[float], test: Change
) -> Comparison:
    source, earlier = str(account["source_id"]), week.shifted(-1)
    return Comparison(
        source_id=source,
        platform=str(account["platform"]),
        account=str(account["account"] or source),
        age_hours=hours,
        week=str(week),
        earlier=str(earlier),
        posts=len(now),
        median=_median(now),
        posts_earlier=len(before),
        median_earlier=_median(before),
        complete=account["outcome"] == "complete",
        test=test,
    )


def _median(values: Sequence[float]) -> float | None:
    return median(values) if len(values) >= MEDIAN_FROM else None
