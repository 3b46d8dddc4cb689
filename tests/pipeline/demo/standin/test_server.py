from __future__ import annotations

import gc
import threading
from typing import Any
from weakref import ref

import instaloader
import pytest
import requests
import tweepy
from requests.adapters import HTTPAdapter

from pipeline.demo.standin.server import Fault, InstagramPost, World, XPost, redirected, serve, session_cookies

SITE = "https://diskominfo.bekasikota.go.id/content/berita-terkini"


class NoWait(instaloader.RateController):
    """Never waits; a 429 is passed on as it is."""

    def wait_before_query(self, query_type: str) -> None:
        pass


def timeline(world: World) -> Any:
    """Ask for the timeline as tweepy does."""
    with serve(world) as server, redirected(server):
        return tweepy.Client(world.bearer).get_users_tweets(world.x_account.native_id, max_results=5)


def instagram_posts(world: World, *, session: bool) -> list[Any]:
    """Read all posts as instaloader does."""
    with serve(world) as server, redirected(server):
        loader = instaloader.Instaloader(
            sleep=False, quiet=True, rate_controller=NoWait, max_connection_attempts=1, request_timeout=5
        )
        if session:
            loader.load_session("petugas.demo", session_cookies(world))
        profile = instaloader.Profile.from_username(loader.context, world.instagram_account.name)
        return list(profile.get_posts())


def test_address_cookies_and_redirects_see_the_real_host() -> None:
    world = World(faults=[Fault(platform="instagram", path="^/a$", do="status", status=302)])
    world.faults[0].headers = {"Location": "https://i.instagram.com/"}
    with serve(world) as server, redirected(server), requests.Session() as session:
        answer = session.get("https://www.instagram.com/a", timeout=5)
        assert answer.url == "https://i.instagram.com/"
        assert answer.history[0].url == "https://www.instagram.com/a"
        assert [cookie.domain for cookie in session.cookies] == [".instagram.com"]
        assert [cookie.domain for cookie in answer.cookies] == [".instagram.com"]
        session.get("https://www.instagram.com/", timeout=5)
    assert [request.host for request in world.requests] == [
        "www.instagram.com",
        "i.instagram.com",
        "www.instagram.com",
    ]
    assert "csrftoken=demo-csrf" in world.requests[-1].headers["cookie"]


def test_every_other_host_is_blocked_and_named() -> None:
    with serve(World()) as server, redirected(server), pytest.raises(requests.ConnectionError) as caught:
        requests.get("https://example.org/", timeout=5)
    assert str(caught.value) == "blocked: example.org"


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serve(World()) as server, redirected(server):
        assert requests.get(SITE, timeout=5).ok


def test_a_session_that_is_gone_leaves_nothing_behind() -> None:
    with serve(World()) as server, redirected(server):
        session = requests.Session()
        assert session.get(SITE, timeout=5).ok
        adapter = ref(session.get_adapter(SITE))
        del session
        gc.collect()
        assert adapter() is None, "thousands of accounts a night each make a session of their own"


def test_afterwards_everything_is_as_before() -> None:
    before, threads = HTTPAdapter.send, threading.active_count()
    with serve(World()) as server, redirected(server):
        requests.get(SITE, timeout=5)
        assert HTTPAdapter.send is not before
    assert HTTPAdapter.send is before
    with pytest.raises(requests.ConnectionError):
        requests.get(server.url, timeout=5)
    assert threading.active_count() == threads


def test_the_log_tells_what_was_asked_and_answered() -> None:
    world = World(x=[XPost(text="Satu")])
    timeline(world)
    (seen,) = world.asked("x", "/tweets$")
    assert (seen.status, seen.items, seen.post_ids) == (200, 1, (world.x[0].id,))
    assert seen.query == {"max_results": "5"}
    assert "Tweepy" in seen.headers["user-agent"]
    assert world.asked("instagram") == []


def test_an_answer_that_did_not_arrive_counts_for_nothing() -> None:
    world = World(x=[XPost()], faults=[Fault(platform="x", do="reset")])
    with pytest.raises(requests.ConnectionError):
        timeline(world)
    assert [(r.status, r.items, r.post_ids, r.fault) for r in world.requests] == [(0, 0, (), "reset")]


@pytest.mark.parametrize(
    ("do", "error"),
    [
        ("reset", requests.ConnectionError),
        ("close", requests.ConnectionError),
        ("truncate", requests.exceptions.ChunkedEncodingError),
        ("cut_json", requests.exceptions.JSONDecodeError),
        ("html", requests.exceptions.JSONDecodeError),
        ("status", tweepy.TwitterServerError),
        ("unauthorized", tweepy.Unauthorized),
        ("not_enrolled", tweepy.Forbidden),
        ("credits_depleted", tweepy.HTTPException),
        ("usage_capped", tweepy.TooManyRequests),
        ("rate_limited", tweepy.TooManyRequests),
        ("rate_limited_no_reset", tweepy.TooManyRequests),
        ("over_capacity", tweepy.TwitterServerError),
    ],
)
def test_tweepy_sees_each_fault_of_x(do: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        timeline(World(x=[XPost()], faults=[Fault(platform="x", do=do)]))


@pytest.mark.parametrize(("do", "told"), [("rate_limited", True), ("rate_limited_no_reset", False)])
def test_a_rate_limit_tells_its_end_or_does_not(do: str, told: bool) -> None:
    world = World(faults=[Fault(platform="x", do=do)])
    with pytest.raises(tweepy.TooManyRequests) as caught:
        timeline(world)
    reset = caught.value.response.headers.get("x-rate-limit-reset")
    assert reset == (str(int(world.now.timestamp()) + 900) if told else None)


def test_the_body_tells_a_usage_cap_and_missing_credits_from_other_errors() -> None:
    for do, kind in [("usage_capped", "usage-capped"), ("credits_depleted", "credits")]:
        with pytest.raises(tweepy.HTTPException) as caught:
            timeline(World(faults=[Fault(platform="x", do=do)]))
        assert caught.value.response.json()["type"].endswith(kind)


def test_an_empty_page_of_x_still_has_a_token() -> None:
    page = timeline(World(x=[XPost(text=str(n)) for n in range(9)], faults=[Fault(platform="x", do="empty_page")]))
    assert page.data is None
    assert page.meta["next_token"]


@pytest.mark.parametrize("session", [False, True])
@pytest.mark.parametrize(
    ("do", "error"),
    [
        ("login_page", instaloader.ConnectionException),
        ("redirect_login", (instaloader.LoginRequiredException, instaloader.AbortDownloadException)),
        ("wait_few_minutes", instaloader.ConnectionException),
        ("too_many", instaloader.ConnectionException),
        ("checkpoint_required", instaloader.AbortDownloadException),
        ("graphql_null", TypeError),
        ("not_found", instaloader.QueryReturnedNotFoundException),
        ("reset", instaloader.ConnectionException),
        ("truncate", instaloader.ConnectionException),
        ("cut_json", instaloader.ConnectionException),
        ("html", instaloader.ConnectionException),
    ],
)
def test_instaloader_sees_each_fault_of_a_query(do: str, error: Any, session: bool) -> None:
    posts = [InstagramPost(caption=str(n)) for n in range(30)]
    if session:
        fault = Fault(platform="instagram", doc_id="29104886249145907", nth=2, do=do)
    else:
        fault = Fault(platform="instagram", doc_id="28904005159232689", do=do)
    with pytest.raises(error):
        instagram_posts(World(instagram=posts, faults=[fault]), session=session)


@pytest.mark.parametrize("do", ["login_page", "not_found"])
def test_a_walled_profile_page_looks_like_a_missing_profile(do: str) -> None:
    world = World(faults=[Fault(platform="instagram", path="^/diskominfobekasi/$", do=do)])
    with pytest.raises(instaloader.ProfileNotExistsException):
        instagram_posts(world, session=False)


@pytest.mark.parametrize("do", ["empty_page", "repeat_page", "end_early"])
def test_a_silent_cut_ends_instaloader_without_an_error(do: str) -> None:
    posts = [InstagramPost(caption=str(n)) for n in range(30)]
    nth = 1 if do == "end_early" else 2
    fault = Fault(platform="instagram", doc_id="29104886249145907", nth=nth, do=do)
    assert len(instagram_posts(World(instagram=posts, faults=[fault]), session=True)) == 12


def test_slow_answers_late_but_does_not_hold_up_the_end() -> None:
    world = World(faults=[Fault(platform="website", do="slow", seconds=60)])
    with serve(world) as server, redirected(server), pytest.raises(requests.ReadTimeout):
        requests.get(SITE, timeout=0.05)


def test_a_status_comes_with_its_body_and_headers() -> None:
    fault = Fault(platform="website", do="status", status=418, body="teko", headers={"Retry-After": "9"})
    with serve(World(faults=[fault])) as server, redirected(server):
        answer = requests.get(SITE, timeout=5)
    assert (answer.status_code, answer.text, answer.headers["Retry-After"]) == (418, "teko", "9")


def test_a_rule_counts_the_requests_it_matches_and_the_first_that_fires_wins() -> None:
    faults = [
        Fault(platform="website", path="/page/", nth=2, do="status", status=418),
        Fault(platform="website", path="/page/", nth=range(2, 4), do="status", status=419),
        Fault(platform="x", do="reset"),
    ]
    with serve(World(faults=faults)) as server, redirected(server):
        statuses = [requests.get(f"{SITE}{path}", timeout=5).status_code for path in ["", *["/page/1"] * 4]]
    assert statuses == [200, 200, 418, 419, 200]


def test_a_mistake_in_the_scenario_is_raised_when_the_server_closes() -> None:
    with (
        pytest.raises(ValueError, match="no fault named nonsense"),
        serve(World(faults=[Fault(platform="website", do="nonsense")])) as server,
        redirected(server),
    ):
        assert requests.get(SITE, timeout=5).status_code == 599


def test_two_posts_with_one_id_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="same id"), serve(World(x=[XPost(), XPost()])) as server:
        requests.get(
            f"{server.url}/2/tweets?ids=1",
            headers={"Host": "api.twitter.com", "Authorization": f"Bearer {server.world.bearer}"},
            timeout=5,
        )
