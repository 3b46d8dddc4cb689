"""Page one's tables as sheets of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.report.content.obstacles import hindrance_tables
from pipeline.report.content.tables import Column, Table

if TYPE_CHECKING:
    from pipeline.report.content.front import Comparison, Front, LevelRow
    from pipeline.report.content.wording import Wording

FUNNEL = ("platform", "programme_level", "posts", "share_rate", "before_mean", "before_rate", "change")
COMPARISON = (
    "platform", "account", "age_hours", "iso_week", "posts", "median", "earlier_week", "earlier_posts",
    "earlier_median", "change_rate", "change_low_rate", "change_high_rate", "change",
)  # fmt: skip
WHOLE = {"posts", "age_hours", "earlier_posts"}
TEXT = {"platform", "programme_level", "account", "iso_week", "earlier_week", "change"}


def front_tables(front: Front, wording: Wording) -> dict[str, Table]:
    """Make the sheets; their columns are explained by the page."""
    return {
        "funnel": Table("funnel", _columns(FUNNEL), [_level(row, wording) for row in front.levels]),
        "comparison": Table("comparison", _columns(COMPARISON), [_compared(row) for row in front.comparisons]),
        **hindrance_tables(front.hindrance),
    }


def _columns(names: tuple[str, ...]) -> tuple[Column, ...]:
    kinds = {name: "string" if name in TEXT else "integer" if name in WHOLE else "number" for name in names}
    return tuple(Column(name, kind, "") for name, kind in kinds.items())


def _level(row: LevelRow, wording: Wording) -> tuple[str | float | None, ...]:
    level = wording.text("unlabelled") if row.level is None else row.level
    return row.platform, level, row.posts, row.share, row.before, row.share_before, row.word


def _compared(row: Comparison) -> tuple[str | float | None, ...]:
    return (
        row.platform, row.account, row.age_hours, row.week, row.posts, row.median, row.earlier, row.posts_earlier,
        row.median_earlier, row.change, *(row.interval or (None, None)), row.word,
    )  # fmt: skip
