"""The lines below the table of page one, each a heading with one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING

from pipeline.report.content.tables import numeric
from pipeline.report.guards.private_details import without_private_details
from pipeline.report.words.terms import SHORT_TOPICS
from pipeline.transform.measures.change import change_of_share

if TYPE_CHECKING:
    from pipeline.report.content.data import Background, Issue
    from pipeline.report.content.front import Front
    from pipeline.report.content.tables import Record
    from pipeline.report.content.wording import Wording

MOST_CAMPAIGNS, MOST_ISSUES, MOST_TOPICS = 5, 3, 6
NAME = 60  # characters of a campaign's name or of a post
VERDICTS = ("better", "no_difference", "worse")


@dataclass(frozen=True, slots=True)
class Line:
    """A heading and what it says; several sentences stand below each other."""

    heading: str
    said: tuple[str, ...]


def campaign_lines(running: Sequence[Record], today: date, wording: Wording) -> list[str]:
    """Say each running campaign on one line: target and done per channel, days left, verdict."""
    names = list(dict.fromkeys(str(row["campaign"]) for row in running))[:MOST_CAMPAIGNS]
    return [_campaign_line(name, [row for row in running if row["campaign"] == name], today, wording) for name in names]


def _campaign_line(name: str, rows: Sequence[Record], today: date, wording: Wording) -> str:
    ends = max(row["ends_on"] for row in rows if isinstance(row["ends_on"], date))
    left = (ends - today).days
    verdicts = {str(row.get("verdict")) for row in rows} & set(VERDICTS)
    verdict = next(iter(verdicts)) if len(verdicts) == 1 else "no_difference" if verdicts else "insufficient_data"
    channels = ", ".join(_campaign_channel(row, wording) for row in rows if row["platform"])
    return wording.text(
        "campaign_line",
        name=shorten(name, NAME, placeholder="…"),
        channels=channels or wording.text("campaign_without"),
        left=wording.text("days_left", days=wording.counted(left, "days")) if left else wording.text("last_day"),
        verdict=wording.text(f"verdict_{verdict}"),
    )


def _campaign_channel(row: Record, wording: Wording) -> str:
    planned = numeric(row.get("planned_posts"))
    return wording.text(
        "campaign_unplanned" if planned is None else "campaign_channel",
        platform=wording.term("platform", str(row["platform"])),
        done=wording.number(numeric(row["posts"])),
        planned=wording.number(planned),
    )


def dimension_lines(front: Front, topics: Iterable[Record], wording: Wording) -> list[str]:
    """Say the week's posts per dimension, and name the dimensions not raised for four weeks."""
    counts: Counter[str] = Counter()
    for row in topics:
        counts[str(row["topic"])] += int(numeric(row["posts"]) or 0)
    counted = " · ".join(
        wording.text("dimension_count", topic=wording.short_topic(topic), n=wording.number(counts[topic]))
        for topic in SHORT_TOPICS
    )
    return [counted, _missing(front, wording)]


def _missing(front: Front, wording: Wording) -> str:
    if front.neglected is None:
        return wording.text("dimensions_unknown")
    if not front.neglected:
        return wording.text("dimensions_complete")
    named = [
        wording.text("below_target", topic=wording.short_topic(topic), share=wording.percent(front.targets[topic]))
        if topic in front.targets
        else wording.short_topic(topic)
        for topic in front.neglected[:MOST_TOPICS]
    ]
    return wording.text("dimensions_missing", topics=", ".join(named))


def issue_lines(issues: Sequence[Issue] | None, *, heard: bool, wording: Wording) -> list[str]:
    """Say what people talk about, in words that five of them used."""
    if not heard:
        return [wording.text("responses_none")]
    if issues is None:
        return []
    if not issues:
        return [wording.text("issues_none")]
    return [" · ".join(_issue(issue, wording) for issue in issues[:MOST_ISSUES])]


def _issue(issue: Issue, wording: Wording) -> str:
    return wording.text(
        "issue_line",
        name=issue.name,
        responses=wording.counted(issue.responses, "responses"),
        people=wording.counted(issue.people, "people"),
        note=issue_note(issue, wording),
    )


def issue_note(issue: Issue, wording: Wording) -> str:
    """Say how an issue stands against the period before, its negative responses, its agency, and an alert."""
    parts = []
    if issue.responses_before is not None:
        parts.append(wording.text("issue_before", n=wording.number(issue.responses_before)))
    if issue.negative:
        parts.append(wording.text("issue_negative", n=wording.number(issue.negative)))
    if issue.agency:
        parts.append(wording.text("issue_proposed" if issue.proposed else "issue_agency", agency=issue.agency))
    if issue.alert:
        parts.append(wording.text("issue_alert"))
    return "".join(parts)


def standout_lines(front: Front, wording: Wording) -> list[str]:
    """Say the post with the highest and the one with the lowest engagement, only where they stand out."""
    said = [
        wording.text(
            key, post=post_in_short(rows[0]), score=wording.number(numeric(rows[0]["engagement_score"]), digits=1)
        )
        for key, rows in (("standout_best", front.best), ("standout_worst", front.worst))
        if rows
    ]
    return [" · ".join(said)] if said else []


def post_in_short(post: Record) -> str:
    """Give the beginning of a post on one line, without addresses and names of citizens."""
    line = " ".join(str(post["title"] or post["text"] or post["post_id"]).split())
    return shorten(without_private_details(line), NAME, placeholder="…") or str(post["post_id"])


def programme_line(background: Background, week: str, wording: Wording) -> str:
    """Say how many posts name the programme or a service, and a change only where chance would not make it."""
    now, before = _share(background, week, before=False), _share(background, week, before=True)
    if not now[1]:
        return wording.text("programme_silent")
    word = change_of_share(now[0], now[1], before[0], before[1]).word
    return wording.text(
        "programme_sentence",
        n=wording.number(now[0]),
        contents=wording.counted(now[1], "contents"),
        change=wording.text(f"programme_{word}", before=wording.percent(before[0] / before[1] if before[1] else None)),
    )


def _share(background: Background, week: str, *, before: bool) -> tuple[int, int]:
    """Count labelled posts that name the programme or a service, and all labelled ones."""
    frame = background.programme
    rows = frame[(frame["iso_week"] != week) if before else (frame["iso_week"] == week)]
    labelled = rows[rows["programme_level"].notna()]
    naming = labelled[labelled["programme_level"].isin(["named", "initiative"])]
    return int(naming["posts"].sum()), int(labelled["posts"].sum())
