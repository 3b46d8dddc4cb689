"""What comments the official interface shows, whatever else stands in its lists."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.instagram.official.comments import OfficialComments
from collectors.privacy import Pseudonyms
from pipeline.demo.standin.instagram import official as standin_official
from pipeline.demo.standin.server import InstagramComment, InstagramPost, StandIn, World
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.official.asking import access, hourly


@pytest.fixture
def world() -> World:
    comment = InstagramComment(text="kapan buka?", user="warga_1")
    return World(meta_token="secret-token", instagram=hourly(3, comment_list=[comment]))  # of the test


@pytest.mark.parametrize("lacking", [{"shortcode", "permalink"}, {"id"}])
def test_a_medium_that_does_not_tell_which_it_is_costs_no_other_its_comments(
    lacking: set[str], world: World, standin: StandIn, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert standin.url
    odd, sound = world.instagram[2], world.instagram[0]
    told = standin_official._medium

    def medium(post: InstagramPost, *, public: bool) -> dict[str, Any]:
        whole = told(post, public=public)
        return {name: value for name, value in whole.items() if post is not odd or name not in lacking}

    monkeypatch.setattr(standin_official, "_medium", medium)
    key = Pseudonyms(b"a key of sixteen or more")
    comments = OfficialComments(access(world), pseudonyms=key, known=(), most=100)
    due = {f"instagram:{sound.code}": "https://www.instagram.com/p/"}
    pages = list(comments.pages(shelf.request(due=due), shelf.limits))
    assert [response.text for page in pages for response in page.parsed.responses] == ["kapan buka?"]
