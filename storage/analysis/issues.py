"""Themes of what citizens write: the responses to group, and keeping what was counted."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, false, func, or_, select, update

from storage.db.bulk import AT_ONCE, write_rows
from storage.labels.issue_agencies import confirmed_agencies, load_drop_mark, overlay_confirmed
from storage.runs.settings import set_setting, setting
from storage.schema.tables import issue_periods, issues, labels, posts, response_labels, responses, sources

OWN = "own"
NAMED = "issue_names"
LONGEST_WAIT = timedelta(hours=20)
"""Texts that are to go wait so long for the names of their issues: the night after one that failed takes them."""
_HEARD = (
    or_(responses.c.text.is_not(None), responses.c.issue.is_not(None)),
    responses.c.is_official == false(),
    sources.c.role == OWN,
)


class Counted(NamedTuple):
    """The state of a kept table of issues before a night counts."""

    since: date | None
    """The day of the oldest text; None where there is none."""
    periods: set[tuple[str, str]]
    """The periods that were counted."""
    dropped: str | None
    """The mark of the last issues that were dropped with a text and not counted anew since."""
    gone_until: date | None = None
    """The newest day of which a text has gone for its age; None where none has."""
    confirmed: Sequence[tuple[str, str]] = ()
    """The issues whose agency a person confirmed, each with it."""

    @property
    def whole_since(self) -> date | None:
        """The first day from which every text stands."""
        return max(self.since, self.gone_until + timedelta(days=1)) if self.since and self.gone_until else self.since


def issues_counted(conn: Connection) -> Counted:
    """Return how far the issues of citizens' words are counted."""
    periods, mark, confirmed = counted_periods(conn), load_drop_mark(conn, "issues"), confirmed_agencies(conn)
    return Counted(heard_since(conn), periods, mark, texts_gone_until(conn), confirmed)


def responses_between(conn: Connection, first: date, last: date) -> Iterable[Row[Any]]:
    """Return what citizens wrote to own accounts from *first* to *last*, oldest first; rows are streamed.

    Each with its tone, and the agency and topics of the place where it stands. One whose text has gone is told by the
    name of its issue, where that was kept.
    """
    statement = (
        select(
            responses.c.response_id,
            responses.c.author_hash,
            responses.c.published_date.label("day"),
            responses.c.text,
            responses.c.issue,
            response_labels.c.sentiment,
            sources.c.agency,
            labels.c.topic,
            labels.c.subtopic,
        )
        .join(sources, sources.c.source_id == responses.c.source_id)
        .outerjoin(response_labels, response_labels.c.response_id == responses.c.response_id)
        .outerjoin(posts, posts.c.post_id == responses.c.post_id)
        .outerjoin(labels, labels.c.label_id == posts.c.label_id)
        .where(
            *_HEARD,
            responses.c.published_date.between(first, last),
            responses.c.published_at.between(*_around(first, last)),
        )
        .order_by(responses.c.published_date, responses.c.response_id)
        .execution_options(yield_per=AT_ONCE)
    )
    return conn.execute(statement)


def _around(first: date, last: date) -> tuple[datetime, datetime]:
    """Give moments between which all of these days lie in every zone: of moments there is an index."""
    return (
        datetime.combine(first - timedelta(days=1), time.min, UTC),
        datetime.combine(last + timedelta(days=2), time.min, UTC),
    )


def heard_since(conn: Connection) -> date | None:
    """Return the day of the oldest response of a citizen to an own account; found by the index of each account."""
    return _day(conn, func.min, responses.c.published_at)


def texts_gone_until(conn: Connection) -> date | None:
    """Return the newest day of which a text of a citizen to an own account has gone for its age."""
    return _day(conn, func.max, responses.c.published_at.desc(), responses.c.expired_at.is_not(None))


def _day(conn: Connection, of_all: Any, order: Any, *only: Any) -> date | None:
    """Return the day of the first response of a citizen in this order, of all own accounts."""
    of_source = (responses.c.source_id == sources.c.source_id, responses.c.is_official == false(), *only)
    one = select(responses.c.published_date).where(*of_source).order_by(order).limit(1)
    days = select(one.scalar_subquery().label("day")).select_from(sources).where(sources.c.role == OWN).subquery()
    found: date | None = conn.scalar(select(of_all(days.c.day)))
    return found


def replace_issues(conn: Connection, period_type: str, period: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the store know exactly these issues of a period, and that it was counted, also where there is none."""
    told = overlay_confirmed(conn, rows)
    write_rows(conn, issue_periods, [{"period_type": period_type, "period": period}], refresh=("period",))
    conn.execute(delete(issues).where(issues.c.period_type == period_type, issues.c.period == period))
    write_rows(conn, issues, [{"period_type": period_type, "period": period, **row} for row in told])


def keep_issue_names(
    conn: Connection, source_ids: Collection[str], first: date, last: date, names: Mapping[str, str]
) -> None:
    """Keep on the responses of these sources and days, whose texts stand, the name of the issue of each."""
    theirs = (
        responses.c.source_id.in_(source_ids),
        responses.c.text.is_not(None),
        responses.c.published_date.between(first, last),
        responses.c.published_at.between(*_around(first, last)),
    )
    held = conn.execute(select(responses.c.response_id, responses.c.issue).where(*theirs))
    told = ((row.response_id, names.get(row.response_id), row.issue) for row in held)
    changed = [{"of_response": one, "name": name} for one, name, before in told if name != before]
    if changed:
        mine = responses.c.response_id == bindparam("of_response")
        conn.execute(update(responses).where(mine).values(issue=bindparam("name")), changed)


def note_named(conn: Connection, source_ids: Collection[str]) -> None:
    """Note that the names of issues stand on all texts of these sources, and of no others."""
    told = json.dumps(dict.fromkeys(sorted(source_ids)))
    if told != (setting(conn, NAMED) or "{}"):
        set_setting(conn, NAMED, told)


def wait_for_names(conn: Connection, source_id: str, at: datetime) -> bool:
    """Tell whether texts of a source must stay, since no night noted their issues; the first time begins the wait."""
    told = json.loads(setting(conn, NAMED) or "{}")
    if source_id not in told:
        set_setting(conn, NAMED, json.dumps(told | {source_id: at.isoformat()}, sort_keys=True))
        return True
    since = told[source_id]
    return since is not None and abs(at - datetime.fromisoformat(since)) < LONGEST_WAIT


def load_issues(conn: Connection, period_type: str, period: str) -> Sequence[Row[Any]]:
    """Return the issues of a period as they were counted, the largest first."""
    mine = (issues.c.period_type == period_type, issues.c.period == period)
    return conn.execute(select(issues).where(*mine).order_by(issues.c.responses.desc(), issues.c.issue)).all()


def counted_periods(conn: Connection) -> set[tuple[str, str]]:
    """Return the periods whose issues were counted."""
    return {(row.period_type, row.period) for row in conn.execute(select(issue_periods))}
