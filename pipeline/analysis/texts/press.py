"""Count what the press writes about and keep it: the weeks, months and quarters of the last thirteen weeks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.analysis.issues import Words, compared_days, count_and_settle, listed_agencies, words_of
from pipeline.transform.text.text import tokens
from storage.analysis.coverage import load_coverage
from storage.analysis.texts.press import (
    Article,
    articles_between,
    press_counted,
    replace_press_articles,
    replace_press_issues,
    still_held,
)
from storage.db.engine import reading, transaction

if TYPE_CHECKING:  # numpy is heavy
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from pipeline.analysis.issues import Span
    from pipeline.run.context import RunContext
    from pipeline.settings.models import Settings
    from pipeline.transform.issues.agencies import Agencies
    from pipeline.transform.issues.press import PressCount, PressIssue
    from pipeline.transform.issues.voices import Voice, VoiceReader


def measure_press(run: RunContext) -> None:
    """Count the issues of the press of every recent week, month and quarter; those of a month go to its articles."""

    def count(spans: Iterable[Span], _since: date) -> None:
        words = words_of(run.settings, listed_agencies(run))
        for span in spans:
            run.stop.check()
            with reading(run.engine) as connection:
                found = _count(run.settings, connection, span, words)
            _keep(run, span, found)

    count_and_settle(run, "press_issues", press_counted, count)


def press_of(settings: Settings, connection: Connection, span: Span, agencies: Agencies) -> PressCount:
    """Count what the press wrote about in any days."""
    return _count(settings, connection, span, words_of(settings, agencies))


def _count(settings: Settings, connection: Connection, span: Span, words: Words) -> PressCount:
    from pipeline.transform.issues.counts import Days  # noqa: PLC0415  # numpy is heavy
    from pipeline.transform.issues.press import Clipping, count_press  # noqa: PLC0415  # as above

    reader, silent = words.reader(), frozenset(tokens(settings.config.office.city or ""))
    clippings = [
        Clipping(_voice(one, reader, silent), one.source_id, one.carries)
        for part in articles_between(connection, *compared_days(span))
        for one in part
    ]
    days = Days(span.first, span.last, span.before)
    outlets = {one.outlet for one in clippings if one.voice.day in days}
    since = load_coverage(connection, settings.zone).watched_since(outlets)
    earliest = since or date.max  # unwatched: nothing earlier is known
    return count_press(clippings, days, words.naming(reader), words.agencies, earliest)


def _voice(article: Article, reader: VoiceReader, silent: Collection[str]) -> Voice:
    """Take an article as a voice of its own: five articles make a theme as five citizens do.

    Its title bears the theme; its beginning tells agencies, and how names are written.
    """
    from pipeline.transform.issues.press import PRESS_WORDS, plain_title, tone_of  # noqa: PLC0415  # numpy is heavy
    from pipeline.transform.issues.voices import Voice  # noqa: PLC0415  # as above

    title = plain_title(article.title or "")
    told, _, of_title = reader.read(title)
    begun, _, of_beginning = reader.read(article.text)
    bearing = tuple(word for word in (told if title else begun) if word not in silent and word not in PRESS_WORDS)
    return Voice(
        article.post_id,
        article.day,
        bearing,
        tuple(dict.fromkeys(reader.stem(word) for word in bearing)),
        tone_of(title, article.text),
        None,
        tuple(topic for topic in (article.topic, article.subtopic) if topic),
        of_title | of_beginning,
        article.post_id,
    )


def _keep(run: RunContext, span: Span, found: PressCount) -> None:
    """Keep what was counted; where an article was forgotten meanwhile, no issue, whose words may be of that article."""
    counted = {post_id for post_id, *_ in found.by_article}
    with transaction(run.engine) as connection:
        held = still_held(connection, counted)
        issues = (found.whole, *found.issues) if held == counted else ()
        replace_press_issues(connection, span.kind, span.name, [_row(issue) for issue in issues if issue])
        if span.kind == "month":
            articles = _article_rows(found, held, named=held == counted)
            replace_press_articles(connection, span.first, span.last, articles)


def _article_rows(found: PressCount, held: Collection[str], *, named: bool) -> list[dict[str, Any]]:
    return [
        {
            "post_id": post_id,
            "issue": issue if named else None,
            "agency": concerned.agency,
            "agency_origin": concerned.origin,
        }
        for post_id, issue, concerned in found.by_article
        if post_id in held
    ]


def _row(issue: PressIssue) -> dict[str, Any]:
    positive, neutral, negative = issue.tones or (None, None, None)
    return {
        "issue": issue.name,
        "articles": issue.articles,
        "outlets": issue.outlets,
        "earlier": issue.earlier,
        "own_messages": issue.carried,
        "positive": positive,
        "neutral": neutral,
        "negative": negative,
        "first_seen": issue.first_seen,
        "agency": issue.concerned.agency,
        "agency_origin": issue.concerned.origin,
    }
