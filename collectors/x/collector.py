"""X API v2 through tweepy, with an app-only bearer token: every post paid for once, no hole left behind.

The wanted rest is kept as ranges of post numbers (cursor.py) in the cursor that is committed with each page:
a run that dies leaves exactly what it did not get, and nobody pays for the rest twice.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol

from collectors.errors import Incomplete, SourceChanged, other_account
from collectors.http.paging import end_of
from collectors.records import Cursor, Page, Parsed, RawPage, Reads, explain_unparsed
from collectors.request import Limits, Request
from collectors.side_values import SideValues, count_of
from collectors.x.client import PAGE_SIZE, SMALLEST_PAGE, XClient
from collectors.x.cursor import Range, XCursor, number_of
from collectors.x.errors import account_problem, explain_protected, of_account
from collectors.x.parser import errors_of, identify_posts, numbers_of, parse_answer, parse_stored
from collectors.x.redact import minimise_answer

SHOWN_LIMIT = 3200  # X shows no more than the newest so many posts of an account
MAX_EMPTY_PAGES = 5
ASKED_AGAIN = timedelta(days=7)  # after a paid page that could not be read at all
TWEET_FIELDS = [
    "article", "attachments", "conversation_id", "created_at", "edit_history_tweet_ids", "entities",
    "lang", "note_tweet", "public_metrics", "referenced_tweets",
]  # fmt: skip
EXPANSIONS = ["referenced_tweets.id", "attachments.poll_ids"]
USER_FIELDS = ["public_metrics", "protected"]
MEDIA_FIELDS = ["alt_text", "preview_image_url", "public_metrics", "type", "url"]


class XCollector:
    """One account's posts, newest first, then the look-ups that are due."""

    def __init__(
        self, *, account: str, client: XClient, media: bool = False, known: Collection[str] = frozenset()
    ) -> None:
        self.account, self.client, self.media = account, client, media
        self.known = {*known, account.casefold()}
        self.per_post = Reads(posts=2, media=4 if media else 0)
        """The most that a post can bring: the one that it refers to as well, and four media."""

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored answer. Raises SourceChanged."""
        return parse_stored(raw, self.account)

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield the account, then what was left over or is new, then the look-ups that are due."""
        read_today = set(request.read_today)
        if request.new:
            cursor = XCursor.load(request.cursor).replayed(request)
            if not (cursor.user_id and request.account_seen):
                cursor = yield from self.account_pages(request, limits, cursor)
            for page in read_ranges(self, request, limits, cursor.begun(request)):
                read_today.update(post.post_id for post in page.parsed.posts)
                read_today.update(unparsed.post_id for unparsed in page.parsed.unreadable if unparsed.post_id)
                yield page
        due = {post_id: url for post_id, url in request.due.items() if post_id not in read_today}
        yield from self.second_looks(replace(request, due=due, read_today=frozenset(read_today)), limits)

    def account_pages(self, request: Request, limits: Limits, cursor: XCursor) -> Generator[Page, None, XCursor]:
        """Read the account; return the cursor that knows its number."""
        if cursor.user_id:  # money that does not reach for the posts is not spent on the counts of the account
            limits.check_budget(replace(self.client.worst(self.per_post, SMALLEST_PAGE), users=1))
        limits.reserve(Reads(users=1))
        answer = self.client.ask(
            "user", limits, self.client.api.get_user, username=self.account, user_fields=USER_FIELDS
        )
        user = answer.get("data")
        if not isinstance(user, dict) or "id" not in user:
            raise account_problem(self.account, answer)
        if cursor.user_id not in (None, str(user["id"])):
            raise other_account(self.account)
        known = replace(cursor, user_id=str(user["id"]))
        if cursor == XCursor() and request.since is None and _has_posts(user):
            known = known.promised()
        yield self.page("user", f"/2/users/by/username/{self.account}", answer, cursor=known.dump())
        if user.get("protected"):  # its profile was served, and is billed; its posts are not
            raise explain_protected(self.account)
        return known

    def fetch(self, _request: Request, limits: Limits, cursor: XCursor, token: str | None) -> dict[str, Any]:
        """Ask for the newest posts of the first range. Raises CollectorError."""
        wanted = cursor.ranges[0]
        bounds = {"since_id": wanted.since, "until_id": wanted.until, "pagination_token": token}
        given = {name: value for name, value in bounds.items() if value} | self.wanted_fields()
        size, timeline = self.client.reserve(limits, self.per_post), self.client.api.get_users_tweets
        answer = self.client.ask("timeline", limits, timeline, cursor.user_id, max_results=size, **given)
        # X tells a protected or suspended account with 200 and errors
        if not answer.get("data") and (not isinstance(answer.get("meta"), dict) or of_account(errors_of(answer))):
            raise account_problem(self.account, answer)
        return answer

    def page_of_range(
        self, request: Request, wanted: Range, cursor: XCursor, answer: dict[str, Any], read: Collection[int]
    ) -> Page:
        """Make the page of an answer; the last one says where X's own limit ended the history."""
        ended = following_of(answer) is None
        note = _limit_note(request, wanted, read) if ended else None
        return self.page("timeline", f"/2/users/{cursor.user_id}/tweets", answer, cursor.dump(), note)

    def page_without_numbers(self, answer: dict[str, Any], cursor: XCursor) -> Page:
        """Keep the raw answer."""
        return self.page("timeline", "/2/users/tweets", answer, cursor=cursor.dump())

    def moved_on(self, cursor: XCursor, numbers: Sequence[int], *, more: bool, today: str) -> XCursor:
        """Take what was read out of the ranges."""
        return cursor.after(numbers, more=more, today=today)

    def wanted_fields(self) -> dict[str, Any]:
        """Return the fields of a post to ask for."""
        if not self.media:
            return {"tweet_fields": TWEET_FIELDS, "expansions": EXPANSIONS}
        expansions = [*EXPANSIONS, "attachments.media_keys"]
        return {"tweet_fields": TWEET_FIELDS, "expansions": expansions, "media_fields": MEDIA_FIELDS}

    def second_looks(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Look at the due posts again."""
        yield from self._lookups(request.due, limits)

    def _lookups(self, addresses: Mapping[str, str], limits: Limits) -> Iterator[Page]:
        """Look at posts again, a hundred at a time, in the order given."""
        due, untold = list(addresses), False
        while due:
            size = self.client.reserve(limits, self.per_post, len(due), kind="lookup")
            ids, due = {str(number_of(addresses[post_id])): post_id for post_id in due[:size]}, due[size:]
            answer = self.client.ask("lookup", limits, self.client.api.get_tweets, list(ids), **self.wanted_fields())
            page = self.page("lookup", "/2/tweets", identify_posts(answer, ids))
            yield page
            # Of a post that X may not show now it tells that, and nothing more.
            hidden = (error.get("post_id") for error in errors_of(identify_posts(answer, ids)))
            told = {*(post.post_id for post in page.parsed.posts), *page.parsed.gone, *hidden}
            untold |= not page.parsed.unreadable and not told.issuperset(ids.values())
        if untold:
            raise Incomplete("X's look-up told nothing of some posts", advice="the next run asks again")

    def page(
        self,
        kind: str,
        path: str,
        answer: dict[str, Any],
        cursor: Cursor | None = None,
        note: str | None = None,
    ) -> Page:
        """Make a page; one that cannot be parsed is kept raw, since it is paid for."""
        kept = minimise_answer(answer, self.known)
        raw = RawPage(kind, f"https://api.twitter.com{path}", json.dumps(kept).encode())
        try:
            parsed = parse_answer(kept, self.account)
        except SourceChanged as error:
            parsed = Parsed(unreadable=(explain_unparsed(error),))
        return Page(raw, parsed, cursor=cursor, reads=self.client.brought(kind, answer), note=note)


class Stream(Protocol):
    """Posts that X gives newest first: those of an account, or what others write to it."""

    def fetch(self, request: Request, limits: Limits, cursor: XCursor, token: str | None) -> dict[str, Any]:
        """Ask for a page of the cursor's first range. Raises CollectorError."""

    def page_of_range(
        self, request: Request, wanted: Range, cursor: XCursor, answer: dict[str, Any], read: Collection[int]
    ) -> Page:
        """Make the page of an answer, with the cursor behind it; *read* are the numbers read in this walk."""

    def page_without_numbers(self, answer: dict[str, Any], cursor: XCursor) -> Page:
        """Make the page of an answer that tells no post's number."""

    def moved_on(self, cursor: XCursor, numbers: Sequence[int], *, more: bool, today: str) -> XCursor:
        """Return the cursor behind a page with these numbers."""


def read_ranges(stream: Stream, request: Request, limits: Limits, cursor: XCursor) -> Iterator[Page]:
    """Read range after range. Each page is a request of its own below the last number seen.

    Tokens are followed over empty pages only: a token's page may overlap, and would be paid for twice.
    """
    token, empty, read, doubted = None, 0, set[int](), set[Range]()
    today = request.now.date().isoformat() if request.now else ""
    _check_unread(cursor, request)
    while cursor.ranges and cursor.ranges[0] not in doubted:
        wanted = cursor.ranges[0]
        answer = stream.fetch(request, limits, cursor, token)
        numbers = yield from _numbers(stream, answer, replace(cursor, unread=today or None))
        following = following_of(answer)
        if not numbers and _counts_posts(answer) and wanted.promised is None:
            wanted = replace(wanted, promised="")
            cursor = replace(cursor, ranges=(wanted, *cursor.ranges[1:]))
        repeated = bool(numbers) and wanted.until is not None and end_of(numbers) >= wanted.until
        if not repeated:
            cursor = stream.moved_on(cursor, numbers, more=following is not None, today=today)
        read.update(numbers)
        if not numbers and following is None:
            doubted.add(replace(wanted, promised=today))  # unless it is done
        yield stream.page_of_range(request, wanted, cursor, answer, read)
        if repeated:  # going on would pay for the same posts for ever
            raise Incomplete("X showed newer posts again instead of older ones", advice="the next run asks again")
        token, empty = (None, 0) if numbers or not following else (following, empty + 1)
        if empty == MAX_EMPTY_PAGES:
            raise Incomplete("X announced more posts but showed none", advice="the next run asks again")
    if cursor.ranges:
        raise Incomplete(
            "X announced more posts and then showed an empty page",
            advice="the next night asks again; an end on a second day is believed",
        )


def _numbers(stream: Stream, answer: dict[str, Any], unread: XCursor) -> Generator[Page, None, list[int]]:
    """Return the numbers of a page's posts; of a page that tells none keep at least the raw answer."""
    try:
        return numbers_of(answer)
    except SourceChanged:
        yield stream.page_without_numbers(answer, unread)
        raise


def _counts_posts(answer: Mapping[str, Any]) -> bool:
    """Whether a page that shows no posts counts some nevertheless, and does not say why: that promises them."""
    return bool(count_of(SideValues().part(answer, "meta").get("result_count"))) and not errors_of(answer)


def _has_posts(user: Mapping[str, Any]) -> bool:
    """Whether an account has any posts, unless it says that it has none."""
    side = SideValues()
    return side.count(side.part(user, "public_metrics"), "tweet_count") != 0


def _check_unread(cursor: XCursor, request: Request) -> None:
    """Raise Incomplete while a paid page that told no number waits for a newer Pantau: to ask again costs again."""
    if not cursor.unread or request.full or request.now is None:
        return
    paid = date.fromisoformat(cursor.unread)
    if paid <= request.now.date() < paid + ASKED_AGAIN:
        raise Incomplete(
            f"X's page of {paid}, which is paid, tells no post's number",
            advice="update Pantau, then run: pantau replay; it is paid again by pantau harvest --full, or on"
            f" {paid + ASKED_AGAIN}",
        )


def following_of(answer: Mapping[str, Any]) -> str | None:
    """Return the token of the page that follows; an answer that does not tell promises one, by its posts' numbers."""
    meta = answer.get("meta")
    if not isinstance(meta, dict):
        return ""
    token = meta.get("next_token")
    return None if token is None else str(token)


def _limit_note(request: Request, wanted: Range, read: Collection[int]) -> str | None:
    """Say so where X's own limit, not the account's beginning, ended the history."""
    stored = {number_of(address) for address in request.stored_posts.values()}
    if wanted.since or len(stored.union(read)) < SHOWN_LIMIT - PAGE_SIZE:
        return None
    return f"X shows only the newest {SHOWN_LIMIT:,} posts; older ones can come from the account's archive"
