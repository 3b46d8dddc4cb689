"""Comments below a channel's videos, and the answers to them: newest videos first, so many a night.

Only videos whose number of comments has changed since they were last read to the end are asked for. A page of a
hundred threads takes one unit; answers that it does not show take another for each thread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import requests

from collectors.errors import Incomplete, SourceChanged
from collectors.http.edges import Edges
from collectors.http.paging import NOWHERE, PageMarks
from collectors.privacy import Pseudonyms, masked
from collectors.records import Page, Parsed, RawPage, Reads, Response
from collectors.request import Limits, Request
from collectors.response_pages import Item, StrangeLists, parse_comment, parse_page, response_page, stored_each
from collectors.side_values import SideValues, count_of
from collectors.wording import counted
from collectors.youtube.client import Answer, YouTubeClient
from collectors.youtube.collector import AGAIN, Reading, YouTubeCollector
from collectors.youtube.cursor import YouTubeCursor
from collectors.youtube.errors import ApiError
from collectors.youtube.forbidden import FORBIDDEN_DAYS, Forbidden
from collectors.youtube.parser import address_of, moment_of, video_of

KIND = "comments"
PAGE_SIZE = 100  # the most that a page of threads, or of answers, may hold
PAGES_MOST = 500  # of one video: a list without end is none
LIST = "YouTube's list of comments"
NEWEST = ""  # the place of a walk that is to begin with the newest comments, and to end at what is known
GONE = ("videoNotFound", "processingFailure")
LOST_PLACE = ("invalidPageToken", "INVALID_ARGUMENT", "invalid")


class YouTubeComments(YouTubeCollector):
    """Comments below the videos that a request calls due."""

    def __init__(self, *, pseudonyms: Pseudonyms, known: Collection[str], most: int, **channel: Any) -> None:
        super().__init__(**channel)
        self.pseudonyms, self.most = pseudonyms, most
        self.known = {*known, self.account.casefold()}

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page of comments. Raises SourceChanged."""
        return parse_page(raw, parse_item)

    def _pages(self, client: YouTubeClient, request: Request, limits: Limits) -> Iterator[Page]:
        """Read video after video until the night's number of comments is reached."""
        at = YouTubeCursor.load(request.posts_cursor)
        if at.channel_id is None:
            raise Incomplete("the channel itself was not read yet", advice="the next run asks again")
        reading, left = Reading(client, request, limits, at), self.most
        walks: dict[str, str] = dict(request.cursor.get("walks", {}))
        strange, edges = StrangeLists("comments"), Edges("YouTube", "comments")
        forbidden = Forbidden(reading, edges)
        for done, post_id in enumerate(request.due):
            shown = self._permitted(forbidden, post_id, self._of_video(reading, post_id, walks), walks)
            for page in strange.passed_over(post_id, self._settled(post_id, edges.each(post_id, shown))):
                yield forbidden.remembered(page)
                left -= len(page.parsed.responses)
                ended = page.answered and done + 1 == len(request.due)
                if page.cursor is not None and left <= 0 and not ended:
                    waiting = counted(len(request.due) - done, "video")
                    raise Incomplete(
                        f"comments of {waiting} wait: a night reads {self.most}{strange}",
                        advice="the next night goes on, or raise comments_per_night",
                    )
        edges.check()
        strange.check()

    def _settled(self, post_id: str, pages: Iterator[Page]) -> Iterator[Page]:
        """Yield the pages of a video; a refused request that costs itself alone is booked with what it took."""
        try:
            yield from pages
        except Incomplete as error:
            if isinstance(error.__cause__, ApiError):
                yield self._empty(post_id, error.__cause__.reads)
            raise

    def _permitted(
        self, forbidden: Forbidden, post_id: str, pages: Iterator[Page], walks: dict[str, str]
    ) -> Iterator[Page]:
        """Yield the pages of a video; where YouTube forbids its comments alone it counts as read after some nights.

        Raises Incomplete before that, and ApiError for every other refusal.
        """
        try:
            for page in pages:
                if page.answered:
                    forbidden.forget(post_id)
                yield page
        except ApiError as error:
            if error.status != requests.codes.forbidden or error.ends_reading:
                raise
            refused = self._empty(post_id, forbidden.proved(error))
            if forbidden.is_believed(post_id):
                walks.pop(post_id, None)
                note = f"YouTube forbids the comments of {post_id} (403); they count as read until their number changes"
                yield replace(refused, cursor={"walks": dict(walks)}, answered=(post_id,), note=note)
                return
            yield replace(refused, cursor={"walks": dict(walks)})
            raise Incomplete(
                f"YouTube forbids them: {error}; after {FORBIDDEN_DAYS} nights alike they count as read", advice=AGAIN
            ) from None

    def _of_video(self, reading: Reading, post_id: str, walks: dict[str, str]) -> Iterator[Page]:
        """Read the threads of a video from where an earlier night stopped, then what is newer; *walks* is moved on.

        The cursor moves only when the answers to a page's comments are there, too. An empty place in it says that the
        rest of an earlier night was read, and the newest down to what is known were not.
        """
        place = walks.get(post_id)
        token = None if place in (None, NEWEST, NOWHERE) else place
        newest_only, resumed, marks = place == NEWEST, token is not None, PageMarks(LIST)
        marks.follow(token)
        for _ in range(PAGES_MOST):
            try:
                answer = self._threads(reading, post_id, token)
            except ApiError as error:
                refused = self._refused(error, post_id, walks)
                if refused is None:
                    raise
                yield replace(refused, cursor={"walks": dict(walks)})
                if refused.answered or error.tells(*GONE):
                    return
                newest_only, resumed, token, marks = False, False, None, PageMarks(LIST)
                continue
            threads = SideValues().items(answer.body, "items")
            following = answer.body.get("nextPageToken")
            longer = _with_more_answers(reading.request, threads)
            first = self._page_of(reading, post_id, _shown_comments(threads), answer.reads)
            met = newest_only and not longer and _is_known(first, reading.request)
            ended = met or not following or _all_before(threads, reading.request.keep_from)
            walks.pop(post_id, None)
            token = None if ended else str(following)
            if resumed or not ended:
                walks[post_id] = NEWEST if token is None else NOWHERE if marks.leads_back(token) else token
            answered = (post_id,) if ended and not resumed else ()
            last: dict[str, Any] = {"cursor": {"walks": dict(walks)}, "answered": answered}
            yield from self._with_answers(reading, post_id, first, longer, last)
            if answered:
                return
            if ended:
                newest_only, resumed, marks = True, False, PageMarks(LIST)
            else:
                marks.follow(token)
        raise SourceChanged(f"the comments of {post_id} do not end", advice="update Pantau")

    def _with_answers(
        self, reading: Reading, post_id: str, first: Page, threads: Sequence[Item], last: Mapping[str, Any]
    ) -> Iterator[Page]:
        """Yield a page of comments, and the pages of the answers in these threads; *last* goes with the last of all."""
        yield first if threads else replace(first, **last)
        for left, thread in zip(reversed(range(len(threads))), threads, strict=True):
            for page, more in self._answers(reading, post_id, str(thread["id"])):
                yield page if left or more else replace(page, **last)

    def _threads(self, reading: Reading, post_id: str, token: str | None) -> Answer:
        wanted: dict[str, Any] = {"videoId": video_of(post_id), "maxResults": PAGE_SIZE}
        if token:
            wanted["pageToken"] = token
        return reading.ask("commentThreads", part="snippet,replies", order="time", textFormat="plainText", **wanted)

    def _refused(self, error: ApiError, post_id: str, walks: dict[str, str]) -> Page | None:
        """Return the page of a refusal that concerns one video only; None for every other."""
        if error.tells("commentsDisabled"):  # then there are none to read
            walks.pop(post_id, None)
            return replace(self._empty(post_id, error.reads), answered=(post_id,))
        if error.tells(*GONE):
            walks.pop(post_id, None)
            note = f"YouTube does not find {post_id}, whose comments were asked for"
            return replace(self._empty(post_id, error.reads), note=note)
        if error.tells(*LOST_PLACE) and post_id in walks:  # the place of an earlier night is not known any more
            walks.pop(post_id)
            return self._empty(post_id, error.reads)
        return None

    def _empty(self, post_id: str, reads: Reads) -> Page:
        return Page(response_page(KIND, address_of(video_of(post_id)), []), Parsed(), reads=reads)

    def _answers(self, reading: Reading, post_id: str, parent: str) -> Iterator[tuple[Page, bool]]:
        """Read all answers to one comment; yield each page, and whether another follows."""
        wanted: dict[str, Any] = {"parentId": parent, "maxResults": PAGE_SIZE}
        marks = PageMarks("YouTube's list of answers")
        for left in reversed(range(PAGES_MOST)):
            try:
                answer = reading.ask("comments", part="snippet", textFormat="plainText", **wanted)
            except ApiError as error:
                if error.status != requests.codes.not_found:
                    raise
                yield self._empty(post_id, error.reads), False  # the comment was taken away in between
                return
            shown = [(comment, parent) for comment in SideValues().items(answer.body, "items")]
            following = answer.body.get("nextPageToken")
            more = bool(left and following)
            yield self._page_of(reading, post_id, shown, answer.reads), more
            if not more:
                return
            wanted["pageToken"] = marks.follow(str(following))

    def _page_of(self, reading: Reading, post_id: str, shown: Sequence[tuple[Item, str | None]], reads: Reads) -> Page:
        side = SideValues()
        names = (side.text(side.part(comment, "snippet"), "authorDisplayName") or "" for comment, _ in shown)
        people = {name.removeprefix("@") for name in names} - {""}
        channel = reading.cursor.channel_id
        items, unreadable = stored_each(shown, lambda told: self._stored(*told, post_id, people, channel))
        raw = response_page(KIND, address_of(video_of(post_id)), items)
        return Page(raw, replace(self.parse(raw), unreadable=unreadable), reads=reads)

    def _stored(
        self, comment: Item, parent: str | None, post_id: str, people: Collection[str], channel: str | None
    ) -> dict[str, Any]:
        """Return what may be stored of a comment: who wrote it as a hash; no name, no picture."""
        snippet, native = comment["snippet"], str(comment["id"])
        author = SideValues().part(snippet, "authorChannelId").get("value")
        official = author is not None and author == channel
        # Of a closed channel only the name is left; without that nobody is told from others.
        who = str(author or snippet.get("authorDisplayName") or native)
        kept = {
            "response_id": f"youtube:{native}",
            "post_id": post_id,
            "parent_id": f"youtube:{parent}" if parent else None,
            "author": None if official else self.pseudonyms.of("youtube", who),
            "published_at": moment_of(snippet["publishedAt"]).isoformat(),
            "text": masked(snippet["textDisplay"], self.known, people),
            "likes": count_of(snippet.get("likeCount")),
        }
        parse_item(kept)  # one that a replay could not read would spoil its page
        return kept


def _is_known(page: Page, request: Request) -> bool:
    """Whether a page shows comments, and none that is not stored."""
    told = {response.response_id for response in page.parsed.responses}
    return bool(told) and told <= request.stored_posts.keys()


def _shown_comments(threads: Sequence[Item]) -> list[tuple[Item, str | None]]:
    """Return the comments that a page of threads shows, each with the id of what it answers."""
    side, found = SideValues(), list[tuple[Item, str | None]]()
    for thread in threads:
        found.append((side.part(side.part(thread, "snippet"), "topLevelComment"), None))
        answers = side.items(side.part(thread, "replies"), "comments")
        found += [(answer, str(thread.get("id"))) for answer in answers]
    return found


def _with_more_answers(request: Request, threads: Sequence[Item]) -> list[Item]:
    """Return the threads that have answers which neither the page shows nor the store holds."""
    side = SideValues()
    return [
        thread
        for thread in threads
        if (side.count(side.part(thread, "snippet"), "totalReplyCount") or 0)
        > max(
            request.stored_answers.get(f"youtube:{thread.get('id')}", 0),
            len(side.items(side.part(thread, "replies"), "comments")),
        )
    ]


def _all_before(threads: Sequence[Item], moment: datetime | None) -> bool:
    """Whether all threads, which come newest first, began before *moment*, so that no text of theirs may be kept."""
    side = SideValues()
    snippets = (side.part(side.part(side.part(one, "snippet"), "topLevelComment"), "snippet") for one in threads)
    told = [side.text(snippet, "publishedAt") for snippet in snippets]
    return bool(moment and told) and all(one and moment_of(one) < moment for one in told if moment)


def parse_item(item: Mapping[str, Any]) -> Response:
    """Parse one stored comment."""
    return parse_comment(item, "likes")
