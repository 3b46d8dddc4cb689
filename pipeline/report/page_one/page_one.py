"""All of page one in words, ready for the page, the workbook and the brief."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.report.content.decision import channel_of, running_campaigns
from pipeline.report.content.figures import not_wholly_known, own_accounts
from pipeline.report.page_one.channels import ChannelRow, channel_rows, table_rows
from pipeline.report.page_one.lines import (
    Line,
    campaign_lines,
    dimension_lines,
    incomplete_line,
    issue_lines,
    programme_line,
    stale_line,
    standout_lines,
)
from pipeline.report.page_one.requests import outcome_of, request

if TYPE_CHECKING:
    from datetime import date

    from pipeline.report.content.data import Background, Issue, WeekData
    from pipeline.report.content.tables import Record, Table
    from pipeline.report.content.wording import Wording
    from pipeline.report.guards.attempts import Attempts
    from pipeline.report.page_one.front import Front


@dataclass(frozen=True, slots=True)
class PageOne:
    """The page that the head of section reads in a minute."""

    requests: tuple[str, ...]
    past: str | None
    channels: tuple[ChannelRow, ...]
    """A row a channel."""
    rows: tuple[ChannelRow, ...]
    """The rows of the table: those of the channels, or one a platform."""
    lines: tuple[Line, ...]
    health: str
    complete: bool
    heard: bool
    known: bool = True
    """Whether anything is known of any own channel's week: else nothing is said to be absent."""
    issues: tuple[Issue, ...] | None = ()
    """``None`` where they could not be counted."""
    issues_gone: date | None = None
    """The newest day of which texts of responses have gone for their age, where it is not before the week."""
    stale: str = ""
    """The sentence on figures of an earlier night, if any are."""

    @property
    def judged(self) -> bool:
        """Whether interactions of any row are told: a median of several channels is of none."""
        return any(row.median is not None or row.word for row in self.rows)


def page_one_of(
    data: WeekData, tables: Mapping[str, Table], front: Front, wording: Wording, attempts: Attempts
) -> PageOne:
    """Put page one together; a part that fails leaves its line out and is noted."""
    background = data.background
    accounts = tables["accounts"].records()
    own = own_accounts(accounts, background.roles)
    channels: tuple[ChannelRow, ...] = attempts.attempt(
        "channels", lambda: tuple(channel_rows(accounts, background, front, data.week, wording.platforms)), otherwise=()
    )
    known = any(row["posts"] is not None for row in own)
    past, complete = background.past_decision, not any(map(not_wholly_known, own))
    return PageOne(
        requests=tuple(
            request(one, wording) if known or one.key != "decide_nothing" else wording.text("no_data")
            for one in front.decisions
        ),
        past=outcome_of(past, wording) if past else None,
        channels=channels,
        rows=tuple(table_rows(channels)),
        lines=_lines(data, tables, front, wording, attempts, known=known),
        health=_health(own, wording, "figures_low" if known else "figures_none"),
        complete=complete,
        heard=_was_listened(background, front),
        known=known,
        issues=None if background.issues is None else tuple(background.issues),
        issues_gone=background.issues_gone,
        stale=stale_line(background.stale, wording),
    )


def _was_listened(background: Background, front: Front) -> bool:
    return bool(background.listened) or front.hindrance.heard


def _lines(  # noqa: PLR0913  # all that the lines tell of
    data: WeekData, tables: Mapping[str, Table], front: Front, wording: Wording, attempts: Attempts, *, known: bool
) -> tuple[Line, ...]:
    background, last_day = data.background, data.week.last_day
    campaigns = tables["campaigns"].records()
    makers: dict[str, Callable[[], list[str]]] = {
        "campaigns": lambda: (
            campaign_lines(running_campaigns(campaigns, last_day), last_day, wording, front.unread)
            or [wording.text("campaigns_none")]
        ),
        "dimensions": lambda: dimension_lines(front, tables["topics"].records(), wording),
        "issues": lambda: issue_lines(
            background.issues,
            heard=_was_listened(background, front),
            wording=wording,
            none="issues_none" if known else "no_data",
        ),
        "standout": lambda: standout_lines(front, wording),
        "programme": lambda: [programme_line(background, str(data.week), wording, complete=not front.unread)],
    }
    said: dict[str, list[str]] = {name: attempts.attempt(name, make, otherwise=[]) for name, make in makers.items()}
    return tuple(Line(wording.text(f"line_{name}"), tuple(lines)) for name, lines in said.items() if lines)


def _health(own: list[Record], wording: Wording, note: str) -> str:
    wrong = [row for row in own if not_wholly_known(row)]
    if not wrong:
        return wording.text("channels_complete") if own else wording.text("no_data")
    return incomplete_line([channel_of(row) for row in wrong], len(own), wording, note)
