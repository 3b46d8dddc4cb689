"""Which of two texts stands, and what is an edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collectors.records import Media, Post

Make = Callable[..., Post]
Commit = Callable[..., int]
Rows = Callable[..., list[dict[str, Any]]]

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEXT, LATER = NIGHT + timedelta(days=1), NIGHT + timedelta(days=2)
BODY = "Posko dibuka bagi 1.200 warga.\nPendaftaran sampai akhir bulan."
WHOLE, CUT = "Jadwal lengkap untuk seluruh kecamatan #BekasiSehat", "Jadwal lengkap untuk…"


def stored(rows: Rows) -> tuple[str, bool, list[str], list[str]]:
    """Return the text, whether it counts as edited, its versions and hashtags."""
    (post,) = rows("posts")
    versions = [row["text"] for row in rows("post_versions")]
    return post["text"], post["edited_at"] is not None, versions, [row["value"] for row in rows("post_terms")]


@pytest.fixture
def whole(make_post: Make) -> Post:
    return make_post(1, text=WHOLE, hashtags=("BekasiSehat",))


@pytest.fixture
def cut(make_post: Make) -> Post:
    return make_post(1, text=CUT, hashtags=(), reduced=True)


def test_a_reduced_text_never_takes_the_place_of_a_whole_one(
    commit: Commit, rows: Rows, whole: Post, cut: Post
) -> None:
    commit(whole, at=NIGHT)
    commit(cut, at=NEXT)
    commit(whole, at=LATER)
    assert stored(rows) == (WHOLE, False, [], ["BekasiSehat"])


def test_a_whole_text_takes_the_place_of_a_reduced_one_and_is_no_edit(
    commit: Commit, rows: Rows, whole: Post, cut: Post
) -> None:
    commit(cut, at=NIGHT)
    assert stored(rows) == (CUT, False, [], [])
    commit(whole, at=NEXT)
    assert stored(rows) == (WHOLE, False, [], ["BekasiSehat"])


def test_an_equal_text_that_was_not_read_whole_gets_its_terms_later(
    commit: Commit, rows: Rows, make_post: Make
) -> None:
    commit(make_post(1, text=WHOLE, hashtags=(), reduced=True), at=NIGHT)
    commit(make_post(1, text=WHOLE, hashtags=("BekasiSehat",)), at=NEXT)
    assert stored(rows) == (WHOLE, False, [], ["BekasiSehat"])


@pytest.mark.parametrize("archived", [WHOLE + " ", "Jadwal lengkap", "@warga Terima kasih"])
def test_of_one_numbered_version_what_is_read_another_way_is_no_edit(
    commit: Commit, rows: Rows, make_post: Make, archived: str
) -> None:
    commit(make_post(1, text=archived, method="archive", revision=1), at=NIGHT)
    commit(make_post(1, text=WHOLE, revision=1), at=NEXT)
    assert stored(rows)[:3] == (WHOLE, False, [])


def test_of_one_numbered_version_what_goes_on_or_is_empty_is_no_edit(
    commit: Commit, rows: Rows, make_post: Make
) -> None:
    commit(make_post(1, text="Pilih hari", revision=1), at=NIGHT)
    commit(make_post(1, text="Pilih hari\n• Sabtu", revision=1), at=NEXT)
    assert stored(rows)[:3] == ("Pilih hari\n• Sabtu", False, [])
    commit(make_post(1, text="", revision=1), at=LATER)
    assert stored(rows)[:3] == ("Pilih hari\n• Sabtu", False, [])


def test_a_newer_version_is_an_edit_and_an_older_one_changes_nothing(
    commit: Commit, rows: Rows, make_post: Make
) -> None:
    old = make_post(1, text="Salah", url="https://x.com/a/status/1", revision=1)
    new = make_post(1, text="Ralat", url="https://x.com/a/status/4", revision=4)
    commit(old, at=NIGHT)
    commit(new, at=NEXT)
    assert stored(rows)[:3] == ("Ralat", True, ["Salah"])
    commit(old, at=LATER)
    assert stored(rows)[:3] == ("Ralat", True, ["Salah"])
    assert rows("posts")[0]["url"].endswith("/4")


def test_an_empty_text_changes_nothing_and_what_takes_its_place_is_no_edit(
    commit: Commit, rows: Rows, make_post: Make
) -> None:
    commit(make_post(1, text=""), at=NIGHT)
    commit(make_post(1, text=WHOLE), at=NEXT)
    assert stored(rows)[:3] == (WHOLE, False, [])
    commit(make_post(1, text=""), at=LATER)
    assert stored(rows)[:3] == (WHOLE, False, [])


@pytest.mark.parametrize(("ahead", "kept"), [(timedelta(hours=30), True), (timedelta(days=3), False)])
def test_an_article_of_a_day_that_is_yet_to_come_has_no_known_date(
    make_post: Make, commit: Commit, rows: Rows, ahead: timedelta, kept: bool
) -> None:
    post = make_post(1, kind="article", published_at=NIGHT + ahead)
    commit(post, at=NIGHT)
    (row,) = rows("posts")
    assert (row["published_at"] is not None, row["published_precision"]) == (kept, "second" if kept else "unknown")


SIGNED, SIGNLESS = "Bersama @pemkotbekasi hari ini", "Bersama pemkotbekasi hari ini"


def test_a_text_without_the_signs_of_names_is_no_edit_of_the_one_with_them(
    commit: Commit, rows: Rows, make_post: Make
) -> None:
    commit(make_post(1, text=SIGNED, hashtags=()), at=NIGHT)
    commit(make_post(1, text=SIGNLESS, hashtags=(), signless=True, method="discovery"), at=NEXT)
    assert stored(rows) == (SIGNED, False, [], [])
    assert rows("posts")[0]["method"] is None
    commit(make_post(1, text=SIGNED, hashtags=()), at=LATER)
    assert stored(rows) == (SIGNED, False, [], [])


def test_a_text_with_the_signs_takes_the_place_of_the_one_without_them_and_is_no_edit(
    commit: Commit, rows: Rows, make_post: Make
) -> None:
    commit(make_post(1, text=SIGNLESS, hashtags=(), signless=True, method="discovery"), at=NIGHT)
    commit(make_post(1, text=SIGNED, hashtags=()), at=NEXT)
    assert stored(rows) == (SIGNED, False, [], [])


def test_other_words_are_an_edit_whatever_the_interface_leaves_out(commit: Commit, rows: Rows, make_post: Make) -> None:
    commit(make_post(1, text=SIGNED, hashtags=()), at=NIGHT)
    commit(make_post(1, text=f"{SIGNLESS} juga", hashtags=(), signless=True, method="discovery"), at=NEXT)
    assert stored(rows) == (f"{SIGNLESS} juga", True, [SIGNED], [])


def test_of_one_numbered_version_the_longer_text_stands(commit: Commit, rows: Rows, make_post: Make) -> None:
    commit(make_post(1, text="Pilih hari\n• Sabtu", revision=1), at=NIGHT)
    commit(make_post(1, text="Pilih  hari", revision=1), at=NEXT)
    assert stored(rows)[:3] == ("Pilih hari\n• Sabtu", False, [])
    commit(make_post(1, text="Pilih", revision=2), at=LATER)
    assert stored(rows)[:3] == ("Pilih", True, ["Pilih hari\n• Sabtu"])


def test_white_space_of_one_numbered_version_is_no_edit(commit: Commit, rows: Rows, make_post: Make) -> None:
    commit(make_post(1, text="Pilih hari", revision=1), at=NIGHT)
    commit(make_post(1, text="Pilih  hari ", revision=1), at=NEXT)
    assert stored(rows)[1:3] == (False, [])


def test_a_reduced_answer_takes_neither_kind_nor_reference(commit: Commit, rows: Rows, make_post: Make) -> None:
    commit(make_post(1, text=WHOLE, kind="reply", reference="x:9"), at=NIGHT)
    commit(make_post(1, text=WHOLE, reduced=True), at=NEXT)
    (post,) = rows("posts")
    assert (post["kind"], post["reference"]) == ("reply", "x:9")


def test_terms_and_media_that_come_later_are_added_and_fewer_take_nothing_away(
    commit: Commit, rows: Rows, make_post: Make
) -> None:
    def told() -> tuple[list[str], int]:
        return sorted(row["value"] for row in rows("post_terms")), len(rows("post_media"))

    film = Media("video", "https://kota.example/1")
    one = make_post(1, text=WHOLE, hashtags=(), links=("https://t.co/a",))
    commit(one, at=NIGHT)
    commit(replace(one, coauthors=("dinkes",), media=(film,), links=("https://kota.example/b",)), at=NEXT)
    assert told() == (["dinkes", "https://kota.example/b"], 1)
    commit(replace(one, links=("https://t.co/a",)), at=LATER)
    assert told() == (["dinkes", "https://kota.example/b"], 1)
    assert stored(rows)[1] is False


PHOTO = Media("image", "https://cdn.example/1.jpg", "Foto lampu")
FILM = Media("video", "https://cdn.example/f.mp4")


@pytest.mark.parametrize(
    ("coauthors", "media", "kept"),
    [
        (("b", "c"), (Media("image", "https://cdn.example/2.jpg"),), ["https://cdn.example/2.jpg", "Foto lampu"]),
        (("b",), (Media("image"), FILM), [PHOTO.url, "Foto lampu", FILM.url, None]),
        (("c",), (PHOTO,), [PHOTO.url, "Foto lampu"]),
        (("b", "c"), (Media("file"), FILM), [PHOTO.url, "Foto lampu"]),
    ],
)
def test_what_comes_later_takes_away_no_coauthor_address_or_words_of_a_picture(
    commit: Commit, rows: Rows, make_post: Make, coauthors: tuple[str, ...], media: tuple[Media, ...], kept: list[str]
) -> None:
    one = make_post(1, text=WHOLE, hashtags=(), coauthors=("b",), media=(PHOTO,))
    commit(one, at=NIGHT)
    commit(replace(one, coauthors=coauthors, media=media), at=NEXT)
    assert [told for row in rows("post_media") for told in (row["url"], row["alt_text"])] == kept
    assert "b" in [row["value"] for row in rows("post_terms")]


@pytest.mark.parametrize("signless", [False, True])
def test_a_second_reduced_answer_takes_neither_kind_nor_reference(
    commit: Commit, rows: Rows, make_post: Make, *, signless: bool
) -> None:
    commit(make_post(1, text=f"@dinkes {CUT}", reduced=True, kind="quote", reference="x:9"), at=NIGHT)
    commit(make_post(1, text=CUT if not signless else f"dinkes {CUT}", reduced=True, signless=signless), at=NEXT)
    commit(make_post(1, text=f"@dinkes {CUT}", reduced=True), at=LATER)
    (post,) = rows("posts")
    assert (post["kind"], post["reference"], post["text_digest"][0]) == ("quote", "x:9", "~")


def test_a_change_dates_a_new_post_alone(commit: Commit, rows: Rows, make_post: Make) -> None:
    def held(post: Post) -> Any:
        commit(post, at=NEXT)
        return {row["post_id"]: row["published_at"] for row in rows("posts")}[post.post_id]

    first, second = (
        [make_post(n, published_at=NIGHT + i * HOUR, dated_by_change=True) for i in (1, 9)] for n in (1, 2)
    )
    assert [held(post) for post in (*first, make_post(1, published_at=NIGHT), first[1])] == [
        NIGHT + HOUR,
        NIGHT + HOUR,
        NIGHT,
        NIGHT,
    ]
    undated = make_post(2, published_at=None, published_precision="unknown")
    assert [held(post) for post in (undated, *second)] == [None, None, None]  # a feed's clock, until one item is new


def test_a_page_that_tells_the_request_s_clock_moves_no_date(commit: Commit, rows: Rows, make_post: Make) -> None:
    def dated(number: int, *told: tuple[str, datetime, str], kind: str = "article") -> Any:
        for days, (text, at, precision) in enumerate(told):
            one = make_post(number, kind=kind, text=text, published_at=at, published_precision=precision)
            commit(one, at=NIGHT + timedelta(days=days))
        return next(row["published_at"] for row in rows("posts") if row["post_id"] == f"x:{number}")

    days = [NIGHT + timedelta(days=n) for n in range(3)]
    assert dated(1, *(("Kabar", day, "second") for day in days)) == NIGHT
    assert dated(2, *(("Kabar", day - 17 * HOUR, "day") for day in days)) == NIGHT - 17 * HOUR
    assert dated(3, ("Kabar", NIGHT - 17 * HOUR, "day"), ("Kabar", NIGHT - HOUR, "second")) == NIGHT - HOUR
    assert dated(4, ("Kabar", NIGHT, "second"), ("Ralat", NEXT, "second")) == NEXT
    long_ago = NIGHT - timedelta(days=400)
    assert dated(5, ("Kabar", long_ago, "second"), ("Kabar", NIGHT - 100 * HOUR, "second")) == NIGHT - 100 * HOUR
    assert dated(6, *(("Kabar", day, "second") for day in days), kind="post") == days[2]


def test_the_true_day_of_an_article_takes_the_place_of_a_change(commit: Commit, rows: Rows, make_post: Make) -> None:
    told = {"kind": "article", "published_precision": "day"}
    commit(make_post(1, published_at=NIGHT, dated_by_change=True, **told), at=NIGHT)
    commit(make_post(1, published_at=NIGHT - timedelta(days=9), **told), at=NEXT)
    assert rows("posts")[0]["published_at"] == NIGHT - timedelta(days=9)


@pytest.mark.parametrize("method", ["feed", "wordpress", "selectors"])
def test_counters_that_an_earlier_version_stored_with_a_text_are_no_edit(
    commit: Commit, rows: Rows, make_post: Make, method: str
) -> None:
    told = {"kind": "article", "title": "Posko", "method": method}
    lines = "Dilihat 50 kali\n3 Komentar\n2 hari yang lalu"
    first, rest = BODY.split("\n")
    commit(make_post(1, text=f"{first}\n{lines}\n{rest}", **told), at=NIGHT)
    commit(make_post(1, text=BODY, **told), at=NEXT)
    assert stored(rows)[:3] == (BODY, False, [])
    commit(make_post(1, text=first, **told), at=LATER)
    assert stored(rows)[:3] == (first, True, [BODY])


@pytest.mark.parametrize(("words", "edited"), [("Posko dibuka", False), ("Posko ditutup", True)])
def test_a_clipping_of_the_press_with_a_counter_in_it_is_no_edit(
    commit: Commit, rows: Rows, make_post: Make, words: str, *, edited: bool
) -> None:
    told = {"kind": "article", "title": "Posko", "clipped": True}
    commit(make_post(1, text="Dilihat 50 kali\nPosko dibuka…", **told), at=NIGHT)
    commit(make_post(1, text=f"{words} bagi warga…", **told), at=NEXT)
    assert stored(rows)[:2] == (f"{words} bagi warga…", edited)
