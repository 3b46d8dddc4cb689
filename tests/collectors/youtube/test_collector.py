from __future__ import annotations

from datetime import timedelta
from itertools import islice

import pytest

import collectors.youtube.collector
import collectors.youtube.cursor
from collectors.errors import (
    AccountGone,
    AuthFailed,
    CollectorError,
    Incomplete,
    QuotaSpent,
    RateLimited,
    SourceChanged,
    Unavailable,
)
from collectors.records import NOT_TOLD, Reads
from collectors.youtube.collector import YouTubeCollector
from collectors.youtube.cursor import gaps_of
from pipeline.demo.standin.server import LAST_WEEK, NOW, Fault, World, YouTubeVideo
from tests.collectors.conftest import Shelf
from tests.collectors.youtube.asking import LOOK_UPS, UPLOADS, collector_of, hourly, ids

DAY = timedelta(days=1)


def units(shelf: Shelf, first: int = 0) -> int:
    return sum(page.reads.units for page in shelf.pages[first:])


def test_a_first_run_takes_a_unit_for_the_channel_and_two_for_fifty_videos(
    world: World, collector: YouTubeCollector, shelf: Shelf
) -> None:
    world.youtube = hourly(120)
    pages = shelf.fill(collector, now=NOW)
    assert set(shelf.posts) == ids(world)
    assert units(shelf) == 1 + 3 + 3 == len(world.requests)
    assert shelf.limits.reserved == [Reads(units=2)] * 7
    assert shelf.account is not None
    assert (shelf.account.followers, shelf.account.post_count) == (1_230, 120)
    assert pages[0].expected_total == 120


def test_a_quiet_night_takes_two_units_and_one_with_five_videos_three(
    world: World, collector: YouTubeCollector, shelf: Shelf
) -> None:
    world.youtube = hourly(120)
    shelf.fill(collector, now=NOW)
    before = len(shelf.pages)
    shelf.next_day()
    shelf.cursor = {**shelf.cursor, "refreshed": (NOW + DAY).date().isoformat()}  # the look at old ones apart
    shelf.fill(collector, now=NOW + DAY)
    assert units(shelf, before) == 2
    before = len(shelf.pages)
    shelf.next_day()
    world.youtube += hourly(5, first=120)
    shelf.cursor = {**shelf.cursor, "refreshed": (NOW + 2 * DAY).date().isoformat()}
    shelf.fill(collector, now=NOW + 2 * DAY)
    assert units(shelf, before) == 3
    assert set(shelf.posts) == ids(world)


def test_the_key_goes_in_a_header_and_stands_in_no_address_and_no_page(
    world: World, collector: YouTubeCollector, shelf: Shelf
) -> None:
    world.youtube = hourly(3)
    pages = shelf.fill(collector, now=NOW)
    assert {request.headers["x-goog-api-key"] for request in world.requests} == {world.youtube_key}
    assert all(world.youtube_key not in f"{request.path}{request.query}" for request in world.requests)
    assert all(world.youtube_key.encode() not in page.raw.body + page.raw.url.encode() for page in pages)


def test_every_stored_video_is_read_again_within_a_month(
    world: World, collector: YouTubeCollector, shelf: Shelf
) -> None:
    world.youtube = hourly(60)
    shelf.fill(collector, now=NOW)
    seen = set[str]()
    for night in (1, 2, 3, 10, *range(11, 26)):  # some nights are missed
        shelf.next_day()
        pages = shelf.fill(collector, now=NOW + night * DAY)
        seen.update(post.post_id for page in pages for post in page.parsed.posts)
    assert seen == ids(world)


def test_a_deleted_and_a_private_video_are_believed_gone_on_a_second_day(
    world: World, collector: YouTubeCollector, shelf: Shelf
) -> None:
    world.youtube = hourly(4)
    shelf.fill(collector, now=NOW)
    world.youtube[0].state, world.youtube[1].state = "deleted", "private"
    lost = {f"youtube:{video.id}" for video in world.youtube[:2]}
    late = (NOW + DAY).replace(hour=23, minute=50)
    for now, gone in ((late, set()), (late + DAY / 48, set()), (late + DAY / 2, lost)):
        shelf.next_day()
        pages = shelf.fill(collector, now=now, due=shelf.due(*shelf.posts))
        assert any("2 videos cannot be found" in (page.note or "") for page in pages) is not bool(gone)
        assert shelf.gone == gone
    world.youtube[0].state = "public"
    shelf.next_day()
    pages = shelf.fill(collector, now=NOW + 3 * DAY)
    assert world.youtube[0].title in [post.title for page in pages for post in page.parsed.posts]


def test_an_answer_that_tells_nothing_at_all_proves_nothing(
    world: World, collector: YouTubeCollector, shelf: Shelf
) -> None:
    world.youtube = hourly(4)
    shelf.fill(collector, now=NOW)
    world.faults = [Fault(platform="youtube", path=LOOK_UPS, do="tells_nothing")]
    for day in (1, 2, 3):
        shelf.next_day()
        assert isinstance(shelf.fails(collector, now=NOW + day * DAY, due=shelf.due(*shelf.posts)), Incomplete)
    assert shelf.gone == set()


def test_a_walk_that_died_goes_down_to_the_old_mark(
    world: World, shelf: Shelf, collector: YouTubeCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.youtube.collector, "PAGE_SIZE", 5)
    world.youtube = hourly(10)
    shelf.fill(collector)
    world.youtube += hourly(15, first=10)
    for page in islice(collector.pages(shelf.request(), shelf.limits), 2):
        shelf.commit(page)
    assert len(shelf.posts) == 15
    gaps = collectors.youtube.cursor.gaps_of("posts", shelf.cursor)
    assert [gap.begins_at for gap in gaps] == [world.youtube[9].at]
    shelf.fill(collector)
    assert set(shelf.posts) == ids(world)
    assert collectors.youtube.cursor.gaps_of("posts", shelf.cursor) == ()


def test_a_video_that_appears_below_the_mark_is_found_by_the_count(
    world: World, collector: YouTubeCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.youtube.collector, "PAGE_SIZE", 5)
    world.youtube = hourly(20)
    world.youtube[3].state = "unlisted"
    shelf.fill(collector)
    assert len(shelf.posts) == 19
    world.youtube[3].state = "public"
    shelf.next_day()
    shelf.fill(collector)
    assert set(shelf.posts) == ids(world)


def test_private_videos_in_the_list_do_not_make_every_night_a_whole_walk(
    world: World, collector: YouTubeCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.youtube.collector, "PAGE_SIZE", 5)
    world.youtube = hourly(20)
    world.youtube[3].state = "private"
    shelf.fill(collector)
    before = len(world.asked("youtube", UPLOADS))
    shelf.next_day()
    shelf.fill(collector)
    assert len(world.asked("youtube", UPLOADS)) - before == 1


def test_history_begins_at_since_and_one_that_begins_earlier_is_fetched(
    world: World, collector: YouTubeCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.youtube.collector, "PAGE_SIZE", 5)
    world.youtube = hourly(20)
    shelf.fill(collector, since=LAST_WEEK + timedelta(hours=12))
    assert len(shelf.posts) == 8
    shelf.fill(collector, since=LAST_WEEK + timedelta(hours=4))
    assert len(shelf.posts) == 16
    shelf.fill(collector)
    assert set(shelf.posts) == ids(world)


def test_full_reads_every_video_again(world: World, collector: YouTubeCollector, shelf: Shelf) -> None:
    world.youtube = hourly(7)
    shelf.fill(collector)
    world.youtube[0].views = 999
    shelf.next_day()
    shelf.fill(collector, full=True)
    assert shelf.posts[f"youtube:{world.youtube[0].id}"].metrics.views == 999


def test_another_channel_under_the_same_handle_is_refused(
    world: World, collector: YouTubeCollector, shelf: Shelf
) -> None:
    world.youtube = hourly(3)
    shelf.fill(collector)
    shelf.next_day()
    world.youtube_account.native_id = "UCsomebodyElse0000000001"
    assert isinstance(shelf.fails(collector), AccountGone)


def test_a_channel_can_be_named_by_its_id(world: World, shelf: Shelf, collector: YouTubeCollector) -> None:
    world.youtube = hourly(1)
    named = collector_of(world, account=world.youtube_account.native_id)
    assert named is not collector
    shelf.fill(named)
    assert set(shelf.posts) == ids(world)


def test_a_hidden_number_of_subscribers_is_unknown(world: World, collector: YouTubeCollector, shelf: Shelf) -> None:
    world.youtube_hides_subscribers = True
    world.youtube = hourly(1)
    shelf.fill(collector)
    assert shelf.account is not None
    assert shelf.account.followers is None


def test_a_channel_without_videos_is_complete(world: World, collector: YouTubeCollector, shelf: Shelf) -> None:
    shelf.fill(collector)
    assert (shelf.posts, len(world.requests)) == ({}, 2)
    world.youtube = hourly(2)
    shelf.next_day()
    shelf.fill(collector)
    assert set(shelf.posts) == ids(world)


REFUSALS = [
    ("bad_key", AuthFailed, "refuses the key", False),
    ("key_expired", AuthFailed, "refuses the key", False),
    ("not_enabled", AuthFailed, "not enabled", False),
    ("key_restricted", AuthFailed, "restrictions", False),
    ("quota_exceeded", QuotaSpent, "units are used up", False),
    ("too_fast", RateLimited, "fewer requests", False),
    ("too_many", RateLimited, "fewer requests", False),
    ("channel_closed", AccountGone, "closed the channel", True),
    ("forbidden", AuthFailed, "forbids this", False),
    ("backend_error", Unavailable, "error of its own (503)", True),
    ("not_understood", SourceChanged, "did not understand", True),
    ("html", Unavailable, "no JSON", True),
    ("cut_json", Unavailable, "no JSON", True),
    ("reset", Unavailable, "broke off", True),
    ("truncate", Unavailable, "broke off", True),
]


@pytest.mark.parametrize(("fault", "kind", "words", "billed"), REFUSALS, ids=[one[0] for one in REFUSALS])
def test_a_refusal_is_told(  # a case
    world: World,
    collector: YouTubeCollector,
    shelf: Shelf,
    fault: str,
    kind: type[CollectorError],
    words: str,
    billed: bool,
) -> None:
    world.youtube = hourly(3)
    world.faults = [Fault(platform="youtube", do=fault)]
    error = shelf.fails(collector, now=NOW)
    assert isinstance(error, kind)
    assert words in str(error)
    assert error.billed is billed
    if isinstance(error, QuotaSpent):
        assert error.until == NOW.replace(hour=8)  # midnight in California
    world.faults = []
    shelf.fill(collector, now=NOW)
    assert set(shelf.posts) == ids(world)


def test_a_list_that_repeats_itself_is_told(
    world: World, collector: YouTubeCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.youtube.collector, "PAGE_SIZE", 5)
    world.youtube = hourly(20)
    world.faults = [Fault(platform="youtube", path=UPLOADS, do="repeat_page", nth=range(2, 99))]
    assert "the same uploads again" in str(shelf.fails(collector))


@pytest.mark.parametrize(("fault", "asked"), [("empty_page", 1 + 5), ("stuck", 1 + 1)])
def test_a_list_that_announces_more_and_shows_none_is_given_up(
    world: World, collector: YouTubeCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, fault: str, asked: int
) -> None:
    monkeypatch.setattr(collectors.youtube.collector, "PAGE_SIZE", 5)
    world.youtube = hourly(60)
    world.faults = [Fault(platform="youtube", path=UPLOADS, do=fault, nth=range(2, 99))]
    error = shelf.fails(collector)
    assert isinstance(error, Incomplete)
    assert "announced more uploads but showed none" in str(error)
    assert len(world.asked("youtube", UPLOADS)) == asked
    world.faults = []
    shelf.fill(collector)
    assert set(shelf.posts) == ids(world)


def test_an_empty_list_where_videos_are_stored_is_told(world: World, collector: YouTubeCollector, shelf: Shelf) -> None:
    world.youtube = hourly(3)
    shelf.fill(collector)
    shelf.next_day()
    world.faults = [Fault(platform="youtube", path=UPLOADS, do="empty_page")]
    assert "an empty list" in str(shelf.fails(collector))
    world.faults = [Fault(platform="youtube", path=UPLOADS, do="no_playlist")]
    assert "does not find the list" in str(shelf.fails(collector))


@pytest.mark.parametrize(
    ("fault", "page"), [("no_playlist", 1), ("empty_page", 1), ("no_playlist", 2), ("bad_token", 2)]
)
def test_stored_videos_are_looked_at_although_the_list_is_not_shown(  # as of August 2021, and of June 2025
    world: World, collector: YouTubeCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, fault: str, page: int
) -> None:
    monkeypatch.setattr(collectors.youtube.collector, "PAGE_SIZE", 3)
    world.youtube = hourly(3)
    shelf.fill(collector, now=NOW)
    shelf.next_day()
    world.youtube += hourly(9, first=3) if page > 1 else []
    world.youtube[0].views = 4711
    world.faults = [Fault(platform="youtube", path=UPLOADS, do=fault, nth=page)]
    error = shelf.fails(collector, now=NOW + DAY, due=dict.fromkeys(ids(world), ""))
    assert isinstance(error, Incomplete)
    assert shelf.posts[f"youtube:{world.youtube[0].id}"].metrics.views == 4711


def test_odd_counts_cost_themselves(world: World, collector: YouTubeCollector, shelf: Shelf) -> None:
    world.youtube = hourly(2)
    world.faults = [Fault(platform="youtube", path=LOOK_UPS, do="odd_counts")]
    pages = shelf.fill(collector)
    assert all(post.metrics == NOT_TOLD for post in shelf.posts.values())
    assert {name for page in pages for name in page.parsed.left_out} == {"viewCount", "likeCount", "commentCount"}


def test_videos_of_another_channel_are_not_stored(world: World, collector: YouTubeCollector, shelf: Shelf) -> None:
    world.youtube = [YouTubeVideo(title="Milik sendiri")]
    shelf.fill(collector)
    shelf.next_day()
    shelf.cursor = {**shelf.cursor, "channel_id": "UCsomebodyElse0000000001"}
    with pytest.raises(Incomplete):
        list(collector.pages(shelf.request(new=False, due=shelf.due(*shelf.posts), now=NOW), shelf.limits))


def test_a_list_that_ends_behind_a_full_page_short_of_what_it_announces_is_believed_on_a_second_day(
    world: World, collector: YouTubeCollector, shelf: Shelf
) -> None:
    world.youtube = hourly(120)
    world.faults = [Fault(platform="youtube", do="drop_fields", path=UPLOADS, fields=("nextPageToken",))]
    for _ in range(2):
        assert "70 videos short" in str(shelf.fails(collector, now=NOW))
        assert gaps_of("posts", shelf.cursor)
    shelf.next_day()
    shelf.fill(collector, now=NOW + DAY)
    assert (len(shelf.posts), gaps_of("posts", shelf.cursor)) == (50, ())


def test_the_night_after_an_early_end_reads_the_rest(world: World, collector: YouTubeCollector, shelf: Shelf) -> None:
    world.youtube = hourly(120)
    world.faults = [Fault(platform="youtube", do="drop_fields", path=UPLOADS, fields=("nextPageToken",), nth=2)]
    assert "20 videos short" in str(shelf.fails(collector, now=NOW))
    shelf.next_day()
    shelf.fill(collector, now=NOW + DAY)
    assert set(shelf.posts) == ids(world)
    assert "short" not in shelf.cursor


def test_a_private_video_that_is_published_hides_no_later_one_below_the_mark(
    world: World, collector: YouTubeCollector, shelf: Shelf
) -> None:
    world.youtube = hourly(60)
    for day in range(3):
        world.youtube[-9].state = "public" if day else "private"
        if day == 2:
            world.youtube.insert(0, YouTubeVideo(title="Lebih lama", at=LAST_WEEK - DAY))
        shelf.fill(collector, now=NOW + day * DAY)
        shelf.next_day()
    assert set(shelf.posts) == ids(world)
