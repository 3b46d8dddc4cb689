"""Instagram by the official interface: newest posts first, fifty a page, down to the same mark as a session's walk.

The own account's new, due and newly commented posts are asked for insights, one request each. Of the other posts the
text alone is looked at: their likes without shares and views would look like a fall. Other accounts show the same few
counts of every post.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from collectors.errors import CollectorError, SourceChanged, other_account
from collectors.graph.client import after_of, items_of
from collectors.graph.errors import GraphError
from collectors.http.paging import PageMarks
from collectors.instagram.cursor import EXPORTED, OFFICIAL, InstagramCursor
from collectors.instagram.official.door import OWN_MEDIA, PUBLIC_MEDIA, Access, Door
from collectors.instagram.official.insights import InsightReader
from collectors.instagram.official.missing import MEMORY, missing_pages, remember_numbers
from collectors.instagram.official.parser import DISCOVERED, OWN, media_page, minimise_medium, node_of, parse_stored
from collectors.records import ODD, Page, Parsed, RawPage
from collectors.request import Limits, Request
from collectors.side_values import Item, SideValues, count_of

PAGE_SIZE = 50
PROFILE = "id,username,name,followers_count,follows_count,media_count"
SHORT_SHARE = 0.5  # it tells its own end, so that it is believed to lack more than a list that walls cut off


class OfficialInstagram:
    """One account's posts, by the official interface."""

    def __init__(self, access: Access) -> None:
        self.access, self.account = access, access.account

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page. Raises SourceChanged."""
        return parse_stored(raw, self.account)

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
        walk = InstagramCursor.begin(request, count_of(account.get("media_count")), visible=True)
        walk.way, walk.short_share = OFFICIAL, SHORT_SHARE
        listed, profile, marks = _first_list(account), account, PageMarks("the official interface's list of posts")
        while True:
            media = [one for one in items_of(listed) if isinstance(one, dict)]
            yield from self._page(walk, counts, media, after=after_of(listed), profile=profile)
            if walk.done or walk.ended:
                break
            listed, profile = self._next_list(door, str(marks.follow(after_of(listed)))), {}
        if verdict := walk.verdict():
            raise verdict
        if door.own:
            yield from missing_pages(walk, counts)

    def _of_the_same_account(self, door: Door, request: Request, account: Item) -> Request:
        """Return the request with the account's official number. Raises AccountGone for one that has another."""
        number, known = str(account["id"]), request.cursor.get("official") or {}
        if known.get("id") not in (None, number) or (not known and _is_a_stranger(request, account)):
            raise other_account(self.account)
        kept = {name: known[name] for name in MEMORY if name in known}
        official = {**kept, "reader": door.reader, "own": door.own, "id": number, "comments": _comments_of(account)}
        official |= {"name": door.name} if door.name else {}
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
        nodes = [{"node": node} for node in map(node_of, media) if node]
        walk.take({"edges": nodes, "page_info": {"has_next_page": after}})
        if counts.door.own:
            remember_numbers(walk, media)
        since, before = walk.request.since, counts.door.client.requests
        wanted = [minimise_medium(one) for one in media if since is None or not _is_before(one, since)]
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


def _media(fields: str, after: str | None = None) -> str:
    mark = f".after({after})" if after else ""
    return f"media{mark}.limit({PAGE_SIZE}){{{fields}}}"


def _first_list(account: Item) -> Item:
    """Return the list within an account; one that has no media tells none."""
    return SideValues().part(account, "media") or {"data": []}


def _comments_of(account: Item) -> dict[str, int]:
    """Return shortcode → number of comments, of the newest posts."""
    shown = [one for one in items_of(_first_list(account)) if isinstance(one, dict)]
    told = ((node_of(one), count_of(one.get("comments_count"))) for one in shown)
    return {node["code"]: count for node, count in told if node and count is not None}


def _is_before(medium: Item, since: datetime) -> bool:
    node = node_of(medium)
    return node is not None and bool(node["taken_at"] < since.timestamp())


def _is_a_stranger(request: Request, account: Item) -> bool:
    """Whether an account whose posts were read in another way shows none of them, although it shows as old ones."""
    shown = [one for one in items_of(_first_list(account)) if isinstance(one, dict)]
    held = {post_id for post_id in request.stored_posts if not post_id.startswith(f"instagram:{EXPORTED}")}
    newest = request.cursor.get("mark_at")
    if not held or not newest or not shown:
        return False
    nodes = [node for one in shown if (node := node_of(one))]
    as_old = min((node["taken_at"] for node in nodes), default=newest) < newest
    return as_old and not held & {f"instagram:{node['code']}" for node in nodes}
