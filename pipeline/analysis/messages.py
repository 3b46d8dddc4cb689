"""The messages that several channels carried, linked anew from the oldest change: a post may come late or be edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from pipeline.run.context import RunContext
from storage.analysis.coverage import first_looked, last_complete_looks
from storage.analysis.messages import (
    carried_messages,
    count_messages,
    day_digests,
    kept_posts,
    linked_days,
    note_days,
    posts_in_order,
    remove_messages,
    store_missed,
    write_messages,
)
from storage.db.engine import transaction

if TYPE_CHECKING:  # numpy is heavy
    from pipeline.transform.measures.messages import Group, Message

HOUR = timedelta(hours=1)
Row = Mapping[str, Any]


def assign_messages(night: RunContext, *, everything: bool = False) -> int:
    """Link posts to messages, of each city from its oldest change on; return how many messages there are.

    What a post says can change messages that began up to seven days before it, and all later ones, but no earlier one.
    """
    with transaction(night.engine) as connection:
        now = day_digests(connection)
        before = {} if everything else linked_days(connection)
        since = {
            city: day for city in {*now, *before} if (day := _oldest_change(now.get(city, {}), before.get(city, {})))
        }
        link_anew(connection, {city: datetime.combine(day, time.min, UTC) for city, day in since.items()})
        for city, day in since.items():
            note_days(connection, city, now.get(city, {}), day)
        _tell_missed(connection, _channels(night, connection))
        return count_messages(connection)


def _oldest_change(now: Mapping[date, str], before: Mapping[date, str]) -> date | None:
    return min((day for day in {*now, *before} if now.get(day) != before.get(day)), default=None)


def link_anew(connection: Connection, since: Mapping[str | None, datetime]) -> None:
    """Link the posts of cities, each from its own moment on; a post may have come from one of them to another."""
    from pipeline.transform.measures.messages import WINDOW, Kept, Message, link_messages  # noqa: PLC0415  # numpy is heavy

    kept = {
        city: {post: Kept(*told) for post, told in kept_posts(connection, moment - WINDOW, moment)}
        for city, moment in since.items()
    }
    for city, moment in since.items():
        remove_messages(connection, city, moment - WINDOW)
    for city, moment in since.items():
        posts = (Message(*row) for row in posts_in_order(connection, city, moment - WINDOW))
        groups = link_messages(posts, kept[city], moment)
        write_messages(connection, ((_message_row(group), list(_member_rows(group))) for group in groups))


def _tell_missed(connection: Connection, channels: Sequence[_Channel]) -> None:
    """Tell of every message which channels did not carry it: every look may have brought certainty."""
    found = {}
    for message, city, first_at, told, carried in carried_messages(connection):
        missed = {one.source_id for one in channels if one.could_carry(city, first_at)} - carried
        if told != (now := ",".join(sorted(missed))):
            found[message] = now
    store_missed(connection, found)


@dataclass(frozen=True, slots=True)
class _Channel:
    """A configured source: since when its posts are stored, and until when it was looked at to its end."""

    source_id: str
    city: str | None
    since: datetime | None
    until: datetime | None

    def could_carry(self, city: str | None, at: datetime) -> bool:
        """Tell whether a message of its city would be stored, had it been said here then: else nobody knows."""
        looked = self.until is not None and self.until > at
        return looked and self.city == city and (self.since is None or self.since <= at)


def _channels(night: RunContext, connection: Connection) -> list[_Channel]:
    config = night.settings.config
    own = [source for source in config.sources if config.role_of(source) == "own"]
    since, until = first_looked(connection), last_complete_looks(connection)
    return [_Channel(source.id, source.city, since.get(source.id), until.get(source.id)) for source in own]


def _message_row(group: Group) -> Row:
    """Return the row of a message; who missed it is told afterwards, of all messages."""
    posts = [member.post for member in group.members]
    carried = {post.source_id for post in posts}
    exact = [post.published_at for post in posts if post.exact]
    return {
        "message_id": group.first.post_id,
        "city": group.first.city,
        "posts": len(posts),
        "sources": len(carried),
        "first_at": group.first.published_at,
        "spread_hours": round((max(exact) - min(exact)) / HOUR, 2) if len(exact) > 1 else None,
        "missed": "",
    }


def _member_rows(group: Group) -> Iterator[Row]:
    for member in group.members:
        yield {
            "message_id": group.first.post_id,
            "post_id": member.post.post_id,
            "reason": member.reason or "first",
            "matched_post_id": member.matched,
            "similarity": member.similarity,
            "lag_hours": _lag(group.first, member.post),
        }


def _lag(first: Message, post: Message) -> float | None:
    """Return the hours since the first post; a time known to the day only has no hours."""
    return round((post.published_at - first.published_at) / HOUR, 2) if first.exact and post.exact else None
