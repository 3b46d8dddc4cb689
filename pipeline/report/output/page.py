"""report.html: one self-contained page for a head of section; everything fetched is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pipeline.report.content import figures
from pipeline.report.content.data import Labelled
from pipeline.report.content.document import written
from pipeline.report.content.labelling import labelling_note
from pipeline.report.content.media import reached_told
from pipeline.report.content.press import press_section
from pipeline.report.content.revision import Revision
from pipeline.report.content.tables import clean, numeric
from pipeline.report.guards.attempts import Attempts
from pipeline.report.guards.private_details import without_private_details
from pipeline.report.guards.shown_text import BIDI, excerpt, safe_link
from pipeline.report.output.chart import BarChart, bar_chart, topic_chart, topic_name
from pipeline.report.page_one.channels import MOST_ROWS
from pipeline.report.page_one.extremes import carried_by
from pipeline.report.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clock import IsoWeek
    from pipeline.report.content.tables import Record, Table, Value
    from pipeline.report.content.wording import Wording
    from pipeline.report.page_one.front import Front
    from pipeline.report.page_one.page_one import PageOne

FIRST = Revision()
HERE = Path(__file__).parent
CAMPAIGN = 20  # characters that fit beside the bars with the platform
LABEL = 33  # characters that fit beside the bars in all
NOTES = ("note_dash", "note_platforms", "note_interactions", "note_score", "note_answers", "note_files")
SENTENCE = 400  # characters
OUTCOME_NOTE = "outcome_note_"
TEMPLATES = {
    "front": "front.html.j2",
    **{
        name: f"section_{name}.html.j2"
        for name in (
            "topics",
            "programme",
            "standout",
            "comparison",
            "campaigns",
            "issues",
            "press",
            "obstacles",
            "channels",
        )
    },
}
SECTION_NAMES = {
    "front": "decision", "standout": "extremes", "dimensions": "topics", "open_questions": "questions",
    "media": "activities", "press": "section_press",
}  # fmt: skip
"""Section → the text that names it, where that is not its own name."""
View = Callable[[], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of the report."""

    title: str
    week: IsoWeek
    as_of: datetime
    final: bool = False
    labelled: Labelled = field(default_factory=Labelled)


def page_bytes(  # noqa: PLR0913  # a page has this many parts
    tables: dict[str, Table],
    front: Front,
    page_one: PageOne,
    heading: Heading,
    wording: Wording,
    *,
    revision: Revision = FIRST,
    attempts: Attempts | None = None,
) -> bytes:
    """Render the page, section by section; one that fails says so in its place, and is noted in *attempts*."""
    attempts = Attempts() if attempts is None else attempts
    environment = _environment()
    shared = {
        "heading": heading,
        "say": wording,
        "front": front,
        "page_one": page_one,
        "reason": partial(reason, wording=wording),
        "stages": partial(stages, wording=wording),
        "reached": partial(reached_told, wording=wording),
    }
    views = _views(tables, front, heading.week, wording)
    sections = [_section(environment, name, shared, views[name], attempts) for name in views]
    return (
        environment.get_template("report.html.j2")
        .render(
            **shared,
            styles=(HERE / "report.css").read_text(encoding="utf-8"),
            revision=revision,
            sections=sections,
            failed=[_section_name(name, wording) for name in attempts.failed],
            notes=[*(wording.text(note) for note in NOTES), labelling_note(heading.labelled, wording)],
        )
        .encode()
    )


@cache
def _environment() -> Environment:
    """Make what renders the page; once, since a template's translation takes longer than a section."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"excerpt": excerpt, "link": safe_link, "public": public, "plain": plain, "dots": dots}
    return environment


def _section(environment: Environment, name: str, shared: dict[str, Any], view: View, attempts: Attempts) -> Markup:
    """Render a section; where it cannot be made, one sentence in its place."""

    def render() -> Markup:
        return Markup(environment.get_template(TEMPLATES[name]).render(**shared, **view()))  # noqa: S704  # escaped there

    wording = shared["say"]
    told = wording.text("section_failed", section=_section_name(name, wording))
    sentence = Markup('<section><p class="notice warning">{}</p></section>').format(told)
    return attempts.attempt(name, render, sentence)


def _section_name(name: str, wording: Wording) -> str:
    return wording.text(SECTION_NAMES.get(name, name))


def dots(name: str) -> Markup:
    """Let a name break after its dots rather than anywhere: the host of a website is often longer than its column."""
    return escape(name).replace(".", Markup(".<wbr>"))


def public(text: Value) -> str:
    """Shorten a text that was published to one line, without addresses, numbers and names of citizens."""
    return excerpt(without_private_details(str(text or "")))


def one_line(text: Value) -> str:
    """Put words of ours on one line, however long they are."""
    return " ".join(BIDI.sub("", clean(str(text or ""))).split())


def plain(text: Value) -> str:
    """Put a sentence of ours on one line, whatever stands in the names that it holds."""
    line = one_line(text)
    return line if len(line) <= SENTENCE else line[: SENTENCE - 1].rstrip() + "…"


def reason(post: Record, wording: Wording) -> str:
    """Say why a post stands among the highest or lowest."""
    parts = [
        wording.text(
            "why_score",
            score=wording.number(numeric(post["engagement_score"]), digits=1),
            kind=wording.term("kind", str(post["kind"])),
            n=wording.number(numeric(post["score_n"])),
        )
    ]
    carried = carried_by(post)
    if carried:
        name, share = carried
        parts.append(wording.text(f"why_{name}", share=wording.percent(share)))
    if post.get("collaboration"):
        parts.append(wording.text("why_together"))
    return "; ".join(parts)


def _scores(posts: Sequence[Record], wording: Wording) -> list[tuple[str, float, None]]:
    """Give the median scores as bars; of a platform with several accounts, each bar names its own."""
    rows = figures.score_rows(posts)
    accounts = Counter(platform for platform, _ in {(post["platform"], post["source_id"]) for post, *_ in rows})
    return [
        (_score_label(post, wording, several=accounts[post["platform"]] > 1), score, None) for post, _, score in rows
    ]


def _score_label(post: Record, wording: Wording, *, several: bool) -> str:
    platform, kind = (wording.term(name, str(post[name])) for name in ("platform", "kind"))
    if not several:
        return f"{platform} · {kind}"
    account, room = excerpt(post["account"] or post["source_id"]), LABEL - len(f"{platform}  · {kind}")
    return f"{platform} {account if len(account) <= room else account[: room - 1] + '…'} · {kind}"


def _obstacles_chart(front: Front, wording: Wording) -> BarChart | None:
    rows = [(wording.term("obstacle", row.obstacle), row.n) for row in front.hindrance.obstacles if row.charted]
    return bar_chart([(label, float(n), None) for label, n in rows], wording) if rows else None


def _plans(campaigns: Sequence[Record], wording: Wording) -> list[tuple[str, float, float | None]]:
    return [
        (campaign_label(row, wording), posts, planned)
        for row in campaigns
        if (planned := numeric(row.get("planned_posts"))) is not None and (posts := numeric(row["posts"])) is not None
    ]


def campaign_label(campaign: Record, wording: Wording) -> str:
    """Name a bar of the plans' chart; a long name is cut between words."""
    name = shorten(excerpt(campaign["campaign"]), CAMPAIGN, placeholder="…")
    return f"{name} · {wording.term('platform', str(campaign['platform']))}"


def stages(campaign: Record, wording: Wording) -> str:
    """Say how many of a campaign's posts are of each stage, in the order of the stages; nothing for none."""
    counted = ((stage, campaign.get(f"{stage}_posts")) for stage in catalogue.TERMS["stage"])
    said = (f"{wording.term('stage', s)} {wording.number(n)}" for s, n in counted if isinstance(n, int) and n)
    return ", ".join(said)


def _views(tables: dict[str, Table], front: Front, week: IsoWeek, wording: Wording) -> dict[str, View]:
    """Give what each section shows beside page one's figures, worked out only when the section is rendered."""
    posts, topics = tables["posts"].records(), tables["topics"].records()
    accounts, campaigns = tables["accounts"].records(), tables["campaigns"].records()
    return {
        "front": dict,
        "topics": lambda: _topics(topics, front, wording),
        "programme": dict,
        "standout": lambda: _standout(posts, front, wording),
        "comparison": lambda: _comparison(front),
        "campaigns": lambda: _campaigns(campaigns, front, week, wording),
        "issues": dict,
        "press": lambda: _press(front, wording),
        "obstacles": lambda: {"obstacles_chart": _obstacles_chart(front, wording)},
        "channels": lambda: _channels(accounts, front, wording),
    }


def _topics(topics: Sequence[Record], front: Front, wording: Wording) -> dict[str, Any]:
    previous = front.previous
    rows = figures.topic_rows(topics, previous, wording.platforms, front.known, front.unread)
    platforms = figures.platforms([*topics, *previous], wording.platforms)
    return {
        "platforms": platforms,
        "topic_rows": [(topic_name(row.topic, wording), row) for row in rows],
        "weeks": max((front.known.get(name, 0) for name in platforms), default=0),
        "chart": topic_chart(rows, platforms, wording),
    }


def _standout(posts: Sequence[Record], front: Front, wording: Wording) -> dict[str, Any]:
    scores = _scores(figures.own_accounts(posts, front.roles), wording)
    return {"scores": scores, "scores_chart": bar_chart(scores, wording, digits=1, mark=1.0)}


def _comparison(front: Front) -> dict[str, Any]:
    """Show each comparison of few channels; of many those that have a median in either week."""
    rows = front.comparisons
    if len({row.source_id for row in rows}) > MOST_ROWS:
        rows = [row for row in rows if row.median is not None or row.median_earlier is not None]
    return {"compared": rows, "too_few": len(front.comparisons) - len(rows)}


def _campaigns(campaigns: Sequence[Record], front: Front, week: IsoWeek, wording: Wording) -> dict[str, Any]:
    """Show campaigns and activities of this week and the four before: else the page grows with the years."""
    first = week.shifted(-figures.COMPARED_WEEKS).first_day
    shown = [row for row in campaigns if _is_from(row["ends_on"], first)]
    activities = [row for row in front.activities if _is_from(row["held_on"], first)]
    plans = _plans(shown, wording)
    return {
        "campaigns": shown,
        "over": len({row["campaign"] for row in campaigns} - {row["campaign"] for row in shown}),
        "plans_chart": bar_chart(plans, wording) if plans else None,
        "activities": activities,
        "held_before": len(front.activities) - len(activities),
    }


def _is_from(day: Value, first: date) -> bool:
    return not isinstance(day, date) or day >= first


def _press(front: Front, wording: Wording) -> dict[str, Any]:
    press = press_section(front.press, wording) if front.press else None
    grid = press.grid if press else None
    cells = (
        [[written(*cell, wording) for cell in zip(row, grid.kinds, strict=True)] for row in grid.rows] if grid else []
    )
    return {"press": press, "cells": cells}


def _channels(accounts: Sequence[Record], front: Front, wording: Wording) -> dict[str, Any]:
    return {
        "groups": figures.groups(figures.own_accounts(accounts, front.roles), wording.platforms),
        "others": figures.other_accounts(accounts, front.roles, wording.platforms),
        "noted": [name.removeprefix(OUTCOME_NOTE) for name in catalogue.TEXTS if name.startswith(OUTCOME_NOTE)],
    }
