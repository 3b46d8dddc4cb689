"""The themes of citizens' words and of the press in any days, as reports tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.analysis.issues import issues_of, usable_agencies
from pipeline.analysis.texts.press import press_of
from pipeline.report.content.data import Issue, Press, PressIssue

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.analysis.issues import Span
    from pipeline.run.context import RunContext
    from pipeline.transform.issues import press


def told_issues(run: RunContext, connection: Connection, span: Span) -> list[Issue]:
    """Count the issues of a span afresh: a report of an old week tells what the store knows of it today."""
    return [
        Issue(
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
        for found in issues_of(run, connection, span)
    ]


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
