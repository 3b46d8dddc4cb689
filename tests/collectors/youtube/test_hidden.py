"""A list of uploads counts more videos than it shows: hidden ones, whose number moves, or those behind an early end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from collectors.request import Limits
from collectors.youtube.client import Answer, YouTubeClient
from collectors.youtube.collector import YouTubeCollector
from pipeline.demo.standin.server import NOW, Fault, World
from tests.collectors.conftest import Shelf
from tests.collectors.youtube.asking import UPLOADS, hourly, ids

DAY = timedelta(days=1)


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that holds the number of hidden videos."""
    told, ask = [0], YouTubeClient.ask

    def ask_hidden(client: YouTubeClient, limits: Limits, resource: str, **wanted: Any) -> Answer:
        answer = ask(client, limits, resource, **wanted)
        if resource == "playlistItems":
            answer.body["pageInfo"]["totalResults"] += told[0]
        return answer

    monkeypatch.setattr(YouTubeClient, "ask", ask_hidden)
    return told


@pytest.mark.parametrize(
    ("first", "numbers"),
    [
        (50, [2, 3, 0, 2]),
        (60, [45, 49, 50, 51, 49]),
        (100, [3, 4, 5, 6, 5]),
        (100, [8, 12, 17, 20, 18, 25]),
    ],
)
def test_hidden_videos_whose_number_moves_make_no_night_partial(
    world: World, collector: YouTubeCollector, shelf: Shelf, hidden: list[int], first: int, numbers: list[int]
) -> None:
    world.youtube = hourly(first)
    for day, number in enumerate(numbers):
        hidden[0] = number
        shelf.fill(collector, now=NOW + day * DAY)
        shelf.next_day()
    assert set(shelf.posts) == ids(world)


def test_many_hidden_videos_are_doubted_once_and_an_early_end_later_too(
    world: World, collector: YouTubeCollector, shelf: Shelf, hidden: list[int]
) -> None:
    world.youtube, early = hourly(160), Fault(platform="youtube", do="drop_fields", path=UPLOADS, nth=1)
    early.fields = ("nextPageToken",)
    short = {0: "60 videos short", 3: "172 videos short"}
    for day, number in enumerate([60, 61, 60, 62, 59, 64]):
        hidden[0] = number
        world.faults = [early] if day == 3 else []
        if day in short:
            assert short[day] in str(shelf.fails(collector, now=NOW + day * DAY))
        else:
            shelf.fill(collector, now=NOW + day * DAY)
        shelf.next_day()
    assert set(shelf.posts) == ids(world)


def test_a_number_of_hidden_videos_that_goes_up_and_down_costs_no_reading_of_the_whole_list(
    world: World, collector: YouTubeCollector, shelf: Shelf, hidden: list[int]
) -> None:
    for day in range(6):
        world.youtube, hidden[0] = hourly(120 + day), 5 - day % 2
        before = len(world.asked("youtube", UPLOADS))
        shelf.fill(collector, now=NOW + day * DAY)
        assert len(world.asked("youtube", UPLOADS)) - before == (1 if day else 3)
        shelf.next_day()
    assert set(shelf.posts) == ids(world)
