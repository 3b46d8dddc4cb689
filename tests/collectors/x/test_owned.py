"""X read as its owner: the same posts, at the owner's price, second looks by windows, private counts where told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from collectors.errors import AuthFailed
from collectors.records import Reads
from collectors.x.owned import Window, windows_of
from pipeline.demo.standin.server import LAST_WEEK, NOW, Fault, World, XPost
from tests.collectors.conftest import Shelf
from tests.collectors.x.asking import hourly, texts
from tests.collectors.x.owning import given_token, owning

TIMELINE, LOOKUP = r"/users/\d+/tweets$", r"^/2/tweets$"
pytestmark = pytest.mark.usefixtures("standin")


def brought(shelf: Shelf) -> Reads:
    """Add up what all pages were counted as."""
    told = [page.reads for page in shelf.pages]
    return Reads(sum(r.posts for r in told), sum(r.users for r in told), owned=sum(r.owned for r in told))


@pytest.mark.parametrize(
    ("due", "stored", "windows"),
    [
        ([], [9, 8], []),
        ([9, 8], [9, 8, 7], [(7, 10, 2)]),
        ([9, 7], [9, 8, 7], [(8, 10, 1), (6, 8, 1)]),
        ([8, 5, 4], [9, 8, 6, 5, 4, 1], [(7, 9, 1), (3, 6, 2)]),
        ([3], [], [(2, 4, 1)]),
    ],
)
def test_windows_hold_the_due_posts_and_no_other_known_one(
    due: Sequence[int], stored: Sequence[int], windows: Sequence[tuple[int, int, int]]
) -> None:
    def addressed(numbers: Sequence[int]) -> Mapping[str, str]:
        return {f"x:{n}": f"https://x.com/a/status/{n}" for n in numbers}

    assert list(windows_of(addressed(due), addressed(stored))) == [Window(*window) for window in windows]


def test_an_address_may_have_a_query_and_one_without_a_number_costs_only_itself() -> None:
    due = {
        "x:8": "https://x.com/a/status/8?s=20",
        "x:odd": "https://x.com/a/status/",
        "x:5": "https://x.com/a/status/5",
    }
    assert list(windows_of(due, {"x:6": "https://x.com/a/status/6", "x:none": ""})) == [
        Window(7, 9, 1),
        Window(4, 6, 1),
    ]


def test_a_first_harvest_finds_the_same_posts_at_the_owners_price(world: World, shelf: Shelf, tmp_path: Path) -> None:
    world.x = hourly(30)
    shelf.fill(owning(given_token(world, tmp_path)), now=NOW)
    assert shelf.texts == texts(world.x)
    assert brought(shelf) == Reads(posts=30, users=1, owned=30)
    assert all(reads.owned <= reads.posts for reads in shelf.limits.reserved)
    assert {request.headers["authorization"] for request in world.asked("x")} == {f"Bearer {world.x_owner.access}"}


def test_what_a_post_refers_to_is_no_owned_read(world: World, shelf: Shelf, tmp_path: Path) -> None:
    other = XPost(text="Dari dinas lain", author="dinkesbekasi", at=LAST_WEEK)
    world.x = [XPost(kind="quote", ref=other, text="Baca ini", at=LAST_WEEK + timedelta(hours=1))]
    shelf.fill(owning(given_token(world, tmp_path)), now=NOW)
    assert brought(shelf) == Reads(posts=2, users=1, owned=1)


def test_due_posts_are_read_by_windows_and_nothing_is_looked_up(world: World, shelf: Shelf, tmp_path: Path) -> None:
    world.x = hourly(12)
    collector = owning(given_token(world, tmp_path))
    shelf.fill(collector, now=NOW)
    newest = sorted(shelf.posts, key=lambda key: int(key[2:]), reverse=True)
    for post in world.x:
        post.likes += 100
    shelf.next_day()
    before = len(shelf.pages)
    shelf.fill(collector, new=False, due=shelf.due(*newest[:4], *newest[6:8]), now=NOW + timedelta(days=1))
    assert world.asked("x", LOOKUP) == []
    assert [(page.reads.posts, page.reads.owned) for page in shelf.pages[before:]] == [(4, 4), (2, 2)]
    assert sum((post.metrics.likes or 0) >= 100 for post in shelf.posts.values()) == 6


def test_a_post_that_appears_late_between_due_ones_is_found(world: World, shelf: Shelf, tmp_path: Path) -> None:
    world.x = hourly(4)
    late, collector = world.x.pop(2), owning(given_token(world, tmp_path))
    shelf.fill(collector, now=NOW)
    world.x.append(late)
    shelf.next_day()
    shelf.fill(collector, new=False, due=shelf.due(*shelf.posts), now=NOW + timedelta(days=1))
    assert shelf.texts == texts(world.x)


def test_a_deleted_post_is_looked_up_because_only_that_proves_it(world: World, shelf: Shelf, tmp_path: Path) -> None:
    world.x = hourly(5)
    collector = owning(given_token(world, tmp_path))
    shelf.fill(collector, now=NOW)
    gone = world.x.pop(2)
    shelf.next_day()
    before = len(shelf.pages)
    shelf.fill(collector, new=False, due=shelf.due(*shelf.posts), now=NOW + timedelta(days=1))
    assert shelf.gone == {f"x:{gone.id}"}
    assert [request.query["ids"] for request in world.asked("x", LOOKUP)] == [gone.id]
    assert sum(page.reads.owned for page in shelf.pages[before:]) == 4


def test_a_window_of_posts_that_x_may_not_show_ends_no_second_look(world: World, shelf: Shelf, tmp_path: Path) -> None:
    world.x = hourly(8)
    collector = owning(given_token(world, tmp_path))
    shelf.fill(collector, now=NOW)
    newest = sorted(shelf.posts, key=lambda key: int(key[2:]), reverse=True)
    shelf.next_day()
    hidden = {"resource_type": "tweet", "title": "Authorization Error", "detail": "Sorry, you are not authorized."}
    body = json.dumps({"errors": [hidden], "meta": {"result_count": 0}})
    world.faults = [Fault(platform="x", path=TIMELINE, do="status", status=200, body=body)]
    shelf.fill(collector, new=False, due=shelf.due(newest[0], newest[4]), now=NOW + timedelta(days=1))
    assert sorted(shelf.today) == sorted([newest[0], newest[4]])  # each was looked up


@pytest.mark.parametrize("fault", [None, "omits_private"])
def test_private_counts_are_kept_where_told_and_are_absent_elsewhere(
    world: World, shelf: Shelf, tmp_path: Path, fault: str | None
) -> None:
    counts = {"impression_count": 900, "url_link_clicks": 0, "user_profile_clicks": 7}
    world.x = [
        XPost(text="Dengan klik", at=NOW - timedelta(days=2), private=counts),
        XPost(text="Tanpa klik", at=NOW - timedelta(days=3)),
        XPost(text="Terlalu tua", at=NOW - timedelta(days=29, hours=12), private=counts),
    ]
    collector = owning(given_token(world, tmp_path))
    shelf.fill(collector, now=NOW)
    assert all(post.insights == () for post in shelf.posts.values())
    world.faults = [Fault(platform="x", path=TIMELINE, do=fault)] if fault else []
    world.now = NOW + timedelta(days=1)
    shelf.next_day()
    shelf.fill(collector, new=False, due=shelf.due(*shelf.posts), now=world.now)
    assert {post.text: dict(post.insights) for post in shelf.posts.values()} == {
        "Dengan klik": counts,
        "Tanpa klik": {},
        "Terlalu tua": {},
    }
    assert world.asked("x", LOOKUP) == []
    assert len(shelf.today) == 3


def test_where_the_owners_price_is_no_lower_posts_are_looked_up(world: World, shelf: Shelf, tmp_path: Path) -> None:
    world.x = hourly(3)
    collector = owning(given_token(world, tmp_path), windows=False)
    shelf.fill(collector, now=NOW)
    shelf.next_day()
    shelf.fill(collector, new=False, due=shelf.due(*shelf.posts), now=NOW + timedelta(days=1))
    assert len(world.asked("x", LOOKUP)) == 1


def test_a_token_that_ends_in_the_night_is_renewed_and_nothing_is_lost(
    world: World, shelf: Shelf, tmp_path: Path
) -> None:
    world.x = hourly(130)
    world.faults = [Fault(platform="x", path=TIMELINE, do="unauthorized", nth=2)]
    shelf.fill(owning(given_token(world, tmp_path)), now=NOW)
    assert shelf.texts == texts(world.x)
    assert world.x_owner.given == 2


def test_a_token_near_its_end_is_renewed_before_anything_is_asked(world: World, shelf: Shelf, tmp_path: Path) -> None:
    world.x = hourly(3)
    shelf.fill(owning(given_token(world, tmp_path, NOW + timedelta(minutes=5))), now=NOW)
    assert [request.status for request in world.asked("x")] == [200, 200, 200]
    assert world.asked("x")[0].path == "/2/oauth2/token"


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ([("", "unauthorized")], "was revoked, or has expired; run: pantau login x"),
        ([("/oauth2/token", "token_revoked"), ("/tweets", "unauthorized")], "was revoked, or has expired"),
        ([("/tweets", "scope_missing")], "Missing required scope; give the app read access"),
    ],
)
def test_a_refused_token_is_one_plain_line(
    world: World, shelf: Shelf, tmp_path: Path, faults: Sequence[tuple[str, str]], words: str
) -> None:
    world.x = hourly(3)
    tokens = given_token(world, tmp_path)
    world.faults = [Fault(platform="x", path=path or r"/users/", do=do) for path, do in faults]
    error = shelf.fails(owning(tokens), now=NOW)
    assert isinstance(error, AuthFailed)
    assert words in str(error)
    assert "demo-" not in str(error)
    assert "X_BEARER_TOKEN" not in str(error)


def test_a_token_of_another_account_reads_nothing(world: World, shelf: Shelf, tmp_path: Path) -> None:
    world.x = hourly(3)
    error = shelf.fails(owning(given_token(world, tmp_path, user_id="42")), now=NOW)
    assert "another account's; log in at X as the account that is watched" in str(error)
    assert shelf.posts == {}
    asked = len(world.requests)
    shelf.fails(owning(given_token(world, tmp_path, user_id="42")), now=NOW)  # the account's number is known now
    assert len(world.requests) == asked
