"""WordPress gives its whole history, its edits and its deletions by its own interface."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from collectors.errors import Incomplete
from collectors.website.method import Method
from collectors.website.walls.gambling import ADVERTISEMENTS
from tests.collectors.website.office import Blog
from tests.collectors.website.walls.test_gambling import ADVERTISEMENT

if TYPE_CHECKING:
    from tests.collectors.website.office import DeskOf, Reply


def test_wordpress_gives_its_whole_history_with_exact_times(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    assert desk.error is None
    assert len(desk.held) == 250
    assert len(blog.office.asked) == 5  # robots.txt, three pages of posts, the newest changes
    assert {page.expected_total for page in desk.pages} == {250, None}
    post = desk.held["website:127.0.0.1/7"]
    assert post.title == "Kabar 7 – “baru” & hangat"
    assert post.text == "Isi 7\nAkhir"
    assert post.method == "wordpress"
    assert (post.published_at, post.published_precision) == (datetime(2026, 11, 12, 2, tzinfo=UTC), "second")


def test_a_night_without_news_costs_a_wordpress_one_request(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.office.asked.clear()
    assert desk.harvest().error is None
    assert len(blog.office.asked) == 1
    assert [page.raw.kind for page in desk.pages] == ["same list"]
    blog.office.asked.clear()
    blog.write(251)
    desk.harvest()
    assert len(desk.held) == 251
    assert len(blog.office.asked) == 3  # a page more than has news, and what was changed


def test_an_edit_of_any_age_is_read(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.edit(3, content={"rendered": "<p>Ralat</p>", "protected": False})
    blog.write(251)
    desk.harvest()
    assert desk.held["website:127.0.0.1/3"].text == "Ralat"
    assert desk.cursor["changed"] == "2026-11-23T02:00:00"


def test_an_interface_that_does_not_sort_by_change_is_read_all_the_same(blog: Blog, desk_of: DeskOf) -> None:
    blog.write(1)
    refused: Reply = 400, {}, '{"code": "rest_invalid_param"}'
    blog.office.pages["/wp-json/wp/v2/posts"] = lambda path: refused if "modified&" in path else blog.answer(path)
    desk = desk_of(discovery="wordpress").harvest()
    assert desk.error is None
    assert len(desk.held) == 1
    assert "changed" not in desk.cursor


def test_more_changes_than_a_night_reads_are_told(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 301):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    for number in range(1, 301):
        blog.edit(number)
    blog.write(301)
    blog.office.asked.clear()
    assert "harvest --full" in desk.harvest().notes[0]
    assert len(blog.office.asked) == 12
    blog.office.asked.clear()
    assert desk.harvest().notes == []
    assert len(blog.office.asked) == 1


@pytest.mark.parametrize(
    "proof",
    [
        (404, {}, '{"code": "rest_post_invalid_id"}'),
        (401, {}, '{"code": "rest_forbidden"}'),
        (403, {}, '{"code": "rest_forbidden"}'),
    ],
)
def test_an_old_post_that_is_binned_or_made_private_is_proven_gone(blog: Blog, desk_of: DeskOf, proof: Reply) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.take(3, proof=proof)
    blog.office.asked.clear()
    assert desk.harvest().error is None
    assert desk.gone == ["website:127.0.0.1/3"]
    asked = len(blog.office.asked)
    assert asked == 6  # the list, what was changed, three look-ups of what was not shown, the proof
    blog.office.asked.clear()
    desk.harvest()
    assert len(blog.office.asked) == 1


def test_what_is_only_absent_is_not_gone_nor_asked_for_every_night(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.take(3, 4, proof=(200, {}, '{"id": 3, "status": "publish"}'))
    assert desk.harvest().gone == []
    blog.office.asked.clear()
    desk.harvest()
    assert len(blog.office.asked) == 1


def test_an_old_post_that_gets_a_password_is_no_longer_public(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.edit(3, content={"rendered": "", "protected": True})
    blog.write(251)
    desk.harvest()
    assert desk.gone == ["website:127.0.0.1/3"]
    assert desk.held["website:127.0.0.1/3"].text == "Isi 3\nAkhir"


def test_many_that_are_gone_are_proven_over_several_nights(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.take(*range(1, 71))
    counts = []
    for _ in range(3):
        blog.office.asked.clear()
        assert desk.harvest().error is None
        counts.append((len(desk.gone), len(blog.office.asked)))
    assert [gone for gone, _ in counts] == [50, 70, 70]
    assert counts[2][1] == 1
    assert max(asked for _, asked in counts) <= 56
    assert len(set(desk.gone)) == 70


def test_a_large_wordpress_is_looked_through_in_parts(
    blog: Blog, desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collectors.website.wordpress.crawl.MAX_LOOKUPS", 1)
    for number in range(1, 351):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.take(3)
    nights = 0
    while not desk.gone:
        blog.office.asked.clear()
        desk.harvest()
        nights += 1
        assert len(blog.office.asked) <= 4
    assert nights == 4
    assert desk.cursor["unsure"] is None


def test_a_history_that_shall_begin_earlier_is_walked_again(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 301):
        blog.write(number, date_gmt=f"2026-{1 + number // 60:02}-12T02:00:00")
    desk = desk_of(discovery="wordpress").harvest(since=datetime(2026, 5, 1, tzinfo=UTC))
    assert len(desk.held) == 200
    desk.harvest()
    assert len(desk.held) == 300


def test_posts_behind_a_password_are_left_out_and_counted(blog: Blog, desk_of: DeskOf) -> None:
    blog.write(1)
    blog.write(2, content={"rendered": "", "protected": True})
    desk = desk_of(discovery="wordpress").harvest()
    assert list(desk.held) == ["website:127.0.0.1/1"]
    assert desk.error is None
    assert desk.notes == ["posts behind a password: 1"]


def test_posts_of_whoever_broke_in_are_not_kept_and_told(blog: Blog, desk_of: DeskOf) -> None:
    blog.write(1)
    blog.write(2, title={"rendered": "Slot Gacor Hari Ini"}, content={"rendered": ADVERTISEMENT})
    blog.write(3, title={"rendered": "Waspada Slot Gacor"}, content={"rendered": ADVERTISEMENT})
    desk = desk_of(discovery="wordpress").harvest()
    assert sorted(desk.held) == ["website:127.0.0.1/1", "website:127.0.0.1/3"]
    assert desk.error is None
    assert desk.notes == [f"{ADVERTISEMENTS}: 1"]


@pytest.mark.parametrize(
    ("change", "told"), [("fewer", "taken away while"), ("count", "counts 151 posts but showed 150")]
)
def test_a_post_that_slips_away_while_paging_is_a_gap(blog: Blog, desk_of: DeskOf, change: str, told: str) -> None:
    for number in range(1, 151):
        blog.write(number)

    def shifting(path: str) -> Reply:
        made = blog.answer(path)
        if change == "fewer":
            del blog.posts[5]  # what stood at the head of page 2 now stands at the end of page 1
        else:
            made[1]["X-WP-Total"] = "151"
        return made

    blog.office.pages["/wp-json/wp/v2/posts"] = shifting
    desk = desk_of(discovery="wordpress").harvest()
    assert isinstance(desk.error, Incomplete)
    assert told in str(desk.error)
    assert desk.cursor["complete"] is False
    blog.office.pages["/wp-json/wp/v2/posts"] = blog.answer
    assert desk.harvest().error is None
    assert len(desk.held) == 150


def test_a_post_that_comes_while_paging_is_no_gap(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 151):
        blog.write(number)

    def growing(path: str) -> Reply:
        made = blog.answer(path)
        blog.write(1000 + len(blog.posts))
        return made

    blog.office.pages["/wp-json/wp/v2/posts"] = growing
    assert desk_of(discovery="wordpress").harvest().error is None


def test_due_posts_are_looked_up_together_and_the_gone_are_proven(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(1, 131):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.posts = [post for post in blog.posts if post["id"] not in (3, 4, 5)]
    blog.posts[-1]["content"]["rendered"] = "<p>Ralat</p>"
    gone = {3: (404, "rest_post_invalid_id"), 4: (401, "rest_forbidden"), 5: (500, "aneh")}
    for number, (status, code) in gone.items():
        blog.office.pages[f"/wp-json/wp/v2/posts/{number}"] = (status, {}, json.dumps({"code": code}))
    blog.office.pages["/wp-json/wp/v2/posts/5"] = (400, {}, "{}")
    blog.office.asked.clear()
    desk.harvest(**desk.due())
    assert sorted(desk.gone) == ["website:127.0.0.1/3", "website:127.0.0.1/4"]
    assert desk.held["website:127.0.0.1/1"].text == "Ralat"
    assert len(blog.office.asked) == 7  # the list, two look-ups, three proofs, the changes


def test_a_day_without_a_time_is_a_day(blog: Blog, desk_of: DeskOf) -> None:
    blog.write(1, date_gmt=None, date="2026-11-20")
    desk = desk_of(discovery="wordpress")
    desk.harvest()
    assert [post.published_precision for post in desk.held.values()].count("day") == 1


@pytest.mark.parametrize("odd", [{"id": 4}, {"id": 4, "content": "x"}, {"id": 4, "content": {"rendered": 5}}])
def test_a_post_of_an_unknown_shape_costs_no_other(blog: Blog, desk_of: DeskOf, odd: dict[str, Any]) -> None:
    blog.write(1)
    blog.posts.append(odd)
    desk = desk_of(discovery="wordpress").harvest()
    assert desk.error is None
    assert list(desk.held) == ["website:127.0.0.1/1"]
    assert len(desk.pages[0].parsed.unreadable) == 1


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ((404, {}, '{"code": "rest_no_route"}'), "HTTP 404"),
        ((200, {}, "<html><body>Beranda</body></html>"), "is no JSON"),
        ((200, {}, '{"code": "aneh"}'), "is no list of posts"),
        ((401, {}, '{"code": "rest_not_logged_in"}'), "forbidden"),
        ((503, {}, "<h1>Situs dalam pemeliharaan</h1>"), "maintenance"),
    ],
)
def test_a_site_without_the_interface_is_named(blog: Blog, desk_of: DeskOf, reply: Reply, told: str) -> None:
    blog.office.pages["/wp-json/wp/v2/posts"] = reply
    desk = desk_of(discovery="wordpress").harvest()
    assert told in str(desk.error)
    assert desk.held == {}


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (
            b'<br />\n<b>Deprecated</b>: Creation of property [x] is {"y"} in <b>/a.php</b> on line 3<br />\n',
            b"",
        ),
        (b"Notice: Undefined index: [0] in /a.php on line 7\n", b"<!-- Cached page generated by WP-Super-Cache -->"),
        (b"\xef\xbb\xbf\n", b"\n"),
    ],
)
def test_a_warning_before_the_posts_and_a_remark_behind_cost_nothing(
    blog: Blog, desk_of: DeskOf, before: bytes, behind: bytes
) -> None:
    for number in (1, 2, 3):
        blog.write(number)

    def chatting(path: str) -> Reply:
        status, headers, body = blog.answer(path)
        return status, headers, before + str(body).encode() + behind

    blog.office.pages["/wp-json/wp/v2/posts"] = chatting
    desk = desk_of(discovery="wordpress").harvest()
    assert (desk.error, len(desk.held)) == (None, 3)
    assert desk.held["website:127.0.0.1/3"].text == "Isi 3\nAkhir"


def test_another_kind_of_posts_is_read_where_it_is_named_and_takes_nothing_away(blog: Blog, desk_of: DeskOf) -> None:
    for number in (1, 2):
        blog.write(number)
    news = Blog(blog.office)
    for number in (11, 12, 13):
        news.write(number)
    blog.office.pages["/wp-json/wp/v2/berita"] = news.answer
    for number in (1, 2):
        blog.office.pages[f"/wp-json/wp/v2/berita/{number}"] = (404, {}, '{"code": "rest_post_invalid_id"}')
        blog.office.pages[f"/wp-json/wp/v2/posts/{number}"] = f'{{"id": {number}, "status": "publish"}}'
    desk = desk_of(discovery="wordpress").harvest()
    assert len(desk.held) == 2
    desk.method = Method(discovery="wordpress", address="berita")
    desk.harvest(**desk.due())
    assert (desk.error, len(desk.held), desk.gone) == (None, 5, [])
    news.take(12)
    blog.office.pages["/wp-json/wp/v2/berita/12"] = (404, {}, '{"code": "rest_post_invalid_id"}')
    desk.harvest()
    assert desk.gone == ["website:127.0.0.1/12"]
