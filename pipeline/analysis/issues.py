"""Count the themes of citizens' words and keep them: the weeks, months and quarters of the last thirteen weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row

from collectors.errors import ConfigError
from pipeline.clock import DAY, IsoWeek
from pipeline.run.context import RunContext
from pipeline.transform.text.gazetteer import load_gazetteer
from pipeline.transform.text.text import tokens
from storage.analysis.issues import (
    Counted,
    issues_counted,
    keep_issue_names,
    note_named,
    replace_issues,
    responses_between,
)
from storage.db.engine import reading, transaction
from storage.labels.issue_agencies import confirmed_agencies, settle_agencies

if TYPE_CHECKING:  # numpy is heavy
    from pipeline.settings.models import Settings
    from pipeline.transform.issues.agencies import Agencies
    from pipeline.transform.issues.counts import IssueCount, Naming
    from pipeline.transform.issues.voices import VoiceReader
    from pipeline.transform.text.stems import Stemmer

KEPT = timedelta(weeks=13)
CHANGING = timedelta(days=8)
"""The time after its end in which a period is counted anew each night; later responses are told by reports alone."""


@dataclass(frozen=True, slots=True)
class Span:
    """A calendar period with the days of the one before."""

    kind: str
    name: str
    first: date
    last: date
    before: tuple[date, date]


@dataclass(frozen=True, slots=True)
class Words:
    """The agencies, words and stems with which texts are read; a stem is computed once and remembered."""

    agencies: Agencies
    known: frozenset[str]
    stemmer: Stemmer

    def reader(self) -> VoiceReader:
        """Make a reader of a period's texts."""
        from pipeline.transform.issues.voices import VoiceReader  # noqa: PLC0415  # numpy is heavy

        return VoiceReader(self.agencies.mentioned, self.stemmer)

    def naming(self, reader: VoiceReader) -> Naming:
        """Return how themes are named by what a reader has read."""
        from pipeline.transform.issues.counts import Naming  # noqa: PLC0415  # numpy is heavy

        return Naming(reader.stem, reader.writing, self.known | self.agencies.words)


def measure_issues(run: RunContext) -> None:
    """Count the issues of every recent week, month and quarter in which citizens wrote."""
    agencies, brief = listed_agencies(run), _of_brief_texts(run.settings)

    def count(spans: Iterable[Span], since: date) -> None:
        words = words_of(run.settings, agencies)
        for span, days in [(span, compared_days(span)) for span in spans]:
            with reading(run.engine) as connection:  # counting takes long: nobody who writes waits for it
                counted = _count(responses_between(connection, *days), span, words, since)
                run.stop.check()
            found = [_row(issue) for issue in counted]
            names = {response_id: issue.name for issue in counted for response_id in issue.response_ids}
            with transaction(run.engine) as connection:
                replace_issues(connection, span.kind, span.name, found)
                if brief and span.kind == "quarter":
                    keep_issue_names(connection, brief, span.first, span.last, names)

    count_and_settle(run, "issues", issues_counted, count)
    with transaction(run.engine) as connection:
        note_named(connection, brief)


def _of_brief_texts(settings: Settings) -> list[str]:
    """List the sources whose texts go before all else that words told: the names of their issues stay longer."""
    sources = settings.config.sources
    return [one.id for one in sources if settings.retention_days(one) < settings.left_retention_days(one)]


def count_and_settle(
    run: RunContext,
    table: str,
    load: Callable[[Connection], Counted],
    count: Callable[[Iterable[Span], date], None],
) -> None:
    """Count the due issues of a table, and then drop confirmed agencies of issues that stand nowhere any more."""
    today = run.now().astimezone(run.settings.zone).date()
    with reading(run.engine) as connection:
        before = load(connection)
    if (since := before.whole_since) is not None:
        count(due_spans(today, before), since)
    with transaction(run.engine) as connection:
        settle_agencies(connection, table, before.dropped)


def due_spans(today: date, before: Counted) -> list[Span]:
    """List the recent periods that may still change, or that are not counted yet."""
    recent = spans_between(max(before.since or today, today - KEPT), today)
    due = [span for span in recent if span.last >= today - CHANGING or (span.kind, span.name) not in before.periods]
    return [span for span in due if not outlives_texts(span, today, before)]


def outlives_texts(span: Span, today: date, before: Counted) -> bool:
    """Tell whether what was counted of a period that is over stands, since texts of it have gone for their age."""
    counted = (span.kind, span.name) in before.periods and span.last < today - DAY
    return counted and has_lost_texts(span, before)


def has_lost_texts(span: Span, before: Counted) -> bool:
    """Tell whether texts of a period have gone for their age."""
    return before.gone_until is not None and span.first <= before.gone_until


def compared_days(span: Span) -> tuple[date, date]:
    """Return the first and the last day of the texts that a count of a span needs."""
    from pipeline.transform.issues.counts import HISTORY  # noqa: PLC0415  # numpy is heavy

    return min(span.before[0], span.first - HISTORY), span.last


def issues_of(run: RunContext, connection: Connection, span: Span, before: Counted) -> list[IssueCount]:
    """Count the issues of any days, the largest first, with what was counted and confirmed *before*."""
    agencies, days = listed_agencies(run), compared_days(span)
    words = words_of(run.settings, agencies.with_confirmed(before.confirmed))
    return _count(responses_between(connection, *days), span, words, before.whole_since)


def words_of(settings: Settings, agencies: Agencies) -> Words:
    """Return what texts are read by: for all periods of a step, so that each word is stemmed once."""
    from pipeline.transform.text.stems import Stemmer  # noqa: PLC0415  # its dictionary is heavy

    return Words(agencies, known_words(settings), Stemmer())


def _count(told: Iterable[Row[Any]], span: Span, words: Words, since: date | None) -> list[IssueCount]:
    from pipeline.transform.issues.counts import Days, count_issues  # noqa: PLC0415  # numpy is heavy

    reader = words.reader()
    voices = [_voice(one, reader) for one in told]
    days = Days(span.first, span.last, span.before)
    return count_issues(voices, days, words.naming(reader), words.agencies, since)


def _voice(told: Row[Any], reader: VoiceReader) -> Any:
    from pipeline.transform.issues.voices import Voice  # noqa: PLC0415  # as above

    words, stems, mentioned = reader.read(told.text) if told.text is not None else reader.read_name(told.issue)
    return Voice(
        told.author_hash,
        told.day,
        words,
        stems,
        told.sentiment,
        told.agency,
        tuple(topic for topic in (told.topic, told.subtopic) if topic),
        mentioned,
        told.response_id,
        told.text is None,
    )


def known_words(settings: Settings) -> frozenset[str]:
    """List the words of taxonomy, programmes and gazetteer: names of things and places, which no dictionary holds.

    Of files that cannot be used, which labelling tells, the packaged ones stand in.
    """
    config = settings.config
    chosen = [settings.path(path) if path else None for path in (config.taxonomy, config.programmes, config.gazetteer)]
    try:
        return _words_of(*chosen)
    except (ValueError, OSError):
        return _words_of(None, None, None)


def _words_of(taxonomy: Path | None, programmes: Path | None, places: Path | None) -> frozenset[str]:
    from pipeline.transform.posts.labeller import load_rules  # noqa: PLC0415  # numpy is heavy

    phrases = (phrase.text for phrase in load_rules(taxonomy, programmes).lines)
    named = (place.name for found in load_gazetteer(places).names.values() for place in found)
    return frozenset(word for text in (*phrases, *named) for word in tokens(text))


def configured_agencies(settings: Settings) -> Agencies:
    """Read agencies.yaml as configured; without one there is none. Raises ConfigError with every mistake of it."""
    from pipeline.transform.issues.agencies import Agencies, load_agencies  # noqa: PLC0415  # as above

    path = settings.config.agencies
    if path is None:
        return Agencies()
    try:
        return load_agencies(settings.path(path))
    except (ValueError, OSError) as error:
        raise ConfigError(str(error)) from error


def usable_agencies(run: RunContext) -> Agencies:
    """Read agencies.yaml and what people confirmed at the desk; of a file with mistakes, tell them and go on."""
    with reading(run.engine) as connection:
        confirmed = confirmed_agencies(connection)
    return listed_agencies(run).with_confirmed(confirmed)


def listed_agencies(run: RunContext) -> Agencies:
    """Read agencies.yaml alone, for counts whose confirmations come in when they are written."""
    from pipeline.transform.issues.agencies import Agencies  # noqa: PLC0415  # as above

    try:
        return configured_agencies(run.settings)
    except ConfigError as error:
        run.tell_fault(f"{error}; until that is mended, issues name no agency but that of an account")
        return Agencies()


def spans_between(first: date, last: date) -> Iterator[Span]:
    """Yield the weeks, months and quarters in which days from *first* to *last* lie."""
    seen: set[tuple[str, str]] = set()
    for back in range((last - first).days + 1):
        for span in _spans_of(last - back * DAY):
            if (span.kind, span.name) not in seen:
                seen.add((span.kind, span.name))
                yield span


def _spans_of(day: date) -> Iterable[Span]:
    month = day.replace(day=1)
    quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    yield week_span(IsoWeek(*day.isocalendar()[:2]))
    yield Span("month", f"{day:%Y-%m}", month, _after(month, 1) - DAY, (_after(month, -1), month - DAY))
    name = f"{day.year}-Q{(day.month + 2) // 3}"
    yield Span("quarter", name, quarter, _after(quarter, 3) - DAY, (_after(quarter, -3), quarter - DAY))


def week_span(week: IsoWeek) -> Span:
    """Give an ISO week as a span."""
    monday = week.first_day
    return Span("week", str(week), monday, monday + 6 * DAY, (monday - 7 * DAY, monday - DAY))


def _after(first: date, months: int) -> date:
    """Give the first day of the month so many months later."""
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _row(issue: IssueCount) -> dict[str, Any]:
    alert = issue.alert
    return {
        "issue": issue.name,
        "responses": issue.responses,
        "people": issue.people,
        "earlier": issue.earlier,
        "positive": issue.positive,
        "neutral": issue.neutral,
        "negative": issue.negative,
        "first_seen": issue.first_seen,
        "agency": issue.concerned.agency,
        "agency_origin": issue.concerned.origin,
        "alert_on": alert.day if alert else None,
        "alert_responses": alert.responses if alert else None,
        "usual_responses": alert.usual if alert else None,
    }
