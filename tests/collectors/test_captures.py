"""Files of captures in the forms in which people have them, and whose an item is that names nobody."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import collectors.captures
from collectors.archive_file import Owner
from collectors.captures import CapturedPosts, CaptureFile, is_capture_file
from collectors.errors import ConfigError
from collectors.instagram.archives.captures import InstagramCaptures
from collectors.x.archives.captures import XCaptures

NUMBERS = ("2124246471275446272", "2124246471275449999")


def line(number: str = NUMBERS[0], **more: Any) -> dict[str, Any]:
    """Write a line with a post of the watched account on X."""
    core = {"user_results": {"result": {"rest_id": "77", "core": {"screen_name": "Kominfobekasi"}}}}
    legacy = {"id_str": number, "full_text": "Halo", "user_id_str": "77", **more.pop("legacy", {})}
    return {"source_platform": "x.com", "data": {"rest_id": number, "core": core, "legacy": legacy, **more}}


LINES = "".join(json.dumps(line(number)) + "\n" for number in NUMBERS)
FORMS: dict[str, bytes] = {
    "plain": LINES.encode(),
    "BOM and CRLF": b"\xef\xbb\xbf" + LINES.replace("\n", "\r\n").encode(),
    "UTF-16": LINES.encode("utf-16"),
    "gzip": gzip.compress(LINES.encode()),
    "gzip of UTF-16": gzip.compress(LINES.encode("utf-16")),
    "blank lines first": b"\n\r\n" + LINES.encode(),
    "a list": json.dumps([line(number) for number in NUMBERS], indent=1).encode(),
    "a packed list": gzip.compress(json.dumps([line(number) for number in NUMBERS]).encode()),
}


def read(path: Path) -> XCaptures:
    assert is_capture_file(path)
    captures = XCaptures(CaptureFile(path), Owner("Kominfobekasi"))
    assert [entry.post.text for entry in captures.entries()] == ["Halo"] * 2
    return captures


@pytest.mark.parametrize("form", FORMS)
def test_captures_are_read_in_whatever_form_they_were_saved(tmp_path: Path, form: str) -> None:
    (tmp_path / "z.ndjson").write_bytes(FORMS[form])
    assert not read(tmp_path / "z.ndjson").losses


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole + b'{"source_platform": "x.com", "da',
        lambda whole: b"null\n" + whole + b"null\n",
        lambda whole: gzip.compress(whole, mtime=0)[:-6],
        lambda whole: gzip.compress(whole) + b"no gzip",
        lambda whole: b"[" + whole.replace(b"\n", b",") + b'{"source_platform": ',
    ],
)
def test_what_is_cut_or_no_object_costs_itself(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    (tmp_path / "z").write_bytes(spoil(LINES.encode()))
    assert read(tmp_path / "z").losses


@pytest.mark.parametrize(
    "body", [b"", b"\x1f\x8b", gzip.compress(b"ustar", mtime=0), b"[]", b"id,text\n", b"window.YTD = [{"]
)
def test_what_holds_no_captures_is_not_read_as_one(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "z").write_bytes(body)
    assert not is_capture_file(tmp_path / "z")


@pytest.mark.parametrize("form", ["a list", "a packed list", "plain", "gzip"])
def test_a_file_that_is_or_unpacks_to_more_than_any_capture_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(collectors.captures, "MAX_BYTES", 300_000)
    lines = [json.dumps(line(number)) for number in NUMBERS * 2000]
    body = (f"[{','.join(lines)}]" if "list" in form else "\n".join(lines)).encode()
    (tmp_path / "z").write_bytes(body if form in ("a list", "plain") else gzip.compress(body))
    with pytest.raises(ConfigError, match="z is larger than 300,000 bytes; it was not read"):
        list(XCaptures(CaptureFile(tmp_path / "z"), Owner("Kominfobekasi")).entries())


@pytest.mark.parametrize("blank", ["{}\n" + "\n" * 400_000, "[{}" + " " * 400_000])
def test_blank_space_counts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    monkeypatch.setattr(collectors.captures, "MAX_BYTES", 300_000)
    (tmp_path / "z").write_bytes(gzip.compress(blank.encode()))
    with pytest.raises(ConfigError, match="z is larger than"):
        list(CaptureFile(tmp_path / "z").captures("x.com"))


def test_a_file_of_an_export_is_answered_with_what_to_give(tmp_path: Path) -> None:
    (tmp_path / "posts_1.json").write_text('[{"media": [{"uri": "a.jpg"}]}]', encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r"no capture of instagram\.com; give the \.ndjson of Zeeschuimer, or the ZIP"
    ):
        list(InstagramCaptures(CaptureFile(tmp_path / "posts_1.json"), Owner("diskominfobekasi")).entries())


# 4CAT recovers the writers of such items, too (digitalmethodsinitiative/4cat, datasources/twitter-import)
NOBODY: dict[str, Any] = {"core": {"user_results": {}}}
PICTURE = f"https://x.com/%s/status/{NUMBERS[1]}/photo/1"


@pytest.mark.parametrize(
    ("legacy", "own"),
    [
        ({}, True),
        ({"user_id_str": "5"}, False),
        ({"user_id_str": None, "extended_entities": {"media": [{"expanded_url": PICTURE % "Kominfobekasi"}]}}, True),
        ({"user_id_str": None, "entities": {"media": [{"expanded_url": PICTURE % "warga_satu"}]}}, False),
        ({"entities": {"media": [{"expanded_url": "https://x.com/warga_satu/status/5/video/1"}]}}, True),  # borrowed
        ({"entities": {"media": [{"expanded_url": PICTURE % "humas_lama"}]}}, True),  # of before it was renamed
        ({"entities": {"media": [{"expanded_url": PICTURE % "i"}]}}, True),
        ({"user_id_str": "5", "entities": {"media": [{"expanded_url": PICTURE % "Kominfobekasi"}]}}, False),
    ],
)
def test_a_post_on_x_without_its_writer_is_known_by_number_and_pictures(
    tmp_path: Path, legacy: dict[str, Any], own: bool
) -> None:
    lines = [line(NUMBERS[1], **NOBODY, legacy=legacy), line()]
    (tmp_path / "z").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    captures = XCaptures(CaptureFile(tmp_path / "z"), Owner("Kominfobekasi"))
    assert (len(list(captures.entries())), captures.others, captures.losses) == (1 + own, 1 - own, [])


@pytest.mark.parametrize(("name", "own"), [("Kominfobekasi", 1), ("humas_lama", 0), ("i", 0)])
@pytest.mark.parametrize("number", ["77", None])
def test_where_no_item_names_the_writer_a_post_is_told_or_known_by_its_picture(
    tmp_path: Path, name: str, own: int, number: str | None
) -> None:
    legacy = {"user_id_str": number, "entities": {"media": [{"expanded_url": PICTURE % name}]}}
    told = line(NUMBERS[1], **NOBODY, legacy=legacy)
    (tmp_path / "z").write_text(json.dumps(told), encoding="utf-8")
    captures = XCaptures(CaptureFile(tmp_path / "z"), Owner("Kominfobekasi"))
    assert len(list(captures.entries())) == own
    others = int(name == "humas_lama" and number is None)
    assert (captures.others, len(captures.losses)) == (others, 1 - own - others)


HOME, GRID = "https://www.instagram.com/", "https://www.instagram.com/diskominfobekasi/"
OWN, OTHER = {"pk": "4001", "id": "17841"}, {"pk": "9"}
NAMED = {**OWN, "username": "diskominfobekasi"}


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("item", "page", "own"),
    [
        ({"user": OWN}, HOME, None),
        ({"user": {"id": "4001"}}, HOME, None),
        ({"user": OTHER, "coauthor_producers": [OWN]}, HOME, None),
        ({"user": OTHER}, HOME, False),
        ({"user": OTHER, "_zs_instagram_view": "user_tagged"}, f"{GRID}tagged/", False),
        ({"user": OWN, "_zs_instagram_view": "user_reels"}, f"{GRID}reels/", True),
        ({"user": {}, "_zs_instagram_view": "user_posts"}, GRID, True),
        ({"user": OWN, "product_type": "story", "_zs_instagram_view": "user_posts"}, GRID, False),
        ({"user": {"id": "17841400000000000"}, "_zs_instagram_view": "user_posts"}, GRID, True),
        ({"owner": {"id": "7"}}, GRID, True),
        ({"owner": {"id": "7"}}, f"{GRID}reels/", True),
        ({"owner": {"id": "7"}}, f"{GRID}tagged/", False),
        ({"owner": {"id": "7"}}, HOME, False),
        ({"user": {"username": "kedai"}}, GRID, False),
        ({"user": NAMED, "product_type": "ad"}, GRID, True),
        ({"user": NAMED, "product_type": "ad"}, HOME, False),
        ({"user": {"username": "kedai"}, "product_type": "ad"}, GRID, False),
        ({"user": OTHER, "product_type": "ad"}, GRID, False),
    ],
)
def test_a_post_on_instagram_that_names_nobody_is_known_by_number_and_page(
    tmp_path: Path, item: dict[str, Any], page: str, own: bool | None, named: bool
) -> None:
    """The grid of reels tells only numbers (digitalmethodsinitiative/zeeschuimer#43)."""
    whole = {"pk": "3700000000000000001", "code": "DgEXUHTgAAA", "taken_at": 1795300000, "media_type": 1}
    known = {**whole, "code": "DgEXUHTgAAB", "user": {**OWN, "username": "diskominfobekasi"} if named else {}}
    told = [{"source_platform_url": page, "data": {**whole, **item}}, {"source_platform_url": GRID, "data": known}]
    path = tmp_path / "z"
    path.write_text("\n".join(json.dumps({"source_platform": "instagram.com", **one}) for one in told))
    captures: CapturedPosts = InstagramCaptures(CaptureFile(path), Owner("diskominfobekasi"))
    expected = named if own is None else own
    assert (len(list(captures.entries())), captures.others) == (1 + expected, 1 - expected)


def test_a_post_of_anothers_known_number_is_not_the_accounts_on_its_page_either(tmp_path: Path) -> None:
    whole = {"pk": "3700000000000000001", "taken_at": 1795300000, "media_type": 1}
    named = {**whole, "code": "DgEXUHTgAAA", "user": {**OTHER, "username": "kedai"}}
    told = [named, {**whole, "code": "DgEXUHTgAAB", "user": OTHER}]
    lines = [{"source_platform": "instagram.com", "source_platform_url": GRID, "data": item} for item in told]
    (tmp_path / "z").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    captures = InstagramCaptures(CaptureFile(tmp_path / "z"), Owner("diskominfobekasi"))
    assert (list(captures.entries()), captures.others) == ([], 2)


def test_of_the_captures_of_a_post_on_instagram_the_latest_is_kept_wherever_it_stands(tmp_path: Path) -> None:
    whole = {"pk": "3700000000000000001", "code": "DgEXUHTgAAA", "taken_at": 1795300000, "media_type": 1, "user": NAMED}
    lines = [
        {"source_platform": "instagram.com", "timestamp_collected": at, "data": {**whole, "like_count": likes}}
        for at, likes in ((1795400000000, 5), (1795500000000, 9), (1795450000000, 7))
    ]
    (tmp_path / "z").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (entry,) = InstagramCaptures(CaptureFile(tmp_path / "z"), Owner("diskominfobekasi")).entries()
    assert entry.post.metrics.likes == 9
