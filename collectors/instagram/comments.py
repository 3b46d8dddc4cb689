"""Comments on an account's Instagram posts, with a session only: newest posts first, so many a night.

Only posts whose number of comments has changed since they were last read to the end are asked for. The library's own
iterators make a request for each commenter; the answers are read as they come instead, and what is kept of them names
nobody. Within a post Instagram gives no way to ask for new comments alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from instaloader import InstaloaderContext
from instaloader import Post as InstaloaderPost
from instaloader.exceptions import QueryReturnedBadRequestException, QueryReturnedNotFoundException

from collectors.errors import AuthFailed, Incomplete, SourceChanged
from collectors.http.paging import PageMarks
from collectors.instagram.collector import InstagramCollector
from collectors.privacy import Pseudonyms, masked
from collectors.records import ODD, Page, Parsed, RawPage, Response
from collectors.request import Limits, Request
from collectors.response_pages import Item, parse_comment, parse_page, response_page, stored_each
from collectors.side_values import SideValues
from collectors.wording import counted

PAGES_MOST = 500  # of one post: a list without end is none
THREADED = {"can_support_threading": "true", "permalink_enabled": "false"}
SILENT_DAYS = 3  # on so many a post's comments must have been answered with 404
AGAIN = "the next night asks again"
KEPT = ("pk", "comment_like_count", "child_comment_count")


class InstagramComments(InstagramCollector):
    """Comments on the posts that a request calls due, and the answers to them."""

    def __init__(self, *, pseudonyms: Pseudonyms, known: Collection[str], most: int, **account: Any) -> None:
        super().__init__(**account)
        self.pseudonyms, self.most = pseudonyms, most
        self.known = {*known, self.account}

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page of comments. Raises SourceChanged."""
        return parse_page(raw, parse_item)

    def _walk(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Read post after post until the night's number of comments is reached."""
        if not self.session:
            raise AuthFailed("comments need a session", advice="set the INSTAGRAM_ variables in .env")
        context, left = self._context(limits), self.most
        walks: Mapping[str, str] = request.cursor.get("walks", {})
        strange: dict[str, Exception] = {}
        silent = list[str]()
        for done, post_id in enumerate(request.due):
            for page in self._understood(self._post(context, request, post_id, walks), post_id, strange, silent):
                yield page if page.cursor is None else replace(page, cursor=_with_silence(page.cursor, request))
                walks = page.cursor["walks"] if page.cursor else walks
                left -= len(page.parsed.responses)
                if page.cursor and left <= 0 and not (page.answered and done + 1 == len(request.due)):
                    raise Incomplete(
                        f"comments of {counted(len(request.due) - done, 'post')} wait: a night reads {self.most}",
                        advice="the next night goes on, or raise comments_per_night",
                    )
        yield from self._silent(request, walks, silent)
        if strange:
            first, error = next(iter(strange.items()))
            raise SourceChanged(
                f"the comments of {counted(len(strange), 'post')} are of an unknown shape ({first}: {error})",
                advice="update Pantau",
            ) from error

    def _understood(
        self, pages: Iterator[Page], post_id: str, strange: dict[str, Exception], silent: list[str]
    ) -> Iterator[Page]:
        """Yield a post's pages; comments that are not understood at one post keep nobody from those of the others."""
        try:
            yield from pages
        except QueryReturnedNotFoundException:  # comments switched off, the post gone, or a wall: no proof of any
            silent.append(post_id)
        except (SourceChanged, *ODD) as error:
            strange[post_id] = error

    def _silent(self, request: Request, walks: Mapping[str, str], silent: Sequence[str]) -> Iterator[Page]:
        """Believe that a post has no comments to read after some nights on which others had; until then raise."""
        before: Mapping[str, Sequence[str]] = request.cursor.get("silent", {})
        if not silent:
            return
        if len(silent) == len(request.due) > 1:
            raise Incomplete(f"Instagram served the comments of none of {counted(len(silent), 'post')}", advice=AGAIN)
        today = [request.now.date().isoformat()] if request.now else []
        days = {post_id: sorted({*before.get(post_id, ()), *today}) for post_id in silent}
        believed = tuple(post_id for post_id in silent if len(days[post_id]) >= SILENT_DAYS)
        kept = {post_id: told for post_id, told in days.items() if post_id not in believed}
        yield replace(self._page(silent[0], []), cursor={"walks": walks, "silent": kept}, answered=believed)
        if kept:
            raise Incomplete(
                f"Instagram served no comments of {counted(len(kept), 'post')}",
                advice=f"{AGAIN}; after {SILENT_DAYS} nights alike they count as read",
            )

    def _post(
        self, context: InstaloaderContext, request: Request, post_id: str, walks: Mapping[str, str]
    ) -> Iterator[Page]:
        """Read a post's comments from where an earlier night stopped.

        *walks* moves on, with the cursor, only when the answers to a page's comments are there too.
        """
        code = post_id.removeprefix("instagram:")
        number = InstaloaderPost.shortcode_to_mediaid(code)
        marks = PageMarks("Instagram's list of comments")
        marks.follow(walks.get(code))
        for _ in range(PAGES_MOST):
            answer = self._answer(context, number, walks, code)
            if not isinstance(answer.get("comments"), list) and answer.get("comments_disabled") is not True:
                raise QueryReturnedNotFoundException("the answer has no list of comments")
            following = answer.get("next_min_id")
            leads_back = marks.leads_back(str(following))
            comments = SideValues().items(answer, "comments")
            threads = self._with_more_answers(request, [comment for comment in comments if "pk" in comment])
            walks = _move_walk(walks, code, None if leads_back else following)
            cursor, ended = {"walks": walks}, () if following else (post_id,)
            first = self._page(post_id, comments)
            yield first if threads else replace(first, cursor=cursor, answered=ended)
            for left, comment in reversed(list(enumerate(reversed(threads)))):
                page = self._answers(context, number, post_id, comment)
                yield page if left else replace(page, cursor=cursor, answered=ended)
            if leads_back:
                raise SourceChanged(f"the list of {code} leads back to a page that it showed before", advice=AGAIN)
            if not following:
                return
            marks.follow(str(following))
        raise SourceChanged(f"the comments of {code} do not end", advice="update Pantau")

    def _answer(
        self, context: InstaloaderContext, number: int, walks: Mapping[str, str], code: str
    ) -> Mapping[str, Any]:
        path, begun = f"api/v1/media/{number}/comments/", walks.get(code)
        try:
            return context.get_iphone_json(path, THREADED | ({"min_id": begun} if begun else {}))
        except QueryReturnedBadRequestException:
            if not begun:
                raise
            # The mark of an earlier night is one that Instagram no longer knows.
            return context.get_iphone_json(path, THREADED)

    def _with_more_answers(self, request: Request, comments: Sequence[Item]) -> list[Item]:
        """Return the comments that have answers which neither this page shows nor the store holds."""
        side, held = SideValues(), request.stored_answers
        return [
            comment
            for comment in comments
            if (side.count(comment, "child_comment_count") or 0)
            > max(held.get(f"instagram:{comment['pk']}", 0), len(side.items(comment, "preview_child_comments")))
        ]

    def _answers(self, context: InstaloaderContext, number: int, post_id: str, comment: Item) -> Page:
        """Read the answers to one comment: the first page of them, as the library does."""
        path = f"api/v1/media/{number}/comments/{comment['pk']}/child_comments/"
        side = SideValues()
        found = side.items(context.get_iphone_json(path, {"max_id": ""}), "child_comments")
        missing = (side.count(comment, "child_comment_count") or 0) - len(found)
        note = f"{missing} answers to a comment on {post_id} were not shown" if missing > 0 else None
        return replace(self._page(post_id, found, str(comment["pk"])), note=note)

    def _page(self, post_id: str, comments: Sequence[Item], parent: str | None = None) -> Page:
        side = SideValues()
        people = {side.text(side.part(comment, "user"), "username") or "" for comment in comments} - {""}
        shown = [(comment, parent) for comment in comments]
        shown += [(child, str(c.get("pk"))) for c in comments for child in side.items(c, "preview_child_comments")]
        items, unreadable = stored_each(shown, lambda told: self._stored(told[0], post_id, told[1], people))
        raw = response_page("comments", f"https://i.instagram.com/p/{post_id.removeprefix('instagram:')}/", items)
        return Page(raw, replace(self.parse(raw), unreadable=unreadable))

    def _stored(self, comment: Item, post_id: str, parent: str | None, people: Collection[str]) -> dict[str, Any]:
        """Return what may be stored of a comment: who wrote it as a hash; no name, no picture."""
        user = comment["user"]
        official = str(user.get("username") or "").lower() == self.account
        kept = {name: comment[name] for name in KEPT if name in comment} | {
            "response_id": f"instagram:{comment['pk']}",
            "post_id": post_id,
            "parent_id": f"instagram:{parent}" if parent else None,
            "author": None if official else self.pseudonyms.of("instagram", str(user["pk"])),
            "published_at": datetime.fromtimestamp(comment["created_at"], UTC).isoformat(),
            "text": masked(comment["text"], self.known, people),
        }
        parse_item(kept)  # one that a replay could not read would spoil its page
        return kept


def _with_silence(cursor: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Return a cursor that still knows which posts were silent on earlier nights."""
    told = request.cursor.get("silent")
    return {**cursor, "silent": told} if told else dict(cursor)


def _move_walk(walks: Mapping[str, str], code: str, following: Any) -> dict[str, str]:
    """Return the walks under way with that of *code* moved on, or ended."""
    others = {other: mark for other, mark in walks.items() if other != code}
    return others | {code: str(following)} if following else others


def parse_item(item: Item) -> Response:
    """Parse one stored comment."""
    return parse_comment(item, "comment_like_count")
