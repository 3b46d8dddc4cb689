"""The report of a day, a month, a quarter or any days: plain text that fits a messenger, and HTML that prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from collectors.errors import StoreError
from pipeline.clock import IsoWeek
from pipeline.platforms.registry import platform_labels
from pipeline.report.content.wording import Wording
from pipeline.report.output.folder import write_files
from pipeline.report.words.terms import SHORT_TOPICS
from storage.analysis.coverage import looked_days
from storage.db.engine import reading
from storage.queries.periods import overdue_at, posts_of_days, tones_of_days, topics_of_days
from storage.queries.weeks import source_roles
from storage.runs.runs import source_health

if TYPE_CHECKING:
    from sqlalchemy import Row

    from pipeline.reporting.periods import Period
    from pipeline.run.context import RunContext

MOST_CHANNELS = 3  # of the brief, so that it has ten lines at most
STYLES = Path(__file__).parents[1] / "report" / "output" / "report.css"


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """The state at the end of a period, and how many posts each source had in the one before."""

    posts: Sequence[Row[Any]]
    before: dict[str, int]
    topics: dict[str, int]
    tones: dict[str, int] | None
    overdue: int | None
    channels: int
    """Own channels."""
    incomplete: Sequence[Row[Any]]
    """Own channels that were never read to their end since the period was over: what they hold is not all known."""


def write_period(night: RunContext, period: Period, out: Path | None = None) -> Path:
    """Write the period's folder and return it. Raises StoreError where it cannot be written."""
    wording = Wording(night.settings.config.report.language, night.settings.zone, platform_labels())
    lines = period_lines(_figures(night, period), period, night, wording)
    folder = (out or night.settings.reports) / period.name
    files = {"ringkas.txt": ("\n".join(lines) + "\n").encode(), "report.html": _html(lines, wording).encode()}
    try:
        write_files(folder, files)
    except OSError as error:
        raise StoreError(f"the report {folder} cannot be written ({error}); check disk and rights") from error
    return folder


def _figures(night: RunContext, period: Period) -> PeriodFigures:
    until, (first, last) = period.until(night.settings.zone), period.before
    listens = any(getattr(source, "responses", False) for source in night.settings.config.sources)
    with reading(night.engine) as connection:
        earlier = {row.source_id: row.posts for row in posts_of_days(connection, first, last, until)}
        # Of days before the oldest stored post nobody knows what was published: that is unknown, not zero.
        known = [
            source for source, (begin, _) in looked_days(connection, night.settings.zone).items() if begin <= first
        ]
        roles = source_roles(connection)
        own = [row for row in source_health(connection) if roles.get(row.source_id) == "own"]
        return PeriodFigures(
            channels=len(own),
            incomplete=[row for row in own if row.last_complete_at is None or row.last_complete_at < until],
            posts=posts_of_days(connection, period.first, period.last, until),
            before={source: earlier.get(source, 0) for source in known},
            topics=topics_of_days(connection, period.first, period.last),
            tones=tones_of_days(connection, period.first, period.last) if listens else None,
            overdue=overdue_at(connection, period.last, until) if listens else None,
        )


def period_lines(found: PeriodFigures, period: Period, night: RunContext, wording: Wording) -> list[str]:
    """Say it in lines: title, days, channels, programme, dimensions, tones, what waits, and as of when."""
    config = night.settings.config
    title = wording.text(f"title_{period.kind}")
    if config.office.name:
        title = wording.text("title_office", title=title, office=config.office.name)
    prose = _prose(found, wording) if period.kind != "day" else []
    targets = {str(topic): share for topic, share in config.strategy.targets.items()}
    return [
        title,
        _days(period, wording),
        *prose,
        *_channels(found, wording),
        *_incomplete(found, wording),
        *_programme(found, wording),
        *_dimensions(found, targets if period.kind != "day" else {}, wording),
        *_citizens(found, wording),
        wording.text("period_as_of_end", moment=wording.moment(night.now())),
    ]


def _days(period: Period, wording: Wording) -> str:
    if period.kind == "day":
        return f"{wording.day(period.first)} ({IsoWeek(*period.first.isocalendar()[:2])})"
    return wording.text("days_from_to", first=wording.day(period.first), last=wording.day(period.last))


def _prose(found: PeriodFigures, wording: Wording) -> list[str]:
    posts = sum(row.posts for row in found.posts)
    said = [
        wording.text(
            "prose_posts",
            contents=wording.counted(posts, "contents"),
            channels=wording.counted(len(found.posts), "channels"),
            before=_before(found, wording),
        )
    ]
    ranked = sorted(SHORT_TOPICS, key=lambda topic: -found.topics.get(topic, 0))
    if found.topics.get(ranked[0]):
        most, least = ranked[0], ranked[-1]
        said.append(
            wording.text(
                "prose_topic",
                most=wording.short_topic(most),
                n=wording.counted(found.topics[most], "posts"),
                least=wording.short_topic(least),
                few=wording.counted(found.topics.get(least, 0), "posts"),
            )
        )
    return said


def _before(found: PeriodFigures, wording: Wording) -> str:
    """Give the sum of the period before only where it is known of every channel."""
    if not all(row.source_id in found.before for row in found.posts):
        return wording.number(None)
    return wording.counted(sum(found.before.values()), "contents")


def _channels(found: PeriodFigures, wording: Wording) -> list[str]:
    if not found.posts:
        # Nobody knows that nothing was published where a channel was not read to its end.
        return [] if found.incomplete else [wording.text("period_silent")]
    shown, others = found.posts[:MOST_CHANNELS], found.posts[MOST_CHANNELS:]
    lines = [
        wording.text(
            "period_channel",
            platform=wording.term("platform", row.platform),
            account=row.account,
            posts=wording.counted(row.posts, "posts"),
            before=wording.number(found.before.get(row.source_id)),
            interactions=wording.number(row.interactions),
        )
        for row in shown
    ]
    if others:
        posts = wording.counted(sum(row.posts for row in others), "posts")
        lines.append(wording.text("period_more", posts=posts, channels=wording.counted(len(others), "channels")))
    return lines


def _incomplete(found: PeriodFigures, wording: Wording) -> list[str]:
    if not found.incomplete:
        return []
    names = ", ".join(f"{wording.term('platform', row.platform)} {row.account}" for row in found.incomplete)
    channels, count = wording.counted(found.channels, "channels"), wording.number(len(found.incomplete))
    return [wording.text("channels_incomplete", count=count, channels=channels, names=names)]


def _programme(found: PeriodFigures, wording: Wording) -> list[str]:
    labelled = sum(row.labelled for row in found.posts)
    if not labelled:
        return []
    naming = wording.number(sum(row.naming for row in found.posts))
    return [wording.text("period_programme", n=naming, contents=wording.counted(labelled, "contents"))]


def _dimensions(found: PeriodFigures, targets: dict[str, float], wording: Wording) -> list[str]:
    labelled = sum(found.topics.values())
    if not labelled:
        return []
    counted = " · ".join(
        wording.text("dimension_count", topic=wording.short_topic(topic), n=wording.number(found.topics.get(topic, 0)))
        for topic in SHORT_TOPICS
    )
    lines = [wording.text("period_dimensions", topics=counted)]
    if targets:
        told = "; ".join(
            wording.text(
                "period_target",
                topic=wording.short_topic(topic),
                done=wording.percent(found.topics.get(topic, 0) / labelled),
                target=wording.percent(share),
            )
            for topic, share in targets.items()
        )
        lines.append(wording.text("period_targets", topics=told))
    return lines


def _citizens(found: PeriodFigures, wording: Wording) -> list[str]:
    if found.tones is None or found.overdue is None:
        return [wording.text("responses_none")]
    tones = {tone: wording.number(found.tones.get(tone, 0)) for tone in ("negative", "neutral", "positive")}
    waiting = wording.text("period_overdue", questions=wording.counted(found.overdue, "questions"))
    return [wording.text("period_tones", **tones), waiting if found.overdue else wording.text("period_answered")]


def _html(lines: Sequence[str], wording: Wording) -> str:
    title, days, *said = lines
    styles = Markup(STYLES.read_text(encoding="utf-8"))  # noqa: S704  # our own file
    body = Markup("\n").join(Markup("<p>{}</p>").format(line) for line in said)
    return str(
        Markup(
            '<!DOCTYPE html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{}</title>\n'
            '<style>\n{}</style>\n</head>\n<body>\n<header>\n<h1>{}</h1>\n<p class="period">{}</p>\n</header>\n'
            "<main>\n{}\n</main>\n</body>\n</html>\n"
        ).format(wording.language, title, styles, title, days, body)
    )
