from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from instaloader import Profile

from collectors.instagram.parser import listing_page, minimise_medium, parse_stored, posts_page, profile_page, terms_of
from collectors.records import Media, Metrics, Parsed, Post, RawPage

PAYLOADS = Path(__file__).parents[2] / "payloads" / "instagram"
ACCOUNT = "diskominfobekasi"
REMOVED = object()


@pytest.fixture
def nodes() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads((PAYLOADS / "posts.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture
def posts(nodes: list[dict[str, Any]]) -> list[Post]:
    """The image, the video and the album, as they are parsed from what is stored."""
    return list(posts_page(nodes, ACCOUNT, since=None, cursor=None).parsed.posts)


def test_kinds_are_told_apart(posts: list[Post]) -> None:
    assert [post.kind for post in posts] == ["image", "video", "album"]


def test_the_shortcode_is_the_identity_and_the_address(posts: list[Post]) -> None:
    assert posts[0].post_id == "instagram:DNcontohA1"
    assert posts[0].url == "https://www.instagram.com/p/DNcontohA1/"


def test_a_caption_is_taken_as_it_is_without_unescaping(posts: list[Post], nodes: list[dict[str, Any]]) -> None:
    assert posts[0].text == nodes[0]["caption"]["text"]
    nodes[0]["caption"]["text"] = "Ditulis &lt;begini&gt;"
    assert posts_page(nodes[:1], ACCOUNT, since=None, cursor=None).parsed.posts[0].text == "Ditulis &lt;begini&gt;"


def test_no_caption_is_an_empty_text(posts: list[Post]) -> None:
    assert posts[1].text == ""


def test_hashtags_mentions_and_links_are_found_in_the_caption(posts: list[Post]) -> None:
    assert posts[0].hashtags == ("LayananCepat", "KotaCerdas2026")
    assert posts[0].mentions == ("dukcapil.kota", "pak_camat")
    assert posts[0].links == ("https://layanan.example.go.id/ktp",)


@pytest.mark.parametrize("mail", ["tulis ke humas@kota.example", "a.@b", "@"])
def test_an_e_mail_address_is_no_mention(nodes: list[dict[str, Any]], mail: str) -> None:
    nodes[0]["caption"]["text"] = mail
    assert posts_page(nodes[:1], ACCOUNT, since=None, cursor=None).parsed.posts[0].mentions == ()


def test_moments_are_in_utc(posts: list[Post]) -> None:
    assert posts[0].published_at == datetime.fromtimestamp(1795140000, UTC)
    assert posts[0].published_precision == "second"


def test_counts_are_read_from_the_raw_fields(posts: list[Post]) -> None:
    assert posts[0].metrics == Metrics(likes=120, comments=7)
    assert posts[0].metrics.interactions == 127


def test_hidden_likes_are_unknown_and_not_zero(posts: list[Post]) -> None:
    assert posts[1].metrics == Metrics(likes=None, comments=0, views=None)
    assert posts[2].metrics == Metrics(likes=None, comments=3)


def test_views_stand_in_where_plays_are_not_told(nodes: list[dict[str, Any]]) -> None:
    nodes[1] |= {"play_count": None, "like_and_view_counts_disabled": False}
    assert posts_page(nodes, ACCOUNT, since=None, cursor=None).parsed.posts[1].metrics.views == 300


def test_a_pinned_post_says_so(posts: list[Post]) -> None:
    assert [post.pinned for post in posts] == [True, False, False]


def test_an_image_has_its_largest_picture_and_description(posts: list[Post]) -> None:
    assert posts[0].media == (Media("image", "https://cdn.example/1.jpg", "Foto antrean di loket"),)


def test_a_video_has_its_film(posts: list[Post]) -> None:
    assert posts[1].media == (Media("video", "https://cdn.example/2.mp4"),)


def test_a_video_whose_film_is_not_told_has_its_still(nodes: list[dict[str, Any]]) -> None:
    nodes[1]["video_versions"] = None
    media = posts_page(nodes, ACCOUNT, since=None, cursor=None).parsed.posts[1].media
    assert media == (Media("video", "https://cdn.example/2.jpg"),)


def test_an_album_has_each_of_its_parts(posts: list[Post]) -> None:
    assert posts[2].media == (
        Media("image", "https://cdn.example/3a.jpg"),
        Media("video", "https://cdn.example/3b.mp4"),
        Media("image"),
    )


def test_a_collaboration_names_the_other_accounts_whoever_leads(posts: list[Post]) -> None:
    assert posts[2].coauthors == ("pemkotbekasi", "humaskota")
    assert posts[0].coauthors == posts[1].coauthors == ()


def test_other_peoples_data_is_not_stored(nodes: list[dict[str, Any]]) -> None:
    body = posts_page(nodes, ACCOUNT, since=None, cursor=None).raw.body.decode()
    assert "warga." not in body
    assert "Kapan buka" not in body
    assert "Rumah warga" not in body
    assert "full_name" not in body
    assert "friendship" not in body
    assert set(json.loads(body)[0]["caption"]) == {"text", "created_at"}


def test_what_is_stored_parses_to_the_same_and_minimising_again_changes_nothing(nodes: list[dict[str, Any]]) -> None:
    page = posts_page(nodes, ACCOUNT, since=None, cursor=None)
    assert parse_stored(page.raw, ACCOUNT) == page.parsed
    assert [minimise_medium(node) for node in json.loads(page.raw.body)] == json.loads(page.raw.body)


def test_posts_from_before_the_wanted_history_are_left_out(nodes: list[dict[str, Any]]) -> None:
    since = datetime.fromtimestamp(1795136400, UTC)
    assert len(posts_page(nodes, ACCOUNT, since=since, cursor=None).parsed.posts) == 2


def test_a_listing_holds_codes_only_and_parses_to_nothing(nodes: list[dict[str, Any]]) -> None:
    page = listing_page(nodes, ACCOUNT, cursor={"mark": []})
    assert set(json.loads(page.raw.body)[0]) == {"code", "pk"}
    assert parse_stored(page.raw, ACCOUNT) == page.parsed == Parsed()
    assert page.cursor == {"mark": []}


def parsed_as_stored(*nodes: dict[str, Any]) -> Parsed:
    """Parse nodes as they are stored."""
    body = json.dumps([minimise_medium(node) for node in nodes]).encode()
    return parse_stored(RawPage("posts", "https://www.instagram.com/", body), ACCOUNT)


def test_a_post_without_a_code_costs_the_others_nothing(nodes: list[dict[str, Any]]) -> None:
    for odd in ({"code": None}, {"code": 7}, {"code": ""}):
        found = parsed_as_stored({**nodes[0], **odd}, *nodes[1:])
        assert (len(found.posts), len(found.unreadable)) == (len(nodes) - 1, 1)


@pytest.mark.parametrize("count", ["1.234", 2**70, -5, True, [1], {"a": 1}])
def test_what_is_no_count_is_unknown(nodes: list[dict[str, Any]], count: Any) -> None:
    found = parsed_as_stored({**nodes[0], "comment_count": count})
    assert found.posts[0].metrics == Metrics(likes=120)
    assert found.left_out == ("comment_count",)


def test_a_hidden_count_is_unknown_whatever_number_stands_there(nodes: list[dict[str, Any]]) -> None:
    found = parsed_as_stored({**nodes[0], "like_count": -1})
    assert (found.posts[0].metrics, found.left_out) == (Metrics(comments=7), ())
    flagged = parsed_as_stored({**nodes[1], "like_count": 3, "view_count": 9, "like_and_view_counts_disabled": True})
    assert flagged.posts[0].metrics == Metrics(comments=0)


ODD_SIDES: dict[str, dict[str, Any]] = {
    "a null among co-authors": {"coauthor_producers": [None]},
    "a word for co-authors": {"coauthor_producers": "x"},
    "a co-author without a name": {"coauthor_producers": [{"pk": 1}, {"username": 5}]},
    "a word for the user": {"user": "x"},
    "a word for pictures": {"image_versions2": "x"},
    "a null among pictures": {"image_versions2": {"candidates": [None, {"url": 5}]}},
    "a list for the type": {"media_type": [1]},
    "an unknown type": {"media_type": 99},
    "no type": {"media_type": None},
    "a null among parts": {"carousel_media": [None]},
    "a word for parts": {"carousel_media": "x"},
    "a number for a description": {"accessibility_caption": 4},
    "a word for pins": {"timeline_pinned_user_ids": "x"},
}


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"media_type": "8"}, "album"),
        ({"media_type": "2"}, "video"),
        ({"media_type": None, "product_type": "clips"}, "video"),
        ({"media_type": 99, "product_type": "igtv"}, "video"),
    ],
)
def test_a_kind_that_is_told_otherwise_is_the_same(
    nodes: list[dict[str, Any]], told: dict[str, Any], kind: str
) -> None:
    assert parsed_as_stored({**nodes[0], "carousel_media": None, **told}).posts[0].kind == kind


@pytest.mark.parametrize("code", ["a/../b", "", 5, None, "kode lain", "x" * 65])
def test_what_can_be_no_shortcode_is_told_and_names_no_address(nodes: list[dict[str, Any]], code: Any) -> None:
    found = parsed_as_stored({**nodes[0], "code": code})
    assert (found.posts, len(found.unreadable)) == ((), 1)


@pytest.mark.parametrize("odd", ODD_SIDES)
def test_an_odd_side_value_costs_itself_alone(nodes: list[dict[str, Any]], odd: str) -> None:
    (whole,) = parsed_as_stored(nodes[0]).posts
    found = parsed_as_stored({**nodes[0], **ODD_SIDES[odd]})
    (post,) = found.posts
    assert (post.text, post.published_at, post.hashtags) == (whole.text, whole.published_at, whole.hashtags)
    assert post.metrics == whole.metrics
    assert not found.unreadable
    again = posts_page([{**nodes[0], **ODD_SIDES[odd]}], ACCOUNT, since=None, cursor=None)
    assert json.loads(again.raw.body)[0]["caption"]["text"] == whole.text


@pytest.mark.parametrize("caption", ["x", 5, [], {"text": None}, {"text": 5}, {}])
def test_an_odd_caption_is_a_reduced_answer(nodes: list[dict[str, Any]], caption: Any) -> None:
    (post,) = parsed_as_stored({**nodes[0], "caption": caption}).posts
    assert (post.text, post.reduced) == ("", True)
    assert parsed_as_stored(nodes[0]).posts[0].reduced is False
    assert parsed_as_stored({**nodes[0], "caption": None}).posts[0].reduced is False


def test_the_time_is_found_wherever_a_post_tells_it(nodes: list[dict[str, Any]]) -> None:
    at = datetime.fromtimestamp(1795140000, UTC)
    since = datetime.fromtimestamp(1795130000, UTC)
    for odd in ("1795140000", None, "kemarin", 0, -1, 1795140000_000, 1795140000.5, 2**70, 99_999_999_999):
        node = {**nodes[0], "taken_at": odd}
        assert parsed_as_stored(node).posts[0].published_at == at
        assert len(posts_page([node], ACCOUNT, since=since, cursor=None).parsed.posts) == 1
    number = (1795140000_000 - 1_314_220_021_721) << 23
    assert (
        parsed_as_stored({**nodes[0], "taken_at": None, "caption": None, "pk": str(number)}).posts[0].published_at == at
    )
    assert parsed_as_stored({**nodes[0], "taken_at": None, "caption": None, "pk": "5"}).unreadable


@pytest.mark.parametrize(
    "key", ["caption", "like_count", "comment_count", "coauthor_producers", "user", "image_versions2", "play_count"]
)
def test_a_key_that_is_only_good_to_have_may_be_absent(nodes: list[dict[str, Any]], key: str) -> None:
    for node in nodes:
        node.pop(key, None)
    assert len(posts_page(nodes, ACCOUNT, since=None, cursor=None).parsed.posts) == 3


def test_a_caption_of_another_shape_stays_in_the_raw_page(nodes: list[dict[str, Any]]) -> None:
    page = posts_page([{**nodes[0], "caption": "Kerja bakti"}], "diskominfobekasi", since=None, cursor=None)
    assert (page.parsed.posts[0].reduced, page.parsed.left_out) == (True, ("caption",))
    assert b"Kerja bakti" in page.raw.body


def test_what_an_address_holds_is_no_hashtag_and_no_mention() -> None:
    links = "HTTPS://kota.go.id/a#berita dan https://tiktok.com/@kota"
    found = terms_of(f"Lihat {links}, AT&#39;T \uff03Bekasi #2026 @dinas.")
    assert found.hashtags == ("Bekasi", "2026")
    assert found.mentions == ("dinas",)
    assert found.links == ("HTTPS://kota.go.id/a#berita", "https://tiktok.com/@kota")


PROFILE_NODE = {
    "id": "4001", "pk": "4001", "username": "diskominfobekasi", "full_name": "Diskominfo", "biography": "x",
    "is_private": False, "follower_count": 900, "following_count": 7, "media_count": 30, "all_media_count": 30,
    "category": "Government", "external_url": "https://kota.example/",
}  # fmt: skip
COUNTED = {"follower_count": "followers", "following_count": "following", "media_count": "post_count"}


@pytest.mark.parametrize("odd", [REMOVED, None, True, -1, 2**70, 1.5, "", "30 rb", "\ud800", [], {}])
@pytest.mark.parametrize("name", [name for name in PROFILE_NODE if name not in ("id", "pk", "username")])
def test_an_odd_value_of_a_profile_costs_itself(name: str, odd: Any) -> None:
    node = {key: value for key, value in PROFILE_NODE.items() if key != name}
    node |= {} if odd is REMOVED else {name: odd}
    profile = Profile(None, Profile._normalize_profile_data(node))  # type: ignore[arg-type]  # it asks nothing
    profile._has_full_metadata = True
    page = profile_page(profile, "diskominfobekasi", cursor={})
    account = page.parsed.account
    assert account is not None
    told = {key: getattr(account, field) for key, field in COUNTED.items() if key != name}
    assert told == {key: PROFILE_NODE[key] for key in told}
    assert page.expected_total == account.post_count
