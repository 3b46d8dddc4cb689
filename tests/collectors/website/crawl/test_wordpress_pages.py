"""A WordPress is found where it answers, asked for less where much is refused, and believed only on a second sign."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from collectors.errors import Blocked, Incomplete
from tests.collectors.website.office import Blog

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.collectors.website.office import DeskOf, Reply

USUAL = "/wp-json/wp/v2/posts"
WORDPRESS = {"discovery": "wordpress"}


def asked(path: str) -> dict[str, str]:
    """Give what a request asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


def fill(blog: Blog, count: int) -> None:
    for number in range(1, count + 1):
        blog.write(number)


def stripped(blog: Blog, path: str) -> Reply:
    """Answer without counters, as some sites do; past the end as WordPress does."""
    status, _, body = blog.answer(path)
    page = int(asked(path).get("page", 1))
    if body == "[]" and page > 1:
        return 400, {}, '{"code": "rest_post_invalid_page_number"}'
    return status, {}, body


def by_route(blog: Blog, path: str) -> Reply | None:
    """Answer ?rest_route=/wp/v2/posts."""
    return blog.answer(path) if asked(path).get("rest_route") == "/wp/v2/posts" else None


@pytest.mark.parametrize("told", [True, False])
def test_an_interface_without_rewritten_addresses_is_found(blog: Blog, desk_of: DeskOf, told: bool) -> None:
    fill(blog, 120)
    del blog.office.pages[USUAL]
    link = "<link rel='https://api.w.org/' href='/index.php?rest_route=/'>" if told else ""
    home = f"<html><head>{link}</head><body>Beranda</body></html>"
    blog.office.pages["/"] = lambda path: by_route(blog, path) or home
    blog.office.pages["/index.php"] = lambda path: by_route(blog, path) if told else None
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held)) == (None, 120)
    blog.office.asked.clear()
    blog.write(121)
    assert desk.harvest().error is None
    assert (len(desk.held), len(blog.office.asked)) == (121, 3)  # found once, it is not looked for again


def test_a_wordpress_in_a_folder_is_read_there(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 3)
    blog.office.pages["/humas/wp-json/wp/v2/posts"] = blog.office.pages.pop(USUAL)
    desk = desk_of(**WORDPRESS)
    desk.base = f"{desk.base}/humas"
    desk.harvest()
    assert (desk.error, len(desk.held)) == (None, 3)


def test_news_that_are_posts_of_another_kind_are_found(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 5)
    blog.office.pages["/wp-json/wp/v2/berita"] = blog.office.pages.pop(USUAL)
    blog.office.pages[USUAL] = (200, {"X-WP-Total": "0", "X-WP-TotalPages": "0"}, "[]")
    blog.office.pages["/wp-json/wp/v2/kegiatan"] = (200, {"X-WP-Total": "2"}, "[]")
    kinds = {"post": "posts", "page": "pages", "berita": "berita", "kegiatan": "kegiatan", "wp_block": "blocks"}
    blog.office.pages["/wp-json/wp/v2/types"] = json.dumps({s: {"slug": s, "rest_base": b} for s, b in kinds.items()})
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held)) == (None, 5)
    blog.office.pages["/wp-json/wp/v2/berita/3"] = (404, {}, '{"code": "rest_post_invalid_id"}')
    blog.posts = [post for post in blog.posts if post["id"] != 3]
    desk.harvest()
    assert desk.gone == ["website:127.0.0.1/3"]


@pytest.mark.parametrize(
    ("number", "title", "held"), [(1, "Halo dunia!", 5), (7, "Halo dunia!", 1), (1, "Bersih desa", 1)]
)
def test_only_the_sample_that_comes_with_wordpress_gives_way_to_news_of_another_kind(
    blog: Blog, desk_of: DeskOf, number: int, title: str, held: int
) -> None:
    sample = Blog(blog.office)
    sample.write(number)
    sample.edit(number, title={"rendered": title})
    fill(blog, 5)
    blog.office.pages |= {USUAL: sample.answer, "/wp-json/wp/v2/berita": blog.answer}
    blog.office.pages["/wp-json/wp/v2/types"] = '{"berita": {"slug": "berita", "rest_base": "berita"}}'
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held)) == (None, held)


LARGE = "x" * 60_000
OUT_OF_MEMORY = "<br />\n<b>Fatal error</b>:  Allowed memory size of 134217728 bytes exhausted in <b>/var/www/x.php</b>"
REFUSALS: dict[str, Callable[[dict[str, str]], Reply | None]] = {
    "a maximum of 50": lambda q: (400, {}, '{"code": "rest_invalid_param"}') if int(q["per_page"]) > 50 else None,
    "a firewall that dislikes 100": lambda q: (403, {}, "<html>Forbidden</html>") if q["per_page"] == "100" else None,
    "too little memory for 50": lambda q: (500, {}, "") if int(q["per_page"]) >= 50 else None,
    "too little memory, told with 200": lambda q: (200, {}, OUT_OF_MEMORY) if int(q["per_page"]) >= 50 else None,
    "an answer that is too large": lambda q: (200, {}, "[" + "1" * 6_000_000) if int(q["per_page"]) > 10 else None,
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_pages_that_are_refused_are_asked_smaller(blog: Blog, desk_of: DeskOf, refusal: str) -> None:
    fill(blog, 130)
    refused = REFUSALS[refusal]
    blog.office.pages[USUAL] = lambda path: ("page" in asked(path) and refused(asked(path))) or blog.answer(path)
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held)) == (None, 130)
    blog.write(131)
    blog.office.asked.clear()
    assert desk.harvest().error is None
    assert len(desk.held) == 131
    assert len(blog.office.asked) < 8  # what is given is remembered


def test_one_article_that_is_too_large_costs_itself_alone(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 130)
    blog.edit(77, content={"rendered": "x" * 6_000_000, "protected": False})
    nights = []
    desk = desk_of(**WORDPRESS)
    for _ in range(4):
        desk.harvest()
        nights.append(desk.error is None)
    assert len(desk.held) == 129
    assert nights == [False, True, True, True]
    assert "posts that the site counts and never shows, when last read whole: 1" in desk.notes[-1]


@pytest.mark.parametrize("count", [30, 100, 150, 200])
def test_without_counters_the_end_is_where_nothing_more_is_shown(blog: Blog, desk_of: DeskOf, count: int) -> None:
    fill(blog, count)
    blog.office.pages[USUAL] = lambda path: stripped(blog, path)
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held), desk.cursor["complete"]) == (None, count, True)
    blog.write(count + 1)
    blog.office.asked.clear()
    desk.harvest()
    assert (desk.error, len(desk.held)) == (None, count + 1)
    assert len(blog.office.asked) <= 4


@pytest.mark.parametrize(("first", "error"), [("", Incomplete), ("<img src='/a.jpg'>", None)])
def test_an_interface_that_shows_no_text_of_any_post_is_told(
    blog: Blog, desk_of: DeskOf, first: str, error: type[Exception] | None
) -> None:
    fill(blog, 4)
    desk = desk_of(**WORDPRESS).harvest()
    assert desk.error is None
    for number, words in enumerate(("", "\n", " ", "", first), start=1):
        blog.write(number, content={"rendered": words, "protected": False})
    blog.posts = blog.posts[:5]
    desk.harvest()
    assert (type(desk.error) if desk.error else None) is error
    assert ("not one of 5 posts has a text" in str(desk.error)) is (error is not None)


def test_posts_of_pictures_alone_are_believed_on_the_second_night(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 5)
    for number in range(1, 6):
        blog.edit(number, content={"rendered": "", "protected": False})
    desk = desk_of(**WORDPRESS)
    nights = []
    for _ in range(3):
        desk.harvest()
        nights.append(desk.error is None)
        blog.write(len(blog.posts) + 1, content={"rendered": "", "protected": False})
    assert nights == [False, True, True]
    assert desk.notes[-1] == "posts of which not one has a text: 7"
    blog.take(3)
    desk.harvest()
    assert (desk.error, len(desk.gone), desk.cursor["complete"]) == (None, 1, True)
    blog.write(9)
    desk.harvest()
    assert (desk.error, desk.notes[-1:]) == (None, [])


@pytest.mark.parametrize(
    "refusal",
    [
        (400, {}, "<h1>Bad Request</h1>"),
        (403, {}, "<h1>Forbidden</h1>"),
        (404, {}, "<h1>Tidak ditemukan</h1>"),
        (404, {}, '{"code": "rest_no_route"}'),
        (500, {}, "<h1>Error</h1>"),
        (200, {}, "<html><h1>Beranda</h1></html>"),
    ],
)
def test_whatever_stands_behind_as_many_posts_as_are_counted_is_the_end(
    blog: Blog, desk_of: DeskOf, refusal: Reply
) -> None:
    fill(blog, 200)

    def answer(path: str) -> Reply:
        reply = blog.answer(path)
        return refusal if reply[2] == "[]" and int(asked(path).get("page", 1)) > 1 else reply

    blog.office.pages[USUAL] = answer
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held), desk.cursor["complete"]) == (None, 200, True)
    assert "size" not in desk.cursor


def test_a_site_that_shows_its_first_page_again_ends_there(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 100)
    blog.office.pages[USUAL] = lambda path: blog.answer(path.replace(f"&page={asked(path).get('page')}&", "&page=1&"))
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held), desk.cursor["complete"]) == (None, 100, True)
    assert len(blog.office.asked) < 6
    blog.write(101)
    assert desk.harvest().error is None
    assert len(desk.held) == 101


def test_a_site_that_gives_fewer_posts_a_page_than_asked_for_counts_right(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 64)

    def answer(path: str) -> Reply:
        reply = blog.answer(path.replace(f"per_page={asked(path).get('per_page')}", "per_page=10"))
        is_past = reply[2] == "[]" and "include" not in path
        return (400, {}, '{"code": "rest_post_invalid_page_number"}') if is_past else reply

    blog.office.pages[USUAL] = answer
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held)) == (None, 64)
    blog.office.asked.clear()
    desk.harvest()
    assert desk.error is None
    assert len(blog.office.asked) < 4


@pytest.mark.parametrize("told", [0, 10, 100, 150])
def test_counters_that_count_fewer_than_are_shown_end_nothing(blog: Blog, desk_of: DeskOf, told: int) -> None:
    fill(blog, 250)

    def answer(path: str) -> Reply:
        status, _, body = stripped(blog, path)
        return status, {"X-WP-Total": str(told), "X-WP-TotalPages": str(-(-told // 100))}, body

    blog.office.pages[USUAL] = answer
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held), desk.cursor["complete"]) == (None, 250, True)
    blog.write(251)
    desk.harvest()
    assert (desk.error, len(desk.held), desk.gone) == (None, 251, [])


def test_without_counters_a_page_that_shows_fewer_is_not_the_end(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 250)
    hidden = {20, 120, 220}

    def answer(path: str) -> Reply:
        status, told, body = stripped(blog, path)
        shown = json.loads(body)
        return (
            status,
            told,
            json.dumps([p for p in shown if p["id"] not in hidden]) if isinstance(shown, list) else body,
        )

    blog.office.pages[USUAL] = answer
    desk = desk_of(**WORDPRESS).harvest()
    assert (desk.error, len(desk.held)) == (None, 247)


def test_an_interface_that_shows_nothing_any_more_is_believed_the_second_night(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 3)
    desk = desk_of(**WORDPRESS).harvest()
    blog.office.pages[USUAL] = (200, {"X-WP-Total": "0"}, "[]")
    assert "shows no posts any more" in str(desk.harvest().error)
    assert desk.harvest().error is None
    assert desk.gone == []


@pytest.mark.parametrize("odd", [{"title": None}, {"link": 5}, {"modified_gmt": None}, {"title": {"rendered": 7}}])
def test_a_side_value_costs_at_most_itself(blog: Blog, desk_of: DeskOf, odd: dict[str, Any]) -> None:
    blog.write(1, **odd)
    desk = desk_of(**WORDPRESS).harvest()
    post = desk.held["website:127.0.0.1/1"]
    assert desk.error is None
    assert post.text == "Isi 1\nAkhir"
    assert post.published_at is not None
    assert post.url.startswith("http")


def test_a_site_of_its_own_time_tells_when_where_utc_is_missing(blog: Blog, desk_of: DeskOf) -> None:
    blog.write(1, date_gmt="0000-00-00T00:00:00", date="2026-11-12T09:00:00")
    post = desk_of(**WORDPRESS).harvest().held["website:127.0.0.1/1"]
    assert str(post.published_at) == "2026-11-12 02:00:00+00:00"


def test_a_wall_before_the_interface_is_a_wall(blog: Blog, desk_of: DeskOf) -> None:
    wall = "<html><head><meta http-equiv=refresh content='0;/.well-known/sgcaptcha/?r=%2F'></head></html>"
    blog.office.pages[USUAL] = (202, {}, wall)
    blog.office.asked.clear()
    desk = desk_of(**WORDPRESS).harvest()
    assert isinstance(desk.error, Blocked)
    assert "SiteGround" in str(desk.error)
    assert len(blog.office.asked) == 2


def test_what_builders_leave_unrendered_and_lines_to_other_articles_are_no_text(blog: Blog, desk_of: DeskOf) -> None:
    words = (
        '[vc_row el_class="x"][vc_column width="1/2"][vc_column_text css=".a{b:c}"]<p>Satu [penting].</p>'
        "<p>Baca Juga : Judul lain</p>[/vc_column_text][/vc_column][/vc_row]"
        '[caption id="a"]<img src="a.jpg">[/caption]<p>Dua.</p>'
    )
    blog.write(1, content={"rendered": words, "protected": False})
    desk = desk_of(discovery="wordpress").harvest()
    assert desk.held["website:127.0.0.1/1"].text == "Satu [penting].\nDua."
