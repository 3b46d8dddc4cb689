"""Instagram by the official interface: newest posts first, fifty a page, down to the same mark as a session's walk.

The own account's new, due and newly commented posts are asked for insights, one request each. Of the other posts the
text alone is looked at: their likes without shares and views would look like a fall. Other accounts show the same few
counts of every post.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from collectors.errors import CollectorError, SourceChanged, other_account
from collectors.graph.client import after_of, items_of
from collectors.graph.errors import GraphError
from collectors.graph.insights import Metrics, values_of
from collectors.instagram.cursor import EXPORTED, OFFICIAL, InstagramCursor
from collectors.instagram.official.door import NEEDS_INSIGHTS, PARAMETER, Access, Door
from collectors.instagram.official.parser import (
    DISCOVERED,
    OWN,
    code_of,
    media_page,
    minimised,
    moment_of,
    parse_official,
)
from collectors.records import ODD, Page, Parsed, RawPage
from collectors.request import Limits, Request
from collectors.side_values import Item, SideValues, count_of

PAGE_SIZE = 50
PROFILE = "id,username,name,followers_count,follows_count,media_count"
SHOWN = "id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count,media_url"
OF_CHILDREN = "children{media_type,media_url,thumbnail_url}"
OWN_MEDIA = f"{SHOWN},shortcode,thumbnail_url,{OF_CHILDREN}"
PUBLIC_MEDIA = f"{SHOWN},view_count,children{{media_type,media_url}}"
SHORT_SHARE = 0.5  # it tells its own end, so that it is believed to lack more than a list that walls cut off
METRICS = ("views", "reach", "saved", "shares", "total_interactions")
NOT_ENOUGH = "not enough viewers"


class OfficialInstagram:
    """One account's posts, by the official interface."""

    def __init__(self, access: Access) -> None:
        self.access, self.account = access, access.account

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page. Raises SourceChanged."""
        return parse_official(raw, self.account)

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield page after page down to the mark, or to the first post."""
        door = self.access.open(limits, request.cursor)
        try:
            yield from self._walk(door, request)
        except GraphError as error:
            raise door.problem(error) from error
        except ODD as error:
            raise SourceChanged(
                f"the official interface's answer lacks what was expected ({error!r:.80})", advice="update Pantau"
            ) from error

    def _walk(self, door: Door, request: Request) -> Iterator[Page]:
        account = door.first_answer(f"{PROFILE},{_media(OWN_MEDIA)}", f"{PROFILE},{_media(PUBLIC_MEDIA)}")
        counts = InsightReader(door, (request.cursor.get("official") or {}).get("comments") or {})
        request = self._of_the_same_account(door, request, account)
        walk = InstagramCursor.begin(request, count_of(account.get("media_count")) or 0, visible=True)
        walk.way, walk.short_share = OFFICIAL, SHORT_SHARE
        listed, profile = _first_list(account), account
        while True:
            media = [one for one in items_of(listed) if isinstance(one, dict)]
            yield from self._page(walk, counts, media, after=after_of(listed), profile=profile)
            if walk.done or walk.ended:
                break
            listed, profile = self._next_list(door, str(after_of(listed))), {}
        if verdict := walk.verdict():
            raise verdict
        if counts.denied:
            raise door.problem(counts.denied, NEEDS_INSIGHTS)

    def _of_the_same_account(self, door: Door, request: Request, account: Item) -> Request:
        """Return the request with the account's official number. Raises AccountGone for one that has another."""
        number, known = str(account["id"]), request.cursor.get("official") or {}
        if known.get("id") not in (None, number) or (not known and _is_a_stranger(request, account)):
            raise other_account(self.account)
        official = {"reader": door.reader, "own": door.own, "id": number, "comments": _comments_of(account)}
        return replace(request, cursor={**request.cursor, "official": official})

    def _next_list(self, door: Door, after: str) -> Item:
        """Ask for the page behind a mark."""
        if door.own:
            return door.ask(f"{door.reader}/media", fields=OWN_MEDIA, limit=PAGE_SIZE, after=after)
        fields = f"business_discovery.username({self.account}){{{_media(PUBLIC_MEDIA, after)}}}"
        return _first_list(SideValues().part(door.ask(door.reader, fields=fields), "business_discovery"))

    def _page(
        self, walk: InstagramCursor, counts: InsightReader, media: Sequence[Item], *, after: str | None, profile: Item
    ) -> Iterator[Page]:
        """Yield a page of media; where insights fail on the way, those that they were not read of come again."""
        nodes = [{"node": node} for node in map(_node, media) if node]
        walk.take({"edges": nodes, "page_info": {"has_next_page": after}})
        since, before = walk.request.since, counts.door.client.requests
        wanted = [minimised(one) for one in media if since is None or not _is_before(one, since)]
        failed: CollectorError | GraphError | None = None
        if counts.door.own:
            waiting = counts.choose(wanted, walk.request)
            try:
                counts.read(waiting)
            except (CollectorError, GraphError) as error:
                failed = error  # stored without counts they would be neither new nor due
                wanted = [one for one in wanted if not any(one is other for other in waiting)]
        kind = OWN if counts.door.own else DISCOVERED
        raw, parsed = media_page(kind, self.account, profile or None, wanted)
        walk.judge(parsed)
        notes = [note for note in (walk.note, *((counts.door.note, *counts.notes) if walk.done else ())) if note]
        yield Page(
            raw,
            parsed,
            cursor=None if failed else walk.cursor,
            requests=1 + counts.door.client.requests - before,
            expected_total=count_of(profile.get("media_count")),
            note="; ".join(notes) or None,
        )
        if failed:
            raise failed


class InsightReader:
    """Reads the insights of media; a kind of medium that lacks a metric keeps it from no other kind."""

    def __init__(self, door: Door, comments: Mapping[str, int]) -> None:
        self.door, self._metrics = door, dict[str, Metrics]()
        self._comments = comments
        """Shortcode → the number of comments as last told, for the newest posts."""
        self.denied: GraphError | None = None
        """The refusal of the permission that insights take, if it is lacking."""
        self._blind = False

    @property
    def notes(self) -> list[str]:
        """Say which metrics Meta refused."""
        told = [] if self.denied else [metrics.note for metrics in self._metrics.values()]
        blind = "insights of some posts could not be read; their views are unknown" if self._blind else None
        return list(dict.fromkeys(note for note in (*told, blind) if note))

    def choose(self, media: Sequence[dict[str, Any]], request: Request) -> list[dict[str, Any]]:
        """Return those of *media* that are new, due or newly commented; of the others nothing is counted."""
        ids = {f"instagram:{node['code']}": one for one in media if (node := _node(one))}
        known = request.known(ids)
        for one in media:
            one["counted"] = False
        return [
            one
            for post_id, one in ids.items()
            if post_id not in known or post_id in request.due or self._has_new_comments(post_id, one)
        ]

    def read(self, waiting: list[dict[str, Any]]) -> None:
        """Add insights to media, and take each out of *waiting*. Raises GraphError and CollectorError.

        One at which Meta fails is asked for again after the others; it goes without where they were to be had.
        """
        put_off, alone = None, len(waiting) == 1
        for medium in list(waiting):
            try:
                self._take(waiting, medium, self._read(medium))
            except GraphError as error:
                if put_off or alone or not error.is_metas_own:
                    raise
                put_off = medium
        if put_off:
            self._take(waiting, put_off, self._read_again(put_off))

    def _read_again(self, medium: dict[str, Any]) -> dict[str, int]:
        """Read insights that Meta failed to give before those of others."""
        try:
            return self._read(medium)
        except GraphError as error:
            if not error.is_metas_own:
                raise
            self._blind = True
            return {}

    @staticmethod
    def _take(waiting: list[dict[str, Any]], medium: dict[str, Any], insights: dict[str, int]) -> None:
        medium |= {"insights": insights, "counted": True}
        waiting[:] = [one for one in waiting if one is not medium]

    def _has_new_comments(self, post_id: str, medium: Item) -> bool:
        before, now = self._comments.get(post_id.partition(":")[2]), count_of(medium.get("comments_count"))
        return before is not None and now is not None and now != before

    def _read(self, medium: Mapping[str, Any]) -> dict[str, int]:
        if self.denied:
            return {}
        kind = str(medium.get("media_product_type") or "")
        metrics = self._metrics.setdefault(kind, Metrics(METRICS))

        def fetch(group: tuple[str, ...]) -> dict[str, int]:
            return self._fetch(str(medium["id"]), group)

        try:
            answers = metrics.ask(fetch)
        except GraphError as error:
            if error.code != PARAMETER:  # of before the account was professional, or gone since it was listed
                raise
            return {}
        return {name: value for answer in answers for name, value in answer.items()}

    def _fetch(self, number: str, group: tuple[str, ...]) -> dict[str, int]:
        try:
            return values_of(items_of(self.door.ask(f"{number}/insights", metric=",".join(group))))
        except GraphError as error:
            if error.refuses_permission and NOT_ENOUGH in error.message.lower():
                return {}
            if error.refuses_permission:
                self.denied = error
            raise


def _media(fields: str, after: str | None = None) -> str:
    mark = f".after({after})" if after else ""
    return f"media{mark}.limit({PAGE_SIZE}){{{fields}}}"


def _first_list(account: Item) -> Item:
    """Return the list within an account; one that has no media tells none."""
    return SideValues().part(account, "media") or {"data": []}


def _comments_of(account: Item) -> dict[str, int]:
    """Return shortcode → number of comments, of the newest posts."""
    shown = [one for one in items_of(_first_list(account)) if isinstance(one, dict)]
    told = ((_node(one), count_of(one.get("comments_count"))) for one in shown)
    return {node["code"]: count for node, count in told if node and count is not None}


def _node(medium: Item) -> dict[str, Any] | None:
    """Write a medium as the cursor reads it; None for one that does not tell which it is."""
    try:
        return {"code": code_of(medium), "taken_at": int(moment_of(medium).timestamp())}
    except ODD:
        return None


def _is_before(medium: Item, since: datetime) -> bool:
    node = _node(medium)
    return node is not None and bool(node["taken_at"] < since.timestamp())


def _is_a_stranger(request: Request, account: Item) -> bool:
    """Whether an account whose posts were read in another way shows none of them, although it shows as old ones."""
    shown = [one for one in items_of(_first_list(account)) if isinstance(one, dict)]
    held = {post_id for post_id in request.stored_posts if not post_id.startswith(f"instagram:{EXPORTED}")}
    newest = request.cursor.get("mark_at")
    if not held or not newest or not shown:
        return False
    nodes = [node for one in shown if (node := _node(one))]
    as_old = min((node["taken_at"] for node in nodes), default=newest) < newest
    return as_old and not held & {f"instagram:{node['code']}" for node in nodes}
