"""The messages that several channels carried, linked anew from the oldest change: a post may come late or be edited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from pipeline.run.context import RunContext
from storage.analysis.coverage import complete_turns, first_looked
from storage.analysis.messages import (
    day_digests,
    forget_days,
    kept_posts,
    linked_days,
    note_days,
    posts_in_order,
    remove_others,
    renew_missed,
    write_messages,
)
from storage.db.bulk import BATCH
from storage.db.engine import reading, transaction
from storage.db.renew import gather_until

if TYPE_CHECKING:  # numpy is heavy
    from pipeline.transform.measures.texts.messages import Group, Message

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
Row = Mapping[str, Any]


def assign_messages(run: RunContext, *, everything: bool = False) -> int:
    """Link posts to messages, of each city from its oldest change on; return how many messages there are.

    What a post says can change messages that began up to seven days before it, and all later ones, but no earlier one.
    """
    with reading(run.engine) as connection:
        now = day_digests(connection)
        before = {} if everything else linked_days(connection)
        since, turns = first_looked(connection), complete_turns(connection)
    channels = _channels(run, since, {source: last for source, (_, last) in turns.items()})
    for city in sorted({*now, *before}, key=str):
        days = now.get(city, {})
        if changed := _oldest_change(days, before.get(city, {})):
            run.stop.check()
            link_anew(run.engine, city, changed, days, channels)
    return renew_missed(run.engine, partial(_missed, channels))  # each look may bring certainty


def _oldest_change(now: Mapping[date, str], before: Mapping[date, str]) -> date | None:
    return min((day for day in {*now, *before} if now.get(day) != before.get(day)), default=None)


def link_anew(
    engine: Engine, city: str | None, since: date, days: Mapping[date, str], channels: Sequence[_Channel]
) -> None:
    """Link a city's posts from a day on, and store the messages some at a time: no writer waits for the linking.

    With each part the *days* are noted of which all messages are stored: whoever is killed goes on from there.
    """
    from pipeline.transform.measures.texts.messages import WINDOW, Kept, Message, link_messages  # noqa: PLC0415  # numpy is heavy

    moment = datetime.combine(since, time.min, UTC)
    begin = moment - WINDOW
    with transaction(engine) as connection:
        forget_days(connection, city, since)
    with reading(engine) as connection:
        kept = {post: Kept(*told) for post, told in kept_posts(connection, begin, moment)}
        posts = (Message(*row) for row in posts_in_order(connection, city, begin))
        for part in gather_until(link_messages(posts, kept, moment), lambda group: len(group.members), BATCH):
            # Messages come in the order in which they were first said: of the days before the last all are known.
            newest = part[-1].first.published_at
            remove_others(engine, city, begin, newest, {group.first.post_id for group in part})
            with transaction(engine) as writer:
                write_messages(writer, [(_message_row(group, channels), list(_member_rows(group))) for group in part])
                since = note_days(writer, city, days, since, newest.date())
            begin = newest + SECOND
    remove_others(engine, city, begin, None, ())
    with transaction(engine) as connection:
        note_days(connection, city, days, since, date.max)


def _missed(channels: Iterable[_Channel], city: str | None, first_at: datetime, carried: Collection[str]) -> str:
    could = {one.source_id for one in channels if one.could_carry(city, first_at)}
    return ",".join(sorted(could.difference(carried)))


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


def _channels(run: RunContext, since: Mapping[str, datetime], until: Mapping[str, datetime]) -> list[_Channel]:
    config = run.settings.config
    own = [source for source in config.sources if config.role_of(source) == "own"]
    return [_Channel(source.id, source.city, since.get(source.id), until.get(source.id)) for source in own]


def _message_row(group: Group, channels: Iterable[_Channel]) -> Row:
    """Return the row of a message."""
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
        "missed": _missed(channels, group.first.city, group.first.published_at, carried),
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
