"""One list at which a platform fails costs itself; more are believed, and so is the first where none was answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from collectors.errors import Incomplete, Unavailable
from collectors.http.edges import Edges, PlatformRefusal


class Refusal(PlatformRefusal):
    def __init__(self, of: str) -> None:
        super().__init__(of)
        self.of = of

    @property
    def ends_reading(self) -> bool:
        return self.of == "all"

    @property
    def finds_nothing(self) -> bool:
        return self.of == "gone"


def listed(told: str) -> Iterator[str]:
    if told == "down":
        raise Unavailable("down")
    if told != "good":
        raise Refusal(told)
    yield told


def read(edges: Edges, *lists: str) -> list[str]:
    """Read lists as a reading does, and say how each ended."""
    ended = []
    for name, told in enumerate(lists):
        try:
            ended += list(edges.each(str(name), listed(told))) or ["nothing"]
        except Incomplete:
            ended.append("itself")
    edges.check()
    return ended


@pytest.mark.parametrize(
    ("lists", "ended"),
    [
        (("good", "one", "good"), ["good", "itself", "good"]),
        (("one", "good", "down"), ["itself", "good", "itself"]),
        (("gone", "good"), ["nothing", "good"]),
        (("gone",), ["nothing"]),
        ((), []),
    ],
)
def test_a_list_at_which_a_platform_fails_costs_itself(lists: tuple[str, ...], ended: list[str]) -> None:
    assert read(Edges("Meta", "comments"), *lists) == ended


@pytest.mark.parametrize(
    ("lists", "kind", "words"),
    [
        (("good", "one", "one", "one", "good"), Refusal, "one"),
        (("good", "all", "good"), Refusal, "all"),
        (("one",), Refusal, "one"),
        (("down", "one"), Unavailable, "down"),
        (("gone", "gone"), Incomplete, "Meta shows the comments of none of 2 posts, first 0"),
    ],
)
def test_what_concerns_all_ends_the_reading(lists: tuple[str, ...], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        read(Edges("Meta", "comments"), *lists)


def test_what_is_not_found_is_told() -> None:
    edges = Edges("Meta", "comments")
    assert edges.note is None
    read(edges, "good", "gone")
    assert edges.note == "Meta does not show the comments of 1 post, first 1"


def test_what_was_lost_before_is_told_and_raised_no_more() -> None:
    edges = Edges("Meta", "comments", ["0", "1"])
    assert read(edges, "gone", "gone") == ["nothing", "nothing"]
    assert edges.note == "Meta does not show the comments of 2 posts, first 0"
    edges = Edges("Meta", "comments", ["0", "2"])
    with pytest.raises(Incomplete):
        read(edges, "gone", "gone")
    assert edges.lost == ["0", "1", "2"]
    edges = Edges("Meta", "comments", ["0", "1"])
    read(edges, "good", "gone")
    assert edges.lost == ["1"]
