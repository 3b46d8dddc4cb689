from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

import collectors.youtube.comments
from collectors.errors import AuthFailed, Incomplete, QuotaSpent, SourceChanged
from collectors.records import Page, Reads, Response
from collectors.request import Request
from collectors.youtube.client import Answer
from collectors.youtube.collector import Reading
from collectors.youtube.comments import YouTubeComments
from collectors.youtube.errors import ApiError
from pipeline.demo.standin.server import NOW, Fault, StandIn, World, YouTubeComment, YouTubeVideo, channel_of
from tests.collectors.conftest import Shelf
from tests.collectors.limits import OpenLimits
from tests.collectors.youtube.asking import ANSWERS, THREADS, comments_of

DAY = timedelta(days=1)
CURSOR = {"channel_id": "UCdemoDiskominfoBekasi01"}
PEOPLE = ("sari", "Sari Wulandari", "joko77", channel_of("@sari_wulandari"), "ggpht", "0813-5555-0199")


@pytest.fixture
def comments(world: World, standin: StandIn) -> YouTubeComments:
    assert standin.url
    return comments_of(world)


def due(world: World) -> dict[str, str]:
    return {f"youtube:{video.id}": "" for video in world.youtube}


def read(made: YouTubeComments, request: Request, limits: OpenLimits | None = None) -> list[Page]:
    return list(made.pages(request, limits or OpenLimits()))


def request_of(world: World, **keys: object) -> Request:
    return replace(Request(posts_cursor=CURSOR, now=NOW, due=due(world)), **keys)  # type: ignore[arg-type]  # a test's


def found(pages: list[Page]) -> list[Response]:
    return [response for page in pages for response in page.parsed.responses]


def talked() -> YouTubeVideo:
    answers = [YouTubeComment(text=f"jawaban {n}", user=f"@warga{n}") for n in range(8)]
    return YouTubeVideo(
        comment_list=[
            YouTubeComment(text="tanya @sari_wulandari di 0813-5555-0199", user="@sari_wulandari", likes=4),
            YouTubeComment(text="kapan dibuka?", user="@joko77", channel="", answers=answers),
            YouTubeComment(text="besok pukul 9", user="@DiskominfoBekasi", channel=CURSOR["channel_id"]),
        ]
    )


def test_comments_and_all_answers_are_read_and_name_nobody(world: World, comments: YouTubeComments) -> None:
    world.youtube = [talked()]
    pages = read(comments, request_of(world))
    told = found(pages)
    assert len({one.response_id for one in told}) == 3 + 8
    assert sum(page.reads.units for page in pages) == 2 == len(world.requests)
    assert [page.answered for page in pages] == [(), (f"youtube:{world.youtube[0].id}",)]
    raw = b"".join(page.raw.body for page in pages).decode()
    assert not [name for name in PEOPLE if name in raw]
    assert [one.is_official for one in told].count(True) == 1
    assert {one.parent_id is not None for one in told if one.text and one.text.startswith("jawaban")} == {True}
    assert all(made == again for made, again in zip(told, found_again(comments, pages), strict=True))


def found_again(comments: YouTubeComments, pages: list[Page]) -> list[Response]:
    return [response for page in pages for response in comments.parse(page.raw).responses]


def test_answers_that_are_stored_are_not_asked_for_again(world: World, comments: YouTubeComments) -> None:
    world.youtube = [talked()]
    parent = next(one.parent_id for one in found(read(comments, request_of(world))) if one.parent_id)
    before = len(world.requests)
    read(comments, request_of(world, stored_answers={parent: 8}))
    assert len(world.requests) - before == 1


def test_comments_that_are_switched_off_count_as_read(world: World, comments: YouTubeComments) -> None:
    world.youtube = [YouTubeVideo(title="Tanpa komentar", comments_off=True), talked()]
    pages = read(comments, request_of(world))
    assert pages[0].answered == (f"youtube:{world.youtube[0].id}",)
    assert len({one.response_id for one in found(pages)}) == 11


def test_a_video_that_is_gone_keeps_nobody_from_the_others(world: World, comments: YouTubeComments) -> None:
    world.youtube = [YouTubeVideo(title="Sudah pergi", state="deleted"), talked()]
    pages = read(comments, request_of(world))
    assert "does not find" in str(pages[0].note)
    assert pages[0].answered == ()
    assert len({one.response_id for one in found(pages)}) == 11


def test_a_thread_that_is_gone_costs_itself(world: World, comments: YouTubeComments) -> None:
    world.youtube = [talked()]
    world.faults = [Fault(platform="youtube", path=ANSWERS, do="status", status=404, body='{"error": {}}')]
    assert len(found(read(comments, request_of(world)))) == 3 + 5


def test_a_night_reads_so_many_and_the_next_goes_on(
    world: World, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert standin.url
    monkeypatch.setattr(collectors.youtube.comments, "PAGE_SIZE", 4)
    world.youtube = [
        YouTubeVideo(comment_list=[YouTubeComment(text=f"komentar {n}", user=f"@warga{n}") for n in range(10)])
    ]
    made, pages = comments_of(world, most=5), list[Page]()
    with pytest.raises(Incomplete, match="wait: a night reads 5"):
        pages.extend(made.pages(request_of(world), OpenLimits()))
    cursor = pages[-1].cursor
    assert cursor is not None
    stored = {one.response_id: "" for one in found(pages)}
    rest = read(made, request_of(world, cursor=cursor, stored_posts=stored))
    assert len({one.response_id for one in found(pages + rest)}) == 10
    world.faults = [Fault(platform="youtube", path=THREADS, do="bad_token", nth=1)]
    anew = read(comments_of(world), request_of(world, cursor=cursor))  # YouTube forgot the place
    assert len({one.response_id for one in found(anew)}) == 10


@pytest.mark.parametrize("most", [1000, 6])
def test_comments_that_came_between_two_nights_are_read_before_a_video_counts_as_read(
    world: World, standin: StandIn, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    assert standin.url
    monkeypatch.setattr(collectors.youtube.comments, "PAGE_SIZE", 4)
    talk = [YouTubeComment(text=f"komentar {n}", user=f"@warga{n}", at=NOW - DAY + n * DAY / 99) for n in range(23)]
    world.youtube = [YouTubeVideo(comment_list=talk[:20])]
    stored, cursor = dict[str, str](), dict[str, object]()
    for night in range(12):
        made, pages = comments_of(world, most=6 if night == 0 else most), list[Page]()
        with suppress(Incomplete):
            for page in made.pages(request_of(world, cursor=cursor, stored_posts=dict(stored)), OpenLimits()):
                pages.append(page)
        stored |= {one.response_id: "" for one in found(pages)}
        cursor = dict(pages[-1].cursor or {})
        world.youtube[0].comment_list = talk
        if pages[-1].answered:
            break
        assert cursor["walks"]
    assert night > 0
    assert pages[-1].answered
    assert cursor == {"walks": {}}
    assert len(stored) == 23


def test_threads_from_before_what_may_be_kept_are_not_asked_for(
    world: World, comments: YouTubeComments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.youtube.comments, "PAGE_SIZE", 2)
    old = [YouTubeComment(text=f"lama {n}", user=f"@warga{n}", at=NOW - 90 * DAY) for n in range(6)]
    new = [YouTubeComment(text=f"baru {n}", user=f"@warga{n}", at=NOW - DAY) for n in range(2)]
    world.youtube = [YouTubeVideo(comment_list=[*old, *new])]
    pages = read(comments, request_of(world, keep_from=NOW - 30 * DAY))
    assert len(world.requests) == 2
    assert pages[-1].answered


def test_the_channel_is_read_first(world: World, comments: YouTubeComments, shelf: Shelf) -> None:
    world.youtube = [talked()]
    assert isinstance(shelf.fails(comments, due=due(world)), Incomplete)


@pytest.mark.parametrize("fault", ["backend_error", "not_understood"])
def test_a_video_whose_comments_are_refused_costs_itself_and_its_unit_is_booked(
    world: World, comments: YouTubeComments, shelf: Shelf, fault: str
) -> None:
    world.youtube = [talked(), YouTubeVideo(title="Lain", comment_list=[YouTubeComment(text="Kapan?")])]
    first = next(iter(due(world)))
    world.faults = [Fault(platform="youtube", do=fault, nth=range(1, 3 if fault == "backend_error" else 2))]
    error = shelf.fails(comments, posts_cursor=CURSOR, due=due(world), now=NOW)
    assert isinstance(error, Incomplete)
    assert f"the comments of 1 post could not be read ({first}: YouTube failed at it" in str(error)
    assert [page.answered for page in shelf.pages if page.answered] == [tuple(due(world))[1:]]
    assert sum(page.reads.units for page in shelf.pages) == len(world.requests)


@pytest.mark.parametrize("others", [0, 1])
def test_videos_of_forbidden_comments_starve_no_other_and_count_as_read_after_some_nights(
    world: World, comments: YouTubeComments, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    told = [YouTubeVideo(title=f"Lain {n}", comment_list=[YouTubeComment(text="Kapan?")]) for n in range(others)]
    members = [YouTubeVideo(title=f"Anggota {n}", comment_list=[YouTubeComment(text="Halo")]) for n in range(4)]
    world.youtube = [*members, *told]
    hidden = {video.id for video in members}
    threads = YouTubeComments._threads

    def refuse(self: YouTubeComments, reading: Reading, post_id: str, token: str | None) -> Answer:
        if post_id.removeprefix("youtube:") in hidden:
            raise ApiError(403, {"error": {"message": "no", "errors": [{"reason": "forbidden"}]}}, Reads(units=1))
        return threads(self, reading, post_id, token)

    monkeypatch.setattr(YouTubeComments, "_threads", refuse)
    for night in range(2):
        error = shelf.fails(comments, posts_cursor=CURSOR, due=due(world), now=NOW + night * DAY)
        assert isinstance(error, Incomplete)
        assert "the comments of 4 posts could not be read" in str(error)
        assert "YouTube forbids them: 403" in str(error)
        assert len([page for page in shelf.pages if page.answered]) == others * (night + 1)
    shelf.fill(comments, posts_cursor=CURSOR, due=due(world), now=NOW + 2 * DAY)
    assert {post_id for page in shelf.pages for post_id in page.answered} == set(due(world))
    shelf.fill(comments, posts_cursor=CURSOR, due=due(world), now=NOW + 3 * DAY)  # their number changed
    hidden.clear()
    shelf.fill(comments, posts_cursor=CURSOR, due=due(world), now=NOW + 4 * DAY)
    assert "forbidden" not in shelf.cursor


def test_a_key_that_is_forbidden_everything_is_told_as_a_key(
    world: World, comments: YouTubeComments, shelf: Shelf
) -> None:
    world.youtube = [talked()]
    world.faults = [Fault(platform="youtube", do="forbidden")]
    for night in range(4):
        error = shelf.fails(comments, posts_cursor=CURSOR, due=due(world), now=NOW + night * DAY)
        assert isinstance(error, AuthFailed)
    assert not [page for page in shelf.pages if page.answered]


@pytest.mark.parametrize(("fault", "kind"), [("quota_exceeded", QuotaSpent), ("not_understood", SourceChanged)])
def test_a_refusal_that_concerns_all_ends_the_reading(
    world: World, comments: YouTubeComments, shelf: Shelf, fault: str, kind: type
) -> None:
    world.youtube = [talked()]
    world.faults = [Fault(platform="youtube", do=fault)]
    assert isinstance(shelf.fails(comments, posts_cursor=CURSOR, due=due(world), now=NOW), kind)


def test_an_answer_without_a_list_is_not_read(world: World, comments: YouTubeComments) -> None:
    world.youtube = [talked()]
    world.faults = [Fault(platform="youtube", do="status", path=THREADS, status=200, body='{"status": "fail"}')]
    with pytest.raises(SourceChanged):
        read(comments, request_of(world))
