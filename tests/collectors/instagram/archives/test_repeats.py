"""Exports since 2024 tell one history in several files, archived posts among them; each post is stored once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collectors.instagram.archives import repeats
from tests.collectors.instagram.archives.test_export import AT, mangled, read
from tests.watching import watched

FOLDER = "your_instagram_activity/media"
ALL, SHOWN, HIDDEN, REELS = (f"{FOLDER}/{name}.json" for name in ("posts", "posts_1", "archived_posts", "reels"))
WORDS = "Posyandu – gratis 🌱"


def shown(name: str, words: str = WORDS, at: int = AT) -> dict[str, Any]:
    return {"media": [{"uri": f"media/posts/{name}.jpg", "creation_timestamp": at, "title": mangled(words)}]}


def labelled(*names: str, words: str = WORDS, at: int = AT, folder: str = "posts") -> dict[str, Any]:
    address = "https://www.instagram.com/p/DgEXUHTgAAA/"
    values = [{"label": "Caption", "value": mangled(words)}, {"label": "URL", "value": address}]
    media = [{"uri": f"media/{folder}/{name}.jpg"} for name in names]
    return {"timestamp": at, "media": media, "label_values": values, "fbid": "18"}


def archived(*items: dict[str, Any]) -> dict[str, Any]:
    return {"ig_archived_post_media": [*items]}


@pytest.mark.parametrize("apart", [0, 1, 3, 900])
@pytest.mark.parametrize("words", [WORDS, ""])
def test_a_post_of_both_lists_is_one_with_what_either_tells(tmp_path: Path, apart: int, words: str) -> None:
    """The export holds ``posts.json`` beside ``posts_1.json`` (greg-randall/memento-mori#2)."""
    lists = {SHOWN: [shown("a", words, AT + apart)], ALL: [labelled("a", "b", words=words)]}
    (entry,), losses = read(tmp_path, lists[SHOWN], SHOWN, **{ALL: lists[ALL]})
    assert not losses
    assert (entry.post.text, entry.post.kind) == (words, "album")
    assert entry.post.url.endswith("/DgEXUHTgAAA/")


def test_a_post_whose_media_one_list_lacks_is_one(tmp_path: Path) -> None:
    (entry,), _ = read(tmp_path, [shown("a", at=AT + 2)], SHOWN, **{ALL: [labelled()]})
    assert (entry.post.text, entry.post.kind) == (WORDS, "image")


@pytest.mark.parametrize("folder", ["archived_posts", "posts"])
def test_archived_posts_are_no_public_ones_in_whatever_list_they_stand(tmp_path: Path, folder: str) -> None:
    hidden = labelled("x", words="Diarsipkan", at=AT + 60, folder=folder)
    told = archived(shown("x", "Diarsipkan", AT + 59))
    (entry,), losses = read(tmp_path, [labelled("a"), hidden], ALL, **{SHOWN: [shown("a")], HIDDEN: told})
    assert not losses
    assert entry.post.text == WORDS


def test_what_was_posted_again_after_its_first_picture_was_archived_stays(tmp_path: Path) -> None:
    words = "Jadwal pelayanan keliling pekan ini"
    told = archived(shown("wrong", words))
    (entry,), _ = read(tmp_path, [shown("right", words, AT + 900)], SHOWN, **{HIDDEN: told})
    assert entry.post.text == words


@pytest.mark.parametrize("words", ["", "Pagi", "Selamat pagi warga Bekasi semua"])
def test_two_posts_of_one_text_are_two_in_one_list_and_in_two(tmp_path: Path, words: str) -> None:
    reel = {"ig_reels_media": [shown("c", words, AT + 600)]}
    posts = [shown("a", words), shown("b", words, AT + 300)]
    entries, _ = read(tmp_path, posts, SHOWN, **{REELS: reel, f"{FOLDER}/posts_2.json": [shown("a", words, AT + 9000)]})
    assert len({entry.post.post_id for entry in entries}) == 4


LONG = "Selamat pagi warga Kota Bekasi semua"
HOURS = 8 * 3600


def nameless(words: str, at: int = AT) -> dict[str, Any]:
    """A post of whose medium no name is told."""
    return {"media": [{"creation_timestamp": at}], "title": mangled(words), "creation_timestamp": at}


@pytest.mark.parametrize(
    ("post", "reel"),
    [
        (nameless(""), nameless("", AT + 9000)),
        (nameless(LONG), nameless(LONG, AT + HOURS)),
        (shown("a", LONG), nameless(LONG, AT + HOURS)),
        (shown("a", LONG), nameless(LONG, AT + 600)),
        (shown("a", LONG), labelled(words=LONG, at=AT + HOURS)),
    ],
)
def test_posts_of_one_text_without_names_of_media_are_two(tmp_path: Path, post: Any, reel: Any) -> None:
    entries, losses = read(tmp_path, [post], SHOWN, **{REELS: {"ig_reels_media": [reel]}})
    assert (len(entries), losses) == (2, [])


@pytest.mark.parametrize(("words", "apart"), [("", 1), (LONG, 1), (LONG, 600)])
def test_a_post_without_names_of_media_in_both_lists_is_one(tmp_path: Path, words: str, apart: int) -> None:
    (entry,), _ = read(tmp_path, [nameless(words)], SHOWN, **{ALL: [nameless(words, AT + apart)]})
    assert entry.post.text == words


def test_each_list_tells_of_a_post_once(tmp_path: Path) -> None:
    two = [nameless(LONG), nameless(LONG, AT + 300)]
    entries, _ = read(tmp_path, [nameless(LONG, AT + 2)], SHOWN, **{ALL: two})
    assert len(entries) == 2


@pytest.mark.parametrize(("words", "apart"), [("", HOURS), (LONG, HOURS), (LONG, 600)])
def test_a_shown_post_is_not_left_out_for_the_text_of_an_archived_one(tmp_path: Path, words: str, apart: int) -> None:
    for earlier in (nameless(words), labelled(words=LONG)):
        again = [shown("b", words, AT + apart), nameless(words, AT + apart)]
        entries, _ = read(tmp_path, again, SHOWN, **{HIDDEN: archived(earlier)})
        assert len(entries) == 2


def test_posts_without_caption_are_compared_with_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = list[tuple[object, ...]]()
    monkeypatch.setattr(repeats, "is_same", watched(repeats.is_same, compared))
    found = repeats.Repeats(())
    for number in range(1000):
        kept = {"text": "", "at": AT + number * 9000, "media": [f"{number}.jpg"], "kinds": ["image"]}
        for file in (SHOWN, ALL):
            found.add(repeats.Told(file, kept))
    assert (len(list(found)), len(compared)) == (1000, 1000)
