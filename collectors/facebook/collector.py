"""A Page's posts newest first, then the look-ups that are due, fifty at a time; insights with each."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from collectors.errors import CollectorError, Incomplete, SourceChanged, Unavailable, other_account
from collectors.facebook.cursor import FacebookCursor, seconds_of
from collectors.facebook.fields import DISPENSABLE
from collectors.facebook.parser import (
    GONE,
    POSTS,
    PROFILE,
    PROFILE_FIELDS,
    SITE,
    moment_of,
    parse_stored,
)
from collectors.facebook.reading import NEEDS, Reading
from collectors.graph.client import GraphClient, after_of, items_of
from collectors.graph.errors import GraphError, translate_error
from collectors.http.absence import waiting_note
from collectors.http.edges import FAILURES_MOST
from collectors.http.paging import end_of
from collectors.records import ODD, Cursor, Page, Parsed, RawPage
from collectors.request import Limits, Request
from collectors.side_values import Item, SideValues
from collectors.wording import counted

PAGE_SIZE = 25  # of posts with their counts; Meta refuses more with so many fields as too much data
LOOKED_UP = 50  # the most that one look-up may name
NO_FOLLOWERS = "Meta tells no followers of the Page (followers_count, page_follows)"
PARTS = 4  # into which a refused look-up is parted: three rounds lead to single posts
MAX_EMPTY_PAGES = 5
AGAIN = "the next run asks again"


class FacebookCollector:
    """The posts of one Page."""

    def __init__(self, *, account: str, token: str, contact: str, pace_seconds: float = 1.0) -> None:
        self.account, self.contact, self.pace_seconds = account, contact, pace_seconds
        self._token = token

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored answer. Raises SourceChanged."""
        return parse_stored(raw, self.account)

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield the Page, its new posts, and the look-ups. Raises CollectorError."""
        client = GraphClient(self._token, self.contact, self.pace_seconds)
        reading = Reading(client, request, limits, FacebookCursor())
        asked = 0
        try:
            for page in self._pages(reading):
                yield replace(page, requests=client.requests - asked)
                asked = client.requests
        except GraphError as error:
            raise translate_error(error, of=f"the Page {self.account}", needs=NEEDS) from error

    def _pages(self, reading: Reading) -> Iterator[Page]:
        request = reading.request
        reading.cursor = FacebookCursor.load(request.cursor)
        profile = self._profile(reading)
        if request.new:
            reading.cursor = reading.cursor.begun(request)
        page = self._page(PROFILE, reading.cursor.page_id or "", profile, reading.cursor.dump())
        account = page.parsed.account
        yield replace(page, note=NO_FOLLOWERS if account is None or account.followers is None else None)
        if request.new:
            yield from self._history(reading)
        wanted = {**request.due, **dict.fromkeys(reading.cursor.missing or ())} if request.new else request.due
        if request.full:  # all was listed: what was not shown is asked for, so many at a time
            unshown = request.stored_posts.keys() - reading.shown
            chosen, reading.cursor = reading.cursor.next_unshown(unshown, LOOKED_UP)
            wanted = {**wanted, **dict.fromkeys(chosen)}
        yield from self._look_ups(reading, [post_id for post_id in wanted if post_id not in reading.shown])

    def _profile(self, reading: Reading) -> dict[str, Any]:
        """Read the Page, which must be the one whose posts are stored; its own token asks from now on."""
        told = reading.ask(self.account, fields="id,name,username,followers_count,access_token")
        number = str(told.get("id", ""))
        if reading.cursor.page_id not in (None, number):
            raise other_account(self.account)
        reading.cursor = replace(reading.cursor, page_id=number)
        if isinstance(told.get("access_token"), str):
            reading.client.use(told["access_token"])
        profile = {name: told[name] for name in PROFILE_FIELDS if name in told}
        if "followers_count" in profile:
            return profile
        try:
            told = reading.ask(f"{number}/insights", metric="page_follows", period="day")
            profile["insights"] = {"data": items_of(told)}  # the addresses beside it hold the Page's token
        except GraphError as error:
            if error.ends_reading:
                raise
        except (SourceChanged, Unavailable):
            pass  # followers alone are lost
        return profile

    def _history(self, reading: Reading) -> Iterator[Page]:
        """Read span after span, each to what was read before, or to the Page's beginning."""
        while reading.cursor.spans:
            yield from self._span(reading)

    def _span(self, reading: Reading) -> Iterator[Page]:
        """Read the first span; within a run Meta's cursor leads on, from run to run the time.

        An end above what was read before is believed when a second request, by time, shows nothing older either.
        """
        until, after, ends, doubted = reading.cursor.spans[0].until, None, list[int](), False
        seen, others = set[str](), reading.cursor.spans[1:]
        while reading.cursor.spans != others:
            items, following = self._listed(reading, until, after)
            fresh = [item for item in items if _key(item) not in seen]
            _check_page(reading, fresh, following, is_first=not seen and until is None)
            reading.cursor = reading.cursor.after(_moments(fresh))
            ended = following is None and reading.cursor.spans != others
            if ended and not fresh and (doubted or not (seen or reading.request.stored_posts)):
                reading.cursor = reading.cursor.done()
            seen.update(map(_key, fresh))
            ends += [end_of(moments)] if (moments := _moments(fresh)) else []
            yield self._posts(reading, fresh)
            doubted, after = ended, following
            until = min(ends) - 1 if ended and ends else until  # whether Meta takes in that second or not

    def _listed(self, reading: Reading, until: int | None, after: str | None) -> tuple[list[Any], str | None]:
        """Return a page of posts and the cursor of the one that follows; empty ones that promise more are passed."""
        path = f"{reading.cursor.page_id}/published_posts"
        for _ in range(MAX_EMPTY_PAGES):
            answer = reading.ask_list(path, limit=PAGE_SIZE, until=until, after=after)
            items, after = items_of(answer), after_of(answer)
            if items or after is None:
                return items, after
        raise Incomplete("Facebook announced more posts but showed none", advice=AGAIN)

    def _posts(self, reading: Reading, items: Sequence[Any]) -> Page:
        """Make a page of posts with their insights, and with the note."""
        page = self._plain_page(reading, self._with_insights(reading, _posts_of_wanted_history(reading, items)))
        return replace(page, note=reading.note)

    def _plain_page(self, reading: Reading, items: Sequence[Any]) -> Page:
        page = self._page(POSTS, f"{reading.cursor.page_id}/posts", items, reading.cursor.dump())
        reading.shown.update(post.post_id for post in page.parsed.posts)
        return page

    def _with_insights(self, reading: Reading, items: Sequence[Any]) -> list[Any]:
        """Return posts with what insights tell of them; where they are refused the posts are whole all the same."""
        ids = _ids(items)
        if not ids:
            return list(items)
        told: dict[str, list[Any]] = {native: [] for native in ids}
        for answer in reading.metrics.ask(lambda group: _insights(reading, ids, group)):
            for native, node in answer.items():
                if native in told:
                    told[native] += SideValues().items(SideValues().part(_part(node), "insights"), "data")
        return [
            {**item, "insights": {"data": told[item["id"]]}} if _id(item) and told[item["id"]] else item
            for item in items
        ]

    def _look_ups(self, reading: Reading, post_ids: Sequence[str]) -> Iterator[Page]:
        """Look at posts again; what cannot be found on a second day, while others can, is gone."""
        refusal: Exception | None = None
        for group in list(_groups(reading, post_ids)):
            items = list[Any]()
            try:
                for answer in self._looked_up(reading, group):
                    items += answer
                items = self._with_insights(reading, items)
            except (GraphError, CollectorError) as error:
                reading.blind |= bool(items)
                refusal = error
            if items or reading.too_large:
                page = self._plain_page(reading, _posts_of_wanted_history(reading, items))
                reading.remember()
                yield replace(page, cursor=reading.cursor.dump())
            if refusal:
                break
        if post_ids and reading.note:  # told once: what it counts has grown from group to group
            yield self._posts(reading, [])
        if refusal:
            raise refusal
        if reading.too_large and not reading.shown:
            raise reading.too_large[0]
        if reading.lost:
            yield from self._judge_lost(reading)

    def _looked_up(self, reading: Reading, post_ids: Sequence[str]) -> Generator[list[Any], None, None]:
        """Yield what posts are now; one that is gone, too much, or lacks a field fails a request: parts are asked."""
        try:
            answer = reading.ask_by_ids(post_ids)
        except GraphError as error:
            if len(post_ids) == 1:
                self._not_told(reading, post_ids[0], error)
                return
            if not (error.finds_nothing or error.wants_less or error.unknown_field in DISPENSABLE):
                raise
            for part in _parts(post_ids, partial(reading.of_ids.is_first_split, error.unknown_field)):
                yield from self._looked_up(reading, part)
            return
        yield list(answer.values())

    def _not_told(self, reading: Reading, post_id: str, error: GraphError) -> None:
        """Note a single post that is not found, or that is too much data even alone; where many are, Meta fails."""
        if error.finds_nothing:
            reading.lost.append(post_id)
        elif error.wants_less and len(reading.too_large) < FAILURES_MOST:
            reading.too_large.append(error)
        else:
            raise error

    def _judge_lost(self, reading: Reading) -> Iterator[Page]:
        """Tell what is gone: Meta's words leave open whether a post is deleted or hidden from the token.

        That other posts of the Page are shown in the same reading proves the token good.
        """
        if not reading.shown:
            raise Incomplete(f"Facebook found none of {counted(len(reading.lost), 'post')}", advice=AGAIN)
        sure = reading.cursor.missing_before(reading.request.now)
        gone = [post_id for post_id in reading.lost if post_id in sure]
        new = [post_id for post_id in reading.lost if post_id not in sure]
        reading.cursor = reading.cursor.found_nothing(new, reading.request.now).without(gone)
        page = self._page(GONE, reading.cursor.page_id or "", {"gone": gone}, reading.cursor.dump())
        yield replace(page, note=waiting_note(len(new)))

    def _page(self, kind: str, path: str, body: Any, cursor: Cursor) -> Page:
        raw = RawPage(kind, f"{SITE}/{path}", json.dumps(body).encode())
        return Page(raw, self.parse(raw), cursor=cursor)


def _groups(reading: Reading, post_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield posts that are to be asked for together: those that are known to lack a field apart from the others.

    At the end stand the single posts that are asked again for what they lacked.
    """
    reading.again.update(reading.cursor.to_ask_again(post_ids, reading.request.now))
    alike = dict[frozenset[str], list[str]]()
    for post_id in post_ids:
        if post_id not in reading.again:
            alike.setdefault(frozenset(reading.cursor.lacked_by(post_id)), []).append(post_id)
    for group in alike.values():
        yield from (group[start : start + LOOKED_UP] for start in range(0, len(group), LOOKED_UP))
    yield from ([post_id] for post_id in post_ids if post_id in reading.again)


def _parts(post_ids: Sequence[str], may_lack_all: Callable[[], bool]) -> Iterator[Sequence[str]]:
    """Part posts that were refused together.

    Where all of them *may lack* the refused field the last and the middle one come first, and while they still may,
    one of each quarter between: the newest alone may lack it.
    """
    count, rest = len(post_ids), list(post_ids)
    for places in ((-1, count // 2), (count // 4,), (3 * count // 4,)):
        if count > PARTS and may_lack_all():
            for place in places:
                rest.remove(post_ids[place])
                yield [post_ids[place]]
    size = -(-len(rest) // PARTS)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


def _insights(reading: Reading, ids: Sequence[str], group: Sequence[str]) -> Mapping[str, Any]:
    metrics = f"insights.metric({','.join(group)}).period(lifetime){{name,values}}"
    try:
        return reading.ask("", ids=",".join(ids), fields=metrics)
    except (Unavailable, SourceChanged):
        reading.blind = True
    except GraphError as error:
        if error.refuses_permission or error.refuses_metric or error.ends_reading:
            raise
        if error.wants_less and len(ids) > 1:
            middle = len(ids) // 2
            return {**_insights(reading, ids[:middle], group), **_insights(reading, ids[middle:], group)}
        reading.blind = True  # of one that vanished in between, of an edge that Meta does not know, or its own error
    return {}


def _check_page(reading: Reading, fresh: Sequence[Any], following: str | None, *, is_first: bool) -> None:
    """Raise Incomplete for a page that repeats what was shown, and for a Page that suddenly shows nothing."""
    if not fresh and following:
        raise Incomplete("Facebook showed the same posts again instead of older ones", advice=AGAIN)
    if not fresh and is_first and reading.request.stored_posts:
        raise Incomplete("Facebook showed no post at all, where posts of this Page are stored", advice=AGAIN)


def _id(item: Any) -> str | None:
    told = item.get("id") if isinstance(item, dict) else None
    return told if isinstance(told, str) else None


def _part(node: Any) -> Item:
    return node if isinstance(node, dict) else {}


def _key(item: Any) -> str:
    """Return by which an item is known again: its id, or all that it says where it has none."""
    return _id(item) or json.dumps(item)


def _ids(items: Sequence[Any]) -> list[str]:
    return [native for item in items if (native := _id(item))]


def _moments(items: Sequence[Any]) -> list[int]:
    """Return when posts were published, of those that tell it."""
    found = []
    for item in items:
        with suppress(*ODD):
            found.append(moment_of(item["created_time"]))
    return seconds_of(found)


def _posts_of_wanted_history(reading: Reading, items: Sequence[Any]) -> list[Any]:
    """Return the posts that are not from before the wanted history."""
    floor = reading.cursor.floor or 0
    return [item for item in items if all(moment > floor for moment in _moments([item]))]
