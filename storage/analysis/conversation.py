"""The conversation with citizens: what asks for an answer, the account's answers, and how much of it all is seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, Text, bindparam, case, func, select, text

from storage.analysis.marks import digest_of_rows, forget_mark, marks_of, note_digest
from storage.db.bulk import AT_ONCE, write_rows
from storage.db.column_types import LocalDateTime, UTCDateTime
from storage.db.engine import transaction
from storage.db.renew import gather_until, renew_rows
from storage.schema.tables import conversations, questions, responses, sources

ROWS_TOGETHER = 20_000
"""Rows of sources that are judged together: each of them alone would be four transactions."""

# An answer is the account's reply to the response itself, or, where threads are one level deep, the account's next
# reply in the thread of the response. {of_one} and {told_one} narrow it to a single response.
_ASKED = """
    WITH told AS (
        SELECT response_id, source_id, platform, parent_id, published_at, published_local
        FROM v_responses WHERE is_official {told_one}
    ), asked AS (
        SELECT r.response_id, r.source_id, o.platform, r.post_id, r.parent_id, r.published_at, r.published_local,
               r.text, l.intent
        FROM responses r
        JOIN response_labels l
            ON l.response_id = r.response_id AND l.intent IN ('question', 'complaint', 'suggestion')
        JOIN sources o ON o.source_id = r.source_id
        {of_one}
    ), pairs AS (
        SELECT q.response_id, a.response_id AS answer_id, a.published_at, a.published_local
        FROM asked q JOIN told a ON a.parent_id = q.response_id
        UNION ALL
        SELECT q.response_id, a.response_id, a.published_at, a.published_local
        FROM asked q JOIN told a ON a.parent_id = q.parent_id AND a.published_at >= q.published_at
        WHERE q.platform IN :flat AND q.parent_id <> coalesce(q.post_id, '')
    ), first AS (
        SELECT pairs.*, row_number() OVER (PARTITION BY response_id ORDER BY published_at, answer_id) AS place
        FROM pairs
    )
    SELECT q.response_id, q.source_id, q.platform, q.post_id, q.parent_id, q.intent, q.text,
           q.published_local AS asked_local, f.answer_id, f.published_at AS answered_at,
           f.published_local AS answered_local
    FROM asked q LEFT JOIN first f ON f.response_id = q.response_id AND f.place = 1
    ORDER BY q.source_id, q.response_id"""

_ONE = "CAST(:response_id AS TEXT)"
_OF_ONE = {
    "of_one": f"WHERE r.response_id = {_ONE}",
    "told_one": f"AND parent_id IN ({_ONE}, (SELECT parent_id FROM responses WHERE response_id = {_ONE}))",  # noqa: S608
}

# Counted by day: periods are sums of days, and a large store has far fewer days than posts. What an account posted in
# answer to a response is a response to the same post.
_SEEN = """
    WITH heard AS (
        SELECT post_id, count(*) AS heard FROM (
            SELECT post_id FROM responses WHERE post_id IS NOT NULL
            UNION ALL
            SELECT q.post_id FROM posts a JOIN responses q ON q.response_id = a.reference WHERE a.kind = 'reply'
        ) every_one GROUP BY post_id
    )
    SELECT p.source_id, p.published_date AS day, CAST(sum(s.comments) AS bigint) AS told,
           CAST(sum(CASE WHEN h.heard < s.comments THEN h.heard WHEN h.heard IS NULL THEN 0 ELSE s.comments END)
                AS bigint) AS seen
    FROM posts p
    JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at =
        (SELECT max(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id AND n.comments IS NOT NULL)
    LEFT JOIN heard h ON h.post_id = p.post_id
    WHERE p.kind <> 'repost' AND p.published_date IS NOT NULL
          AND p.source_id IN (SELECT DISTINCT source_id FROM responses)
    GROUP BY p.source_id, p.published_date
    ORDER BY p.source_id, p.published_date"""


def responses_asking(conn: Connection, flat: Collection[str], response_id: str = "") -> Iterable[Row[Any]]:
    """Return every question, complaint and suggestion, or one, with the account's first answer.

    Rows are streamed in the order of their sources. On the *flat* platforms threads are one level deep.
    """
    names = bindparam("flat", expanding=True, type_=Text())
    local = {"asked_local": LocalDateTime(), "answered_local": LocalDateTime()}
    asked = _ASKED.format_map(_OF_ONE if response_id else dict.fromkeys(_OF_ONE, ""))
    statement = text(asked).bindparams(names).columns(answered_at=UTCDateTime(), **local)
    bound = {"flat": list(flat)} | ({"response_id": response_id} if response_id else {})
    return conn.execute(statement, bound, execution_options={"yield_per": AT_ONCE})


def known_to_ask(conn: Connection) -> set[str]:
    """Return those that asked for an answer when their text was still there."""
    gone = select(questions.c.response_id).join(responses, responses.c.response_id == questions.c.response_id)
    return set(conn.scalars(gone.where(responses.c.text.is_(None))))


class Heard(NamedTuple):
    """The rows from which a source's conversation is computed, and all that tells whether it must be computed anew."""

    source: str
    asking: list[Row[Any]]
    """The rows of ``responses_asking``."""
    comments: list[tuple[date, int, int]]
    """Day of posts, comments that they are said to have, and those stored."""
    digest: str
    """The digest of these rows and of the rules."""
    marked: str | None
    """The digest of what it was last computed from."""
    waits_until: date | None
    """The first day on which something that waits is due."""
    was_late_on: date | None
    """The last day on which something was due that was left unanswered."""

    def must_be_judged(self, looked: date) -> bool:
        """Whether its rows changed, or the last day looked at makes late what waited, or the other way round."""
        waits_until, was_late_on = self.waits_until, self.was_late_on
        newly_late = waits_until is not None and waits_until < looked
        newly_waiting = was_late_on is not None and was_late_on >= looked
        return self.digest != self.marked or newly_late or newly_waiting


def changed_conversations(  # noqa: PLR0913  # all that tells what must be judged anew
    conn: Connection, flat: Collection[str], step: str, rules: str, looked: Mapping[str, date], *, everything: bool
) -> Iterator[list[Heard]]:
    """Return the sources to judge anew with their rows, together until they have some thousand of these.

    All is read in one pass: an answer may be stored with another source. On the *flat* platforms threads are one level
    deep; marks are those of this *step*; *looked* is the last day of each source that was looked at to its end.
    """
    heard = _heard_by_source(conn, flat, step, rules)
    changed = (one for one in heard if everything or one.must_be_judged(looked.get(one.source, date.min)))
    return gather_until(changed, lambda one: len(one.asking) + len(one.comments), ROWS_TOGETHER)


def _heard_by_source(conn: Connection, flat: Collection[str], step: str, rules: str) -> Iterator[Heard]:
    names = list(conn.scalars(select(sources.c.source_id).order_by(sources.c.source_id)))  # as the rows are ordered
    due, marks = _open_due_days(conn), marks_of(conn, step)
    asking, seen = _by_source(names, responses_asking(conn, flat)), _by_source(names, _comments_seen(conn))
    for source, asked, comments in zip(names, asking, seen, strict=True):
        days = [(as_date(row.day), row.told, row.seen) for row in comments]
        digest = digest_of_rows(rules, asked, comments)
        yield Heard(source, asked, days, digest, marks.get(source), *due.get(source, (None, None)))


def _comments_seen(conn: Connection) -> Iterable[Row[Any]]:
    """Return by source and local day of posts the comments that they are said to have (``told``), and those stored.

    Of sources with responses; rows are streamed.
    """
    return conn.execute(text(_SEEN), execution_options={"yield_per": AT_ONCE})


def _by_source(names: Iterable[str], rows: Iterable[Row[Any]]) -> Iterator[list[Row[Any]]]:
    """Yield of each source its rows, which come in the order of the sources; none where it has none."""
    groups = groupby(rows, key=lambda row: row.source_id)
    name, mine = next(groups, (None, iter(())))
    for source in names:
        if source != name:
            yield []
            continue
        yield list(mine)
        name, mine = next(groups, (None, iter(())))


def _open_due_days(conn: Connection) -> dict[str, tuple[date | None, date | None]]:
    """Return by source the first day on which something that waits is due, and the last of what was left unanswered."""
    waiting, late = (case((questions.c.status == status, questions.c.due_on)) for status in ("waiting", "unanswered"))
    statement = (
        select(responses.c.source_id, func.min(waiting), func.max(late))
        .join(responses, responses.c.response_id == questions.c.response_id)
        .group_by(responses.c.source_id)
    )
    return {source: (first, last) for source, first, last in conn.execute(statement)}


def as_date(told: date | str) -> date:
    """Read a day, or the day of a local moment: SQLite gives both as text."""
    if isinstance(told, datetime):
        return told.date()
    return told if isinstance(told, date) else date.fromisoformat(told[:10])


def is_listed(conn: Connection, response_id: str) -> bool:
    """Tell whether a response stands among all that asks for an answer."""
    return conn.scalar(select(questions.c.response_id).where(questions.c.response_id == response_id)) is not None


def add_question(conn: Connection, row: Mapping[str, Any]) -> None:
    """Add a response that asks for an answer to the others."""
    write_rows(conn, questions, [row])


def renew_conversations(
    engine: Engine,
    step: str,
    digests: Mapping[str, str],
    asked: Iterable[Mapping[str, Any]],
    counted: Iterable[Mapping[str, Any]],
) -> None:
    """Make the store know exactly these questions and periods of some sources, and mark each source's digest then."""
    with transaction(engine) as connection:
        for source in digests:
            forget_mark(connection, step, source)
    renew_questions(engine, digests.keys(), asked)
    renew_periods(engine, digests.keys(), counted)
    with transaction(engine) as connection:
        for source, digest in digests.items():
            note_digest(connection, step, source, digest)


def renew_questions(engine: Engine, source_ids: Collection[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Make the store know exactly these of some sources."""
    mine = select(responses.c.response_id).where(responses.c.source_id.in_(source_ids))
    renew_rows(engine, questions, rows, within=questions.c.response_id.in_(mine))


def renew_periods(engine: Engine, source_ids: Collection[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Make the store know exactly these periods of some sources."""
    renew_rows(engine, conversations, rows, within=conversations.c.source_id.in_(source_ids))
