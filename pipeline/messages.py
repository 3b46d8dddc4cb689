"""The messages that several channels carried, found afresh: a post may come late, and texts are edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pipeline.night import Night
from storage.database import transaction
from storage.messages import posts_in_order, replace_messages

if TYPE_CHECKING:  # numpy is heavy
    from pipeline.transform.messages import Group, Message

HOUR = timedelta(hours=1)
Row = Mapping[str, Any]


def assign_messages(night: Night) -> int:
    """Link the posts of all channels to messages; return how many messages more than one channel carried."""
    from pipeline.transform.messages import Message, link_messages  # noqa: PLC0415  # numpy is heavy

    channels = _channels(night)
    with transaction(night.engine) as connection:
        groups = link_messages(Message(*row) for row in posts_in_order(connection))
        found = ((_message_row(group, channels), list(_member_rows(group))) for group in groups)
        return replace_messages(connection, found)


def _channels(night: Night) -> dict[str | None, set[str]]:
    channels: dict[str | None, set[str]] = {}
    for source in night.settings.config.sources:
        channels.setdefault(source.city, set()).add(source.id)
    return channels


def _message_row(group: Group, channels: Mapping[str | None, set[str]]) -> Row:
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
        "missed": ",".join(sorted(channels.get(group.first.city, set()) - carried)),
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
