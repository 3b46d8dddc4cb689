"""One reading of a Page: how it asks Meta for posts, and what it has learned so far."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from collectors.facebook.cursor import FacebookCursor
from collectors.facebook.fields import DISPENSABLE, PostFields, fields_without
from collectors.facebook.parser import VIEWS, native_of
from collectors.graph.client import GraphClient
from collectors.graph.errors import GraphError
from collectors.graph.insights import Metrics
from collectors.request import Limits, Request
from collectors.wording import counted

NEEDS = "pages_show_list, pages_read_engagement, pages_read_user_content and read_insights"
POST_METRICS = ((VIEWS, "post_clicks"),)


@dataclass
class Reading:
    """One reading of a Page: how it asks, and what it has learned so far."""

    client: GraphClient
    request: Request
    limits: Limits
    cursor: FacebookCursor
    metrics: Metrics = field(default_factory=lambda: Metrics(*POST_METRICS))
    shown: set[str] = field(default_factory=set)
    """post_ids that this reading was shown."""
    blind: bool = False
    """Whether insights of some posts could not be read, although no metric was refused."""
    of_lists: PostFields = field(
        default_factory=lambda: PostFields("Meta refused {} of some pages of the list", "pages of the list")
    )
    of_ids: PostFields = field(default_factory=PostFields)
    lacking: dict[str, dict[str, str]] = field(default_factory=dict)
    """post_id → the fields without which it was asked for alone, each with the day on which Meta refused it."""
    again: set[str] = field(default_factory=set)
    """post_ids that are asked for alone, and again for what they lacked."""
    too_large: list[GraphError] = field(default_factory=list)
    """The refusals of posts that Meta calls too much data even alone."""
    lost: list[str] = field(default_factory=list)
    """post_ids that this reading asked for and Facebook did not find."""

    @property
    def note(self) -> str | None:
        """Say what insights, and the posts themselves, did not tell."""
        blind = "insights of some posts could not be read; their views are unknown" if self.blind else None
        large = f"Meta calls {counted(len(self.too_large), 'post')} too much data" if self.too_large else None
        fields = dict.fromkeys((*self.of_lists.notes, *self.of_ids.notes))
        return "; ".join(filter(None, (self.metrics.note(NEEDS) or blind, *fields, large))) or None

    def ask(self, path: str, **wanted: str | int | None) -> dict[str, Any]:
        """Ask Meta. Raises GraphError and CollectorError."""
        return self.client.ask(self.limits, path, **wanted)

    def ask_list(self, path: str, **wanted: str | int | None) -> dict[str, Any]:
        """Ask for a page of posts; a field that it is refused for is left out of it. Raises GraphError."""
        return self._ask_posts(self.of_lists, path, (), 1, **wanted)[0]

    def ask_by_ids(self, post_ids: Sequence[str]) -> dict[str, Any]:
        """Ask for posts, without the fields that the first of them is known to lack.

        Raises GraphError, also for several posts of which one lacks a field that is to be asked for in parts.
        """
        known, is_again = self.cursor.lacked_by(post_ids[0]), post_ids[0] in self.again
        # What a post lacks once more says nothing of the others.
        fields, lacked = (PostFields(), {}) if is_again else (self.of_ids, known)
        ids = ",".join(map(native_of, post_ids))
        answer, left_out = self._ask_posts(fields, "", lacked, len(post_ids), ids=ids)
        for name in left_out:
            if name in known or len(post_ids) > 1:
                self.of_ids.leave_out(name, post_ids, known=name in known)
        if len(post_ids) == 1:
            today = self.request.now.date().isoformat() if self.request.now else ""
            days = {} if is_again else known
            self.lacking[post_ids[0]] = {name: days.get(name, today) for name in left_out}
        return answer

    def remember(self) -> None:
        """Let the cursor know which posts were found, and what single ones lack that others have."""
        self.cursor = self.cursor.without(self.shown)
        for post_id, fields in self.lacking.items():
            kept = {name: day for name, day in fields.items() if name not in self.of_ids.refused}
            self.cursor = self.cursor.lacks(post_id, kept)

    def _ask_posts(
        self, fields: PostFields, path: str, lacked: Collection[str], posts: int, **wanted: str | int | None
    ) -> tuple[dict[str, Any], set[str]]:
        """Ask with all fields but those that are *lacked* or refused; return the answer, and what was left out."""
        left_out = {*lacked, *fields.refused}
        while True:
            try:
                answer = self.ask(path, fields=fields_without(left_out), **wanted)
            except GraphError as error:
                unknown = error.unknown_field
                if unknown is None or unknown not in DISPENSABLE - left_out or not fields.refuse(unknown, posts):
                    raise
                left_out.add(unknown)
            else:
                fields.accept(left_out)
                return answer, left_out
