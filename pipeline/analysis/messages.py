"""The messages that several channels carried, found afresh: a post may come late, and texts are edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from pipeline.run.context import RunContext
from storage.analysis.coverage import first_looked, last_complete_looks
from storage.analysis.messages import posts_in_order, replace_messages
from storage.db.engine import transaction

if TYPE_CHECKING:  # numpy is heavy
    from pipeline.transform.measures.messages import Group, Message

HOUR = timedelta(hours=1)
Row = Mapping[str, Any]


def assign_messages(night: RunContext) -> int:
    """Link the posts of all channels to messages; return how many messages more than one channel carried."""
    from pipeline.transform.measures.messages import Message, link_messages  # noqa: PLC0415  # numpy is heavy

    with transaction(night.engine) as connection:
        channels = _channels(night, connection)
        groups = link_messages(Message(*row) for row in posts_in_order(connection))
        found = ((_message_row(group, channels), list(_member_rows(group))) for group in groups)
        return replace_messages(connection, found)


@dataclass(frozen=True, slots=True)
class _Channel:
    """A configured source: since when its posts are stored, and until when it was looked at to its end."""

    source_id: str
    city: str | None
    since: datetime | None
    until: datetime | None

    def could_carry(self, group: Group) -> bool:
        """Tell whether a message of its city would be stored, had it been said here: else nobody knows."""
        at = group.first.published_at
        looked = self.until is not None and self.until > at
        return looked and self.city == group.first.city and (self.since is None or self.since <= at)


def _channels(night: RunContext, connection: Connection) -> list[_Channel]:
    config = night.settings.config
    own = [source for source in config.sources if config.role_of(source) == "own"]
    since, until = first_looked(connection), last_complete_looks(connection)
    return [_Channel(source.id, source.city, since.get(source.id), until.get(source.id)) for source in own]


def _message_row(group: Group, channels: Sequence[_Channel]) -> Row:
    posts = [member.post for member in group.members]
    carried = {post.source_id for post in posts}
    missed = {one.source_id for one in channels if one.could_carry(group)} - carried
    exact = [post.published_at for post in posts if post.exact]
    return {
        "message_id": group.first.post_id,
        "city": group.first.city,
        "posts": len(posts),
        "sources": len(carried),
        "first_at": group.first.published_at,
        "spread_hours": round((max(exact) - min(exact)) / HOUR, 2) if len(exact) > 1 else None,
        "missed": ",".join(sorted(missed)),
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
