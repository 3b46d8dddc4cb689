"""Page one's tables as sheets of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.report.content.obstacles import hindrance_tables
from pipeline.report.content.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.content.data import Issue
    from pipeline.report.content.tables import Value
    from pipeline.report.content.wording import Wording
    from pipeline.report.page_one.comparisons import Comparison
    from pipeline.report.page_one.front import Front
    from pipeline.report.page_one.page_one import PageOne
    from pipeline.report.page_one.programme import LevelRow

FUNNEL = ("platform", "programme_level", "posts", "share_rate", "before_mean", "before_rate", "change")
COMPARISON = (
    "platform", "account", "age_hours", "iso_week", "posts", "median", "earlier_week", "earlier_posts",
    "earlier_median", "change_rate", "change_low_rate", "change_high_rate", "change",
)  # fmt: skip
ISSUES = (
    "issue", "responses", "people", "responses_before", "negative", "neutral", "positive", "first_seen", "agency",
    "certainty", "alert",
)  # fmt: skip
WHOLE = {
    "posts", "age_hours", "earlier_posts", "responses", "people", "responses_before", "negative", "neutral", "positive",
}  # fmt: skip
TEXT = {
    "platform", "programme_level", "account", "iso_week", "earlier_week", "change", "issue", "agency", "certainty",
    "alert",
}  # fmt: skip
DATES = {"first_seen"}


def front_tables(front: Front, issues: Sequence[Issue], wording: Wording) -> dict[str, Table]:
    """Make the sheets; their columns are explained by the page."""
    return {
        "funnel": Table("funnel", _columns(FUNNEL), [_level(row, wording) for row in front.levels]),
        "comparison": Table(
            "comparison", _columns(COMPARISON), [_comparison_row(row, wording) for row in front.comparisons]
        ),
        "issues": Table("issues", _columns(ISSUES), [_issue(row, wording) for row in issues]),
        **hindrance_tables(front.hindrance),
    }


def empty_sheets(front: Front, page: PageOne, wording: Wording) -> dict[str, str]:
    """Say for each sheet without rows why it has none."""
    heard = "responses_none" if not page.heard else "" if page.known else "no_data"
    posts = "programme_unread" if front.unread else "programme_silent"
    keys = {
        **dict.fromkeys(("posts", "topics", "funnel"), posts),
        "campaigns": "campaigns_none",
        "obstacles": heard or "obstacles_none",
        "open_questions": heard or "questions_none",
        "issues": heard or ("no_data" if page.issues is None else "issues_none"),
        "conversation": heard or "no_data",
    }
    return {name: wording.text(key) for name, key in keys.items()}


def _columns(names: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(name, _kind(name), "") for name in names)


def _kind(name: str) -> str:
    kinds = {"string": TEXT, "integer": WHOLE, "date": DATES}
    return next((kind for kind, members in kinds.items() if name in members), "number")


def _issue(row: Issue, wording: Wording) -> tuple[Value, ...]:
    known = "proposed" if row.proposed else "confirmed" if row.confirmed else ""
    certainty = wording.text(known) if row.agency and known else None
    alert = wording.text("issue_alert_badge") if row.alert else None
    return (
        row.name, row.responses, row.people, row.responses_before, row.negative, row.neutral, row.positive,
        row.first_seen, row.agency, certainty, alert,
    )  # fmt: skip


def _level(row: LevelRow, wording: Wording) -> tuple[str | float | None, ...]:
    level = wording.text("unlabelled") if row.level is None else row.level
    return row.platform, level, row.seen, row.share_seen, row.before, row.share_before, row.word


def _comparison_row(row: Comparison, wording: Wording) -> tuple[str | float | None, ...]:
    week, earlier = (wording.text("week", number=int(name[6:])) for name in (row.week, row.earlier))
    return (
        row.platform, row.account, row.age_hours, week, row.posts, row.median, earlier, row.posts_earlier,
        row.median_earlier, row.change, *(row.interval or (None, None)), row.word,
    )  # fmt: skip
