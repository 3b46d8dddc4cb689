from __future__ import annotations

import json
from typing import Any

import pytest

from collectors.errors import SourceChanged
from collectors.records import NOT_TOLD, ODD, RawPage
from collectors.side_values import SideValues
from collectors.youtube.parser import VIDEOS, parse_stored, parse_video


def video(**parts: Any) -> dict[str, Any]:
    snippet = {"publishedAt": "2026-11-16T03:00:00Z", "title": "Kabar", "description": "Isi #BekasiKeren"}
    return {"id": "abcdefghijk", "snippet": snippet | parts.pop("snippet", {}), **parts}


def shaped(height: object, width: object, duration: object, **snippet: str) -> dict[str, Any]:
    player, details = {"embedHeight": height, "embedWidth": width}, {"duration": duration}
    return video(player=player, contentDetails=details, snippet=snippet)


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (shaped("405", "720", "PT45S"), "video"),
        (shaped("720", "405", "PT45S"), "short"),
        (shaped("720", "720", "PT2M59S"), "short"),
        (shaped("720", "405", "PT3M1S"), "video"),
        (shaped("720", "405", "PT2M", publishedAt="2024-10-14T23:59:59Z"), "video"),
        (shaped("720", "405", "PT1M", publishedAt="2024-10-14T23:59:59Z"), "short"),
        (shaped("720", "405", "P1WT1S"), "video"),
        (shaped("405", "720", "P0D", liveBroadcastContent="upcoming"), "live"),
        (shaped("405", "720", "P0D", liveBroadcastContent="none"), "video"),
        (shaped("720", None, "PT45S"), "video"),
        (shaped("720", "0", "PT45S"), "video"),
        (shaped("720", "405", None), "video"),
        (shaped("720", "405", "P0D"), "video"),
        (shaped("720", "405", "seminggu"), "video"),
        (shaped("720", "405", "P" + "9" * 99 + "D"), "video"),
        (video(liveStreamingDetails={"actualStartTime": "2026-11-16T03:00:00Z"}), "live"),
        (video(liveStreamingDetails={"scheduledStartTime": "2026-11-16T03:00:00Z"}), "live"),
        (video(liveStreamingDetails={}), "video"),
        (video(liveStreamingDetails=[1]), "video"),
    ],
)
def test_a_kind_is_told_only_where_the_answer_proves_it(item: dict[str, Any], kind: str) -> None:
    assert parse_video(item, SideValues()).kind == kind


def test_hidden_counts_are_unknown_and_not_zero() -> None:
    shown = parse_video(video(statistics={"viewCount": "12"}), SideValues()).metrics
    assert (shown.views, shown.likes, shown.comments, shown.shares) == (12, None, None, None)
    assert parse_video(video(), SideValues()).metrics == NOT_TOLD


@pytest.mark.parametrize(
    "odd",
    [
        {"statistics": {"viewCount": "-1", "likeCount": True, "commentCount": 10**30}},
        {"statistics": "banyak", "contentDetails": 3, "player": None},
        {"snippet": {"defaultAudioLanguage": 7, "tags": "satu", "liveBroadcastContent": []}},
        {"snippet": {"description": None}},
        {"snippet": {"description": ["Isi"]}},
    ],
)
def test_an_odd_side_value_costs_itself(odd: dict[str, Any]) -> None:
    post = parse_video(video(**odd), SideValues())
    assert (post.post_id, post.title, post.metrics) == ("youtube:abcdefghijk", "Kabar", NOT_TOLD)


@pytest.mark.parametrize(
    "broken",
    [
        {"id": None},
        {"id": "../../../etc"},
        {"id": "abcdefghijk"},
        {"id": "abcdefghijk", "snippet": {"title": "Kabar", "publishedAt": None}},
        {"id": "abcdefghijk", "snippet": {"title": ["Kabar"], "publishedAt": "2026-11-16T03:00:00Z"}},
        {"id": "abcdefghijk", "snippet": {"title": "Kabar", "publishedAt": "kemarin"}},
    ],
)
def test_a_video_without_id_time_or_title_is_none(broken: dict[str, Any]) -> None:
    with pytest.raises(ODD):
        parse_video(broken, SideValues())


def test_terms_come_of_title_and_description() -> None:
    words = {
        "title": "#Kabar @kominfobekasi",
        "description": "Lihat https://bekasikota.go.id/a#b, tulis ke @wali.kota. #Kabar",
    }
    post = parse_video(video(snippet=words), SideValues())
    assert post.hashtags == ("Kabar",)
    assert post.mentions == ("kominfobekasi", "wali.kota")
    assert post.links == ("https://bekasikota.go.id/a#b",)


def test_an_entry_that_is_no_object_beside_videos_is_left_out() -> None:
    told = parse_stored(RawPage(VIDEOS, "", json.dumps({"items": [None, video(), 7]}).encode()), "kota")
    assert ([post.title for post in told.posts], told.unreadable, told.left_out) == (["Kabar"], (), ("items",))
    with pytest.raises(SourceChanged):
        parse_stored(RawPage(VIDEOS, "", b'{"items": [null]}'), "kota")
