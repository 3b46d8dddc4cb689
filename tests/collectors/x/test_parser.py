from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.erasure import Redaction
from collectors.errors import SourceChanged
from collectors.records import Forgotten, Media, Metrics, Post, RawPage, Reads
from collectors.x.erasure import REDACTORS
from collectors.x.parser import identify_posts, numbers_of, parse_answer, parse_stored, reads_of
from collectors.x.redact import minimise_answer

PAYLOADS = Path(__file__).parents[2] / "payloads" / "x"
MINIMAL = {"id": "5", "text": "Halo", "created_at": "2026-11-18T17:30:00.000Z"}


@pytest.fixture
def answer() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((PAYLOADS / "timeline.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture
def posts(answer: dict[str, Any]) -> dict[str, Post]:
    """The posts as they are parsed from what is stored, by kind; the edited one as ``edited``."""
    found = parse_answer(minimise_answer(answer), "Kominfobekasi").posts
    return {"edited" if post.url.endswith("04") else post.kind: post for post in found}


def parsed(**fields: Any) -> Post:
    return parse_answer({"data": [{**MINIMAL, **fields}]}, "Kominfobekasi").posts[0]


def test_a_long_post_is_whole_and_has_the_hashtags_of_its_whole_text(posts: dict[str, Post]) -> None:
    assert posts["post"].text == (
        "Pembayaran pajak kendaraan kini bisa dari rumah & loket tetap dibuka bagi yang membutuhkan bantuan petugas, "
        "dari pagi sampai sore. #PajakOnline #KotaCerdas"
    )
    assert posts["post"].hashtags == ("PajakOnline", "KotaCerdas")


def test_a_repost_has_its_full_text_and_no_interactions(posts: dict[str, Post]) -> None:
    assert posts["repost"].text == (
        "RT @dinkeskota: Imunisasi anak dibuka setiap hari Rabu di seluruh puskesmas kecamatan, bawa buku KIA dan "
        "kartu keluarga, pendaftaran: pukul 08.00 & tanpa antre"
    )
    assert posts["repost"].metrics == Metrics()
    assert posts["repost"].metrics.interactions is None
    assert posts["repost"].reference == "x:2000900000000000001"


def test_a_repost_whose_original_is_gone_keeps_what_x_shows(answer: dict[str, Any]) -> None:
    answer["includes"] = {}
    assert parse_answer(answer, "Kominfobekasi").posts[0].text.endswith("pendafta…")


def test_a_quote_is_the_offices_own_text_with_a_reference(posts: dict[str, Post]) -> None:
    assert posts["quote"].text == "Catat jadwalnya! https://t.co/aaa https://t.co/bbb"
    assert posts["quote"].reference == "x:2000900000000000002"


def test_a_reply_that_quotes_is_a_reply(posts: dict[str, Post]) -> None:
    assert posts["reply"].reference == "x:2000900000000000003"


def test_a_reply_does_not_name_whom_it_greets(answer: dict[str, Any], posts: dict[str, Post]) -> None:
    assert posts["reply"].text == "@[akun] Terima kasih, sudah kami teruskan."
    assert posts["reply"].mentions == ()
    reply = next(item for item in minimise_answer(answer)["data"] if item["text"].startswith("@[akun]"))
    assert "wargakota" not in json.dumps(reply)
    named = parse_answer(minimise_answer(answer, {"wargakota"}), "Kominfobekasi").posts
    assert next(post for post in named if post.kind == "reply").mentions == ("wargakota",)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://x.com/warga_satu/status/81", "https://x.com/i/status/81"),
        ("https://twitter.com/warga_satu?lang=id", "https://twitter.com/i"),
        ("https://x.com/WargaKota/status/81", "https://x.com/WargaKota/status/81"),
        ("https://x.com/i/status/81", "https://x.com/i/status/81"),
        ("https://kota.example/x.com/warga", "https://kota.example/x.com/warga"),
    ],
)
def test_a_link_in_a_reply_does_not_name_others(address: str, kept: str) -> None:
    urls = [{"url": "https://t.co/a", "expanded_url": address, "display_url": "x.com/warga_satu/…", "title": "Warga"}]
    item = {**MINIMAL, "text": "@warga_satu lihat https://t.co/a", "entities": {"urls": urls}}
    redacted = minimise_answer({"data": [item]}, {"wargakota"})
    assert parse_answer(redacted, "Kominfobekasi").posts[0].links == (kept,)
    assert "warga_satu" not in json.dumps(redacted)


def test_no_account_number_of_a_mentioned_person_is_stored() -> None:
    mention = {"username": "dinkeskota", "id": "770077"}
    kept = minimise_answer({"data": [{**MINIMAL, "entities": {"mentions": [mention]}}]})
    assert kept["data"][0]["entities"]["mentions"] == [{"username": "dinkeskota"}]


def test_an_edited_post_is_known_by_its_first_number_and_found_by_its_newest(posts: dict[str, Post]) -> None:
    assert posts["edited"].post_id == "x:2001000000000000002"
    assert posts["edited"].url == "https://x.com/Kominfobekasi/status/2001000000000000004"


def test_text_is_unescaped_exactly_once(posts: dict[str, Post]) -> None:
    assert posts["edited"].text == "Tarif < 5 ribu &amp; gratis untuk pelajar & lansia, ditulis &lt;resmi&gt;"


def test_interactions_are_likes_replies_reposts_and_quotes(posts: dict[str, Post]) -> None:
    assert posts["quote"].metrics == Metrics(likes=9, comments=2, shares=4, views=900)
    assert posts["quote"].metrics.interactions == 15


def test_nobody_reacting_is_zero_and_not_unknown(posts: dict[str, Post]) -> None:
    assert posts["edited"].metrics == Metrics(0, 0, 0, 0)


def test_a_count_that_x_does_not_tell_is_none(posts: dict[str, Post]) -> None:
    assert posts["reply"].metrics.views is None
    assert parsed().metrics == Metrics()


def test_moments_are_in_utc(posts: dict[str, Post]) -> None:
    assert posts["post"].published_at == datetime(2026, 11, 18, 17, 30, tzinfo=UTC)


def test_links_lead_where_they_end_and_leave_out_own_pictures(posts: dict[str, Post]) -> None:
    assert posts["quote"].links == (
        "https://x.com/wargakota/status/2000900000000000002",
        "https://layanan.example.go.id/jadwal",
    )
    assert posts["post"].links == ()


def test_media_are_counted_and_told_apart_without_buying_them(posts: dict[str, Post]) -> None:
    assert posts["post"].media == (Media("image"), Media("video"), Media("video"), Media("image"))


def test_bought_media_have_address_and_description(answer: dict[str, Any]) -> None:
    answer["includes"]["media"] = [
        {"media_key": "3_1", "type": "photo", "url": "https://pbs.example/1.jpg", "alt_text": "Loket pajak"},
        {"media_key": "7_2", "type": "video", "preview_image_url": "https://pbs.example/2.jpg"},
        {"media_key": "16_3", "type": "animated_gif"},
    ]
    assert parse_answer(answer, "Kominfobekasi").posts[-1].media == (
        Media("image", "https://pbs.example/1.jpg", "Loket pajak"),
        Media("video", "https://pbs.example/2.jpg"),
        Media("video"),
        Media("image"),
    )


def test_what_other_people_wrote_is_not_stored(answer: dict[str, Any]) -> None:
    body = json.dumps(minimise_answer(answer))
    assert "Lampu di depan rumah" not in body
    assert "tolong hubungi saya" not in body
    assert "author_id" not in body
    assert "Imunisasi anak dibuka" in body


def test_everything_that_may_be_billed_is_counted(answer: dict[str, Any]) -> None:
    assert reads_of(answer) == Reads(posts=8)
    assert reads_of({"data": {"id": "1"}}) == Reads(users=1)
    assert reads_of({"errors": []}) == Reads()
    assert reads_of({"includes": {"media": [{}], "users": [{}, {}]}}) == Reads(users=2, media=1)


def test_what_is_stored_parses_to_the_same_as_what_came(answer: dict[str, Any]) -> None:
    kept = RawPage("timeline", "https://api.twitter.com/", json.dumps(minimise_answer(answer, {"wargakota"})).encode())
    assert parse_stored(kept, "Kominfobekasi") == parse_answer(answer, "Kominfobekasi")


def test_only_a_look_up_proves_that_a_post_is_gone() -> None:
    gone = "https://api.twitter.com/2/problems/resource-not-found"
    closed = "https://api.twitter.com/2/problems/not-authorized-for-resource"
    errors = [
        {"parameter": "ids", "resource_id": "1", "type": gone},
        {"parameter": "ids", "resource_id": "2", "type": closed},
        {"parameter": "referenced_tweets.id", "resource_id": "3", "type": gone},
        {"parameter": "id", "resource_id": "4", "type": gone},
        {"title": "tanpa apa pun"},
    ]
    assert parse_answer({"errors": errors}, "Kominfobekasi").gone == ("x:1",)


def test_a_gone_post_is_named_by_its_identity_not_by_the_version_looked_up() -> None:
    error = {"parameter": "ids", "resource_id": "9", "type": "…/resource-not-found"}
    stored = identify_posts({"errors": [error, {"title": "lain"}]}, {"9": "x:7"})
    assert parse_answer(stored, "Kominfobekasi").gone == ("x:7",)
    assert identify_posts({"data": []}, {"9": "x:7"}) == {"data": []}


@pytest.mark.parametrize(
    "broken",
    [
        {"id": None},
        {"created_at": None},
        {"created_at": "kemarin"},
        {"text": None, "note_tweet": "x"},
    ],
)
def test_a_post_of_another_shape_costs_the_others_nothing(broken: dict[str, Any]) -> None:
    data = {**MINIMAL, **broken}
    if broken == {"id": None}:
        del data["id"]
    found = parse_answer({"data": [data, MINIMAL]}, "Kominfobekasi")
    assert (len(found.posts), len(found.unreadable)) == (1, 1)
    assert "\n" not in found.unreadable[0].why


def test_null_parts_are_as_good_as_absent_ones() -> None:
    bare = parsed(entities=None, attachments=None, referenced_tweets=None, note_tweet=None)
    assert (bare.kind, bare.hashtags, bare.media, bare.text) == ("post", (), (), "Halo")


@pytest.mark.parametrize(
    "odd",
    [
        {"referenced_tweets": [{"type": "replied_to", "id": "1"}], "text": None},
        {"referenced_tweets": [{"type": "retweeted"}]},
        {"referenced_tweets": ["?"]},
        {"entities": {"mentions": [{"id": "77"}]}},
        {"entities": ["?"]},
        {"note_tweet": ["?"]},
    ],
)
def test_a_post_that_cannot_be_minimised_costs_the_others_nothing_and_names_nobody(odd: dict[str, Any]) -> None:
    strange = {**MINIMAL, "id": "8", "text": "@sari_wulandari siap", **odd}
    kept = minimise_answer({"data": [strange, MINIMAL], "includes": {"tweets": [{"id": "1", "text": "RT"}]}})
    assert [item["id"] for item in kept["data"]] == ["8", MINIMAL["id"]]
    assert kept["data"][1] == MINIMAL
    assert "sari_wulandari" not in json.dumps(kept)
    found = parse_answer(kept, "Kominfobekasi")
    assert len(found.posts) + len(found.unreadable) == 2
    assert Redaction(REDACTORS)(
        RawPage("timeline", "u", json.dumps(kept).encode()), Forgotten(posts=frozenset({"x:9999"}))
    )


ODD_SIDES: dict[str, dict[str, Any]] = {
    "a number for a language": {"lang": 7},
    "no text in a hashtag": {"entities": {"hashtags": [{"tag": None}, {"tag": 5}, {}, None]}},
    "a list for entities": {"entities": ["x"]},
    "a list for counts": {"public_metrics": []},
    "a count below nothing": {"public_metrics": {"like_count": -1}},
    "a count beyond any number": {"public_metrics": {"like_count": 10**30}},
    "a number for a picture": {"attachments": {"media_keys": [7, None]}},
    "a reference without number": {"referenced_tweets": [{"type": "quoted"}]},
    "a word for references": {"referenced_tweets": "?"},
    "an address that is none": {"entities": {"urls": [{"expanded_url": "https://[x/"}, {"url": None}, {}]}},
    "half a character in an address": {"entities": {"urls": [{"expanded_url": "https://kota.example/\ud800"}]}},
    "a word for a long form": {"note_tweet": "x"},
    "a number for a long form's text": {"note_tweet": {"text": 5}},
    "a list for an article": {"article": ["x"]},
    "a word for versions": {"edit_history_tweet_ids": "5"},
    "a null among versions": {"edit_history_tweet_ids": [None]},
}


@pytest.mark.parametrize("odd", ODD_SIDES)
def test_an_odd_side_value_costs_itself_alone(odd: str) -> None:
    found = parse_answer({"data": [{**MINIMAL, "text": "Halo #Bekasi", **ODD_SIDES[odd]}]}, "Kominfobekasi")
    (post,) = found.posts
    assert (post.post_id, post.text, post.published_at) == (
        "x:5",
        "Halo #Bekasi",
        datetime(2026, 11, 18, 17, 30, tzinfo=UTC),
    )
    assert found.unreadable == ()
    assert post.metrics == Metrics()


@pytest.mark.parametrize(
    "odd", ["a count below nothing", "a list for entities", "a word for references", "an address that is none"]
)
def test_what_was_left_out_is_named(odd: str) -> None:
    assert parse_answer({"data": [{**MINIMAL, **ODD_SIDES[odd]}]}, "Kominfobekasi").left_out


def test_a_part_of_a_sum_is_not_the_sum() -> None:
    counts = {"retweet_count": 4, "quote_count": None, "like_count": "12"}
    assert parsed(public_metrics=counts).metrics == Metrics(likes=12, shares=4)
    assert parsed(public_metrics=counts | {"quote_count": -1}).metrics.shares is None


def test_a_post_without_a_date_is_dated_by_its_number() -> None:
    dated = parsed(id="2124699456107446272", created_at=None)
    assert dated.published_at == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("order", [1, -1])
def test_of_both_versions_of_a_post_the_newest_stands(order: int) -> None:
    versions = [
        {**MINIMAL, "id": n, "text": words, "edit_history_tweet_ids": ["5", "9"]}
        for n, words in (("5", "Salah"), ("9", "Ralat"))
    ]
    (post,) = parse_answer({"data": versions[::order]}, "Kominfobekasi").posts
    assert (post.post_id, post.text, post.url[-2:]) == ("x:5", "Ralat", "/9")


def test_a_long_post_has_the_tags_and_links_of_its_whole_text() -> None:
    cut = "Jadwal pelayanan keliling di semua kecamatan. " * 6
    own = {"expanded_url": "https://x.com/i/web/status/5", "url": "https://t.co/x"}
    whole = {
        "text": f"{cut} #BekasiKeren https://t.co/aa",
        "entities": {"hashtags": [{"tag": "BekasiKeren"}], "urls": [{"expanded_url": "https://bekasikota.go.id/a"}]},
    }
    post = parsed(text=f"{cut[:270]}… https://t.co/x", note_tweet=whole, entities={"urls": [own]})
    assert (post.hashtags, post.links) == (("BekasiKeren",), ("https://bekasikota.go.id/a",))
    assert post.reduced is False
    bare = parsed(text=f"{cut[:270]}… https://t.co/x", note_tweet={"text": whole["text"]}, entities={"urls": [own]})
    assert (bare.hashtags, bare.links) == (("BekasiKeren",), ())


def test_a_repost_has_the_tags_and_links_of_its_whole_original() -> None:
    original = {
        "id": "3",
        "text": "Imunisasi anak setiap hari Rabu …",
        "note_tweet": {
            "text": "Imunisasi anak setiap hari Rabu #BekasiSehat",
            "entities": {"hashtags": [{"tag": "BekasiSehat"}]},
        },
        "entities": {"urls": [{"unwound_url": "https://dinkes.example/jadwal"}]},
    }
    item = {**MINIMAL, "text": "RT @dinkes: Imunisasi anak…", "referenced_tweets": [{"type": "retweeted", "id": "3"}]}
    (post,) = parse_answer(minimise_answer({"data": [item], "includes": {"tweets": [original]}}), "Kominfobekasi").posts
    assert post.text == "RT @dinkes: Imunisasi anak setiap hari Rabu #BekasiSehat"
    assert (post.hashtags, post.links) == (("BekasiSehat",), ("https://dinkes.example/jadwal",))


def test_an_article_has_its_title_and_a_poll_its_choices() -> None:
    article = parsed(text="https://t.co/x", article={"title": "Menata Kota", "plain_text": "Kota kita tumbuh."})
    assert (article.title, article.text) == ("Menata Kota", "https://t.co/x\nKota kita tumbuh.")
    item = {**MINIMAL, "text": "Pilih hari", "attachments": {"poll_ids": ["1"]}}
    polls: list[dict[str, Any]] = [
        {"id": "1", "options": [{"label": "Sabtu", "votes": 3}, {"label": "Minggu"}]},
        {"id": "2", "options": []},
    ]
    (poll,) = parse_answer(minimise_answer({"data": [item], "includes": {"polls": polls}}), "Kominfobekasi").posts
    assert poll.text == "Pilih hari\n• Sabtu\n• Minggu"
    polls[0]["options"] = [{"position": 2, "label": "Minggu"}, {"label": "Lain"}, {"position": 1, "label": "Sabtu"}]
    (turned,) = parse_answer(minimise_answer({"data": [item], "includes": {"polls": polls}}), "Kominfobekasi").posts
    assert turned.text == "Pilih hari\n• Sabtu\n• Minggu\n• Lain"


@pytest.mark.parametrize("history", [["5", "7", "6"], ["7", "6", "5"], [None, "5", "7"]])
def test_an_edited_post_has_its_first_number_in_whatever_order_its_versions_stand(history: list[Any]) -> None:
    item = {**MINIMAL, "id": "7", "edit_history_tweet_ids": history}
    (post,) = parse_answer({"data": [item]}, "Kominfobekasi").posts
    assert post.post_id == "x:5"


@pytest.mark.parametrize("told", [None, [None], [{"type": None, "id": "5"}], [{"id": "5"}], "x"])
def test_a_repost_with_an_odd_reference_has_no_interactions_of_its_own(told: Any) -> None:
    item = {**MINIMAL, "text": "RT @dinkeskota: Imunisasi", "referenced_tweets": told}
    (post,) = parse_answer(minimise_answer({"data": [item]}), "Kominfobekasi").posts
    assert (post.kind, post.metrics) == ("repost", Metrics())


@pytest.mark.parametrize("name", ["resource_id", "value", "detail"])
def test_a_gone_post_is_found_wherever_x_names_it(name: str) -> None:
    told = "Could not find tweet with ids: [9]." if name == "detail" else "9"
    error = {"parameter": "ids", "title": "Not Found Error", "type": "…/resource-not-found", name: told}
    assert parse_answer(identify_posts({"errors": [error, None]}, {"9": "x:7"}), "Kominfobekasi").gone == ("x:7",)
    assert parse_answer({"errors": [error]}, "Kominfobekasi").gone == ("x:9",)


def test_a_page_tells_the_numbers_that_its_posts_do_not() -> None:
    page = {"data": [{"id": None, "text": "x"}, {"id": "8"}], "meta": {"newest_id": "9", "oldest_id": "7"}}
    assert sorted(numbers_of(page)) == [7, 8, 9]
    with pytest.raises(SourceChanged):
        numbers_of({"data": [{"text": "x"}]})


def test_an_answer_to_a_deleted_post_names_nobody_either() -> None:
    kept = minimise_answer(
        {"data": [{**MINIMAL, "text": "@sari_w Terima kasih", "entities": {"mentions": [{"username": "sari_w"}]}}]}
    )
    assert "sari_w" not in json.dumps(kept)


@pytest.mark.parametrize("told", [{"text": None}, {}, {"text": 7}, {"note_tweet": {"text": None}}])
def test_a_repeated_post_without_a_text_costs_the_repost_nothing(told: dict[str, Any]) -> None:
    item = {**MINIMAL, "text": "RT @dinas: A &amp; B…", "referenced_tweets": [{"type": "retweeted", "id": "4"}]}
    answer = minimise_answer({"data": [item], "includes": {"tweets": [{"id": "4", **told}]}})
    (post,) = parse_answer(answer, "Kominfobekasi").posts
    assert (post.kind, post.text, post.reference, post.reduced) == ("repost", "RT @dinas: A & B…", "x:4", True)


def test_an_articles_hashtags_count_and_its_words_are_unescaped() -> None:
    post = parsed(text="https://t.co/x", article={"title": "Kota &amp; Warga", "plain_text": "A &amp; B #KotaCerdas"})
    assert (post.title, post.text) == ("Kota & Warga", "https://t.co/x\nA & B #KotaCerdas")
    assert post.hashtags == ("KotaCerdas",)
