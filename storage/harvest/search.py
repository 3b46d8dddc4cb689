"""Full text of the account's own posts: SQLite's FTS5, PostgreSQL's tsvector; filled after the harvest.

Words of citizens never enter it. ``document_id`` numbers the rows of the index on both databases.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Row, Text, bindparam, delete, select, text

from storage.db.bulk import batches
from storage.schema.tables import posts
from storage.schema.tables.desk import search_documents

AT_ONCE, TOGETHER = 20_000, 100  # posts that are named in one reading, and indexed in one transaction
COMMON = 3_000
_WORD = re.compile(r"[\w#@]+")
_FOUND = {
    "sqlite": "SELECT rowid FROM post_search WHERE post_search MATCH :words",
    "postgresql": "SELECT document_id FROM search_documents WHERE document @@ to_tsquery('simple', :words)",
}

_AMONG = {
    "sqlite": """
        SELECT d.post_id, s.title, s.text FROM search_documents d JOIN post_search s ON s.rowid = d.document_id
        WHERE d.post_id IN :ids""",
    "postgresql": """
        SELECT d.post_id FROM search_documents d
        WHERE d.post_id IN :ids AND d.document @@ to_tsquery('simple', :words)""",
}
_INDEXING = {
    "sqlite": (
        "DELETE FROM post_search WHERE rowid IN (SELECT document_id FROM search_documents WHERE post_id IN :ids)",
        """INSERT INTO search_documents (post_id, text_digest)
        SELECT post_id, text_digest FROM posts WHERE post_id IN :ids
        ON CONFLICT (post_id) DO UPDATE SET text_digest = excluded.text_digest""",
        """INSERT INTO post_search (rowid, title, text)
        SELECT d.document_id, coalesce(p.title, ''), p.text
        FROM posts p JOIN search_documents d ON d.post_id = p.post_id WHERE p.post_id IN :ids""",
    ),
    "postgresql": (
        """INSERT INTO search_documents (post_id, text_digest, document)
        SELECT post_id, text_digest, to_tsvector('simple', left(coalesce(title, '') || ' ' || text, 200000))
        FROM posts WHERE post_id IN :ids
        ON CONFLICT (post_id) DO UPDATE SET text_digest = excluded.text_digest, document = excluded.document""",
    ),
}


def texts_to_index(conn: Connection) -> list[str]:
    """Return the posts whose text is new or another than was indexed; so many that their ids are held at ease."""
    known = search_documents.c
    statement = (
        select(posts.c.post_id)
        .join(search_documents, known.post_id == posts.c.post_id, isouter=True)
        .where(known.text_digest.is_(None) | (known.text_digest != posts.c.text_digest))
        .limit(AT_ONCE)
    )
    return list(conn.scalars(statement))


def index_texts(conn: Connection, post_ids: Sequence[str]) -> None:
    """Index posts anew, as many as a short transaction takes: a few statements for all of them."""
    for statement in _INDEXING[conn.dialect.name]:
        conn.execute(text(statement).bindparams(bindparam("ids", expanding=True)), {"ids": list(post_ids)})


def forget_documents(conn: Connection, post_ids: Sequence[str]) -> None:
    """Take posts out of the index; the next filling finds their texts empty."""
    for part in batches(post_ids):
        found = list(conn.scalars(select(search_documents.c.document_id).where(search_documents.c.post_id.in_(part))))
        _drop(conn, found)
        if found and conn.dialect.name == "sqlite":
            # FTS5 only marks words as gone until it merges; merged, and overwritten (secure_delete), they are.
            conn.execute(text("INSERT INTO post_search (post_search) VALUES ('optimize')"))
        conn.execute(delete(search_documents).where(search_documents.c.post_id.in_(part)))


def is_common(conn: Connection, words: str) -> bool:
    """Whether so many posts hold the words that the newest posts are looked through sooner than all found sorted."""
    condition = search_condition(conn.dialect.name, words)
    if condition is None:
        return False
    few = f"SELECT count(*) FROM ({_FOUND[conn.dialect.name]} LIMIT {COMMON}) found"  # noqa: S608  # our own words
    return bool(conn.scalar(text(few), {"words": condition[1]}) == COMMON)


def search_condition(dialect: str, words: str, *, common: bool = False) -> tuple[str, str] | None:
    """Return the condition on a post's ``post_id`` and the words as the database wants them; None without a word.

    Every word must stand in title or text, each as the beginning of a word. Where they are *common*, each post is
    looked up among those found, instead of all those found among the posts.
    """
    found = [word.strip("#@") for word in _WORD.findall(words)]
    told = [word for word in found if word]
    if not told:
        return None
    bound = " ".join(f'"{word}"*' for word in told) if dialect == "sqlite" else " & ".join(f"{word}:*" for word in told)
    if common:
        mine = "(SELECT d.document_id FROM search_documents d WHERE d.post_id = v_posts.post_id)"
        return f"{mine} IN ({_FOUND[dialect]})", bound
    condition = f"post_id IN (SELECT d.post_id FROM search_documents d WHERE d.document_id IN ({_FOUND[dialect]}))"  # noqa: S608  # our own words
    return condition, bound


def posts_holding(conn: Connection, words: str, post_ids: Sequence[str]) -> set[str]:
    """Return which of these posts hold the words, by the same rules, without looking through the whole index."""
    condition = search_condition(conn.dialect.name, words)
    if condition is None or not post_ids:
        return set()
    among = text(_AMONG[conn.dialect.name]).bindparams(bindparam("ids", expanding=True, type_=Text()))
    bound = {"ids": list(post_ids)}
    if conn.dialect.name == "sqlite":
        return _matching(conn.execute(among, bound).all(), condition[1])
    return set(conn.scalars(among, bound | {"words": condition[1]}))


def _matching(rows: Sequence[Row[Any]], match: str) -> set[str]:
    """Return the posts whose indexed text matches, by a small index in memory that cuts words as the store's does.

    FTS5 gathers every post with a beginning before it tells the first one: half a second a word in a large store.
    """
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute("CREATE VIRTUAL TABLE few USING fts5(title, text, tokenize='unicode61')")
        told = ((number, row.title, row.text) for number, row in enumerate(rows))
        small.executemany("INSERT INTO few (rowid, title, text) VALUES (?, ?, ?)", told)
        found = small.execute("SELECT rowid FROM few WHERE few MATCH ?", (match,))
        return {rows[number].post_id for (number,) in found}


def _drop(conn: Connection, documents: Sequence[int]) -> None:
    if conn.dialect.name == "sqlite":
        for document in documents:
            conn.execute(text("DELETE FROM post_search WHERE rowid = :document"), {"document": document})
