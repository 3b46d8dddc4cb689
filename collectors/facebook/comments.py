"""Comments on a Page's posts, and the answers to them: newest posts first, so many a night.

Only posts whose number of comments has changed are asked for. Newest comments come first, so a post that was read to
the end once is read down to what is known; one that was not goes on where it stopped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from collectors.errors import Incomplete, SourceChanged
from collectors.facebook.collector import AGAIN, FacebookCollector
from collectors.facebook.cursor import FacebookCursor
from collectors.facebook.parser import SITE, moment_of, native_of
from collectors.facebook.reading import Reading
from collectors.graph.client import after_of, items_of
from collectors.graph.errors import GraphError
from collectors.http.edges import Edges
from collectors.http.paging import NOWHERE, PageMarks
from collectors.privacy import Pseudonyms, masked
from collectors.records import Page, Parsed, RawPage, Response
from collectors.response_pages import Item, StrangeLists, parse_comment, parse_page, response_page, stored_each
from collectors.side_values import SideValues
from collectors.wording import counted

KIND = "comments"
PAGE_SIZE = 100
PAGES_MOST = 500  # of one post: a list without end is none
FIELDS = (
    "id,message,created_time,like_count,comment_count,parent{id},from{id,name},message_tags{id,name,type,offset,length}"
)
BAD_CURSOR = 100
PERSON = "user"


class FacebookComments(FacebookCollector):
    """Comments on the posts that a request calls due."""

    def __init__(self, *, pseudonyms: Pseudonyms, known: Collection[str], most: int, **page: Any) -> None:
        super().__init__(**page)
        self.pseudonyms, self.most = pseudonyms, most
        self.known = {*known, self.account.casefold()}

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page of comments. Raises SourceChanged."""
        return parse_page(raw, parse_item)

    def _pages(self, reading: Reading) -> Iterator[Page]:
        """Read post after post until the night's number of comments is reached."""
        request = reading.request
        reading.cursor = FacebookCursor.load(request.posts_cursor)
        if not request.due:
            return
        if reading.cursor.page_id is None:
            raise Incomplete("the Page itself was not read yet", advice=AGAIN)
        self._profile(reading)  # for the Page's own token
        walks: dict[str, str] = dict(request.cursor.get("walks", {}))
        lost = [post_id for post_id in request.cursor.get("lost", ()) if post_id in request.due]
        left, strange, edges = self.most, StrangeLists("comments"), Edges("Facebook", "comments", lost)
        for done, post_id in enumerate(request.due):
            for page in strange.passed_over(post_id, edges.each(post_id, self._of_post(reading, post_id, walks))):
                yield edges.remembered(page)
                left -= len(page.parsed.responses)
                if left <= 0 and not (page.answered and done + 1 == len(request.due)):
                    waiting = counted(len(request.due) - done - len(page.answered), "post")
                    raise Incomplete(
                        f"comments of {waiting} wait: a night reads {self.most}{strange}",
                        advice="the next night goes on, or raise comments_per_night",
                    )
        if edges.note:
            page = self._page_of(reading, next(iter(request.due)), [])
            yield edges.remembered(replace(page, cursor={"walks": dict(walks)}, note=edges.note))
        edges.check()
        strange.check()

    def _of_post(self, reading: Reading, post_id: str, walks: dict[str, str]) -> Iterator[Page]:
        """Read what an earlier night left of a post's comments, and what is newer; all of a list that led back."""
        if (left := walks.get(post_id)) and left != NOWHERE:
            yield from self._walk(reading, post_id, walks, left)
        known = {} if walks.get(post_id) == NOWHERE else reading.request.stored_posts
        yield from self._walk(reading, post_id, walks, None, known=known)

    def _walk(
        self,
        reading: Reading,
        post_id: str,
        walks: dict[str, str],
        after: str | None,
        known: Mapping[str, str] | None = None,
    ) -> Iterator[Page]:
        """Read page after page of a post's comments, down to what is *known*.

        A list that leads back leaves no place to go on from, and is read to its end when it has one.
        """
        marks = PageMarks("the list of comments")
        marks.follow(after)
        for _ in range(PAGES_MOST):
            answer = self._answer(reading, post_id, after)
            comments = items_of(answer)
            page = self._page_of(reading, post_id, comments)
            told = {response.response_id for response in page.parsed.responses}
            after = None if known and told and told <= known.keys() else after_of(answer)
            walks.pop(post_id, None)
            if after:
                walks[post_id] = NOWHERE if marks.leads_back(after) else after
            ended = () if after or known is None else (post_id,)  # without it the newest are still to come
            yield replace(page, cursor={"walks": dict(walks)}, answered=ended)
            if not marks.follow(after):
                return
        raise SourceChanged(f"the comments of {post_id} do not end", advice="update Pantau")

    def _answer(self, reading: Reading, post_id: str, after: str | None) -> Mapping[str, Any]:
        """Ask for a page; a cursor of an earlier night that Meta no longer knows is one of the beginning."""
        wanted: dict[str, Any] = {"fields": FIELDS, "filter": "stream", "order": "reverse_chronological"}
        path = f"{native_of(post_id)}/comments"
        try:
            return reading.ask(path, limit=PAGE_SIZE, after=after, **wanted)
        except GraphError as error:
            if after is None or error.finds_nothing or error.code != BAD_CURSOR:
                raise
            return reading.ask(path, limit=PAGE_SIZE, **wanted)

    def _page_of(self, reading: Reading, post_id: str, comments: Sequence[Any]) -> Page:
        side = SideValues()
        page_id = reading.cursor.page_id or ""
        people = {name for told in comments if isinstance(told, dict) for name in _names(told, page_id, side)}
        items, unreadable = stored_each(comments, lambda told: self._stored(told, post_id, page_id, people))
        raw = response_page(KIND, f"{SITE}/{native_of(post_id)}", items)
        return Page(raw, replace(self.parse(raw), unreadable=unreadable))

    def _stored(self, comment: Item, post_id: str, page_id: str, people: Collection[str]) -> dict[str, Any]:
        """Return what may be stored of a comment: who wrote it as a hash, and no name.

        Meta tells who wrote only to a token that may know it; the Page's own answers are always told.
        """
        side, native = SideValues(), comment["id"]
        if not isinstance(native, str) or not native:
            raise TypeError(f"{str(native)[:40]!r} is no id of a comment")
        author = side.part(comment, "from").get("id")
        parent = side.part(comment, "parent").get("id")
        official = str(author) == page_id
        hashed = None if official or not author else self.pseudonyms.of("facebook", str(author))
        kept = {
            "response_id": f"facebook:{native}",
            "post_id": post_id,
            "parent_id": f"facebook:{parent}" if parent else None,
            "author": hashed,
            "official": official,
            "published_at": moment_of(comment["created_time"]).isoformat(),
            "text": masked(_text_without_tagged(comment, page_id, side), self.known, people),
            "like_count": side.count(comment, "like_count"),
        }
        parse_item(kept)  # one that a replay could not read would spoil its page
        return kept


def _text_without_tagged(comment: Item, page_id: str, side: SideValues) -> str:
    """Return the text with a placeholder for all who are tagged but the Page itself, however short the name is.

    Raises TypeError for tags of an unknown shape: the names that they tell would stay in the text.
    """
    text = side.text(comment, "message") or ""
    tagging = SideValues()
    tags = [tag for tag in _tags(comment, tagging) if str(tag.get("id")) != page_id]
    spans = {span for tag in tags for span in _places_of(tag, text, tagging)}
    if tagging.odd:
        raise TypeError("message_tags is of an unknown shape")
    left, past = "", 0
    for start, end in sorted(spans):
        if start >= past:
            left += f"{text[past:start]}[akun]"
        past = max(past, end)
    return left + text[past:]


def _tags(comment: Item, side: SideValues) -> list[Item]:
    """Return who is tagged: a list, or in an older shape lists, or single ones, by their place in the text."""
    told = comment.get("message_tags")
    places = told if isinstance(told, dict) else {"message_tags": told}
    lists = {place: [found] if isinstance(found, dict) else found for place, found in places.items()}
    return [tag for place in lists for tag in side.items(lists, place)]


def _places_of(tag: Item, text: str, side: SideValues) -> Sequence[tuple[int, int]]:
    """Return where a tag stands: wherever its name does, else where Meta says; one that tells neither is odd."""
    name, start, length = side.text(tag, "name"), side.count(tag, "offset"), side.count(tag, "length")
    named = [found.span() for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)] if name else []
    told = [(start, start + length)] if start is not None and length and start + length <= len(text) else []
    if not name and not told:
        side.note("message_tags")
    return named or told


def _names(comment: Item, page_id: str, side: SideValues) -> Iterator[str]:
    """Yield the names of people whom an answer names: who wrote, and who is tagged."""
    tags = [tag for tag in _tags(comment, side) if tag.get("type") in (PERSON, None)]
    for part in (side.part(comment, "from"), *tags):
        name = side.text(part, "name")
        if name and str(part.get("id")) != page_id:
            yield name


def parse_item(item: Item) -> Response:
    """Parse one stored comment."""
    return parse_comment(item, "like_count")
