"""Messages across channels: the posts in order, from which day on they changed, and keeping what was linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, delete, func, select, update

from storage.db.bulk import AT_ONCE, batches, write_rows
from storage.db.engine import reading, transaction
from storage.db.renew import parts_of
from storage.schema.selects.fragments import UNCOUNTED
from storage.schema.tables import message_days, message_posts, messages, post_terms, posts, sources

BEGINNING = 1000  # characters: more than the words that are compared
VERSION = b"1"  # of the linking: another one links everything anew
CHANGED = ""  # the digest of a day from which on messages are being linked
Row = Mapping[str, Any]
Days = dict[date, str]
_LINKED = (posts.c.published_at.is_not(None), posts.c.kind.not_in(UNCOUNTED))
_EXACT = posts.c.published_precision == "second"
_LINKS = (
    select(func.aggregate_strings(post_terms.c.value, " "))
    .where(post_terms.c.post_id == posts.c.post_id, post_terms.c.kind == "link")
    .scalar_subquery()
)


def _is_of_city(city: str | None) -> ColumnElement[bool]:
    return sources.c.city.is_not_distinct_from(city)


def day_digests(conn: Connection) -> Mapping[str | None, Days]:
    """Return city → day (UTC) → digest of all that the linking reads of the posts of that day.

    Texts themselves are not read: their digests stand beside them.
    """
    told = (posts.c.post_id, posts.c.source_id, _EXACT, posts.c.url, posts.c.text_digest, _LINKS)
    statement = (
        select(sources.c.city, posts.c.published_at, *told)
        .join(sources, sources.c.source_id == posts.c.source_id)
        .where(*_LINKED)
        .order_by(posts.c.published_at, posts.c.post_id)
        .execution_options(yield_per=AT_ONCE)
    )
    found: defaultdict[str | None, dict[date, str]] = defaultdict(dict)
    for day, rows in groupby(conn.execute(statement), key=lambda row: row[1].date()):
        digests: defaultdict[str | None, Any] = defaultdict(lambda: blake2b(VERSION, digest_size=16))
        for city, *rest in rows:
            digests[city].update(repr(rest).encode("utf-8", "replace"))
        for city, digest in digests.items():
            found[city][day] = digest.hexdigest()
    return found


def linked_days(conn: Connection) -> Mapping[str | None, Days]:
    """Return the same as it was when messages were last linked."""
    found: defaultdict[str | None, dict[date, str]] = defaultdict(dict)
    for row in conn.execute(select(message_days)):
        found[row.city or None][row.day] = row.digest
    return found


def forget_days(conn: Connection, city: str | None, since: date) -> None:
    """Forget of which posts a city's messages were linked from a day on: they will be linked anew.

    The day itself stays as one that has changed, since its posts may all be gone: whoever is killed begins there again.
    """
    _remove_days(conn, city, since, date.max)
    write_rows(conn, message_days, [{"city": city or "", "day": since, "digest": CHANGED}])


def note_days(conn: Connection, city: str | None, days: Mapping[date, str], since: date, until: date) -> date:
    """Note of which posts a city's messages were linked, from a day to before another; return the first day left."""
    rows = [{"city": city or "", "day": day, "digest": digest} for day, digest in days.items() if since <= day < until]
    _remove_days(conn, city, since, until)
    write_rows(conn, message_days, rows)
    return max(since, until)


def _remove_days(conn: Connection, city: str | None, since: date, until: date) -> None:
    day = message_days.c.day
    conn.execute(delete(message_days).where(message_days.c.city == (city or ""), day >= since, day < until))


def posts_in_order(conn: Connection, city: str | None, since: datetime) -> Iterator[tuple[Any, ...]]:
    """Return a city's posts of known time, oldest first, for linking messages; no replies or reposts.

    Rows are streamed: a million posts are not held at once.
    """
    statement = (
        select(
            posts.c.post_id,
            posts.c.source_id,
            sources.c.city,
            posts.c.published_at,
            _EXACT,
            posts.c.url,
            posts.c.title,
            func.substr(posts.c.text, 1, BEGINNING),
            _LINKS,
        )
        .join(sources, sources.c.source_id == posts.c.source_id)
        .where(*_LINKED, _is_of_city(city), posts.c.published_at >= since)
        .order_by(posts.c.published_at, posts.c.post_id)
        .execution_options(yield_per=AT_ONCE)
    )
    return ((*told, tuple((found or "").split())) for *told, found in conn.execute(statement))


def kept_posts(conn: Connection, since: datetime, until: datetime) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the posts published from *since* to before *until* that carry a message.

    Each with its message, when that was first said, reason, matched post and similarity.
    """
    mine, first = message_posts.c, messages.c.first_at
    statement = (
        select(mine.post_id, mine.message_id, first, mine.reason, mine.matched_post_id, mine.similarity)
        .join(messages, messages.c.message_id == mine.message_id)
        .join(posts, posts.c.post_id == mine.post_id)
        .where(posts.c.published_at >= since, posts.c.published_at < until)
    )
    for post_id, *rest in conn.execute(statement):
        yield post_id, tuple(rest)


def remove_others(
    engine: Engine, city: str | None, since: datetime, until: datetime | None, found: Collection[str]
) -> None:
    """Remove a city's messages first said between two moments, both included, that are not among those *found*.

    Without an end, all later ones are looked at.
    """
    mine = messages.c.city.is_not_distinct_from(city) & (messages.c.first_at >= since)
    if until is not None:
        mine &= messages.c.first_at <= until
    with reading(engine) as conn:
        gone = [one for one in conn.scalars(select(messages.c.message_id).where(mine)) if one not in found]
    for part in parts_of(gone):
        with transaction(engine) as conn:
            remove_messages(conn, part)


def remove_messages(conn: Connection, ids: Collection[str]) -> None:
    """Remove messages, and what their posts are to them."""
    for part in batches(ids):
        conn.execute(delete(message_posts).where(message_posts.c.message_id.in_(part)))
        conn.execute(delete(messages).where(messages.c.message_id.in_(part)))


def write_messages(conn: Connection, found: Sequence[tuple[Row, Sequence[Row]]]) -> None:
    """Write messages, each with its posts; a post that carried another one before carries that no longer."""
    members = [post for _, posts in found for post in posts]
    remove_messages(conn, [row["message_id"] for row, _ in found])
    for part in batches([post["post_id"] for post in members]):
        conn.execute(delete(message_posts).where(message_posts.c.post_id.in_(part)))
    write_rows(conn, messages, [row for row, _ in found])
    write_rows(conn, message_posts, members)


def count_messages(conn: Connection) -> int:
    """Count the messages that more than one channel carried."""
    return conn.scalar(select(func.count()).select_from(messages)) or 0


def carried_messages(conn: Connection) -> Iterator[tuple[str, str | None, datetime, str, set[str]]]:
    """Yield each message with its city, when it was first said, the channels called missed, and those that carry it."""
    mine = messages.c
    statement = (
        select(mine.message_id, mine.city, mine.first_at, mine.missed, posts.c.source_id)
        .join(message_posts, message_posts.c.message_id == mine.message_id)
        .join(posts, posts.c.post_id == message_posts.c.post_id)
        .order_by(mine.message_id)
        .execution_options(yield_per=AT_ONCE)
    )
    for told, rows in groupby(conn.execute(statement), key=lambda row: tuple(row[:4])):
        message_id, city, first_at, missed = told
        yield message_id, city, first_at, missed, set(map(itemgetter(4), rows))


def renew_missed(engine: Engine, missed_by: Callable[[str | None, datetime, Collection[str]], str]) -> int:
    """Note of every message which channels missed it, where that is another than before; return how many there are.

    *missed_by* names the channels, of a message's city, when it was first said, and those that carry it.
    """
    with reading(engine) as connection:
        found = {
            message: now
            for message, city, first_at, told, carried in carried_messages(connection)
            if told != (now := missed_by(city, first_at, carried))
        }
        count = count_messages(connection)
    for part in parts_of(found.items()):
        with transaction(engine) as connection:
            store_missed(connection, dict(part))
    return count


def store_missed(conn: Connection, found: Mapping[str, str]) -> None:
    """Note which channels missed each of these messages."""
    if found:
        statement = update(messages).where(messages.c.message_id == bindparam("of")).values(missed=bindparam("told"))
        conn.execute(statement, [{"of": message, "told": missed} for message, missed in found.items()])
