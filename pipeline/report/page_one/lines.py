"""The lines below the table of page one, each a heading with one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten
from typing import TYPE_CHECKING

from pipeline.report.content.tables import numeric
from pipeline.report.guards.private_details import without_private_details
from pipeline.report.words.catalogue import TOPICS
from pipeline.report.words.terms import SHORT_TOPICS
from pipeline.transform.measures.change import change_of_share

if TYPE_CHECKING:
    from pipeline.report.content.data import Background, Issue
    from pipeline.report.content.tables import Record
    from pipeline.report.content.wording import Wording
    from pipeline.report.page_one.front import Front

MOST_CAMPAIGNS, MOST_ISSUES, MOST_UNREAD = 5, 3, 4
NAME = 60  # characters of a campaign's name or of a post
UNJUDGED = "insufficient_data"
VERDICTS = ("better", "no_difference", "worse")


@dataclass(frozen=True, slots=True)
class Line:
    """A heading and what it says; several sentences stand below each other."""

    heading: str
    said: tuple[str, ...]


def campaign_lines(running: Sequence[Record], today: date, wording: Wording, unread: Collection[str] = ()) -> list[str]:
    """Say each running campaign on one line: target and done per channel, days left, verdict; count those beyond.

    On a platform that is *unread* at least so much is done; that is said below the target.
    """
    names = list(dict.fromkeys(str(row["campaign"]) for row in running))
    shown, others = names[:MOST_CAMPAIGNS], len(names) - MOST_CAMPAIGNS
    lines = [
        _campaign_line(name, [row for row in running if row["campaign"] == name], today, wording, unread)
        for name in shown
    ]
    return [*lines, *([wording.text("campaigns_more", n=wording.number(others))] if others > 0 else [])]


def _campaign_line(name: str, rows: Sequence[Record], today: date, wording: Wording, unread: Collection[str]) -> str:
    ends = max(row["ends_on"] for row in rows if isinstance(row["ends_on"], date))
    left = (ends - today).days
    channels = ", ".join(_campaign_channel(row, wording, unread) for row in rows if row["platform"])
    return wording.text(
        "campaign_line",
        name=shorten(name, NAME, placeholder="…"),
        channels=channels or wording.text("campaign_without" if rows[0]["posts"] == 0 else "campaign_unknown"),
        left=wording.text("days_left", days=wording.counted(left, "days")) if left else wording.text("last_day"),
        verdict=_verdict(rows, wording),
    )


def _verdict(rows: Sequence[Record], wording: Wording) -> str:
    """Say each verdict, with its platforms where it is not that of all: one channel speaks for no other."""
    places: dict[str, list[str]] = {}
    for row in rows:
        verdict = str(row.get("verdict"))
        places.setdefault(verdict if verdict in VERDICTS else UNJUDGED, []).append(str(row["platform"] or ""))
    if len(places) == 1:
        return wording.text(f"verdict_{next(iter(places))}")
    return ", ".join(
        wording.text(
            "verdict_on",
            platforms=", ".join(wording.term("platform", name) for name in places[verdict]),
            verdict=wording.text(f"verdict_{verdict}"),
        )
        for verdict in VERDICTS
        if verdict in places
    )


def _campaign_channel(row: Record, wording: Wording, unread: Collection[str]) -> str:
    planned, done = numeric(row.get("planned_posts")), numeric(row["posts"])
    so_far = row["platform"] in unread and told_at_least(done, planned)
    return wording.text(
        "campaign_unplanned" if planned is None else "campaign_so_far" if so_far else "campaign_channel",
        platform=wording.term("platform", str(row["platform"])),
        done=wording.number(done),
        planned=wording.number(planned),
    )


def told_at_least(done: float | None, target: float | None) -> bool:
    """Whether a figure that may be incomplete is to be told as "at least": one that is known and has no target yet met.

    What has reached its target has done so however much is missing.
    """
    return done is not None and (target is None or done < target)


def dimension_lines(front: Front, topics: Iterable[Record], wording: Wording) -> list[str]:
    """Say the week's posts per dimension, and name the dimensions not raised for four weeks."""
    counts: Counter[str] = Counter()
    for row in topics:
        counts[str(row["topic"])] += int(numeric(row["posts"]) or 0)
    counted = " · ".join(
        wording.text(
            "dimension_count", topic=wording.short_topic(topic), n=wording.number(known_posts(counts[topic], front))
        )
        for topic in SHORT_TOPICS
    )
    return [counted, _missing(front, wording)]


def known_posts(posts: int, front: Front) -> int | None:
    """Give a number of posts; that there are none is unknown while a channel was not read to its end."""
    return posts if posts or not front.unread else None


def _missing(front: Front, wording: Wording) -> str:
    if front.neglected is None:
        return wording.text("dimensions_unknown")
    weeks = wording.counted(front.weeks, "weeks")
    return missing_line(front, TOPICS, wording) or wording.text("dimensions_complete", weeks=weeks)


def missing_line(front: Front, topics: Collection[str], wording: Wording) -> str:
    """Name those of *topics* without a post in the last weeks, and those with posts that lie below their target.

    While a channel was not read to its end, none was seen of the first, and of the second the posts that were read
    are told: there are so many at least.
    """
    missing = [topic for topic in front.neglected or () if topic in topics]
    below = [topic for topic in missing if topic in front.raised and topic in front.targets]
    parts = {
        "dimensions_unseen" if front.unread else "dimensions_missing": [
            wording.short_topic(topic) for topic in missing if topic not in front.raised
        ],
        "dimensions_below_so_far" if front.unread else "dimensions_below": [
            _below(topic, front, wording) for topic in below
        ],
    }
    weeks = wording.counted(front.weeks, "weeks")
    return "; ".join(wording.text(key, topics=", ".join(named), weeks=weeks) for key, named in parts.items() if named)


def _below(topic: str, front: Front, wording: Wording) -> str:
    named, share = wording.short_topic(topic), front.targets[topic]
    if front.unread:
        return below_so_far(named, front.raised[topic], sum(front.raised.values()), share, wording)
    return wording.text("below_target", topic=named, share=wording.percent(share))


def below_so_far(topic: str, posts: int, labelled: int, target: float, wording: Wording) -> str:
    """Say how many of the *labelled* posts that were read are on a dimension: at least, since others may exist."""
    told = {"n": wording.number(posts), "total": wording.number(labelled), "share": wording.percent(target)}
    return wording.text("below_target_so_far", topic=topic, **told)


def issue_lines(
    issues: Sequence[Issue] | None,
    *,
    heard: bool,
    wording: Wording,
    before: str = "issue_before",
    none: str = "issues_none",
) -> list[str]:
    """Say what people talk about, in words that five of them used.

    *before* is the text that names the period before, *none* the one that says that there is no issue.
    """
    if not heard:
        return [wording.text("responses_none")]
    if issues is None:
        return []
    if not issues:
        return [wording.text(none)]
    return [" · ".join(_issue(issue, wording, before) for issue in issues[:MOST_ISSUES])]


def _issue(issue: Issue, wording: Wording, before: str) -> str:
    return wording.text(
        "issue_line",
        name=issue.name,
        responses=wording.counted(issue.responses, "responses"),
        people=wording.counted(issue.people, "people"),
        note=issue_note(issue, wording, before),
    )


def issue_note(issue: Issue, wording: Wording, before: str = "issue_before") -> str:
    """Say how an issue stands against the period before, its negative responses, its agency, and an alert."""
    parts = []
    if issue.responses_before is not None:
        parts.append(wording.text(before, n=wording.number(issue.responses_before)))
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
    """Quote the beginning of a post on one line, without addresses and names of citizens."""
    line = " ".join(str(post["title"] or post["text"] or post["post_id"]).split())
    told = shorten(without_private_details(line), NAME, placeholder=" …")
    return f"“{told}”" if told.strip("… ") else str(post["post_id"])


def incomplete_line(
    wrong: Sequence[tuple[str, str]], channels: int, wording: Wording, note: str = "figures_low"
) -> str:
    """Name the channels whose data are incomplete, by platform and account, four at most of all *channels*."""
    names = [f"{wording.term('platform', platform)} {account}" for platform, account in wrong]
    more = f" +{wording.number(len(names) - MOST_UNREAD)}" if len(names) > MOST_UNREAD else ""
    return wording.text(
        "channels_incomplete",
        count=wording.number(len(wrong)),
        channels=wording.counted(channels, "channels"),
        names=", ".join(names[:MOST_UNREAD]) + more,
        note=wording.text(note),
    )


def stale_line(stale: Mapping[str, datetime | None], wording: Wording) -> str:
    """Say which figures are of an earlier night, and of when the oldest are; nothing where none are."""
    moments = {step: at for step, at in stale.items() if at is not None}
    never = [step for step in stale if step not in moments]
    said = []
    if moments:
        oldest = wording.moment(min(moments.values()))
        said.append(wording.text("stale", steps=_steps(moments, wording), moment=oldest))
    if never:
        said.append(wording.text("stale_never", steps=_steps(never, wording)))
    return " ".join(said)


def _steps(steps: Iterable[str], wording: Wording) -> str:
    return ", ".join(wording.term("computed", step) for step in steps)


def programme_line(background: Background, week: str, wording: Wording, *, complete: bool) -> str:
    """Say how many posts name the programme or a service, and a change only where chance would not make it."""
    now, before = _share(background, week, before=False), _share(background, week, before=True)
    if not now[1]:
        return wording.text(_why_untold(background, week, complete=complete))
    word = change_of_share(now[0], now[1], before[0], before[1]).word if complete else "unread_change"
    contents, posts = wording.counted(now[1], "contents"), background.programme
    if now[1] < int(posts.loc[posts["iso_week"] == week, "posts"].sum()):
        contents = wording.text("contents_labelled", contents=contents)
    return wording.text(
        "programme_sentence",
        n=wording.number(now[0]),
        contents=contents,
        change=wording.text(f"programme_{word}", before=wording.percent(before[0] / before[1] if before[1] else None)),
    )


def _why_untold(background: Background, week: str, *, complete: bool) -> str:
    """Tell a week without posts from one whose posts have no label yet, and from one that was not wholly read."""
    posts = background.programme
    if (posts["iso_week"] == week).any():
        return "programme_unlabelled"
    return "programme_silent" if complete else "programme_unread"


def _share(background: Background, week: str, *, before: bool) -> tuple[int, int]:
    """Count labelled posts that name the programme or a service, and all labelled ones."""
    frame = background.programme
    rows = frame[(frame["iso_week"] != week) if before else (frame["iso_week"] == week)]
    labelled = rows[rows["programme_level"].notna()]
    naming = labelled[labelled["programme_level"].isin(["named", "initiative"])]
    return int(naming["posts"].sum()), int(labelled["posts"].sum())
