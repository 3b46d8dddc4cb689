"""Metrics: a retired one costs itself, absent is not zero."""

from __future__ import annotations

import pytest

from collectors.graph.errors import GraphError
from collectors.graph.insights import Metrics, values_of

RETIRED = GraphError(400, {"error": {"code": 100, "message": "(#100) The value must be a valid insights metric"}})
FORBIDDEN = GraphError(403, {"error": {"code": 10, "message": "(#10) needs read_insights"}})


class World:
    """Answers groups of metrics, and refuses each that holds a retired one."""

    def __init__(self, *retired: str) -> None:
        self.retired, self.asked = set(retired), list[tuple[str, ...]]()

    def fetch(self, group: tuple[str, ...]) -> tuple[str, ...]:
        self.asked.append(group)
        if self.retired.intersection(group):
            raise RETIRED
        return group


def test_a_retired_metric_costs_itself_alone() -> None:
    metrics, world = Metrics(["views", "reach", "gone", "saved"], ["shares"]), World("gone")
    told = {name for group in metrics.ask(world.fetch) for name in group}
    assert told == {"views", "reach", "saved", "shares"}
    assert set(metrics.refused) == {"gone"}
    assert "gone" in (metrics.note("read_insights") or "")


def test_what_was_refused_once_is_not_asked_for_again() -> None:
    metrics, world = Metrics(["views", "gone"]), World("gone")
    metrics.ask(world.fetch)
    world.asked.clear()
    assert metrics.ask(world.fetch) == [("views",)]
    assert world.asked == [("views",)]


def test_a_token_that_may_not_see_insights_is_asked_once() -> None:
    asked = list[tuple[str, ...]]()

    def fetch(group: tuple[str, ...]) -> None:
        asked.append(group)
        raise FORBIDDEN

    metrics = Metrics(["views", "reach"], ["saved"])
    assert metrics.ask(fetch) == []
    assert metrics.ask(fetch) == []
    assert asked == [("views", "reach")]
    assert metrics.refused == {}
    assert "give it read_insights" in (metrics.note("read_insights") or "")


def test_other_refusals_are_the_callers() -> None:
    def fetch(_group: tuple[str, ...]) -> None:
        raise GraphError(400, {"error": {"code": 190, "message": "expired"}})

    with pytest.raises(GraphError):
        Metrics(["views"]).ask(fetch)


def test_absent_is_not_zero() -> None:
    data = [
        {"name": "views", "values": [{"value": 3}, {"value": 5, "end_time": "2026-11-24T08:00:00+0000"}]},
        {"name": "reach", "total_value": {"value": 0}},
        {"name": "saved", "values": []},
        {"name": "shares", "values": [{"value": {}}]},
        {"name": "by_kind", "values": [{"value": {"like": 2, "love": 1}}]},
        {"name": "odd", "values": [{"value": "many"}]},
        {"values": [{"value": 1}]},
        {"name": "\ud800", "values": [{"value": 1}]},
        "nothing",
    ]
    assert values_of(data) == {"views": 5, "reach": 0, "by_kind": 3}
