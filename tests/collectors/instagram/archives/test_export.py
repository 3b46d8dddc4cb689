"""Posts of an export, in every shape that Instagram has sent them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from collectors.archive_file import Archive, Entry, Owner
from collectors.instagram.archives.export import InstagramExport, page_of, parse_exported

OWN = {"profile_user": [{"string_map_data": {"Username": {"value": "diskominfobekasi"}}}]}
PLACE = "your_instagram_activity/media/posts_1.json"
AT = 1763264000
WORDS = "Posyandu – gratis 🌱 #BekasiSehat"
LINK = "https://www.instagram.com/reel/DgEXUHTgAAA/"


def mangled(words: str) -> str:
    return words.encode().decode("latin-1")


POST = {"media": [{"uri": "media/posts/a.jpg", "creation_timestamp": AT, "title": mangled(WORDS)}]}


def read(folder: Path, told: Any, place: str = PLACE, **more: Any) -> tuple[list[Entry], list[str]]:
    """Read an export with one file of posts: its entries and losses."""
    files: Mapping[str, Any] = {"personal_information.json": OWN, place: told, **more}
    with zipfile.ZipFile(folder / "ekspor.zip", "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content if isinstance(content, (str, bytes)) else json.dumps(content))
    with Archive.open(folder / "ekspor.zip") as archive:
        export = InstagramExport(archive, Owner("diskominfobekasi"))
        return list(export.entries()), list(export.losses)


def labels(*told: tuple[str, str], **more: Any) -> dict[str, Any]:
    """Write an item of the newest exports."""
    values = [{"label": mangled(label), "value": mangled(value)} for label, value in told]
    return {"timestamp": AT, "media": [], "label_values": values, **more}


@pytest.mark.parametrize(
    "label",
    ["Caption", "Keterangan", "Légende", "Bildunterschrift", "Pie de foto", "キャプション", "Sebutan tak dikenal"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_text_behind_labels_is_read_in_any_language_and_order(tmp_path: Path, label: str, *, turned: bool) -> None:
    item = labels((label, WORDS), ("URL", LINK), ("Lokasi", "Alun-alun Kota Bekasi yang panjang sekali namanya"))
    if turned:
        item["label_values"].reverse()
    (entry,), losses = read(tmp_path, [item])
    assert not losses
    assert (entry.post.text, entry.post.kind, entry.post.url) == (WORDS, "video", LINK)
    assert int(entry.post.published_at.timestamp()) == AT  # type: ignore[union-attr]
    assert entry.post.hashtags == ("BekasiSehat",)


def test_labels_within_labels_are_read_and_the_owner_is_no_text(tmp_path: Path) -> None:
    owner = {"title": "Owner", "dict": [{"dict": [{"label": "Username", "value": "DiskominfoBekasi"}]}]}
    time = {"label": "Creation time", "timestamp_value": AT}
    inner = {"title": "Media", "dict": [{"label": "Caption", "value": "Kabar"}], "media": [{"uri": "a.mp4"}]}
    (entry,), losses = read(tmp_path, [{"label_values": [owner, time, inner]}])
    assert not losses
    assert (entry.post.text, entry.post.kind, len(entry.post.media)) == ("Kabar", "video", 1)


def test_where_several_labels_may_be_the_text_that_is_noted(tmp_path: Path) -> None:
    (entry,), _ = read(tmp_path, [labels(("Alpha", "pendek"), ("Beta", "teks yang lebih panjang"))])
    assert entry.post.text == "teks yang lebih panjang"
    assert entry.left_out == ("label_values",)


@pytest.mark.parametrize("label", ["Caption", "Keterangan"])
@pytest.mark.parametrize("empty", ["", " ", None])
def test_a_post_whose_caption_is_empty_takes_no_other_label_for_it(
    tmp_path: Path, label: str, empty: str | None
) -> None:
    item = labels((label, ""), ("Dibuat dengan AI", "Salah"), ("URL", LINK))
    item["label_values"][0]["value"] = empty
    (entry,), losses = read(tmp_path, [item])
    assert (entry.post.text, entry.post.kind, entry.post.url, losses) == ("", "video", LINK, [])


EMPTY_WITHIN = {"title": "Media", "dict": [{"label": "Captions", "value": ""}]}


@pytest.mark.parametrize(
    "values",
    [
        [{"label": "Isi", "value": "Selamat pagi"}, EMPTY_WITHIN],
        [{"label": "Caption", "dict": [{"label": "Text", "value": "Selamat pagi"}]}],
        [{"label": "Caption", "value": "", "vec": [{"label": "Text", "value": "Selamat pagi"}]}],
        [{"label": "Caption"}, {"label": "Isi", "value": "Selamat pagi"}],
        [
            {"label": "Caption", "value": ""},
            {"title": "Media", "dict": [{"label": "Caption", "value": "Selamat pagi"}]},
        ],
        [
            {"label": "Isi", "value": "teks lain yang panjang"},
            {"dict": [{"label": "Caption", "value": "Selamat pagi"}]},
        ],
    ],
)
def test_an_empty_label_within_or_around_others_takes_no_text_away(tmp_path: Path, values: list[Any]) -> None:
    (entry,), losses = read(tmp_path, [{"timestamp": AT, "media": [], "label_values": values}])
    assert (entry.post.text, losses) == ("Selamat pagi", [])


def test_a_post_of_another_account_is_told_and_not_taken(tmp_path: Path) -> None:
    owner = {"title": "Pemilik", "dict": [{"label": "Nama pengguna", "value": "kedai_contoh"}]}
    item = labels(("Caption", "Kopi"))
    item["label_values"].append(owner)
    entries, losses = read(tmp_path, [item, POST])
    assert [entry.post.text for entry in entries] == [WORDS]
    assert ["another account" in loss and "kedai" not in loss for loss in losses] == [True]


@pytest.mark.parametrize(
    "folder", ["saved", "likes", "comments", "subscriptions", "ads_information", "threads", "past_instagram_insights"]
)
def test_files_of_the_same_names_elsewhere_hold_no_posts_of_the_account(tmp_path: Path, folder: str) -> None:
    others: dict[str, Any] = {f"your_instagram_activity/{folder}/posts.json": [labels(("Caption", "Milik orang lain"))]}
    entries, losses = read(tmp_path, [POST], **others)
    assert [entry.post.text for entry in entries] == [WORDS]
    assert not losses


@pytest.mark.parametrize(
    "told",
    [
        {"ig_posts_media": [POST]},
        {"posts": [POST]},
        {"0": POST},
        {"data": {"ig_posts": [POST]}},
        {"data": {"ig_post": POST}},
        [[POST]],
        [{"ig_post": POST}],
        POST,
        f"{json.dumps(POST)}\n",
        json.dumps([POST]).encode("utf-16"),
        "\ufeff" + json.dumps([POST]),
        json.dumps([POST]).replace(", ", ",\n"),
    ],
)
def test_posts_are_read_in_whatever_stands_around_them(tmp_path: Path, told: Any) -> None:
    (entry,), losses = read(tmp_path, told)
    assert (entry.post.text, losses) == (WORDS, [])


def test_several_objects_without_a_list_are_all_read_and_a_broken_end_is_told(tmp_path: Path) -> None:
    two = json.dumps(POST) + "\n" + json.dumps({**POST, "title": "Kedua"})
    assert len(read(tmp_path, two)[0]) == 2
    entries, losses = read(tmp_path, two[:-9])
    assert len(entries) == 1
    assert "breaks off" in losses[0]


@pytest.mark.parametrize("stamp", [AT, str(AT), float(AT), AT * 1000, str(AT * 1000)])
def test_a_time_is_read_as_number_or_text_in_seconds_or_milliseconds(tmp_path: Path, stamp: Any) -> None:
    (entry,), _ = read(tmp_path, [{"media": [{"uri": "a.jpg", "creation_timestamp": stamp, "title": "x"}]}])
    assert int(entry.post.published_at.timestamp()) == AT  # type: ignore[union-attr]


@pytest.mark.parametrize("media", [{"media": []}, {"media": None}, {}, {"media": ["a.jpg"]}, {"uri": "a.jpg"}])
def test_text_and_time_make_a_post_whatever_its_media(tmp_path: Path, media: dict[str, Any]) -> None:
    (entry,), losses = read(tmp_path, [{"title": "Teks saja", "creation_timestamp": AT, **media}])
    assert (entry.post.text, entry.post.kind, losses) == ("Teks saja", "image", [])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (mangled("Posyandu – 🌱") + " ✓", "Posyandu – 🌱 ✓"),
        ("Posyandu – 🌱", "Posyandu – 🌱"),
        ("Café é naïve", "Café é naïve"),
        (mangled("gratis – ya").replace("ya", "\ufffd"), "gratis – \ufffd"),
        ("dua\x01baris", "dua\x01baris"),
    ],
)
def test_an_odd_character_costs_itself_and_not_the_others(tmp_path: Path, written: str, shown: str) -> None:
    raw = json.dumps([{"media": [{"uri": "a.jpg", "creation_timestamp": AT, "title": written}]}]).replace(
        r"\u0001", "\x01"
    )
    (entry,), losses = read(tmp_path, raw)
    assert (entry.post.text, losses) == (shown, [])


def test_names_with_backslashes_are_folders_too(tmp_path: Path) -> None:
    (entry,), _ = read(tmp_path, [POST], place=PLACE.replace("/", "\\"))
    assert entry.post.text == WORDS


@pytest.mark.parametrize("name", ["media/Posts_1.JSON", "posts_1 (1).json", "aktivitas_anda/media/post_1.json"])
def test_no_file_of_posts_is_passed_over_for_its_name(tmp_path: Path, name: str) -> None:
    (entry,), losses = read(tmp_path, [POST], name)
    assert (entry.post.text, losses) == (WORDS, [])


@pytest.mark.parametrize("part", ["string_map_data", "string_list_data", "media_map_data"])
def test_a_list_of_something_else_is_no_loss_in_a_folder_of_any_name(tmp_path: Path, part: str) -> None:
    other: Any = [{"title": "lain", part: {"Waktu": {"timestamp": AT}}}]
    (entry,), losses = read(tmp_path, [POST], **{"aktivitas/disimpan/posts.json": other})
    assert (entry.post.text, losses) == (WORDS, [])


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_a_text_is_mended_however_often_its_bytes_became_characters(tmp_path: Path, times: int) -> None:
    words = WORDS
    for _ in range(times):
        words = mangled(words)
    (entry,), _ = read(tmp_path, [{"media": [{**POST["media"][0], "title": words}]}])
    assert entry.post.text == WORDS


@pytest.mark.parametrize(
    ("uri", "metadata", "kind"),
    [
        ("media/1.mp4?efg=1", None, "video"),
        ("media/1.JPG?x", {"video_metadata": {}}, "image"),
        ("media/1", {"video_metadata": None, "photo_metadata": {}}, "image"),
        ("media/1", {"video_metadata": {}, "photo_metadata": None}, "video"),
    ],
)
def test_a_film_is_told_in_spite_of_an_empty_metadatum(tmp_path: Path, uri: str, metadata: Any, kind: str) -> None:
    medium = {**POST["media"][0], "uri": uri, "media_metadata": metadata}
    (entry,), _ = read(tmp_path, [{"media": [medium]}])
    assert entry.post.kind == kind


def silent(name: str, **more: Any) -> dict[str, Any]:
    """Write a post without caption."""
    return {"media": [{"uri": f"media/posts/{name}.jpg", "creation_timestamp": AT, "title": ""}], **more}


def test_two_posts_without_caption_in_one_second_are_two_and_one_that_is_listed_twice_is_one(tmp_path: Path) -> None:
    entries, losses = read(tmp_path, [silent("a"), silent("b"), silent("a"), silent("b"), silent("c")])
    assert not losses
    names = [entry.post.post_id for entry in entries]
    assert names[:2] == names[2:4]
    assert len(set(names)) == 3
    raw, parsed = page_of(entries, "diskominfobekasi")
    assert [post.post_id for post in parse_exported(raw, "diskominfobekasi").posts] == names
    assert [post.post_id for post in parsed.posts] == names
    again, _ = read(tmp_path, [silent("a")])
    assert again[0].post.post_id == names[0]


@pytest.mark.parametrize("odd", [3, 1.5, -1, "kemarin", [], 2**70, None])
def test_of_several_times_the_first_that_can_be_one_counts(tmp_path: Path, odd: Any) -> None:
    times = [{"label": "Diubah", "timestamp_value": odd or 7}, {"label": "Dibuat", "timestamp_value": AT}]
    item = {"timestamp": odd, "media": [{"uri": "a.jpg", "creation_timestamp": odd}], "label_values": times}
    album = {**POST, "creation_timestamp": odd}
    entries, losses = read(tmp_path, [item, album])
    assert not losses
    assert [int(entry.post.published_at.timestamp()) for entry in entries] == [AT, AT]  # type: ignore[union-attr]
