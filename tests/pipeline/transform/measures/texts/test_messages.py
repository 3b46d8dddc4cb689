"""Messages across channels: linked for a reason, near in time, and in near-linear time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.transform.measures.texts.messages import Group, Message, address, link_messages
from pipeline.transform.measures.texts.shingles import share_contained

MONDAY = datetime(2026, 11, 16, 3, tzinfo=UTC)
CAPTION = (
    "Warga Jatiasih kini bisa menyetor minyak jelantah ke bank sampah terdekat setiap Sabtu pagi. Petugas menimbang, "
    "mencatat tabungan, dan menukarnya dengan sembako. Ajak tetangga, bawa wadah tertutup, dan datang sebelum siang."
)
TITLE = "Bank Sampah Jatiasih Terima Minyak Jelantah Warga"


def post(number: int, source: str, text: str = CAPTION, hours: float = 0, **also: Any) -> Message:
    made: dict[str, Any] = {
        "post_id": f"{source}:{number}",
        "source_id": source,
        "city": "Kota Bekasi",
        "published_at": MONDAY + timedelta(hours=hours),
        "exact": True,
        "url": f"https://contoh.go.id/{source}/{number}",
        "title": None,
        "text": text,
    }
    return Message(**made | also)


def linked(*posts: Message) -> list[list[tuple[str, str | None]]]:
    groups = link_messages(sorted(posts, key=lambda one: one.published_at))
    return [[(member.post.post_id, member.reason) for member in group.members] for group in groups]


def test_nearly_equal_texts_of_two_channels_are_one_message() -> None:
    shorter = CAPTION.split(" Ajak", maxsplit=1)[0] + " #BekasiKeren https://t.co/abc"
    assert linked(post(1, "ig"), post(2, "x", shorter, hours=3)) == [[("ig:1", None), ("x:2", "text")]]


def test_a_link_to_an_article_joins_whatever_the_words_and_the_order() -> None:
    article = post(1, "web", "Isi berita", url="https://www.contoh.go.id/berita/1/judul/", title="Judul")
    before = post(2, "x", "Segera hadir", hours=-5, links=("http://contoh.go.id/berita/1/judul?utm_source=x",))
    after = post(3, "ig", "Baca selengkapnya", hours=5, links=("https://contoh.go.id/berita/1/judul",))
    assert linked(article, before, after) == [[("x:2", None), ("web:1", "link"), ("ig:3", "link")]]


def test_a_title_that_a_caption_quotes_joins_it_whichever_came_first() -> None:
    article = post(1, "web", "KOTA BEKASI - Berita lain isinya.", title=TITLE)
    after = post(2, "ig", f"KABAR BAIK! {TITLE.upper()}. Simak di situs kami.", hours=2)
    before = post(3, "x", f"{TITLE}!", hours=-2)
    assert linked(article, after) == [[("web:1", None), ("ig:2", "title")]]
    assert linked(before, article) == [[("x:3", None), ("web:1", "title")]]


@pytest.mark.parametrize(
    "other",
    [
        post(2, "ig", hours=1),
        post(2, "x", hours=24 * 8),
        post(2, "x", city="Kota Lain"),
        post(2, "x", "Jadwal pemadaman lampu jalan malam ini di Rawalumbu, mohon maklum ya Sobat Patriot semuanya"),
    ],
    ids=["same channel", "a week later", "another city", "another text"],
)
def test_what_is_not_the_same_message_stays_apart(other: Message) -> None:
    assert linked(post(1, "ig"), other) == []


@pytest.mark.parametrize("text", ["", "Selamat pagi, warga Bekasi!", "\ud800", "😀" * 50, "#a #b #c"])
def test_short_or_empty_texts_are_no_message_of_their_own(text: str) -> None:
    assert linked(post(1, "ig", text), post(2, "x", text)) == []


def test_a_text_repeated_each_week_starts_anew_each_week() -> None:
    posts = [post(n, ("ig", "x")[n % 2], hours=24 * 5 * n) for n in range(6)]
    assert [len(group) for group in linked(*posts)] == [2, 2, 2]


def test_a_thread_of_one_channel_may_answer_several_posts_of_another() -> None:
    [group] = linked(post(1, "ig"), post(2, "x", hours=1), post(3, "x", hours=2))
    assert [name for name, _ in group] == ["ig:1", "x:2", "x:3"]


def test_addresses_are_compared_without_scheme_www_query_and_slash() -> None:
    assert address("https://www.Contoh.go.id/a/b/?x=1#y") == address("http://contoh.go.id/a/b")
    assert address("https://[rusak") == "https://[rusak"


def test_too_few_shingles_tell_nothing() -> None:
    assert share_contained(frozenset(range(5)), frozenset(range(5))) == 0
    assert share_contained(frozenset(range(10)), frozenset(range(5, 45))) == 0.5


def test_boilerplate_stays_near_linear() -> None:
    posts = [post(n, ("ig", "x")[n % 2], f"{CAPTION} Nomor {n}", hours=n / 60) for n in range(3000)]
    groups: list[Group] = list(link_messages(posts))
    assert sum(len(group.members) for group in groups) == 3000


def test_pairs_that_share_half_their_words_runs_are_nearly_all_found() -> None:
    chance = random.Random(7)
    words = [f"kata{n}" for n in range(5000)]
    posts = []
    for number in range(300):
        text = chance.choices(words, k=50)
        posts += [
            post(number, "ig", " ".join(text)),
            post(number, "x", " ".join([*text[:38], "lalu", "lain"]), hours=1),
        ]
    found = list(link_messages(sorted(posts, key=lambda one: one.published_at)))
    assert len(found) >= 295
    assert all(group.members[0].post.post_id[3:] == group.members[1].post.post_id[2:] for group in found)


def test_the_same_words_in_a_hundred_cities_hide_none_of_their_messages() -> None:
    posts = [post(n, source, city=f"Kota {n}", hours=lag) for n in range(100) for source, lag in (("ig", 0), ("x", 1))]
    assert len(linked(*posts)) == 100
