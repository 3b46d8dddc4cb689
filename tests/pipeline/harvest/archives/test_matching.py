"""Which stored post an exported one is, where the export tells no number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.harvest.archives.matching import matched

AT = datetime(2026, 11, 16, 3, tzinfo=UTC)
HOME = "https://foto.example/kota/"


@dataclass(frozen=True)
class One:
    post_id: str
    seconds: int = 0
    text: str = ""
    kind: str = "image"
    url: str = HOME

    @property
    def published_at(self) -> datetime:
        return AT + timedelta(seconds=self.seconds)


def held(name: str, seconds: int = 0, text: str = "", kind: str = "image") -> One:
    return One(name, seconds, text, kind, f"https://foto.example/p/{name}/")


@pytest.mark.parametrize("text", ["", "Selamat pagi"])
@pytest.mark.parametrize("seconds", [-4, 3, 50, 119])
def test_a_post_that_says_little_is_found_some_seconds_after_its_upload(text: str, seconds: int) -> None:
    assert matched([One("e", 0, text)], [held("h", seconds, text)]) == {"e": "h"}


@pytest.mark.parametrize("other", [held("h", 121), held("h", 9, kind="video"), held("h", 9, "Selamat siang")])
def test_it_is_no_post_of_another_kind_or_text_and_none_much_later(other: One) -> None:
    assert matched([One("e")], [other]) == {}


def test_of_several_that_say_little_the_nearest_are_one() -> None:
    exported = [One("gone"), One("a", 60), One("b", 100)]
    assert matched(exported, [held("h2", 106), held("h1", 65)]) == {"a": "h1", "b": "h2"}


@pytest.mark.parametrize("seconds", [0, 40, 3 * 86400, -40 * 86400])
def test_an_address_tells_surely_whatever_time_and_text_say(seconds: int) -> None:
    reel = One("e", 0, "Sebelum ralat", "video", "https://foto.example/reel/h2/")
    assert matched([reel], [held("h1", 0, "Sebelum ralat"), held("h2", seconds, "Sesudah")]) == {"e": "h2"}


@pytest.mark.parametrize("text", ["", "Selamat pagi", "Kerja bakti dan senam bersama hari Minggu"])
@pytest.mark.parametrize("seconds", [0, 1, 90])
def test_posts_with_different_addresses_are_two_whatever_time_and_text_say(text: str, seconds: int) -> None:
    exported = One("e", 0, text, url="https://foto.example/p/lain/")
    assert matched([exported], [held("h", seconds, text)]) == {}
    assert matched([exported, One("f", 0, text)], [held("h", seconds, text)]) == {"f": "h"}


@pytest.mark.parametrize(("first", "second", "later"), [(0, 2, (0, 4)), (-2, 1, (0, 2))])
def test_of_edited_posts_one_is_known_when_its_neighbour_is(first: int, second: int, later: tuple[int, int]) -> None:
    exported = [One("e1", first, "Kabar"), One("e2", second, "Berita")]
    stored = [held("h1", later[0], "Ralat"), held("h2", later[1], "Sanggahan")]
    assert matched(exported, stored) == {"e1": "h1", "e2": "h2"}
    assert matched(exported[::-1], stored[::-1]) == {"e1": "h1", "e2": "h2"}


def test_of_edited_posts_of_one_moment_none_is_known() -> None:
    exported = [One("e1", 0, "Kabar"), One("e2", 0, "Berita")]
    assert matched(exported, [held("h1", 1, "Ralat"), held("h2", 1, "Sanggahan")]) == {}


def test_two_posts_without_an_address_of_their_own_are_not_one_for_it() -> None:
    assert matched([One("e")], [One("h", 400)]) == {}
