"""The themes of citizens' words and of the press in any days, as reports tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.analysis.issues import has_lost_texts, issues_of, outlives_texts, usable_agencies
from pipeline.analysis.texts.press import press_of
from pipeline.report.content.data import Issue, Press, PressIssue
from storage.analysis.issues import load_issues

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Row

    from pipeline.analysis.issues import Span
    from pipeline.run.context import RunContext
    from pipeline.transform.issues import press
    from pipeline.transform.issues.counts import IssueCount
    from storage.analysis.issues import Counted


class ToldIssues(NamedTuple):
    """The issues of a span, and the newest day of which texts have gone for their age, where it begins no later."""

    issues: list[Issue] | None
    gone_until: date | None


NOT_TOLD = ToldIssues(None, None)


def told_issues(run: RunContext, connection: Connection, span: Span, counted: Counted) -> ToldIssues:
    """Count the issues of a span afresh: a report of an old week tells what the store knows of it today.

    Where texts have gone for their age since the night *counted* them, tell what it counted.
    """
    gone = counted.gone_until if has_lost_texts(span, counted) else None
    if counted.since is None:  # nobody wrote yet
        return ToldIssues([], gone)
    if outlives_texts(span, run.now().astimezone(run.settings.zone).date(), counted):
        return ToldIssues(list(map(_of_held, load_issues(connection, span.kind, span.name))), gone)
    return ToldIssues([_of_counted(found, span) for found in issues_of(run, connection, span, counted)], gone)


def _of_counted(found: IssueCount, span: Span) -> Issue:
    return Issue(
        name=found.name,
        responses=found.responses,
        people=found.people,
        responses_before=found.earlier,
        positive=found.positive,
        neutral=found.neutral,
        negative=found.negative,
        first_seen=found.first_seen,
        agency=found.concerned.agency,
        proposed=found.concerned.origin == "proposed",
        confirmed=found.concerned.origin == "confirmed",
        alert=found.alert is not None,
        today=found.by_day.get(span.last, 0),
    )


def _of_held(row: Row[Any]) -> Issue:
    return Issue(
        name=row.issue,
        responses=row.responses,
        people=row.people,
        responses_before=row.earlier,
        positive=row.positive,
        neutral=row.neutral,
        negative=row.negative,
        first_seen=row.first_seen,
        agency=row.confirmed_agency or row.agency,
        proposed=not row.confirmed_agency and row.agency_origin == "proposed",
        confirmed=bool(row.confirmed_agency) or row.agency_origin == "confirmed",
        alert=row.alert_on is not None,
    )


def told_press(run: RunContext, connection: Connection, span: Span) -> Press | None:
    """Count the press of a span afresh; nothing is told where no source of the press is configured."""
    config = run.settings.config
    if all(config.role_of(source) != "media" for source in config.sources):
        return None
    from pipeline.transform.issues.press import OUTLETS_FROM, TONE_FROM  # noqa: PLC0415  # numpy is heavy

    found = press_of(run.settings, connection, span, usable_agencies(run))
    whole = _of_press(found.whole) if found.whole else None
    return Press(whole, tuple(map(_of_press, found.issues)), (TONE_FROM, OUTLETS_FROM))


def _of_press(found: press.PressIssue) -> PressIssue:
    return PressIssue(
        name=found.name,
        articles=found.articles,
        outlets=found.outlets,
        articles_before=found.earlier,
        carried=found.carried,
        tones=found.tones,
        agency=found.concerned.agency,
        proposed=found.concerned.origin == "proposed",
    )
