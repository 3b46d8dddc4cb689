"""Makes the pages of a walk: each bears the requests since the last one, and what was learned meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectors.records import Page, Parsed, RawPage, Validator

if TYPE_CHECKING:
    from collectors.records import Cursor
    from collectors.website.client import SiteClient


class PageMaker:
    """Makes the pages of one walk; ``brought`` are the posts of those that it made, which are stored by now."""

    def __init__(self, client: SiteClient) -> None:
        self._client = client
        self._learned: list[Validator] = []
        self._sent = 0
        self.brought: set[str] = set()

    def learn(self, validator: Validator) -> None:
        """Let the next page bear how to ask for an address another time."""
        self._learned.append(validator)

    def make(  # what a page holds
        self,
        raw: RawPage,
        parsed: Parsed = Parsed(),  # noqa: B008  # frozen
        cursor: Cursor | None = None,
        *,
        note: str | None = None,
        total: int | None = None,
    ) -> Page:
        """Make a page."""
        self.brought.update(post.post_id for post in parsed.posts)
        spent, self._sent = self._client.requests - self._sent, self._client.requests
        learned, self._learned = (*self._client.take_learned(), *self._learned), []
        note = "; ".join(filter(None, (note, self._client.take_wait_note()))) or None
        cursor = None if cursor is None else dict(cursor)
        return Page(raw, parsed, cursor, requests=spent, expected_total=total, note=note, validators=learned)
