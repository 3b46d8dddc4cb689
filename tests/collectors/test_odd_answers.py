"""Whatever becomes of one leaf of one answer of Meta or YouTube, a side value costs itself, a post costs itself.

Answers are recorded once at the stand-in, and then told from memory, with one leaf spoilt.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from collectors.errors import CollectorError, SourceChanged
from collectors.graph.client import GraphClient
from collectors.graph.errors import GraphError
from collectors.records import Post, Reads, Response
from collectors.request import Collector, Request
from collectors.youtube.client import Answer, YouTubeClient
from pipeline.demo.standin.server import (
    LAST_WEEK,
    NOW,
    FacebookComment,
    FacebookPost,
    InstagramComment,
    InstagramPost,
    StandIn,
    World,
    YouTubeComment,
    YouTubeVideo,
)
from tests.collectors.facebook.asking import commenting, eager
from tests.collectors.instagram.official.asking import INSIGHTS, official
from tests.collectors.limits import OpenLimits
from tests.collectors.test_lists_that_go_round import Of, official_comments
from tests.collectors.youtube.asking import collector_of, comments_of

REMOVED = object()
MUTATIONS: tuple[Any, ...] = (
    None,
    REMOVED,
    True,
    -1,
    3,
    2**70,
    1.5,
    "",
    "\ud800",
    "https://[x/",
    "\x00",
    [],
    {},
    [None],
    {"a": None},
)
GONE = {"error": {"code": 100, "error_subcode": 33, "message": "Unsupported get request"}}
Key = tuple[Any, ...]
Leaf = tuple[str | int, ...]


@dataclass
class Recorded:
    """Answers by request; once they are told from memory, one leaf of one of them is another."""

    answers: dict[Key, Any] = field(default_factory=dict)
    replaying: bool = False
    spoilt: Key | None = None
    leaf: Leaf = ()
    becomes: Any = None

    def of(self, key: Key, ask: Callable[[], Any]) -> Any:
        """Return an answer: asked for, and then from memory; None for what was never asked."""
        if not self.replaying:
            self.answers[key] = copy.deepcopy(ask())
        if key not in self.answers:
            return None
        told = copy.deepcopy(self.answers[key])
        return spoil(told, self.leaf, self.becomes) if key == self.spoilt else told

    def leaves(self) -> Iterator[tuple[Key, Leaf]]:
        """Yield each value of each answer."""
        for key, answer in self.answers.items():
            yield from ((key, leaf) for leaf in leaves(answer))


def leaves(value: Any, path: Leaf = ()) -> Iterator[Leaf]:
    steps = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for step in steps:
        yield (*path, step)
        yield from leaves(value[step], (*path, step))


def spoil(payload: Any, path: Leaf, becomes: Any) -> Any:
    place = payload
    for step in path[:-1]:
        place = place[step]
    if becomes is REMOVED:
        del place[path[-1]]
    else:
        place[path[-1]] = becomes
    return payload


def of_ids(wanted: dict[str, Any], asked: list[str] | None) -> dict[str, Any]:
    return wanted | {"id": ",".join(asked)} if asked else wanted


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """Let both clients tell what was recorded."""
    tape, ask_meta, ask_youtube = Recorded(), GraphClient.ask, YouTubeClient.ask

    def meta(self: GraphClient, limits: Any, path: str, **wanted: Any) -> Any:
        told = tape.of((path, *sorted(wanted.items(), key=str)), lambda: ask_meta(self, limits, path, **wanted))
        if told is None:
            raise GraphError(400, GONE)
        return told

    def youtube(self: YouTubeClient, limits: Any, resource: str, **wanted: Any) -> Any:
        asked = wanted.pop("id", "").split(",") if resource == "videos" else None  # any of those recorded
        key = (resource, *sorted(wanted.items(), key=str))
        told = tape.of(key, lambda: ask_youtube(self, limits, resource, **of_ids(wanted, asked)).body)
        if told is not None and not isinstance(told.get("items", []), list):
            raise SourceChanged("not asked for here", advice="update Pantau")  # as the client itself does
        return Answer({"items": []} if told is None else told, Reads(units=1))

    monkeypatch.setattr(GraphClient, "ask", meta)
    monkeypatch.setattr(YouTubeClient, "ask", youtube)
    return tape


def filled(world: World) -> World:
    """Let each platform show three posts of several kinds, with comments and answers."""
    world.meta_usage = 1
    for n, (kind, shape) in enumerate((("photo", "image"), ("album", "sidecar"), ("video", "video"))):
        at = LAST_WEEK + timedelta(hours=n)
        world.facebook.append(
            FacebookPost(
                message=f"Kabar {n} #bekasi", at=at, kind=kind, shares=n, reactions={"like": 3, "sad": 1},  # type: ignore[arg-type]  # of the three
                insights={"post_media_view": 70, "post_clicks": 4},
                comment_list=[
                    FacebookComment(text=f"Tanya {n} Budi", tagged=("Budi",), answers=[FacebookComment(text="Ya")])
                ],
            )
        )  # fmt: skip
        world.youtube.append(
            YouTubeVideo(
                title=f"Kabar {n}", at=at, live="ended" if n == 0 else "none",
                comment_list=[YouTubeComment(text=f"Tanya {n}", answers=[YouTubeComment(text="Ya")])],
            )
        )  # fmt: skip
        world.instagram.append(
            InstagramPost(
                caption=f"Kabar {n} #bekasi", at=at, kind=shape, insights=dict(INSIGHTS),  # type: ignore[arg-type]  # of the three
                comment_list=[InstagramComment(text=f"Tanya {n}", answers=[InstagramComment(text="Ya")])],
            )
        )  # fmt: skip
    return world


def read(collector: Collector, request: Request) -> tuple[dict[str, Post | Response], CollectorError | None]:
    """Return what a reading brought, by id, and the error with which it ended."""
    found, error = dict[str, Post | Response](), None
    pages = collector.pages(request, OpenLimits())
    try:
        for page in pages:
            found |= {post.post_id: post for post in page.parsed.posts}
            found |= {response.response_id: response for response in page.parsed.responses}
    except CollectorError as caught:
        error = caught
    return found, error


# Who, when and the words themselves, and how lists lead on; all else is a side value.
POST_ESSENTIAL = {
    "instagram": {"id", "permalink", "shortcode", "timestamp", "caption", "data", "media", "paging", "cursors", "after",
                  "next", "instagram_business_account", "username", "media_count"},
    "facebook": {"id", "created_time", "message", "data", "paging", "cursors", "after", "next"},
    "youtube": {"id", "contentDetails", "relatedPlaylists", "uploads", "snippet", "publishedAt", "title", "description",
                "videoId", "items", "channelId", "nextPageToken"},
}  # fmt: skip
COMMENT_ESSENTIAL = POST_ESSENTIAL["facebook"] | POST_ESSENTIAL["youtube"] | POST_ESSENTIAL["instagram"] | {
    "text", "textDisplay", "topLevelComment", "replies", "comments", "authorChannelId", "authorDisplayName", "value",
    "from", "parent", "message_tags", "name", "type", "offset", "length", "totalReplyCount", "access_token",
}  # fmt: skip
SIDE_PARTS = {"attachments", "children", "insights", "statistics", "status", "player", "liveStreamingDetails"}
CASES: dict[str, tuple[Of, set[str]]] = {
    "instagram": (official, POST_ESSENTIAL["instagram"]),
    "facebook": (eager, POST_ESSENTIAL["facebook"]),
    "youtube": (collector_of, POST_ESSENTIAL["youtube"]),
    "instagram comments": (official_comments, COMMENT_ESSENTIAL),
    "facebook comments": (commenting, COMMENT_ESSENTIAL),
    "youtube comments": (comments_of, COMMENT_ESSENTIAL),
}


def request_for(world: World, case: str) -> Request:
    if "comments" not in case:
        return Request(now=NOW)
    due = {"instagram": [f"instagram:{post.code}" for post in world.instagram],
           "facebook": [f"facebook:{post.id}" for post in world.facebook],
           "youtube": [f"youtube:{video.id}" for video in world.youtube]}  # fmt: skip
    known = {"page_id": world.facebook_account.native_id, "channel_id": world.youtube_account.native_id}
    return Request(now=NOW, posts_cursor=known, due=dict.fromkeys(due[case.split(maxsplit=1)[0]], ""))


def is_side(leaf: Leaf, essential: set[str]) -> bool:
    """Whether a leaf is no post or comment itself, and nothing that makes one."""
    return bool(SIDE_PARTS & set(leaf)) or not (isinstance(leaf[-1], int) or leaf[-1] in essential)


def kept(one: Post | Response) -> tuple[Any, ...]:
    return one.text, one.published_at


@pytest.mark.parametrize("case", CASES)
def test_an_odd_leaf_costs_at_most_itself(case: str, recorded: Recorded, standin: StandIn) -> None:
    of, essential = CASES[case]
    collector, request = of(filled(standin.world)), request_for(standin.world, case)
    whole, error = read(collector, request)
    assert error is None
    assert len(whole) == (6 if "comments" in case else 3)
    recorded.replaying = True
    assert read(collector, request) == (whole, None)
    texts = {key: kept(one) for key, one in whole.items()}
    wrong = list[str]()
    for place, (key, leaf) in enumerate(list(recorded.leaves())):
        for becomes in (MUTATIONS[place % len(MUTATIONS)], MUTATIONS[place // len(MUTATIONS) % len(MUTATIONS)]):
            recorded.spoilt, recorded.leaf, recorded.becomes = key, leaf, becomes
            told = f"{key[0]} {leaf} → {becomes!r:.20}"
            try:
                found, error = read(collector, request)
            except Exception as mistake:  # noqa: BLE001  # what a collector lets through is the finding
                wrong.append(f"{told}: {mistake!r:.100}")
                continue
            if is_side(leaf, essential) and (error or {key: kept(one) for key, one in found.items()} != texts):
                wrong.append(f"{told}: {error}, {len(found)} of {len(whole)}")
    assert wrong == []
