"""Whatever becomes of one leaf of an answer, the post stands with its text and time, and nothing is an edit.

Each example is three looks at the same posts: as they are, with one leaf spoilt, and as they are again; and the other
way round, so that the spoilt look comes first.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from collectors.facebook.parser import POSTS as FACEBOOK_POSTS
from collectors.facebook.parser import parse_stored as parse_facebook
from collectors.instagram.official.parser import DISCOVERED, OWN, media_page
from collectors.instagram.parser import posts_page
from collectors.records import Page, RawPage
from collectors.x.parser import parse_stored, reads_of
from collectors.x.redact import minimise_answer
from collectors.youtube.parser import VIDEOS
from collectors.youtube.parser import minimise_answer as minimised_videos
from collectors.youtube.parser import parse_stored as parse_youtube
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from tests.pipeline.harvest.archives.archive_files import only_sqlite

PAYLOADS = Path(__file__).parents[2] / "payloads"
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
DAY = timedelta(days=1)
REMOVED = object()
MUTATIONS: tuple[Any, ...] = (
    None, REMOVED, True, -1, 3, 2**70, 1.5, "", "\ud800", "x" * 300, "https://[x/", "\x00", [], {}, [None], {"a": None},
)  # fmt: skip
Leaf = tuple[str | int, ...]
Pages = Callable[[Any], Page]

OFFICIAL = json.loads((PAYLOADS / "instagram" / "official.raw.json").read_text(encoding="utf-8"))["body"]["media"][:2]
SAMPLES: dict[str, Any] = {
    "x": json.loads((PAYLOADS / "x" / "timeline.json").read_text(encoding="utf-8")),
    "instagram": json.loads((PAYLOADS / "instagram" / "posts.json").read_text(encoding="utf-8")),
    OWN: OFFICIAL,
    DISCOVERED: OFFICIAL,
    "facebook": json.loads((PAYLOADS / "facebook" / "posts.raw.json").read_text(encoding="utf-8"))["body"][:2],
    "youtube": json.loads((PAYLOADS / "youtube" / "videos.raw.json").read_text(encoding="utf-8"))["body"]["items"],
}
ESSENTIAL = {
    # Who, when, and the words themselves; of an edited post also which it is the newest version of.
    "x": ("id", "text", "created_at", "edit_history_tweet_ids"),
    "instagram": ("code", "taken_at"),
    OWN: ("shortcode", "permalink", "timestamp"),
    DISCOVERED: ("shortcode", "permalink", "timestamp"),
    "facebook": ("id", "created_time"),
    "youtube": ("id", "title", "publishedAt"),
}
WORDS = ("text", "caption", "message", "description")


def x_page(answer: Any) -> Page:
    raw = RawPage("timeline", "https://api.twitter.com/2/users/1/tweets", json.dumps(minimise_answer(answer)).encode())
    return Page(raw, parse_stored(raw, "Kominfobekasi"), reads=reads_of(answer))


def instagram_page(nodes: Any) -> Page:
    return posts_page(nodes, "diskominfobekasi", since=None, cursor=None)


def official_page(kind: str) -> Pages:
    return lambda media: Page(*media_page(kind, "diskominfobekasi", None, media))


def facebook_page(nodes: Any) -> Page:
    raw = RawPage(FACEBOOK_POSTS, "https://www.facebook.com/1/posts", json.dumps(nodes).encode())
    return Page(raw, parse_facebook(raw, "diskominfobekasi"))


def youtube_page(items: Any) -> Page:
    answer = json.dumps(minimised_videos({"items": items})).encode()
    raw = RawPage(VIDEOS, "https://www.googleapis.com/youtube/v3/videos", answer)
    return Page(raw, parse_youtube(raw, "@contohkota"))


PAGES: dict[str, Pages] = {
    "x": x_page, "instagram": instagram_page, OWN: official_page(OWN), DISCOVERED: official_page(DISCOVERED),
    "facebook": facebook_page, "youtube": youtube_page,
}  # fmt: skip


def leaves(value: Any, path: Leaf = ()) -> Iterator[Leaf]:
    """Yield the path of each value within a payload, of objects and lists, too."""
    steps: Sequence[Any] = (
        list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for step in steps:
        yield (*path, step)
        yield from leaves(value[step], (*path, step))


def spoilt(payload: Any, path: Leaf, mutation: Any) -> Any:
    """Return a payload of which one value is another."""
    changed = copy.deepcopy(payload)
    place = changed
    for step in path[:-1]:
        place = place[step]
    if mutation is REMOVED:
        del place[path[-1]]
    else:
        place[path[-1]] = mutation
    return changed


def sides(platform: str) -> list[Leaf]:
    """The values that do not make a post: not the posts themselves, nor what is essential of them."""
    found = leaves(SAMPLES[platform])
    depth = 3 if platform == "x" else 2
    return [
        path
        for path in found
        if not (platform == "x" and len(path) > 1 and path[0] == "data" and len(path) < depth)
        and path != ("data",)
        and not (platform != "x" and len(path) < depth)
        and not any(name in path for name in ESSENTIAL[platform])
        and path[-1] != "snippet"
    ]


def look(connection: Connection, platform: str, payload: Any, night: int) -> None:
    provenance = Provenance(1, platform, NIGHT + night * DAY, ZoneInfo("Asia/Jakarta"))
    commit_page(connection, PAGES[platform](payload), provenance)


def told(connection: Connection) -> dict[str, tuple[str, str]]:
    rows = connection.execute(text("SELECT post_id, text, published_at FROM posts ORDER BY post_id"))
    return {row.post_id: (row.text, str(row.published_at)) for row in rows}


def coauthors(connection: Connection) -> list[str]:
    return list(connection.scalars(text("SELECT value FROM post_terms WHERE kind = 'coauthor' ORDER BY value")))


def edits(connection: Connection) -> int:
    counted = "SELECT (SELECT count(*) FROM posts WHERE edited_at IS NOT NULL) + (SELECT count(*) FROM post_versions)"
    return int(connection.execute(text(counted)).scalar_one())


@only_sqlite
@pytest.mark.parametrize("platform", PAGES)
@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_an_odd_leaf_costs_at_most_itself(engine: Engine, platform: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sides(platform)), label="leaf")
    # Other words in the place of words cannot be told from an edit.
    mutations = [one for one in MUTATIONS if path[-1] not in WORDS or not isinstance(one, str) or not one]
    mutation = data.draw(st.sampled_from(mutations), label="becomes")
    good = SAMPLES[platform]
    odd = spoilt(good, path, mutation)
    with engine.connect() as connection:
        upsert_sources(connection, [SourceRow(platform, platform, "a")])
        start_source(connection, start_run(connection, "harvest", "0", NIGHT), platform, NIGHT)
        look(connection, platform, good, 0)
        whole, together = told(connection), coauthors(connection)
        look(connection, platform, odd, 1)
        assert told(connection) == whole
        assert set(together) <= set(coauthors(connection)) or "username" in path
        assert edits(connection) == 0
        assert connection.execute(text("SELECT count(*) FROM unread_posts")).scalar_one() == 0
        connection.rollback()
        upsert_sources(connection, [SourceRow(platform, platform, "a")])
        start_source(connection, start_run(connection, "harvest", "0", NIGHT), platform, NIGHT)
        look(connection, platform, odd, 0)
        first = told(connection)
        assert {key: moment for key, (_, moment) in first.items()} == {
            key: moment for key, (_, moment) in whole.items()
        }
        look(connection, platform, good, 1)
        assert told(connection) == whole
        assert set(together) <= set(coauthors(connection)) or "username" in path
        assert edits(connection) == 0
        connection.rollback()
