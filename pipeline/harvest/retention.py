"""Forgetting: what was asked to be forgotten, what the platform says is gone, and texts that are old enough."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from collectors.errors import ConfigError
from collectors.records import Forgotten, Page, Response
from collectors.wording import counted
from pipeline.platforms.registry import platform_named, platform_of
from pipeline.platforms.source import SourceBase
from pipeline.run.context import RunContext
from pipeline.run.sources import make_parser
from pipeline.run.steps import step
from pipeline.settings.groups import EndedSource
from pipeline.settings.models import Settings
from storage.analysis.issues import wait_for_names
from storage.db.backup import copies_beside
from storage.db.engine import reading, transaction
from storage.harvest.alike import posts_like
from storage.harvest.erasure.raw_pages import Rewriter, rewrite_pages, scrub
from storage.harvest.erasure.records import aged_texts, drop_versions, erase_texts, expire_left_texts, expire_texts
from storage.harvest.erasure.tombstones import (
    Subject,
    find_holders,
    find_kind,
    find_weeks,
    load_deleted,
    load_half_forgotten,
    set_tombstones,
)
from storage.harvest.pages import last_fetch, prune_pages
from storage.harvest.source_state import left_sources

LONGEST_SILENCE = timedelta(days=60)
"""A clock by which the last answer is older than this may be wrong."""
NAMES_KEPT = timedelta(days=120)
"""The age at which the name of a response's issue goes: the nights have counted its quarter for the last time.

After a forgetting a quarter is counted anew up to thirteen weeks after its end: then without names that went.
"""


def without_forgotten(settings: Settings, source: SourceBase, page: Page, forgotten: Forgotten) -> Page:
    """Return a page as it may be stored: without what was forgotten, and without texts that are too old."""
    if not forgotten.posts and not any(_is_forgotten(response, forgotten) for response in page.parsed.responses):
        return page
    raw = platform_of(source).redact(page.raw, forgotten)
    if raw is page.raw:
        return page
    if not raw.body:
        left = [post for post in page.parsed.posts if post.post_id not in forgotten.posts]
        return replace(page, raw=raw, parsed=replace(page.parsed, posts=tuple(left)))
    return replace(page, raw=raw, parsed=make_parser(settings, source)(raw))


def _is_forgotten(response: Response, forgotten: Forgotten) -> bool:
    if response.response_id in forgotten.responses or response.author_hash in forgotten.authors:
        return True
    return forgotten.before is not None and response.published_at < forgotten.before


def note_clock_leap(run: RunContext, ended: Sequence[EndedSource]) -> None:
    """Let nothing go for its age where no source is complete and the last answer is very old by this machine's clock.

    Without a network no server contradicts a clock that began anew in some other year.
    """
    if any(one.outcome == "complete" for one in ended):
        return
    with reading(run.engine) as connection:
        last = last_fetch(connection)
    distrust_clock(run, last, "the last answer came")


def distrust_clock(run: RunContext, last: datetime | None, what: str) -> None:
    """Let nothing go for its age where *last*, which is known to have happened, is very old by this machine's clock."""
    if last is not None and run.now() - last > LONGEST_SILENCE:
        run.clock_leapt = True
        run.say(
            f"{what} on {last:%Y-%m-%d}, by this machine's clock: what is old enough to be taken away "
            "stays until a source is complete; see that clock and network are right (pantau doctor --online)",
            logging.WARNING,
        )


def tidy(run: RunContext, source: SourceBase) -> None:
    """Take away what retention_days, on_delete and the platform's terms no longer allow to keep."""
    empties = run.settings.config.on_delete == "tombstone" or source.keeps_days is not None
    left = _finish_forgetting(run, source.id, rewriter_of(run.settings, source))
    expired = 0 if run.clock_leapt else _take_away_aged(run, source, run.now())
    gone = _erase_deleted(run, source) if empties else 0
    _tell_finished(run, source.id, left)
    if expired or gone:
        run.say(f"{source.id}: texts taken away: {expired} for their age, {gone} deleted at the platform")
    if left or expired or gone:
        scrub(run.engine, whole=bool(left))


def _take_away_aged(run: RunContext, source: SourceBase, at: datetime) -> int:
    rewriter, names_before = rewriter_of(run.settings, source), _names_before(run, source, at)
    before = at - timedelta(days=_days_of_texts(run, source, at))
    expired = rewrite_pages(run.engine, source.id, Forgotten(before=before), rewriter, run.stop.check)
    with transaction(run.engine) as connection:
        expired += expire_texts(connection, source.id, before, at, names_before)
        if source.keeps_days is not None:
            drop_versions(connection, source.id, at - timedelta(days=source.keeps_days))
    if source.keeps_days is not None:
        drop_raw(run, at - timedelta(days=source.keeps_days), source.id)
    return expired


def _days_of_texts(run: RunContext, source: SourceBase, at: datetime) -> int:
    """Give the greatest age of a text: the office's own, until a night has noted the issues of texts that go earlier.

    The first night that would take them notes them, too: ``tidy_waiting`` comes after that.
    """
    days, longest = run.settings.retention_days(source), run.settings.left_retention_days(source)
    if days < longest:
        with transaction(run.engine) as connection:
            if aged_texts(connection, source.id, at - timedelta(days=days)) and wait_for_names(
                connection, source.id, at
            ):
                run.waiting_texts.append(source.id)
                return longest
    return days


def tidy_waiting(run: RunContext) -> None:
    """Take away the texts that had to wait until this run noted the names of their issues."""
    waiting = [source for source in run.settings.config.sources if source.id in run.waiting_texts]
    for source in waiting:
        if "issues" in run.failed_steps:
            run.say(
                f"{source.id}: texts that are old enough stay until the next night, since their issues could not be "
                "noted; then they go in any case",
                logging.WARNING,
            )
        else:
            with step(run, f"{source.id}: taking away old texts"):
                tidy(run, source)


def _names_before(run: RunContext, source: SourceBase | type[SourceBase], at: datetime) -> datetime:
    """Give the moment before which the names of issues of a source's responses are not kept."""
    return at - min(timedelta(days=run.settings.left_retention_days(source)), NAMES_KEPT)


def texts_to_go(settings: Settings, connection: Connection, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield each source of which the next night takes texts away before the office's own time, and a line on them."""
    for source in settings.config.sources:
        days = settings.retention_days(source)
        if days < settings.config.retention_days and (
            old := aged_texts(connection, source.id, now - timedelta(days=days))
        ):
            words = f"{counted(old, 'text')} of responses older than {days} days will go with the next night"
            decides = "the platform's terms decide" if days == source.keeps_days else "response_text_days decides"
            yield source.id, f"{words}; {decides} that (docs/terms.md)"


def drop_raw(run: RunContext, before: datetime, source_id: str | None = None) -> int:
    """Drop the raw answers fetched before then, of one source or of all; return how many went."""
    dropped, last = 0, 0
    while True:
        run.stop.check()
        with transaction(run.engine) as connection:
            part, reached = prune_pages(connection, before, source_id, after=last)
        if reached is None:
            return dropped
        dropped, last = dropped + part, reached


def tidy_left(run: RunContext) -> None:
    """Take away what was to be forgotten, and texts that are too old, of sources taken out of the configuration.

    Their pages are redacted as their platform does it; how they were read is no longer known.
    """
    at, configured = run.now(), _configured(run).keys()
    with reading(run.engine) as connection:
        left = left_sources(connection, configured)
    finished = expired = 0
    for source_id, name in left.items():
        platform = platform_named(name)
        found = _finish_forgetting(run, source_id, Rewriter(platform.redact, parse=None))
        _tell_finished(run, source_id, found)
        finished += found
        if run.clock_leapt:
            continue
        before = at - timedelta(days=run.settings.left_retention_days(platform.source_model))
        names_before = _names_before(run, platform.source_model, at)
        with transaction(run.engine) as connection:
            expired += expire_left_texts(connection, source_id, before, at, names_before)
    if finished or expired:
        scrub(run.engine, whole=bool(finished))
    if expired:
        run.say(f"sources no longer configured: texts taken away: {expired} for their age")


def _tell_finished(run: RunContext, source_id: str, texts: int) -> None:
    if texts:
        run.say(f"{source_id}: forgetting that was ended midway was finished: {counted(texts, 'text')}")


def _finish_forgetting(run: RunContext, source_id: str, rewriter: Rewriter) -> int:
    """Take away what a forgetting that was ended midway left: the tombstones stand, and the records hold the texts."""
    with reading(run.engine) as connection:
        forgotten, said = load_half_forgotten(connection, source_id)
        posts = sorted(forgotten.posts)
        alike = posts_like(connection, posts)
    if posts or said:
        rewrite_pages(run.engine, source_id, forgotten, rewriter, run.stop.check)
        with transaction(run.engine) as connection:
            erase_texts(connection, "post", posts, run.now(), alike)
            erase_texts(connection, "response", said, run.now())
    return len(posts) + len(said)


def _erase_deleted(run: RunContext, source: SourceBase) -> int:
    """Take away what the platform says is gone; only on_delete: tombstone forbids that it comes back.

    Tombstones, raw pages, records, in this order: a night that was ended midway is done again, since the records
    still hold the texts, and nothing comes back meanwhile.
    """
    with reading(run.engine) as connection:
        posts, responses = load_deleted(connection, source.id)
        alike = posts_like(connection, posts)
    if not posts and not responses:
        return 0
    gone: Sequence[tuple[Subject, list[str]]] = (("post", posts), ("response", responses))
    if run.settings.config.on_delete == "tombstone":
        with transaction(run.engine) as connection:
            for kind, subjects in gone:
                set_tombstones(connection, kind, subjects, run.now(), "deleted")
    _purge_pages(run, source, Forgotten(posts=frozenset(posts), responses=frozenset(responses)))
    with transaction(run.engine) as connection:
        for kind, subjects in gone:
            erase_texts(connection, kind, subjects, run.now(), alike)
    return len(posts) + len(responses)


def forget(run: RunContext, subject: str) -> None:
    """Purge all texts of an author (by hash), a response or a post, for good. Raises ConfigError for an unknown one.

    The tombstone comes first, the records last: where it is ended midway nothing comes back, and the next night, or
    the same command, does the rest.
    """
    with reading(run.engine) as connection:
        kind = find_kind(connection, subject)
        if kind is None:
            raise ConfigError(
                f"nothing is stored under {subject}; give an author_hash or response_id of v_responses, or a post_id "
                "of v_posts"
            )
        holders = find_holders(connection, subject)
        unknown = [name for name in holders if name not in _configured(run)]
        if unknown:
            raise ConfigError(f"{subject} belongs to {', '.join(unknown)}; put that source back into config.yaml first")
        weeks = find_weeks(connection, subject)
        alike = posts_like(connection, [subject])
    with transaction(run.engine) as connection:
        set_tombstones(connection, kind, [subject], run.now(), "asked")
    pages = sum(_rewrite(run, holder, kind, subject) for holder in holders)
    with transaction(run.engine) as connection:
        erase_texts(connection, kind, [subject], run.now(), alike)
    scrub(run.engine, whole=True)
    rewritten = counted(pages, "raw page was", "raw pages were")
    run.say(
        f"{subject} is forgotten; {rewritten} rewritten. Backups and copies are yours to deal with", logging.WARNING
    )
    for week in weeks:
        run.say(f"the report of {week} may show it; write it anew: pantau report --week {week}", logging.WARNING)
    for copy in copies_beside(run.settings.database_url, run.settings.folder):
        run.say(f"{copy} was made before and may hold it; remove it", logging.WARNING)
    for full in sorted(run.settings.path(run.settings.config.package.out).glob("*/full")):
        run.say(f"the research package {full.parent.name} may hold it; remove {full}", logging.WARNING)


def _rewrite(run: RunContext, holder: str, kind: Subject, subject: str) -> int:
    named: dict[Subject, Forgotten] = {
        "author": Forgotten(authors=frozenset({subject})),
        "response": Forgotten(responses=frozenset({subject})),
        "post": Forgotten(posts=frozenset({subject})),
    }
    return _purge_pages(run, _configured(run)[holder], named[kind])


def _purge_pages(run: RunContext, source: SourceBase, forgotten: Forgotten) -> int:
    rewriter = rewriter_of(run.settings, source)
    return rewrite_pages(run.engine, source.id, forgotten, rewriter, run.stop.check)


def _configured(run: RunContext) -> dict[str, SourceBase]:
    sources: Sequence[SourceBase] = run.settings.config.sources
    return {source.id: source for source in sources}


def rewriter_of(settings: Settings, source: SourceBase) -> Rewriter:
    """Return how the stored pages of a source are redacted and parsed again."""
    return Rewriter(platform_of(source).redact, make_parser(settings, source))
