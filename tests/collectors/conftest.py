"""A store in memory for the tests of collectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from collectors.errors import CollectorError
from collectors.records import Account, Cursor, Page, Post
from collectors.request import Collector, Request
from tests.collectors.limits import OpenLimits


@dataclass
class Shelf:
    """Keeps what pages bring as the real store does, and makes the next run's request."""

    posts: dict[str, Post] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    account: Account | None = None
    cursor: Cursor = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    today: set[str] = field(default_factory=set)
    """post_ids read since the day began."""
    account_today: bool = False
    limits: OpenLimits = field(default_factory=OpenLimits)

    def request(self, **wanted: Any) -> Request:
        """Make a request; keywords replace what the shelf would say."""
        told: dict[str, Any] = {
            "cursor": self.cursor,
            "account_seen": self.account_today,
            "stored_posts": {key: post.url for key, post in self.posts.items() if key not in self.gone},
            "known_posts": frozenset(self.posts),
            "read_today": frozenset(self.today),
        }
        return Request(**told | wanted)

    def commit(self, page: Page) -> None:
        """Keep a page."""
        self.pages.append(page)
        self.posts |= {post.post_id: post for post in page.parsed.posts}
        self.today |= {post.post_id for post in page.parsed.posts}
        self.gone |= set(page.parsed.gone)
        if page.parsed.account:
            self.account, self.account_today = page.parsed.account, True
        if page.cursor is not None:
            self.cursor = page.cursor

    def fill(self, collector: Collector, **wanted: Any) -> list[Page]:
        """Run a collector to its end, commit page after page, and return them."""
        before = len(self.pages)
        for page in collector.pages(self.request(**wanted), self.limits):
            self.commit(page)
        return self.pages[before:]

    def fails(self, collector: Collector, **wanted: Any) -> CollectorError:
        """Run a collector to an error, which must be fit for a person, and return it."""
        with pytest.raises(CollectorError) as caught:
            self.fill(collector, **wanted)
        words = str(caught.value)
        assert caught.value.what
        assert caught.value.advice
        assert "\n" not in words
        assert len(words) < 400
        assert "secret" not in words
        return caught.value

    def due(self, *post_ids: str) -> Mapping[str, str]:
        """Return the look-ups of these posts, as a request asks for them."""
        return {post_id: self.posts[post_id].url for post_id in post_ids}

    def next_day(self) -> None:
        """Begin another day."""
        self.today, self.account_today = set(), False

    @property
    def texts(self) -> list[str]:
        """The texts held, newest first."""
        return [post.text for post in sorted(self.posts.values(), key=_moment, reverse=True)]


def _moment(post: Post) -> Any:
    return post.published_at


@pytest.fixture
def shelf() -> Shelf:
    """An empty store in memory."""
    return Shelf()


@pytest.fixture
def new_shelf() -> Callable[[], Shelf]:
    """Make an empty store in memory, for tests that need one an example."""
    return Shelf
