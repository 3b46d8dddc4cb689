"""Messages that others write to an account on X: the last seven days by search, what is older by the mentions timeline.

The two reach different days, so that no post is paid for twice. Both come newest first, and what is still wanted is
kept as ranges, as for the account's own posts. The account's own answers are among its posts and not asked for here.
Search also finds what people write to each other in the threads under the newest posts that have replies.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from collectors.errors import Incomplete
from collectors.privacy import Pseudonyms, masked
from collectors.records import Page, Parsed, RawPage, Reads, Response
from collectors.request import Limits, Request
from collectors.response_pages import Item, parse_page, response_page, stored_each
from collectors.side_values import SideValues
from collectors.x.client import XClient
from collectors.x.collector import read_ranges
from collectors.x.content import whole_text
from collectors.x.cursor import Range, XCursor, number_at
from collectors.x.errors import account_problem
from collectors.x.parser import is_number, published_at, reads_of, versions_of
from collectors.x.redact import references_of

SEARCH_DAYS = timedelta(days=7, hours=-1)  # an hour less than X allows: a harvest takes time, and clocks differ
SEARCH_LAG = timedelta(hours=1)  # how long a post may take until search finds it
SMALLEST_SEARCH = 10  # posts that a search must ask for at least
LONGEST_QUERY = 512  # characters; some 11 threads
FIELDS = [
    "author_id", "conversation_id", "created_at", "edit_history_tweet_ids", "in_reply_to_user_id", "lang",
    "note_tweet", "public_metrics", "referenced_tweets",
]  # fmt: skip
KEPT = ("id", "conversation_id", "lang", "public_metrics", "referenced_tweets")


def at_edge(ranges: Sequence[Range], edge: int) -> tuple[Range, ...]:
    """Split ranges at the number where search ends, the newer part first."""
    return tuple(part for wanted in ranges for part in wanted.divided(edge + 1) if part.holds)


class XResponses:
    """Mentions of an account and replies to it."""

    def __init__(
        self, *, account: str, client: XClient, pseudonyms: Pseudonyms, known: Collection[str] = frozenset()
    ) -> None:
        self.account, self.client, self.pseudonyms = account, client, pseudonyms
        self.known = {*known, account.casefold()}

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page of responses. Raises SourceChanged."""
        return parse_page(raw, parse_item)

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield what is new since the last harvest, and before that what an earlier one left."""
        user_id = XCursor.load(request.posts_cursor).user_id
        if request.now is None or user_id is None:
            raise Incomplete("the account itself was not read yet", advice="the next run asks again")
        self._edge, self._searched = number_at(request.now - SEARCH_DAYS), number_at(request.now - SEARCH_LAG)
        since = max(filter(None, (request.since, request.keep_from)), default=None)
        cursor = replace(XCursor.load(request.cursor), user_id=user_id)
        begun = cursor.begun(replace(request, full=False, since=since))
        yield from read_ranges(self, request, limits, replace(begun, ranges=at_edge(begun.ranges, self._edge)))

    def fetch(self, request: Request, limits: Limits, cursor: XCursor, token: str | None) -> dict[str, Any]:
        """Ask for the newest messages of the first range, by search or as mentions. Raises CollectorError."""
        wanted = cursor.ranges[0]
        bounds = {"since_id": wanted.since, "until_id": wanted.until}
        given = {name: value for name, value in bounds.items() if value} | {"tweet_fields": FIELDS}
        size = self.client.reserve(limits, Reads(posts=1), least=SMALLEST_SEARCH)
        if wanted.since >= self._edge:
            search, query = self.client.api.search_recent_tweets, self._query(request.due)
            answer = self.client.ask("search", limits, search, query, max_results=size, next_token=token, **given)
        else:
            mentions = self.client.api.get_users_mentions
            answer = self.client.ask(
                "mentions", limits, mentions, cursor.user_id, max_results=size, pagination_token=token, **given
            )
        if not isinstance(answer.get("meta"), dict) and not answer.get("data"):
            raise account_problem(self.account, answer)
        return answer

    def _query(self, post_ids: Iterable[str]) -> str:
        """Ask for what names the account, answers it, or stands in a thread under as many posts as there is room for.

        One query for all: a post that fits twice is returned, and paid for, once.
        """
        wanted, rest = [f"@{self.account}", f"to:{self.account}"], f") -from:{self.account} -is:retweet"
        for post_id in post_ids:
            wanted.append(f"conversation_id:{post_id.removeprefix('x:')}")
            if len("(" + " OR ".join(wanted) + rest) > LONGEST_QUERY:
                wanted.pop()
                break
        return "(" + " OR ".join(wanted) + rest

    def page_without_numbers(self, answer: dict[str, Any], cursor: XCursor) -> Page:
        """Keep of responses that cannot be told apart only what they cost: nobody could mask them."""
        raw = response_page("mentions", f"https://api.twitter.com/2/users/{cursor.user_id}/mentions", [])
        return Page(raw, self.parse(raw), reads=reads_of(answer))

    def moved_on(self, cursor: XCursor, numbers: Sequence[int], *, more: bool, today: str) -> XCursor:
        """Move on; where search found nothing at all up to now, what is older need not be asked for again."""
        found_nothing = cursor.ranges[0].until is None and not numbers and not more
        moved = cursor.after(numbers, more=more, today=today)
        return replace(moved, newest=max(moved.newest, self._searched)) if found_nothing else moved

    def page_of_range(
        self, _request: Request, wanted: Range, cursor: XCursor, answer: dict[str, Any], _read: Collection[int]
    ) -> Page:
        """Make the page of an answer, without what the account itself wrote."""
        searched = wanted.since >= self._edge
        kind, path = (
            ("search", "tweets/search/recent") if searched else ("mentions", f"users/{cursor.user_id}/mentions")
        )
        side, data = SideValues(), answer.get("data") or []
        theirs = [item for item in side.items(answer, "data") if _may_be_theirs(item, cursor.user_id)]
        items, unreadable = stored_each(theirs, lambda item: self._stored(item, cursor.user_id))
        raw = response_page(kind, f"https://api.twitter.com/2/{path}", items)
        parsed = replace(self.parse(raw), unreadable=unreadable, left_out=tuple(side.odd))
        return Page(raw, parsed, cursor=cursor.dump(), reads=Reads(posts=len(data)))

    def _stored(self, item: Item, user_id: str | None) -> dict[str, Any]:
        """Return what may be stored of a post: who wrote it as a hash, whom it answers not at all."""
        if not is_number(item["author_id"]):
            raise ValueError("it tells no author")
        kept = {name: item[name] for name in KEPT if name in item} | {
            "response_id": f"x:{versions_of(item, SideValues())[0]}",
            "author": self.pseudonyms.of("x", str(item["author_id"])),
            "answers_account": str(item.get("in_reply_to_user_id")) == user_id,
            "published_at": published_at(item).isoformat(),
            "text": masked(html.unescape(whole_text(item)), self.known),
        }
        parse_item(kept)  # one that a replay could not read would spoil its page
        return kept


def parse_item(item: Item) -> Response:
    """Parse one stored response."""
    side = SideValues()
    told = (references_of(item).get("replied_to"), item.get("conversation_id"))
    answered, thread = (number if is_number(number) else None for number in told)
    direct = item["answers_account"]
    hangs_on = answered if direct else thread if answered else None
    return Response(
        response_id=item["response_id"],
        kind="reply" if direct else "mention",
        published_at=datetime.fromisoformat(item["published_at"]),
        text=item["text"],
        author_hash=item["author"],
        post_id=f"x:{hangs_on}" if hangs_on else None,
        parent_id=f"x:{answered}" if answered else None,
        language=side.text(item, "lang"),
        likes=side.count(side.part(item, "public_metrics"), "like_count"),
    )


def _may_be_theirs(item: Item, user_id: str | None) -> bool:
    """Whether somebody else wrote it, and did more than repeat; what does not tell is theirs."""
    return "retweeted" not in references_of(item) and str(item.get("author_id")) != user_id
