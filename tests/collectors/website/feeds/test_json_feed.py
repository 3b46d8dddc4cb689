"""JSON Feed is read as the feeds in XML are, whatever programs write around it; a side value costs itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.errors import SourceChanged, Unavailable
from collectors.records import Post, RawPage
from collectors.website.crawl.feed_text_crawl import parse_feed_texts
from collectors.website.parse.layout import ANY_PAGE, Layout
from storage.harvest.posts.held_texts import choose_text
from tests.collectors.website.feeds.test_feed import EIGHT, JAKARTA, first, lines, read
from tests.collectors.website.test_any_payload import ODD, ODD_TEXTS, Held, keeps, leaves, mutated

ADDRESS = "https://kota.example/1"
VERSION = "https://jsonfeed.org/version/1.1"
ITEM = {"id": "1", "url": ADDRESS, "title": "Judul", "content_html": "<p>Satu.</p><p>Dua.</p>"}
FEED: dict[str, Any] = {
    "version": VERSION,
    "title": "Kota",
    "items": [ITEM | {"date_published": "2026-11-23T08:00:00+07:00"}],
}
BODY = json.dumps(FEED)


def feed(**item: object) -> str:
    return json.dumps(FEED | {"items": [ITEM | item]})


def test_it_tells_title_text_and_date() -> None:
    item = first(BODY)
    assert (item.title, item.url, item.at, item.precision) == ("Judul", ADDRESS, EIGHT, "second")
    assert lines(item) == ["Satu.", "Dua."]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(FEED | {"version": "https://JSONFeed.org/version/1"}),
        json.dumps(FEED | {"version": 1.1}),
        json.dumps({"items": FEED["items"]}),
        json.dumps(FEED | {"items": {"0": FEED["items"][0], "2": None}}),
        json.dumps(FEED | {"items": [None, 7, {"id": 1}, FEED["items"][0]]}),
        json.dumps(FEED | {"items": [FEED["items"][0] | {"url": None, "id": ADDRESS}]}),
        json.dumps(
            FEED | {"items": [ITEM | {"url": "http://["}, FEED["items"][0] | {"url": "http://[", "id": ADDRESS}]}
        ),
        f"<br />\n<b>Notice</b>: Undefined index in feed.php on line 3<br />\n{BODY}",
        f"<br />\n{BODY}".replace("/", r"\/"),
        f"{BODY}\n<!-- cached -->",
        f"{BODY[:-2]},]}}",
        f"\n{BODY}",
        BODY.encode("utf-16"),
        b"\xef\xbb\xbf" + BODY.encode(),
    ],
)
def test_what_programs_get_wrong_around_the_items_costs_none_of_them(body: str | bytes) -> None:
    item = first(body)
    assert (item.title, item.url, item.at, lines(item)) == ("Judul", ADDRESS, EIGHT, ["Satu.", "Dua."])


@pytest.mark.parametrize(
    "texts",
    [
        {"content_html": " \n", "content_text": "Satu.\nDua."},
        {"content_html": "<p></p>", "content_text": "Satu.\nDua."},
        {"content_html": ["x"], "content_text": "Satu.\nDua.", "summary": "S"},
        {"content_html": None, "content_text": "<p>Satu.</p><p>Dua.</p>"},
        {"content_html": "&lt;p&gt;Satu.&lt;/p&gt;&lt;p&gt;Dua.&lt;/p&gt;"},
        {"content_html": None, "summary": "Satu.\nDua."},
        {"content_text": "Satu, dua, dan lebih panjang."},
    ],
)
def test_the_first_text_that_says_something_is_the_items(texts: dict[str, Any]) -> None:
    assert lines(first(feed(**texts))) == ["Satu.", "Dua."]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("A &amp; B\nC", ["A & B", "C"]),
        ("a <b\nC", ["a <b", "C"]),
        ("A & B\n\nC", ["A & B", "C"]),
        ("Elemen <div> dan <a href> diuji.\nB", ["Elemen <div> dan <a href> diuji.", "B"]),
        ("Baris <em>satu</em>.\nB?a=1&copy=2", ["Baris <em>satu</em>.", "B?a=1&copy=2"]),
        ("<b>BEKASI</b> - A\nB", ["BEKASI - A", "B"]),
    ],
)
def test_a_plain_text_keeps_its_lines_and_signs(text: str, read_as: list[str]) -> None:
    assert lines(first(feed(content_html=None, content_text=text))) == read_as


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("Tag &lt;strong&gt; dalam HTML", "Tag <strong> dalam HTML"),
        ("Pelatihan: tag <title> &amp; <meta>", "Pelatihan: tag <title> & <meta>"),
        ("Suhu < 5 &deg;C\nhari ini", "Suhu < 5 °C hari ini"),
    ],
)
def test_a_title_is_plain_text(title: str, read_as: str) -> None:
    assert first(feed(title=title)).title == read_as


@pytest.mark.parametrize("name", ["content_html", "content_text"])
@pytest.mark.parametrize("sign", ["<", "&lt;p ", "<a "])
def test_signs_without_end_are_read_to_their_end(name: str, sign: str) -> None:
    assert first(feed(**{"content_html": None, name: sign * 150_000})).html


@pytest.mark.parametrize(
    "told", [1795395600, 1795395600000, 1795395600.5, "1795395600", "Mon, 23 Nov 2026 08:00:00 +0700"]
)
def test_a_moment_is_read_in_every_spelling(told: object) -> None:
    item = first(feed(date_published=told))
    assert (item.at, item.precision) == (EIGHT, "second")


@pytest.mark.parametrize("told", [None, [], {}, True, 0, -1, 1e300, "", "0000-00-00T00:00:00Z", "1970-01-01T00:00:00Z"])
def test_a_moment_that_is_none_is_unknown_and_a_change_is_no_publication(told: object) -> None:
    item = first(feed(date_published=told, date_modified="2026-11-24"))
    assert (item.at, item.precision, item.changed_at) == (None, "unknown", datetime(2026, 11, 23, 17, tzinfo=UTC))


def test_the_clock_of_a_feed_is_no_date_and_midnight_in_all_items_is_a_day() -> None:
    def dated(*moments: str) -> list[tuple[datetime | None, str]]:
        items = [ITEM | {"url": f"{ADDRESS}{n}", "date_published": at} for n, at in enumerate(moments)]
        return [(item.at, item.precision) for item in read(json.dumps(FEED | {"items": items}))]

    assert dated(*["2026-11-23T08:00:00+07:00"] * 3) == [(None, "unknown")] * 3
    days = dated(*(f"2026-11-{day}T00:00:00+07:00" for day in (21, 22)))
    assert days == [(datetime(2026, 11, day, 17, tzinfo=UTC), "day") for day in (20, 21)]


@pytest.mark.parametrize(
    ("body", "error", "told"),
    [
        (BODY[:-20], Unavailable, "cut short"),
        (f"<br />{BODY[:-20]}", Unavailable, "cut short"),
        ("[" * 100_000, Unavailable, "cut short"),
        ('{"posts": []}', SourceChanged, "no JSON Feed"),
        ('{"items": [{"id": 1, "name": "kota"}]}', SourceChanged, "no JSON Feed"),
        ('[{"link": "https://kota.example/1"}]', SourceChanged, "no JSON Feed"),
        (json.dumps(FEED | {"items": [{"id": 1}]}), SourceChanged, "none of the 1 items"),
    ],
)
def test_json_that_is_no_feed_is_told(body: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        read(body)


# Whatever becomes of one value

WHOLE = {
    "version": VERSION,
    "title": "Kota",
    "home_page_url": "https://kota.example/",
    "authors": [{"name": "Humas", "url": "https://kota.example/humas"}],
    "items": [
        {
            "id": f"https://kota.example/{n}",
            "url": f"https://kota.example/{n}",
            "title": f"Judul {n}",
            "content_html": f"<p>Satu {n}.</p><p>Dua.</p>",
            "content_text": f"Satu {n}.\nDua.",
            "summary": "Ringkasan",
            "date_published": f"2026-11-23T08:00:0{n}+07:00",
            "date_modified": "2026-11-24T08:00:00+07:00",
            "tags": ["kota"],
            "author": {"name": "Humas"},
            "attachments": [{"url": "https://kota.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1}],
        }
        for n in (1, 2)
    ],
}
TEXTS = ("content_html", "content_text")


def posts_of(told: Any) -> dict[str, Post]:
    raw = RawPage("feed text", "https://kota.example/feed.json", json.dumps(told).encode())
    return {post.url: post for post in parse_feed_texts(raw, Layout(article_pattern=ANY_PAGE), JAKARTA)}


OF_SECOND = [path for path in leaves(WHOLE) if path != ("items",) and path[:2] != ("items", 0)]


@given(path=st.sampled_from(OF_SECOND), odd=st.sampled_from(ODD), removed=st.booleans())
def test_an_odd_value_costs_at_most_itself(path: tuple[Any, ...], odd: Any, removed: bool) -> None:
    whole, found = posts_of(WHOLE), posts_of(mutated(WHOLE, path, odd, removed=removed))
    first, second = (f"https://kota.example/{n}" for n in (1, 2))
    assert found[first] == whole[first]
    if path == ("items", 1):
        return
    if path[2:] == ("url",) and odd in ODD_TEXTS and not removed:  # another address may be another article
        return
    name = path[-1] if len(path) == 3 else ""
    assert name == "date_published" or found[second].published_at == whole[second].published_at
    if name in (*TEXTS, "title") and odd in ODD_TEXTS and not removed:  # other words are other words
        return
    assert found[second].text == whole[second].text
    keeps(whole[second], found[second])
    assert not choose_text(whole[second], Held.of(found[second])).edited


@pytest.mark.parametrize("night", [{"content_html": "<p>Satu. [&hellip;]</p>"}, {"content_html": 7}])
def test_an_excerpt_never_takes_the_place_of_a_whole_text(night: dict[str, Any]) -> None:
    cut = ITEM | {"content_html": None} | night
    (before,), (after,) = (posts_of(FEED | {"items": [item]}).values() for item in (ITEM, cut))
    keeps(before, after)
    later = choose_text(before, Held.of(after))
    assert (later.post.text, later.edited) == (before.text, False)


@pytest.mark.parametrize(
    "righted",
    [
        {"content_html": "<p>120 warga [&hellip;]</p>"},
        {"content_html": None, "summary": "120 warga"},
        {"title": "Ralat"},
    ],
)
def test_a_corrected_excerpt_is_an_edit(righted: dict[str, Any]) -> None:
    excerpt = ITEM | {"content_html": "<p>1.200 warga [&hellip;]</p>"}
    (before,), (after,) = (posts_of(FEED | {"items": [item]}).values() for item in (excerpt, excerpt | righted))
    chosen = choose_text(after, Held.of(before))
    assert (chosen.edited, chosen.post.title, chosen.post.text) == (True, after.title, after.text)


def test_an_item_that_tells_no_more_than_its_change_is_dated_by_it_for_the_time_being() -> None:
    items = [ITEM | {"date_modified": "2026-11-24T08:00:00Z"}, FEED["items"][0]]
    (changed,), (told,) = (posts_of(FEED | {"items": [item]}).values() for item in items)
    assert (changed.published_at, changed.dated_by_change) == (datetime(2026, 11, 24, 8, tzinfo=UTC), True)
    assert (told.published_at, told.dated_by_change) == (EIGHT, False)


def test_of_several_items_of_an_article_the_first_with_a_text_counts() -> None:
    newest, older = ({"content_html": f"<p>{words}</p>"} for words in ("Diralat.", "Lama."))
    empty = {"content_html": None}
    for told in ((newest, older), (newest, empty), (empty, newest, older)):
        (post,) = posts_of(FEED | {"items": [ITEM | item for item in told]}).values()
        assert post.text == "Diralat."
