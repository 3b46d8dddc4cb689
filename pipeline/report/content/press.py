"""The section on the press: how many articles, in what tone, about what; beside the office's figures, never in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.report.content.document import Grid, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.report.content.data import Press, PressIssue
    from pipeline.report.content.document import Cell
    from pipeline.report.content.wording import Wording

MOST = 10
"""Issues that a report lists, the largest."""


def press_section(found: Press, say: Wording) -> Section:
    """Tell what the press wrote: articles, outlets, messages carried, tone of many articles, and issues."""
    heading = say.text("section_press")
    if found.whole is None:
        return Section("press", heading, (say.text("press_none"),))
    captions = (
        say.column("issue"), say.text("press_articles"), say.text("press_outlets"), say.text("previous_period"),
        say.text("press_tones_column"), say.column("agency"),
    )  # fmt: skip
    rows = [_row(issue, say) for issue in found.issues[:MOST]]
    grid = Grid(captions, ("text", "integer", "integer", "integer", "text", "text"), rows) if rows else None
    return Section("press", heading, tuple(_sentences(found, found.whole, say)), grid, (say.text("press_note"),))


def _sentences(found: Press, whole: PressIssue, say: Wording) -> Iterator[str]:
    told = {"articles": say.counted(whole.articles, "articles"), "outlets": say.number(whole.outlets)}
    if whole.articles_before is None:
        yield say.text("press_count", **told)
    else:
        yield say.text("press_count_before", **told, before=say.number(whole.articles_before))
    if whole.carried:
        yield say.text("press_carried", articles=say.counted(whole.carried, "articles"))
    else:
        yield say.text("press_carried_none")
    if whole.tones:
        positive, neutral, negative = map(say.number, whole.tones)
        yield say.text("press_tone", negative=negative, neutral=neutral, positive=positive)
    else:
        yield say.text("press_no_tone", articles=found.tone_from[0], outlets=found.tone_from[1])
    if not found.issues:
        yield say.text("press_no_issue")


def _row(issue: PressIssue, say: Wording) -> tuple[Cell, ...]:
    tones = None
    if issue.tones:
        positive, neutral, negative = map(say.number, issue.tones)
        tones = say.text("tones_of", negative=negative, neutral=neutral, positive=positive)
    agency = issue.agency
    if agency and issue.proposed:
        agency = say.text("agency_proposed", agency=agency)
    return issue.name, issue.articles, issue.outlets, issue.articles_before, tones, agency
