"""The themes of citizens' words in any days, as reports tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.analysis.issues import issues_of, usable_agencies
from pipeline.report.content.data import Issue

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.analysis.issues import Span
    from pipeline.run.context import RunContext


def told_issues(night: RunContext, connection: Connection, span: Span) -> list[Issue]:
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
            alert=found.alert is not None,
            today=found.by_day.get(span.last, 0),
        )
        for found in issues_of(night.settings, connection, span, usable_agencies(night))
    ]
