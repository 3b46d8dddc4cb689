"""The stored form of pages of responses: what is left of a platform's answer when nobody can be told by it. Pure.

A page is ``{"responses": [item, …]}``. Each item has ``response_id``, ``author`` (a keyed
hash, null for the account itself), ``published_at`` and the masked ``text``, by which stored pages can be purged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from collectors.errors import Incomplete, SourceChanged, TimeUp
from collectors.records import ODD, Forgotten, Page, Parsed, RawPage, Response, Unparsed, explain_unparsed
from collectors.request import Request
from collectors.side_values import count_of
from collectors.wording import counted

Item = Mapping[str, Any]
T = TypeVar("T")


def stored_each(told: Sequence[T], stored: Callable[[T], Item]) -> tuple[list[Item], tuple[Unparsed, ...]]:
    """Make what may be stored of each item; of one with an unknown shape nothing may, so why is the second part.

    Raises SourceChanged where not one could be read: then a page is worth asking for again.
    """
    items, unreadable = list[Item](), list[Unparsed]()
    for item in told:
        try:
            items.append(stored(item))
        except ODD as error:
            unreadable.append(explain_unparsed(error))
    if unreadable and not items:
        raise SourceChanged(f"no response could be read ({unreadable[0].why})", advice="update Pantau")
    return items, tuple(unreadable)


def response_page(kind: str, url: str, items: Sequence[Item]) -> RawPage:
    """Make a page to be stored."""
    return RawPage(kind, url, json.dumps({"responses": list(items)}).encode())


def parse_comment(item: Item, likes: str) -> Response:
    """Parse one stored comment, whose likes have the platform's own name *likes*.

    The account's own comments have no author. Where the platform hides other writers, too, the item says ``official``.
    """
    author = item["author"]
    return Response(
        response_id=item["response_id"],
        kind="comment",
        published_at=datetime.fromisoformat(item["published_at"]),
        text=item["text"],
        author_hash=author,
        is_official=item.get("official", author is None),
        post_id=item["post_id"],
        parent_id=item["parent_id"],
        likes=count_of(item.get(likes)),
    )


class StrangeLists:
    """The lists of responses that were not understood, or led nowhere: each costs itself, and is told at the end."""

    def __init__(self, of: str) -> None:
        self._of, self._why = of, dict[str, Exception]()

    def passed_over(self, post_id: str, pages: Iterator[Page]) -> Iterator[Page]:
        """Yield the pages of one post's list as far as they can be had."""
        try:
            yield from pages
        except (SourceChanged, *ODD) as error:
            self._why[post_id] = error
        except Incomplete as error:
            if isinstance(error, TimeUp):
                raise
            self._why[post_id] = error

    def check(self) -> None:
        """Raise SourceChanged, or Incomplete where nothing was strange but lists that lead nowhere."""
        if not self._why:
            return
        first = self._first()
        if isinstance(self._why[first], Incomplete):
            raise Incomplete(self._words(first), advice="the next run asks again") from self._why[first]
        raise SourceChanged(self._words(first), advice="update Pantau") from self._why[first]

    def __str__(self) -> str:
        """Return the words to add to those of another error; none where nothing was strange."""
        return f"; {self._words(self._first())}" if self._why else ""

    def _first(self) -> str:
        """Return the first post whose list was strange, else the first whose list leads nowhere."""
        return min(self._why, key=lambda post_id: isinstance(self._why[post_id], Incomplete))

    def _words(self, first: str) -> str:
        why = getattr(self._why[first], "what", None) or f"{self._why[first]!r:.80}"
        return f"the {self._of} of {counted(len(self._why), 'post')} could not be read ({first}: {why})"


class HeldNumbers:
    """The numbers under which responses are stored already: another interface numbers the same ones differently.

    A response is the same where post, second and text are; who wrote it keeps the hash that is stored.
    """

    def __init__(self, request: Request) -> None:
        self._ids = set(request.stored_posts)
        self._held: dict[tuple[Any, ...], list[Response]] = {}
        self._names = dict[str, str]()
        for response in request.held_responses:
            self._held.setdefault((response.post_id, response.published_at, response.text), []).append(response)

    def give(self, page: Page, parse: Callable[[Item], Response]) -> Page:
        """Return a page whose responses have the numbers under which they are stored."""
        items = json.loads(page.raw.body)["responses"]
        told = [self._with_number(item) for item in items]
        renamed = [{**item, "parent_id": self._names.get(item["parent_id"], item["parent_id"])} for item in told]
        if renamed == items:
            return page
        raw = response_page(page.raw.kind, page.raw.url, renamed)
        return replace(page, raw=raw, parsed=replace(page.parsed, responses=parse_page(raw, parse).responses))

    def _with_number(self, item: Item) -> Item:
        if item["response_id"] in self._ids:
            return item
        key = item["post_id"], datetime.fromisoformat(item["published_at"]), item["text"]
        if not (alike := self._held.get(key)):
            return item
        held = alike.pop(0)
        self._names[item["response_id"]] = held.response_id
        author = item["author"] and held.author_hash
        return {**item, "response_id": held.response_id, "author": author}


def parse_page(raw: RawPage, parse: Callable[[Item], Response]) -> Parsed:
    """Parse a stored page with its platform's own parser of items. Raises SourceChanged."""
    try:
        return Parsed(responses=tuple(parse(item) for item in json.loads(raw.body)["responses"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceChanged(f"a response is of an unknown shape ({error!r})", advice="update Pantau") from error


def without_texts(raw: RawPage, forgotten: Forgotten) -> RawPage:
    """Return a page without the texts that may not be kept; the responses and their hashes stay."""
    items = json.loads(raw.body)["responses"]
    kept = [{**item, "text": None} if _is_forgotten(item, forgotten) else item for item in items]
    return raw if kept == items else replace(raw, body=json.dumps({"responses": kept}).encode())


def _is_forgotten(item: Item, forgotten: Forgotten) -> bool:
    if item["response_id"] in forgotten.responses or item["author"] in forgotten.authors:
        return True
    return forgotten.before is not None and datetime.fromisoformat(item["published_at"]) < forgotten.before
