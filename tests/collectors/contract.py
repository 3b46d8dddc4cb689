"""What every collector promises. The tests of a platform subclass CollectorContract and say how its world is filled."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice

import pytest

from collectors.errors import CollectorError
from collectors.records import Page, RawPage
from collectors.request import Collector
from pipeline.demo.standin.server import StandIn, World
from tests.collectors.conftest import Shelf

MANY = 3  # pages that a first run must follow


class CollectorContract:
    """The promises, as tests; a subclass answers the five questions below."""

    name: str
    page_size: int

    def make_collector(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Collector:
        """Make the collector of the stand-in's account, with pages of ``page_size``, that waits for nothing."""
        raise NotImplementedError

    def publish(self, world: World, count: int) -> None:
        """Publish so many posts, each newer than all before."""
        raise NotImplementedError

    def shown(self, world: World) -> set[str]:
        """Return the post_ids that the account shows now."""
        raise NotImplementedError

    def change_markup(self, world: World) -> None:
        """Let every answer with posts be of a shape that nobody knows."""
        raise NotImplementedError

    def spoil(self, raw: RawPage) -> RawPage:
        """Return a page with posts in which one side value, such as a count or a date, is of an odd shape."""
        raise NotImplementedError

    def pin(self, world: World) -> None:
        """Pin the oldest post to the top, where the platform can do that."""

    @pytest.fixture
    def shelf(self) -> Shelf:
        return Shelf()

    @pytest.fixture
    def made(self, world: World, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> Collector:
        assert standin.url
        return self.make_collector(world, monkeypatch)

    def first_run(self, world: World, made: Collector, shelf: Shelf) -> list[Page]:
        self.publish(world, self.page_size * (MANY - 1) + 2)
        return shelf.fill(made)

    def test_every_page_is_followed(self, world: World, made: Collector, shelf: Shelf) -> None:
        self.first_run(world, made, shelf)
        assert set(shelf.posts) == self.shown(world)
        assert all(post_id.startswith(f"{self.name}:") for post_id in shelf.posts)

    def test_an_empty_account_stores_nothing(self, made: Collector, shelf: Shelf) -> None:
        with suppress(CollectorError):
            shelf.fill(made)
        assert shelf.posts == {}

    def test_a_second_run_brings_nothing_new(self, world: World, made: Collector, shelf: Shelf) -> None:
        self.first_run(world, made, shelf)
        shelf.next_day()
        before, requests = set(shelf.posts), len(world.requests)
        shelf.fill(made)
        assert set(shelf.posts) == before
        assert len(world.requests) - requests < requests

    def test_a_pinned_post_does_not_end_the_walk(self, world: World, made: Collector, shelf: Shelf) -> None:
        self.first_run(world, made, shelf)
        shelf.next_day()
        self.pin(world)
        self.publish(world, self.page_size + 2)
        shelf.fill(made)
        assert set(shelf.posts) == self.shown(world)

    @pytest.mark.parametrize("kept", range(1, 6))
    def test_a_kill_leaves_no_hole(self, world: World, made: Collector, shelf: Shelf, kept: int) -> None:
        self.first_run(world, made, shelf)
        shelf.next_day()
        self.publish(world, self.page_size * MANY)
        for page in islice(made.pages(shelf.request(), shelf.limits), kept):
            shelf.commit(page)
        shelf.next_day()
        shelf.fill(made)
        assert set(shelf.posts) == self.shown(world)

    def test_changed_markup_is_told_and_stores_nothing(self, world: World, made: Collector, shelf: Shelf) -> None:
        self.publish(world, 3)
        self.change_markup(world)
        assert shelf.fails(made)
        assert shelf.posts == {}

    def test_stored_pages_can_be_parsed_again(self, world: World, made: Collector, shelf: Shelf) -> None:
        for page in self.first_run(world, made, shelf):
            assert made.parse(page.raw).posts == page.parsed.posts

    def test_an_odd_side_value_costs_itself(self, world: World, made: Collector, shelf: Shelf) -> None:
        page = next(page for page in self.first_run(world, made, shelf) if page.parsed.posts)
        spoilt = self.spoil(page.raw)
        assert spoilt.body != page.raw.body
        assert [post.post_id for post in made.parse(spoilt).posts] == [post.post_id for post in page.parsed.posts]
