"""report.html: one self-contained page for a head of section; everything fetched is escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.report.content import catalogue, figures
from pipeline.report.content import front as front_page
from pipeline.report.content.data import Labelled
from pipeline.report.content.labelling import labelling_note
from pipeline.report.content.revision import Revision
from pipeline.report.content.tables import numeric
from pipeline.report.output.chart import BarChart, bar_chart, topic_chart, topic_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.clock import IsoWeek
    from pipeline.report.content.front import Front
    from pipeline.report.content.tables import Record, Table, Value
    from pipeline.report.content.wording import Wording

FIRST = Revision()
HERE = Path(__file__).parent
EXCERPT = 180  # characters
CAMPAIGN = 20  # characters that fit beside the bars with the platform
# Characters that reorder the text around them; they stay in the tables, but may not disguise a line here.
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
NOTES = ("note_dash", "note_platforms", "note_interactions", "note_score", "note_files")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the report."""

    title: str
    week: IsoWeek
    as_of: datetime
    final: bool = False
    labelled: Labelled = field(default_factory=Labelled)


def page_bytes(
    tables: dict[str, Table], front: Front, heading: Heading, wording: Wording, revision: Revision = FIRST
) -> bytes:
    """Render the page."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"excerpt": excerpt, "link": safe_link}
    environment.globals |= {"reason": partial(reason, wording=wording), "stages": partial(stages, wording=wording)}
    template = environment.get_template("report.html.j2")
    styles = (HERE / "report.css").read_text(encoding="utf-8")
    view = _view(tables, front.previous, wording) | {"obstacles_chart": _obstacles_chart(front, wording)}
    view["notes"] = [*view["notes"], labelling_note(heading.labelled, wording)]
    return template.render(heading=heading, say=wording, styles=styles, front=front, revision=revision, **view).encode()


def excerpt(text: Value) -> str:
    """Shorten a text to one line."""
    line = " ".join(BIDI.sub("", str(text or "")).split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def safe_link(url: Value) -> str | None:
    """Return *url* if it leads to a website, and ``None`` for anything else (scripts, files, garbage)."""
    text = str(url or "")
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    printable = text.isprintable() and " " not in text
    return text if printable and parts.scheme in {"http", "https"} and parts.hostname else None


def reason(post: Record, wording: Wording) -> str:
    """Say why a post stands among the strongest or weakest."""
    parts = [
        wording.text(
            "why_score",
            score=wording.number(numeric(post["engagement_score"]), digits=1),
            kind=wording.term("kind", str(post["kind"])),
            n=wording.number(numeric(post["score_n"])),
        )
    ]
    carried = front_page.carried_by(post)
    if carried:
        name, share = carried
        count = wording.column(name).lower()
        parts.append(wording.text("why_carried", count=count, share=wording.number(100 * share)))
    if post.get("collaboration"):
        parts.append(wording.text("why_together"))
    return "; ".join(parts)


def _scores(posts: Sequence[Record], wording: Wording) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{wording.term('platform', str(post['platform']))} · {wording.term('kind', str(post['kind']))}",
            "account": post["account"] or post["source_id"],
            "posts": n,
            "score": score,
        }
        for post, n, score in figures.score_rows(posts)
    ]


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


def _view(tables: dict[str, Table], previous: Sequence[Record], wording: Wording) -> dict[str, Any]:
    posts, topics = tables["posts"].records(), tables["topics"].records()
    accounts = tables["accounts"].records()
    rows = figures.topic_rows(topics, previous, wording.platforms)
    platforms = figures.platforms([*topics, *previous], wording.platforms)
    scores = _scores(posts, wording)
    campaigns = tables["campaigns"].records()
    plans = _plans(campaigns, wording)
    bars = [(row["label"], row["score"], None) for row in scores]
    return {
        "scores": scores,
        "scores_chart": bar_chart(bars, wording, digits=1, mark=1.0),
        "groups": figures.groups(accounts, wording.platforms),
        "total": len(accounts),
        "incomplete": figures.incomplete(accounts),
        "platforms": platforms,
        "topic_rows": [(topic_name(row.topic, wording), row) for row in rows],
        "weeks": figures.week_count(previous),
        "chart": topic_chart(rows, platforms, wording),
        "strongest": figures.strongest(posts),
        "campaigns": campaigns,
        "plans_chart": bar_chart(plans, wording) if plans else None,
        "notes": [wording.text(note) for note in NOTES],
    }
