"""Comments on the own account's posts, and the answers to them, by the official interface: newest posts first.

Who wrote is kept as a hash of the number that Meta gives a person for this app; texts are masked before a page is made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from collectors.errors import Incomplete, NotOffered, SourceChanged
from collectors.graph.client import after_of, items_of
from collectors.graph.errors import GraphError
from collectors.http.edges import Edges, while_found
from collectors.http.paging import PageMarks
from collectors.instagram.comments import PAGES_MOST, parse_item
from collectors.instagram.official.collector import PAGE_SIZE, PROFILE
from collectors.instagram.official.door import NEEDS_COMMENTS, Access, Door
from collectors.instagram.official.parser import code_of, moment_of
from collectors.privacy import Pseudonyms, masked
from collectors.records import ODD, Page, Parsed, RawPage
from collectors.request import Limits, Request
from collectors.response_pages import HeldNumbers, Item, StrangeLists, parse_page, response_page, stored_each
from collectors.side_values import SideValues
from collectors.wording import counted

ONE = "id,text,timestamp,like_count,username,from"
FIELDS = f"{ONE},replies.limit({PAGE_SIZE}){{{ONE}}}"


class OfficialComments:
    """Comments on the posts that a request calls due, and the answers to them."""

    def __init__(self, access: Access, *, pseudonyms: Pseudonyms, known: Collection[str], most: int) -> None:
        self.access, self.account = access, access.account
        self.pseudonyms, self.most = pseudonyms, most
        self.known = {*known, self.account}

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page of comments. Raises SourceChanged."""
        return parse_page(raw, parse_item)

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Read post after post until the night's number of comments is reached."""
        door = self.access.open(limits, request.posts_cursor)
        try:
            yield from self._due(door, request)
        except GraphError as error:
            raise door.problem(error, NEEDS_COMMENTS) from error
        except ODD as error:
            raise SourceChanged(
                f"the official interface's answer lacks what was expected ({error!r:.80})", advice="update Pantau"
            ) from error

    def _due(self, door: Door, request: Request) -> Iterator[Page]:
        if not request.due:
            return
        door.first_answer(PROFILE, PROFILE)
        if not door.own:
            raise NotOffered(
                "the official interface shows no comments of other accounts",
                advice="take responses out of this source, or name session in its ladder",
            )
        left, numbers, held = self.most, self._numbers(door, request), HeldNumbers(request)
        lost = [post_id for post_id in request.cursor.get("lost", ()) if post_id in request.due]
        strange, edges = StrangeLists("comments"), Edges("Meta", "comments", lost)
        edges.lose(unlisted := [post_id for post_id in request.due if post_id not in numbers])
        for done, post_id in enumerate(numbers):
            for page in strange.passed_over(post_id, edges.each(post_id, self._post(door, post_id, numbers[post_id]))):
                yield edges.remembered(held.give(page, parse_item))
                left -= len(page.parsed.responses)
            if left <= 0 and done + 1 < len(numbers):
                raise Incomplete(
                    f"comments of {counted(len(numbers) - done - 1, 'post')} wait: a night reads {self.most}{strange}",
                    advice="the next night goes on, or raise comments_per_night",
                )
        if edges.note:
            page = replace(self._page(next(iter(request.due)), []), note=edges.note, requests=0)
            yield edges.remembered(page)
        edges.check()
        strange.check()
        if new := [post_id for post_id in unlisted if post_id not in lost]:
            raise Incomplete(
                f"{counted(len(new), 'post')} with new comments stand in no list of the official interface",
                advice="the next night asks again",
            )

    def _numbers(self, door: Door, request: Request) -> dict[str, str]:
        """Return post_id → the interface's own number of the due posts, in their order: a shortcode does not tell it.

        The list is read for those alone whose numbers no earlier one told.
        """
        told = (request.posts_cursor.get("official") or {}).get("numbers") or {}
        known = {f"instagram:{code}": str(number) for code, number in told.items()}
        after, marks = None, PageMarks("the official interface's list of posts")
        for _ in range(PAGES_MOST):
            if known.keys() >= set(request.due):
                break
            answer = door.ask(f"{door.reader}/media", fields="id,shortcode,permalink", limit=100, after=after)
            media = [one for one in items_of(answer) if isinstance(one, dict)]
            known |= dict(filter(None, map(_ids_of, media)))
            after = marks.follow(after_of(answer))
            if after is None:
                break
        return {post_id: known[post_id] for post_id in request.due if post_id in known}

    def _post(self, door: Door, post_id: str, number: str) -> Iterator[Page]:
        """Yield the pages of a post's comments; the last one says that they were read to the end.

        Without it the post stays due: that Meta does not find it may mean a missing permission.
        """
        for comments, is_last in self._lists(door, f"{number}/comments", FIELDS):
            shown: list[tuple[Item, str | None]] = [(comment, None) for comment in comments]
            shown += [(answer, str(c["id"])) for c in comments if "id" in c for answer in self._answers(door, c)]
            page = self._page(post_id, shown)
            yield replace(page, answered=(post_id,)) if is_last else page

    def _answers(self, door: Door, comment: Item) -> list[Item]:
        """Return the answers to a comment: those that came with it, and the pages that follow."""
        told = SideValues().part(comment, "replies")
        if not told:
            return []
        answers: list[Item] = [one for one in items_of(told) if isinstance(one, dict)]
        if (after := after_of(told)) is not None:
            following = self._lists(door, f"{comment['id']}/replies", ONE, after)
            answers += [one for page, _ in while_found(following) for one in page]  # it may be gone since it was listed
        return answers

    def _lists(self, door: Door, path: str, fields: str, after: str | None = None) -> Iterator[tuple[list[Item], bool]]:
        """Yield a list page by page, and with each whether it is the last."""
        marks = PageMarks(f"the list {path}")
        for _ in range(PAGES_MOST):
            answer = door.ask(path, fields=fields, limit=PAGE_SIZE, after=after)
            after = marks.follow(after_of(answer))
            yield [one for one in items_of(answer) if isinstance(one, dict)], after is None
            if after is None:
                return
        raise SourceChanged(f"the list {path} does not end", advice="update Pantau")

    def _page(self, post_id: str, shown: Sequence[tuple[Item, str | None]]) -> Page:
        people = {str(comment.get("username") or "") for comment, _ in shown} - {""}
        items, unreadable = stored_each(shown, lambda told: self._stored(told[0], post_id, told[1], people))
        raw = response_page("comments", f"https://www.instagram.com/p/{post_id.removeprefix('instagram:')}/", items)
        return Page(raw, replace(self.parse(raw), unreadable=unreadable), cursor={})

    def _stored(self, comment: Item, post_id: str, parent: str | None, people: Collection[str]) -> dict[str, Any]:
        """Return what may be stored of a comment: who wrote it as a hash; no name."""
        kept = {
            "response_id": f"instagram:{comment['id']}",
            "post_id": post_id,
            "parent_id": f"instagram:{parent}" if parent else None,
            "author": self._author(comment),
            "published_at": moment_of(comment).isoformat(),
            "text": masked(comment["text"] or "", self.known, people),
            "comment_like_count": comment.get("like_count"),
        }
        parse_item(kept)  # one that a replay could not read would spoil its page
        return kept

    def _author(self, comment: Item) -> str | None:
        """Return the hash of who wrote; None for the account itself. One whom Meta does not name is somebody apart."""
        told: Mapping[str, Any] = SideValues().part(comment, "from")
        name = str(comment.get("username") or told.get("username") or "").lower()
        if name == self.account:
            return None
        return self.pseudonyms.of("instagram", str(told.get("id") or name or f"comment {comment['id']}"))


def _ids_of(medium: Item) -> tuple[str, str] | None:
    """Return a medium's post_id and its own number; None for one that does not tell both."""
    try:
        return f"instagram:{code_of(medium)}", str(medium["id"])
    except KeyError:
        return None
