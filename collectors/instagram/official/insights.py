"""Insights of the own account's posts: views, reach and the like, one request a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collectors.errors import SourceChanged
from collectors.graph.client import items_of
from collectors.graph.errors import GraphError
from collectors.graph.insights import Metrics, values_of
from collectors.instagram.official.door import NEEDS_INSIGHTS, PARAMETER, Door
from collectors.instagram.official.parser import node_of
from collectors.request import Request
from collectors.side_values import Item, count_of

METRICS = ("views", "reach", "saved", "shares", "total_interactions")
NOT_ENOUGH = "not enough viewers"
PUT_OFF_MOST = 2  # posts of a page


class InsightReader:
    """Reads the insights of media; a kind of medium that lacks a metric keeps it from no other kind."""

    def __init__(self, door: Door, comments: Mapping[str, int]) -> None:
        self.door, self._metrics = door, dict[str, Metrics]()
        self._comments = comments
        """Shortcode → the number of comments as last told, for the newest posts."""
        self._blind = False

    @property
    def notes(self) -> list[str]:
        """Say which metrics Meta refused, or that the token may read none: what they would tell is unknown."""
        told = [metrics.note(NEEDS_INSIGHTS) for metrics in self._metrics.values()]
        blind = "insights of some posts could not be read; their views are unknown" if self._blind else None
        return list(dict.fromkeys(note for note in (*told, blind) if note))

    def choose(self, media: Sequence[dict[str, Any]], request: Request) -> list[dict[str, Any]]:
        """Return those of *media* that are new, due or newly commented; of the others nothing is counted."""
        ids = {f"instagram:{node['code']}": one for one in media if (node := node_of(one))}
        known = request.known(ids)
        for one in media:
            one["counted"] = False
        return [
            one
            for post_id, one in ids.items()
            if post_id not in known or post_id in request.due or self._has_new_comments(post_id, one)
        ]

    def read(self, waiting: list[dict[str, Any]]) -> None:
        """Add insights to media, and take each out of *waiting*. Raises GraphError and CollectorError.

        A few at which Meta fails are asked for again after the others, and then go without; where it fails at more,
        insights are not to be had today.
        """
        put_off = list[dict[str, Any]]()
        for medium in list(waiting):
            try:
                self._take(waiting, medium, self._read(medium))
            except GraphError as error:
                if len(put_off) == PUT_OFF_MOST or not error.is_metas_own:
                    raise
                put_off.append(medium)
        for medium in put_off:
            self._take(waiting, medium, self._read_again(medium))

    def _read_again(self, medium: dict[str, Any]) -> dict[str, int]:
        """Read insights that Meta failed to give before those of others."""
        try:
            return self._read(medium)
        except GraphError as error:
            if not error.is_metas_own:
                raise
            self._blind = True
            return {}

    @staticmethod
    def _take(waiting: list[dict[str, Any]], medium: dict[str, Any], insights: dict[str, int]) -> None:
        medium |= {"insights": insights, "counted": True}
        waiting[:] = [one for one in waiting if one is not medium]

    def _has_new_comments(self, post_id: str, medium: Item) -> bool:
        before, now = self._comments.get(post_id.partition(":")[2]), count_of(medium.get("comments_count"))
        return before is not None and now is not None and now != before

    def _read(self, medium: Mapping[str, Any]) -> dict[str, int]:
        if any(metrics.denied for metrics in self._metrics.values()):
            return {}
        if not medium.get("id"):
            self._blind = True
            return {}
        kind = str(medium.get("media_product_type") or "")
        metrics = self._metrics.setdefault(kind, Metrics(METRICS))

        def fetch(group: tuple[str, ...]) -> dict[str, int]:
            return self._fetch(str(medium["id"]), group)

        try:
            answers = metrics.ask(fetch)
        except SourceChanged:  # an answer of an odd shape costs itself
            self._blind = True
            return {}
        except GraphError as error:
            # of before the account was professional, or gone since it was listed
            if error.code != PARAMETER and not error.finds_nothing:
                raise
            return {}
        return {name: value for answer in answers for name, value in answer.items()}

    def _fetch(self, number: str, group: tuple[str, ...]) -> dict[str, int]:
        try:
            return values_of(items_of(self.door.ask(f"{number}/insights", metric=",".join(group))))
        except GraphError as error:
            if error.refuses_permission and NOT_ENOUGH in error.message.lower():
                return {}
            raise
