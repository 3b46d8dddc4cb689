"""Taking of texts from the records: posts and responses, their versions, labels and what was counted of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, select, update

from storage.db.bulk import batches
from storage.harvest.alike import drop_returns
from storage.harvest.erasure.tombstones import Subject
from storage.harvest.search import forget_documents
from storage.labels.issue_agencies import note_dropped
from storage.labels.response_labels import empty_evidence
from storage.schema.tables import (
    FORGOTTEN,
    issue_periods,
    issues,
    labels,
    pages,
    post_media,
    post_terms,
    post_versions,
    posts,
    responses,
    sources,
    unread_posts,
)
from storage.schema.tables.desk import answer_notes
from storage.schema.tables.press import press_articles, press_issues


def erase_texts(
    conn: Connection, kind: Subject, subjects: Sequence[str], at: datetime, alike: Collection[str] | None = None
) -> None:
    """Take the texts out of the records; a post that the platform shows again gets its own anew.

    *alike* are the posts whose texts are nearly equal to these, where they were looked for before.
    """
    column = responses.c.author_hash if kind == "author" else responses.c.response_id
    for part in batches(subjects):
        if kind == "post":
            _erase_posts(conn, part, alike)
        else:
            _drop_issues(conn, issues, responses, column.in_(part))
            theirs = select(responses.c.response_id).where(column.in_(part))
            # A person's note may hold the words that it is about.
            conn.execute(update(answer_notes).where(answer_notes.c.response_id.in_(theirs)).values(note=None))
            _drop_issue_names(conn, column.in_(part))
            conn.execute(update(responses).where(column.in_(part)).values(text=None, issue=None, forgotten_at=at))
            empty_evidence(conn, column.in_(part))


def _erase_posts(conn: Connection, post_ids: Sequence[str], alike: Collection[str] | None) -> None:
    """Leave of posts what tells nothing of their words: counts, dates, labels without evidence."""
    forget_documents(conn, post_ids)
    _drop_press_issues(conn, post_ids)
    drop_returns(conn, post_ids, alike)
    for table in (post_versions, post_terms, post_media, unread_posts, press_articles):
        conn.execute(delete(table).where(table.c.post_id.in_(post_ids)))
    conn.execute(update(labels).where(labels.c.post_id.in_(post_ids)).values(evidence="[]", text_digest=FORGOTTEN))
    emptied = {"title": None, "text": "", "byline": None, "text_digest": FORGOTTEN}
    conn.execute(update(posts).where(posts.c.post_id.in_(post_ids)).values(emptied))


def _drop_press_issues(conn: Connection, post_ids: Sequence[str]) -> None:
    """Drop the issues of the press of the periods of these articles; other posts have no part in them."""
    press = select(sources.c.source_id).where(sources.c.role == "media")
    articles = posts.c.post_id.in_(post_ids) & (posts.c.kind == "article") & posts.c.source_id.in_(press)
    _drop_issues(conn, press_issues, posts, articles)
    months = select(posts.c.month).where(articles)
    beside = select(posts.c.post_id).where(posts.c.month.in_(months))
    conn.execute(
        update(press_articles).where(press_articles.c.post_id.in_(beside)).values(issue=None, confirmed_agency=None)
    )


def _drop_issues(conn: Connection, kept: Table, texts: Table, of: ColumnElement[bool]) -> None:
    """Drop the issues of the periods of these texts, whose words may name one; the next night counts them anew."""
    kinds = {"week": texts.c.iso_week, "month": texts.c.month, "quarter": texts.c.quarter}
    dropped = 0
    for kind, column in kinds.items():
        theirs = select(column).where(of)
        if kept is issues:
            counted = issue_periods.c
            conn.execute(delete(issue_periods).where(counted.period_type == kind, counted.period.in_(theirs)))
        dropped += conn.execute(delete(kept).where(kept.c.period_type == kind, kept.c.period.in_(theirs))).rowcount
    if dropped:
        note_dropped(conn, kept.name)


def _drop_issue_names(conn: Connection, of: ColumnElement[bool]) -> None:
    """Drop each name of an issue with a word of these responses from all responses of their quarters.

    The next night names those anew whose texts stand.
    """
    said: dict[str, str] = {}
    theirs = select(responses.c.quarter, responses.c.text, responses.c.issue).where(of)
    for quarter, *told in conn.execute(theirs):
        said[quarter] = " ".join((said.get(quarter, ""), *(one.casefold() for one in told if one)))
    for quarter, words in said.items():
        mine = (responses.c.quarter == quarter, responses.c.issue.is_not(None))
        names = conn.scalars(select(responses.c.issue).where(*mine).distinct()).all()
        shared = [name for name in names if any(word in words for word in name.split())]
        for part in batches(shared):
            conn.execute(update(responses).where(*mine, responses.c.issue.in_(part)).values(issue=None))


def expire_texts(
    conn: Connection, source_id: str, before: datetime, at: datetime, names_before: datetime | None = None
) -> int:
    """Take away the texts of responses published before then; return how many.

    The names of issues go from responses published before *names_before* (default: with the texts). A person's note
    on a response goes with its text.
    """
    old = responses.c.text.is_not(None) & (responses.c.published_at < before)
    mine = responses.c.source_id == source_id
    empty_evidence(conn, mine & old)
    named = mine & responses.c.issue.is_not(None) & (responses.c.published_at < (names_before or before))
    conn.execute(update(responses).where(named).values(issue=None))
    expired = conn.execute(update(responses).where(mine & old).values(text=None, expired_at=at)).rowcount
    # A person's note may hold the words that it is about, also one from a page that was opened before they went.
    about = exists().where(mine, responses.c.response_id == answer_notes.c.response_id)
    too_old = about.where(responses.c.published_at < before)
    conn.execute(update(answer_notes).where(answer_notes.c.note.is_not(None), too_old).values(note=None))
    return expired


def aged_texts(conn: Connection, source_id: str, before: datetime) -> int:
    """Count the texts of responses that ``expire_texts`` would take away."""
    old = (responses.c.source_id == source_id, responses.c.published_at < before, responses.c.text.is_not(None))
    return conn.scalar(select(func.count()).where(*old)) or 0


def drop_versions(conn: Connection, source_id: str, before: datetime) -> None:
    """Drop the earlier texts of a source's posts that were replaced before then."""
    theirs = select(posts.c.post_id).where(posts.c.source_id == source_id)
    old = (post_versions.c.replaced_at < before) & post_versions.c.post_id.in_(theirs)
    conn.execute(delete(post_versions).where(old))


def expire_left_texts(conn: Connection, source_id: str, before: datetime, at: datetime, names_before: datetime) -> int:
    """Do the same as ``expire_texts`` for a source that is not configured any longer.

    Raw pages that hold such texts go whole: nothing knows how to read them any longer.
    """
    stale = (pages.c.source_id == source_id) & (pages.c.oldest_text_at < before)
    conn.execute(update(pages).where(stale).values(body=b"", oldest_text_at=None))
    return expire_texts(conn, source_id, before, at, names_before)
