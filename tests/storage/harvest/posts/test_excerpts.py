"""An excerpt of an article, and the article that is held whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.storage.harvest.posts.test_held_texts import BODY, HOUR, NEXT, NIGHT, Commit, Make, Rows, stored

EXCERPT = "Posko dibuka bagi 1.200 warga. Pendaftaran […]"
RIGHTED = "Posko dibuka bagi 120 warga. Pendaftaran […]"


@pytest.mark.parametrize(
    ("nights", "text", "versions"),
    [
        ([BODY, EXCERPT, BODY], BODY, []),
        ([BODY, "Posko dibuka bagi 1.200 warga.Pendaftaran [...]"], BODY, []),
        ([f"Foto: warga\n{BODY}", EXCERPT], f"Foto: warga\n{BODY}", []),
        ([EXCERPT, BODY, EXCERPT], BODY, []),
        ([EXCERPT, EXCERPT.replace("Pendaftaran", "Pendaftaran sampai"), EXCERPT], EXCERPT[:-4] + " sampai […]", []),
        ([EXCERPT, RIGHTED, RIGHTED], RIGHTED, [EXCERPT]),
        ([BODY, RIGHTED], RIGHTED, [BODY]),
        ([BODY, BODY[:30]], BODY[:30], [BODY]),
    ],
)
def test_an_excerpt_tells_no_other_text_unless_its_words_are_other_ones(
    commit: Commit, rows: Rows, make_post: Make, nights: list[str], text: str, versions: list[str]
) -> None:
    for days, told in enumerate(nights):
        commit(make_post(1, kind="article", title="Posko", text=told), at=NIGHT + timedelta(days=days))
    assert stored(rows)[:3] == (text, bool(versions), versions)


@pytest.mark.parametrize("held", [BODY, EXCERPT])
def test_an_excerpt_with_another_title_is_an_edit_that_keeps_the_text(
    commit: Commit, rows: Rows, make_post: Make, held: str
) -> None:
    for title, text, at in (("Wali Kota ditahan", held, NIGHT), ("Ralat: diperiksa", EXCERPT, NEXT)):
        commit(make_post(1, kind="article", title=title, text=text), at=at)
    (post,), (version,) = rows("posts"), rows("post_versions")
    assert (post["title"], post["text"], version["title"]) == ("Ralat: diperiksa", held, "Wali Kota ditahan")


STORY = f"{BODY}\nBerkas dibawa sendiri.\nPetugas memeriksanya di tempat, dan antrean ditutup pada pukul tiga sore."
LEAD = "Posko dibuka bagi 1.200 warga."
PART = STORY[:110]


@pytest.mark.parametrize(
    "mark", ["…", " ...", " Read more", "\nBaca selengkapnya »", " (more…)", " Continue reading “Posko” →"]
)
def test_an_excerpt_with_another_mark_takes_the_place_of_no_whole_text(
    commit: Commit, rows: Rows, make_post: Make, mark: str
) -> None:
    for days, text in enumerate((PART + mark, STORY, PART + mark, STORY)):
        commit(make_post(1, kind="article", title="Posko", text=text, method="feed"), at=NIGHT + timedelta(days=days))
    assert stored(rows)[:3] == (STORY, False, [])


@pytest.mark.parametrize(
    ("method", "text"),
    [
        *(
            (method, PART + mark)
            for method in ("wordpress", "selectors", "trafilatura")
            for mark in ("…", " Read more")
        ),
        *(("feed", text) for text in (f"{LEAD[:-1]}…", "…", "Selengkapnya")),
    ],
)
def test_what_an_own_page_says_in_the_end_and_a_few_words_are_edits(
    commit: Commit, rows: Rows, make_post: Make, method: str, text: str
) -> None:
    for days, told in enumerate((STORY, text)):
        commit(make_post(1, kind="article", title="Posko", text=told, method=method), at=NIGHT + timedelta(days=days))
    assert stored(rows)[:3] == (text, True, [STORY])


@pytest.mark.parametrize(
    ("method", "told", "stays"),
    [
        ("feed", {"text": LEAD}, False),  # a single one
        ("feed", {"text": STORY[:-30]}, False),
        ("feed", {"text": "Ringkasan dari humas.", "summary": True}, True),
        ("feed", {"text": STORY.replace("1.200", "120"), "summary": True}, False),
        ("feed", {"text": "Ralat: posko batal."}, False),
        ("feed", {"text": f"{PART}…", "clipped": True}, False),
        ("selectors", {"text": LEAD}, False),
        ("wordpress", {"text": LEAD}, False),
        ("trafilatura", {"text": f"{STORY[:-30]} Selengkapnya."}, False),
    ],
)
def test_a_much_shorter_text_is_an_edit_but_for_a_summary(
    commit: Commit, rows: Rows, make_post: Make, method: str, told: dict[str, Any], *, stays: bool
) -> None:
    held = make_post(1, kind="article", title="Posko", text=STORY, method=method)
    commit(held, at=NIGHT)
    commit(replace(held, **told), at=NEXT)
    assert stored(rows)[:3] == ((STORY, False, []) if stays else (told["text"], True, [STORY]))


@pytest.mark.parametrize(("articles", "shortened", "edited"), [(1, 1, 1), (4, 1, 1), (4, 2, 2), (4, 3, 0), (2, 2, 0)])
def test_a_feed_of_beginnings_shows_more_than_one_and_more_than_it_shows_whole(
    commit: Commit, rows: Rows, make_post: Make, articles: int, shortened: int, edited: int
) -> None:
    long = [make_post(n, kind="article", title="Posko", text=STORY, method="feed") for n in range(articles)]
    commit(*long, at=NIGHT)
    commit(*(replace(post, text=LEAD) for post in long[:shortened]), *long[shortened:], at=NEXT)
    assert len(rows("post_versions")) == edited
    assert [row["text"] for row in rows("posts")].count(LEAD) == edited


def test_one_article_that_lost_its_second_half_beside_shorter_ones_was_edited(
    commit: Commit, rows: Rows, make_post: Make
) -> None:
    """The others are not twice as long as what it shows now."""
    long, *others = (
        make_post(n, kind="article", title="Posko", text=text, method="feed")
        for n, text in enumerate(["\n".join([STORY] * 3), STORY, STORY])
    )
    commit(long, *others, at=NIGHT)
    commit(replace(long, text=STORY), *others, at=NEXT)
    assert [row["text"] for row in rows("post_versions")] == [long.text]


@pytest.mark.parametrize("mark", [" […]", " Read more", ""])
def test_a_clock_beside_an_excerpt_moves_no_date(commit: Commit, rows: Rows, make_post: Make, mark: str) -> None:
    told = {"kind": "article", "title": "Posko", "method": "feed"}
    before = NIGHT - timedelta(days=9)
    commit(*(make_post(n, text=STORY * 2, published_at=before, **told) for n in range(2)), at=NIGHT)
    commit(*(make_post(n, text=PART + mark, published_at=NEXT - HOUR, **told) for n in range(2)), at=NEXT)
    assert {(row["text"], row["published_at"]) for row in rows("posts")} == {(STORY * 2, before)}
