"""Comments on a Page's posts: everybody is a hash, nobody is named, nothing is read twice without a reason."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Any

import pytest

import collectors.facebook.comments
from collectors.errors import AuthFailed, Incomplete, SourceChanged
from collectors.facebook.comments import FacebookComments, _names
from collectors.facebook.cursor import gaps_of
from collectors.records import Page, Response
from collectors.request import Request
from collectors.response_pages import stored_each
from collectors.side_values import SideValues
from pipeline.demo.standin.server import LAST_WEEK, FacebookComment, FacebookPost, Fault, StandIn, World
from tests.collectors.facebook.asking import commenting
from tests.collectors.limits import OpenLimits

PAGE_ID = World().facebook_account.native_id
EDGE = "/comments$"


class Shelf:
    """Keeps responses as the store does."""

    def __init__(self, world: World) -> None:
        self.world, self.cursor, self.pages = world, dict[str, Any](), list[Page]()
        self.responses, self.answered = dict[str, Response](), set[str]()

    def request(self) -> Request:
        return Request(
            cursor=self.cursor,
            posts_cursor={"page_id": PAGE_ID},
            due={f"facebook:{post.id}": "" for post in self.world.facebook},
            stored_posts={key: key.partition(":")[2] for key in self.responses},
        )

    def fill(self, collector: FacebookComments, most: int | None = None) -> None:
        for page in islice(collector.pages(self.request(), OpenLimits()), most):
            self.pages.append(page)
            self.responses |= {response.response_id: response for response in page.parsed.responses}
            self.answered |= set(page.answered)
            self.cursor = dict(page.cursor) if page.cursor is not None else self.cursor


@pytest.fixture
def office(standin: StandIn) -> World:
    return standin.world


@pytest.fixture
def made(office: World) -> FacebookComments:
    return commenting(office)


def many(count: int, *, first: int = 0) -> list[FacebookComment]:
    return [
        FacebookComment(text=f"Komentar {n}", user=f"Warga {n}", at=LAST_WEEK + timedelta(minutes=n))
        for n in range(first, first + count)
    ]


def test_nobody_is_named_and_the_page_itself_is_known(office: World, made: FacebookComments) -> None:
    office.facebook = [
        FacebookPost(
            comment_list=[
                FacebookComment(
                    text="Siti Aminah, hubungi 0812-3456-7890 kata Budi Santoso",
                    user="Budi Santoso",
                    tagged=("Siti Aminah",),
                    likes=2,
                    answers=[FacebookComment(text="Terima kasih, Budi Santoso", user=PAGE_ID)],
                ),
                FacebookComment(text="Bagus", user=None),
            ]
        )
    ]
    shelf = Shelf(office)
    shelf.fill(made)
    raw = b"".join(page.raw.body for page in shelf.pages)
    assert b"Budi" not in raw
    assert b"Siti" not in raw
    assert b"3456" not in raw
    citizen, answer, unknown = sorted(shelf.responses.values(), key=lambda response: response.response_id)
    assert citizen.author_hash
    assert citizen.likes == 2
    assert (answer.is_official, answer.author_hash, answer.parent_id) == (True, None, citizen.response_id)
    assert (unknown.is_official, unknown.author_hash) == (False, None)
    assert shelf.answered == {f"facebook:{office.facebook[0].id}"}


@pytest.mark.parametrize("kind", ["user", "page", None])
def test_a_tag_of_one_short_word_is_masked_whatever_its_kind(
    office: World, made: FacebookComments, kind: str | None
) -> None:
    text = "Suharto tolong ini, bu Siti Ani Sari; sore ini Animo turun"
    comment = FacebookComment(text=text, tagged=("Suharto", "Ani", "Siti Ani Sari"), tagged_as=kind)
    office.facebook = [FacebookPost(comment_list=[comment])]
    shelf = Shelf(office)
    shelf.fill(made)
    [told] = shelf.responses.values()
    assert told.text == "[akun] tolong ini, bu [akun]; sore ini Animo turun"
    assert b"Suharto" not in b"".join(page.raw.body for page in shelf.pages)


@pytest.mark.parametrize("by_place", [False, True])  # an older shape of tags is keyed by their place
def test_a_tag_that_stands_under_another_name_is_masked_where_meta_says(
    made: FacebookComments, *, by_place: bool
) -> None:
    tags = [
        {"id": "71", "name": "Suharto Wibowo", "offset": 5, "length": 7},
        {"id": "72", "name": "Rini", "offset": 90, "length": 4},  # of no place in the text
        {"id": PAGE_ID, "name": "Diskominfo", "offset": 18, "length": 10},
    ]
    told = {"id": "1_2", "message": "halo Suharto dari Diskominfo", "created_time": LAST_WEEK.isoformat()}
    shaped = {str(tag["offset"]): [tag] for tag in tags} if by_place else tags
    kept = made._stored(told | {"message_tags": shaped}, "facebook:1", PAGE_ID, ())
    assert kept["text"] == "halo [akun] dari Diskominfo"


TAG = {"id": "71", "name": "Siti Aminah", "offset": 5, "length": 11}
TAGGED = {"id": "1_2", "message": "halo Siti Aminah", "created_time": LAST_WEEK.isoformat()}


@pytest.mark.parametrize("tags", [[TAG], {"5": [TAG]}, {"5": TAG}, {"data": [TAG], "5": None}])
def test_a_tag_is_masked_in_each_known_shape(made: FacebookComments, tags: Any) -> None:
    assert made._stored(TAGGED | {"message_tags": tags}, "facebook:1", PAGE_ID, ())["text"] == "halo [akun]"


@pytest.mark.parametrize(
    "tags",
    [
        TAG,
        "Siti Aminah",
        ["Siti Aminah"],
        {"5": "Siti Aminah"},
        {"5": {"data": [TAG]}},
        [{"id": "71"}],
        [TAG | {"name": 1}],
    ],
)
def test_a_text_whose_tags_are_of_an_unknown_shape_is_not_kept(made: FacebookComments, tags: Any) -> None:
    whole = {**TAGGED, "id": "1_3", "message": "terima kasih"}
    told = TAGGED | {"message_tags": tags}
    items, unreadable = stored_each([told, whole], lambda one: made._stored(one, "facebook:1", PAGE_ID, ()))
    assert [item["text"] for item in items] == ["terima kasih"]
    assert [unread.why for unread in unreadable] == ["TypeError: message_tags is of an unknown shape"]
    assert list(_names(told, PAGE_ID, SideValues())) == []  # nor does one fail the others of its page


def test_stored_pages_can_be_parsed_again(office: World, made: FacebookComments) -> None:
    office.facebook = [FacebookPost(comment_list=many(3))]
    shelf = Shelf(office)
    shelf.fill(made)
    assert [made.parse(page.raw).responses for page in shelf.pages] == [page.parsed.responses for page in shelf.pages]


def test_a_second_reading_goes_down_to_what_is_known(
    office: World, made: FacebookComments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.facebook.comments, "PAGE_SIZE", 5)
    office.facebook = [FacebookPost(comment_list=many(23))]
    shelf = Shelf(office)
    shelf.fill(made)
    assert len(shelf.responses) == 23
    before = len(office.asked("meta", EDGE))
    office.facebook[0].comment_list += many(2, first=23)
    shelf.fill(made)
    assert len(shelf.responses) == 25
    assert len(office.asked("meta", EDGE)) - before == 2


@pytest.mark.parametrize("kept", range(1, 5))
def test_a_kill_leaves_no_hole(
    office: World, made: FacebookComments, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(collectors.facebook.comments, "PAGE_SIZE", 5)
    office.facebook = [FacebookPost(comment_list=many(23))]
    shelf = Shelf(office)
    shelf.fill(made, kept)
    assert gaps_of("responses", shelf.cursor)
    office.facebook[0].comment_list += many(7, first=23)
    shelf.fill(made, kept)
    shelf.fill(made)
    assert len(shelf.responses) == 30
    assert gaps_of("responses", shelf.cursor) == ()


def test_a_place_that_meta_forgot_is_begun_anew(
    office: World, made: FacebookComments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.facebook.comments, "PAGE_SIZE", 5)
    office.facebook = [FacebookPost(comment_list=many(12))]
    shelf = Shelf(office)
    shelf.fill(made, 1)
    shelf.cursor = {"walks": dict.fromkeys(shelf.cursor["walks"], "forgotten")}
    shelf.fill(made)
    assert len(shelf.responses) == 12


def test_a_night_reads_so_many_and_the_next_one_goes_on(office: World) -> None:
    office.facebook = [
        FacebookPost(message=f"Unggahan {n}", comment_list=many(3, first=3 * n), number=f"{n}") for n in range(3)
    ]
    shelf = Shelf(office)
    with pytest.raises(Incomplete, match="2 posts wait"):
        shelf.fill(commenting(office, most=3))
    assert len(shelf.answered) == 1
    shelf.fill(commenting(office))
    assert len(shelf.responses) == 9


def test_a_post_that_is_gone_keeps_nobody_from_the_others(office: World, made: FacebookComments) -> None:
    office.facebook = [FacebookPost(comment_list=many(2)), FacebookPost(message="Kedua", comment_list=many(2))]
    office.faults = [Fault(platform="meta", path=EDGE, nth=1, do="gone")]
    shelf = Shelf(office)
    shelf.fill(made)
    assert len(shelf.answered) == 1


def test_posts_that_meta_never_shows_are_partial_on_one_night_only(office: World, made: FacebookComments) -> None:
    office.facebook = [FacebookPost(message=f"{n}", number=f"{n}", comment_list=many(2)) for n in range(2)]
    office.faults = [Fault(platform="meta", path=EDGE, do="gone")]
    shelf = Shelf(office)
    with pytest.raises(Incomplete, match="none of 2 posts"):
        shelf.fill(made)
    for _ in range(2):
        shelf.fill(made)
        assert "does not show the comments of 2 posts" in str(shelf.pages[-1].note)
    office.faults = []
    shelf.fill(made)
    assert (len(shelf.answered), shelf.cursor) == (2, {"walks": {}})


def test_a_token_without_the_permission_is_told(office: World, made: FacebookComments) -> None:
    office.facebook = [FacebookPost(comment_list=many(2))]
    office.meta_denied = {"pages_read_user_content"}
    with pytest.raises(AuthFailed, match="pages_read_user_content"):
        Shelf(office).fill(made)


def test_comments_of_an_unknown_shape_are_told_at_the_end(office: World, made: FacebookComments) -> None:
    office.facebook = [FacebookPost(comment_list=many(2)), FacebookPost(message="Kedua", comment_list=many(2))]
    office.faults = [Fault(platform="meta", path=EDGE, nth=1, do="drop_fields", fields=("created_time",))]
    shelf = Shelf(office)
    with pytest.raises(SourceChanged, match="1 post"):
        shelf.fill(made)
    assert len(shelf.answered) == 1
