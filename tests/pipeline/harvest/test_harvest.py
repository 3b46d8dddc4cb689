"""A harvest: no source costs another its turn, and how each one fared is written down."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.errors import Incomplete, Stopped, StoreError
from collectors.records import Page, RawPage, Task
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import NOW, Article, Fault, InstagramPost, World, XPost
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.run.context import FAILED, STOPPED
from storage.db.engine import transaction
from storage.queries.frames import view_frame

X, INSTAGRAM, WEBSITE = "x-kominfobekasi", "ig-diskominfobekasi", "web-diskominfo"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let failed requests be repeated without waiting."""
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)


@pytest.fixture
def full_world(world: World) -> World:
    """A world with two pages of everything."""
    world.x = [XPost(text=f"Kabar {n}", at=NOW - timedelta(hours=n + 1)) for n in range(120)]
    world.instagram = [InstagramPost(caption=f"Foto {n}", at=NOW - timedelta(hours=n + 1)) for n in range(15)]
    world.articles = [Article(number=100 + n, on=(NOW - timedelta(days=n)).date()) for n in range(12)]
    return world


def held(engine: Engine) -> dict[str, int]:
    with transaction(engine) as connection:
        return view_frame(connection, "v_posts")["source_id"].value_counts().to_dict()


def unread(engine: Engine) -> dict[str, int]:
    with transaction(engine) as connection:
        health = view_frame(connection, "v_source_health")
    return dict(zip(health["source_id"], health["unread_posts"], strict=True))


def endings(engine: Engine) -> dict[str, tuple[str, str]]:
    with transaction(engine) as connection:
        health = view_frame(connection, "v_source_health")
    told = zip(health["outcome"], health["reason"].fillna(""), strict=True)
    return dict(zip(health["source_id"], told, strict=True))


def run(night_of: Any, settings: Any, **options: Any) -> int:
    with night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources, **options)
    return int(night.exit_code)


@pytest.mark.parametrize(
    ("fault", "source", "outcome", "told"),
    [
        (Fault(platform="x", do="unauthorized"), X, "failed", "X refuses the token (401)"),
        (Fault(platform="x", do="reset", path="/tweets", nth=range(2, 9)), X, "partial", "connection to X broke"),
        (Fault(platform="x", do="cut_json", path="/tweets", nth=2), X, "partial", "no JSON"),
        (Fault(platform="x", do="html", path="/tweets", nth=1), X, "failed", "no JSON"),
        (Fault(platform="x", do="over_capacity"), X, "failed", "X has an error of its own (503)"),
        (Fault(platform="x", do="rate_limited_no_reset"), X, "blocked", "X wants fewer requests (429)"),
        (Fault(platform="instagram", do="login_page"), INSTAGRAM, "blocked", "login page"),
        (
            Fault(platform="instagram", do="checkpoint_required", path="graphql"),
            INSTAGRAM,
            "blocked",
            "a person to act",
        ),
        (Fault(platform="instagram", do="too_many", path="graphql"), INSTAGRAM, "blocked", "fewer requests"),
        (Fault(platform="website", do="new_markup"), WEBSITE, "failed", "layout"),
        (Fault(platform="website", do="maintenance", path="berita-terkini"), WEBSITE, "failed", "503"),
        (Fault(platform="website", do="waf", path="berita-terkini"), WEBSITE, "blocked", ""),
    ],
    ids=lambda value: value.do if isinstance(value, Fault) else None,
)
def test_a_failing_source_costs_the_others_nothing(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    settings: Any,
    night_of: Any,
    fault: Fault,
    source: str,
    outcome: str,
    told: str,
) -> None:
    fault.matched = 0  # parameters are made once, and used on both databases
    full_world.faults.append(fault)
    assert run(night_of, settings) == 1
    others = {X: 120, INSTAGRAM: 15, WEBSITE: 12}
    others.pop(source)
    assert {name: held(engine).get(name) for name in others} == others
    found = endings(engine)
    assert all(found[name][0] == "complete" for name in others)
    assert found[source][0] == outcome, found[source]
    assert told in found[source][1]
    assert "\n" not in found[source][1]
    full_world.faults.clear()
    with transaction(engine) as connection:
        connection.exec_driver_sql("DELETE FROM rests")
    assert run(night_of, settings) == 0
    assert held(engine) == {X: 120, INSTAGRAM: 15, WEBSITE: 12}
    assert standin.url


@pytest.mark.parametrize("state", ["protected", "suspended", "missing"])
@only_sqlite
def test_an_account_that_is_gone_is_told_by_its_reason(
    full_world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any, state: Any
) -> None:
    full_world.x_account.state = state
    assert run(night_of, settings) == 1
    words = {"protected": "is protected", "suspended": "suspended", "missing": "knows no account"}
    assert words[state] in endings(engine)[X][1]
    assert standin.url


@only_sqlite
def test_running_twice_stores_nothing_twice_and_x_returns_nothing_again(
    full_world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any
) -> None:
    assert run(night_of, settings) == 0
    full_world.requests.clear()
    assert run(night_of, settings) == 0
    assert held(engine) == {X: 120, INSTAGRAM: 15, WEBSITE: 12}
    assert sum(request.items for request in full_world.asked("x")) == 0
    assert standin.url


@only_sqlite
def test_a_source_that_is_not_required_may_be_skipped(
    full_world: World, standin: StandIn, make_settings: Any, night_of: Any, engine: Engine, credentials: dict[str, str]
) -> None:
    sources = [
        {"id": X, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "required": False},
        {"id": INSTAGRAM, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
    ]
    without_x = {name: value for name, value in credentials.items() if not name.startswith("X_")}
    assert run(night_of, make_settings(sources=sources, secrets=without_x)) == 0
    assert endings(engine)[X] == ("skipped", "X needs a bearer token; set X_BEARER_TOKEN in .env")
    assert run(night_of, make_settings(sources=sources[:1], secrets={})) == 1  # nothing ran at all
    assert full_world.asked("instagram")
    assert standin.url


@only_sqlite
def test_a_fault_of_ours_at_one_source_is_loud_and_the_others_are_stored(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    settings: Any,
    night_of: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("collectors.x.collector.parse_stored", broken)
    assert run(night_of, settings) == 4
    assert endings(engine)[X][0] == "failed"
    assert "please report" in endings(engine)[X][1]
    assert held(engine) == {INSTAGRAM: 15, WEBSITE: 12}
    assert "ZeroDivisionError: ours" in capsys.readouterr().err
    assert full_world.requests
    assert standin.url


@only_sqlite
def test_asked_to_end_it_ends_between_pages_and_what_was_fetched_stays(
    full_world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.harvest import source_run as turn  # noqa: PLC0415  # to be patched

    real: Callable[..., int] = turn.commit_page
    nights = []

    def commit_and_ask_to_end(*args: Any) -> int:
        stored = real(*args)
        if args[1].parsed.posts:
            nights[0].stop.request()
        return stored

    def harvested() -> None:
        with night_of(settings, lambda: NOW) as night:
            nights.append(night)
            harvest(night, settings.config.sources)

    monkeypatch.setattr(turn, "commit_page", commit_and_ask_to_end)
    with pytest.raises(Stopped):
        harvested()
    assert nights[0].exit_code == STOPPED
    assert held(engine) == {X: 100}
    assert endings(engine)[X] == ("partial", "the run was asked to end")
    with transaction(engine) as connection:
        runs = view_frame(connection, "v_runs")
    assert set(runs["exit_code"]) == {STOPPED}
    assert full_world.requests
    assert standin.url


@only_sqlite
def test_posts_are_looked_at_again_at_their_planned_ages_and_deletions_are_dated(
    full_world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any
) -> None:
    full_world.x = full_world.x[:3]
    run(night_of, settings)
    full_world.requests.clear()
    gone = full_world.x.pop(0)
    full_world.x[0].likes = 77
    tomorrow = NOW + timedelta(days=1)
    with night_of(settings, lambda: tomorrow) as night:
        harvest(night, settings.config.sources[:1])
    assert [request.path for request in full_world.asked("x", "/2/tweets$")] == ["/2/tweets"]
    with transaction(engine) as connection:
        posts = view_frame(connection, "v_posts").set_index("post_id")
    assert posts.loc[f"x:{gone.id}", "deleted_at"] == tomorrow.replace(microsecond=0)
    assert posts.loc[f"x:{full_world.x[0].id}", "likes"] == 77
    assert standin.url


@only_sqlite
def test_only_due_posts_are_looked_at_again_and_each_look_is_added(
    full_world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any
) -> None:
    ages = {"setengah hari": 0.5, "tiga hari": 3.2, "enam hari": 6.5, "sepuluh hari": 10, "lama": 60}
    full_world.x = [XPost(text=text, at=NOW - timedelta(days=age), likes=1) for text, age in ages.items()]
    run(night_of, settings)
    for post in full_world.x:
        post.likes = 5
    with night_of(settings, lambda: NOW + timedelta(days=1)) as night:
        harvest(night, settings.config.sources[:1])
    # One day and seven days were passed since; ten days lie between two planned ages, sixty beyond all.
    due = [post for post in full_world.x if post.text in ("setengah hari", "enam hari")]
    assert [request.query["ids"] for request in full_world.asked("x", "/2/tweets$")] == [",".join(p.id for p in due)]
    with transaction(engine) as connection:
        seen = view_frame(connection, "v_metrics", "ORDER BY observed_at").groupby("post_id")["likes"].agg(list)
    assert {name: likes for name, likes in seen.items() if "x:" in name} == {
        f"x:{post.id}": [1, 5] if post in due else [1] for post in full_world.x
    }
    assert standin.url


@only_sqlite
def test_an_edited_caption_is_found_and_its_earlier_text_kept(
    full_world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any
) -> None:
    run(night_of, settings)
    edited = full_world.instagram[2]
    edited.caption = "Foto 2, jam acara diperbaiki"
    tomorrow = NOW + timedelta(days=1)
    with night_of(settings, lambda: tomorrow) as night:
        harvest(night, settings.config.sources)
    with transaction(engine) as connection:
        post = view_frame(connection, "v_posts").set_index("post_id").loc[f"instagram:{edited.code}"]
        [version] = view_frame(connection, "v_post_versions").to_dict("records")
    assert (post["text"], post["edited_at"]) == (edited.caption, tomorrow)
    assert (version["post_id"], version["text"]) == (f"instagram:{edited.code}", "Foto 2")
    assert standin.url


@only_sqlite
def test_a_required_source_that_is_skipped_makes_the_night_incomplete_and_the_others_are_stored(
    full_world: World, standin: StandIn, make_settings: Any, night_of: Any, engine: Engine
) -> None:
    assert run(night_of, make_settings(secrets={})) == 1
    assert held(engine) == {WEBSITE: 12}
    assert [endings(engine)[name][0] for name in (X, INSTAGRAM, WEBSITE)] == ["skipped", "skipped", "complete"]
    assert "INSTAGRAM_SESSION_FILE" in endings(engine)[INSTAGRAM][1]
    assert {request.platform for request in full_world.requests} == {"website"}
    assert standin.url


@only_sqlite
def test_when_the_store_fails_the_run_says_so_and_no_source_is_blamed(
    full_world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_args: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("pipeline.harvest.source_run.commit_page", full_disk)
    with pytest.raises(StoreError):
        run(night_of, settings)
    assert endings(engine)[X] == ("failed", "the store failed; see what the run said")
    with transaction(engine) as connection:
        assert list(view_frame(connection, "v_runs")["exit_code"]) == [FAILED]
    assert {request.platform for request in full_world.requests} == {"x"}
    assert standin.url


@only_sqlite
def test_a_post_of_an_unknown_shape_costs_no_other_and_is_paid_for_once(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    settings: Any,
    night_of: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from collectors.x import parser as x_posts  # noqa: PLC0415  # to be patched

    strange = full_world.x[3].id

    def parsed(item: Any, *rest: Any) -> Any:
        if item["id"] == strange:
            raise KeyError("created_at")
        return real_post(item, *rest)

    real_post = x_posts._post
    monkeypatch.setattr(x_posts, "_post", parsed)
    assert run(night_of, settings) == 1
    assert endings(engine)[X][0] == "partial"
    assert "1 posts are of an unknown shape (KeyError: 'created_at')" in endings(engine)[X][1]
    assert held(engine)[X] == 119
    for options in ({}, {"full": True}):  # it is told until a replay mends it, and not paid for again
        full_world.requests.clear()
        assert run(night_of, settings, **options) == 1
        assert sum(request.items for request in full_world.asked("x", "/2/tweets|/users/.*/tweets")) == 0
        assert endings(engine)[X][0] == "partial"
        assert "1 posts are of an unknown shape (KeyError: 'created_at')" in endings(engine)[X][1]
        assert unread(engine)[X] == 1
    full_world.x.append(XPost(text="Kabar baru", at=NOW - timedelta(minutes=1)))  # and holds up nothing new
    assert run(night_of, settings) == 1
    assert held(engine)[X] == 120
    monkeypatch.setattr(x_posts, "_post", real_post)
    with night_of(settings) as night:
        replay(night, settings.config.sources[:1])
    assert held(engine)[X] == 121
    assert unread(engine)[X] == 0
    assert run(night_of, settings) == 0
    assert standin.url


@only_sqlite
def test_the_newest_post_of_an_unknown_shape_is_not_paid_for_again_by_a_full_harvest_of_the_same_day(
    world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectors.x import parser as x_posts  # noqa: PLC0415  # to be patched

    world.x = [XPost(text=f"Kabar {n}", at=NOW - timedelta(hours=n + 1)) for n in range(9)]
    ends = {world.x[0].id, world.x[-1].id}
    real_post = x_posts._post
    monkeypatch.setattr(x_posts, "_post", lambda item, *rest: real_post({} if item["id"] in ends else item, *rest))
    run(night_of, settings)
    assert unread(engine)[X] == 2
    world.requests.clear()
    run(night_of, settings, full=True)
    assert sum(request.items for request in world.asked("x", "/users/.*/tweets")) == 0
    assert standin.url


@only_sqlite
def test_a_second_look_of_an_unknown_shape_is_not_paid_for_again_until_the_next_is_due(
    world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectors.x import parser as x_posts  # noqa: PLC0415  # to be patched

    world.x = [XPost(text="Kabar", at=NOW - timedelta(hours=1))]
    run(night_of, settings)
    monkeypatch.setattr(x_posts, "_post", lambda _item, *_rest: {}["created_at"])
    looks = []
    for days, hours in ((1, 0), (1, 2), (3, 0), (3, 2)):  # ages 1 and 2 pass, then none until 7
        world.now = NOW + timedelta(days=days, hours=hours)
        with night_of(settings, lambda: world.now) as night:
            harvest(night, settings.config.sources[:1])
        looks.append(len(world.asked("x", "^/2/tweets$")))
    assert looks == [1, 1, 2, 2]
    assert unread(engine)[X] == 1
    assert held(engine)[X] == 1
    monkeypatch.undo()
    with night_of(settings) as night:
        replay(night, settings.config.sources[:1])
    with transaction(engine) as connection:
        assert len(view_frame(connection, "v_metrics")) == 3
    assert unread(engine)[X] == 0
    assert standin.url


@only_sqlite
def test_an_instagram_post_of_an_unknown_shape_makes_no_night_walk_the_history_again(
    world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectors.instagram import parser as instagram_posts  # noqa: PLC0415  # to be patched

    world.instagram = [InstagramPost(caption=f"Foto {n}", at=NOW - timedelta(hours=n + 1)) for n in range(60)]
    strange, real_post = world.instagram[30].code, instagram_posts._post
    monkeypatch.setattr(
        instagram_posts, "_post", lambda node, *rest: real_post({} if node["code"] == strange else node, *rest)
    )
    run(night_of, settings)
    assert endings(engine)[INSTAGRAM][0] == "partial"
    assert "1 posts are of an unknown shape" in endings(engine)[INSTAGRAM][1]
    world.requests.clear()
    world.instagram.append(InstagramPost(caption="Baru", at=NOW - timedelta(minutes=5)))
    run(night_of, settings)
    assert len([r for r in world.requests if r.query.get("doc_id") == "29104886249145907"]) <= 2
    assert (endings(engine)[INSTAGRAM][0], unread(engine)[INSTAGRAM]) == ("partial", 1)
    assert held(engine)[INSTAGRAM] == 60
    monkeypatch.setattr(instagram_posts, "_post", real_post)
    with night_of(settings) as night:
        replay(night, settings.config.sources)
    assert held(engine)[INSTAGRAM] == 61
    run(night_of, settings)
    assert endings(engine)[INSTAGRAM] == ("complete", "")
    assert standin.url


@only_sqlite
def test_what_pages_noted_is_told_of_a_turn_that_ended_with_an_error_too(
    engine: Engine, settings: Any, night_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Noting:
        def pages(self, _task: Task) -> Iterator[Page]:
            yield Page(RawPage("timeline", "https://x.com", b"{}"), note="3 posts were left out by must_not")
            raise Incomplete("X showed newer posts again")

    monkeypatch.setattr("pipeline.harvest.source_run.collector_for", lambda *_: Noting())
    with night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources[:1])
    assert endings(engine)[X] == ("partial", "X showed newer posts again; 3 posts were left out by must_not")


@pytest.mark.parametrize("of_old", [False, True], ids=["a cursor of now", "a cursor of the released version"])
def test_a_since_that_is_moved_and_removed_brings_the_earlier_history_and_nothing_twice(
    full_world: World, standin: StandIn, engine: Engine, make_settings: Any, night_of: Any, *, of_old: bool
) -> None:
    sources = [
        {"id": X, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0},
        {"id": INSTAGRAM, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
    ]
    full_world.instagram = [InstagramPost(caption=f"Foto {n}", at=NOW - timedelta(hours=n + 1)) for n in range(120)]
    for since in ("2026-11-23", "2026-11-21", None):
        if of_old:
            forget_since(engine)
        begun = {"since": since} if since else {}
        assert run(night_of, make_settings(sources=[source | begun for source in sources])) == 0
        first = datetime.fromisoformat(f"{since or '2026-11-01'}T00:00:00+07:00")
        wanted = sum(post.at >= first for post in full_world.x)
        assert held(engine) == {X: wanted, INSTAGRAM: wanted}
    paid = [number for request in full_world.asked("x", "/tweets$") for number in request.post_ids]
    assert sorted(paid) == sorted(post.id for post in full_world.x)
    full_world.requests.clear()
    assert run(night_of, make_settings(sources=sources)) == 0
    assert len(full_world.requests) <= 1 + 6  # X; Instagram's profile, tokens and one page
    assert standin.url


def forget_since(engine: Engine) -> None:
    """Leave in the cursors what the released version kept."""
    with transaction(engine) as connection:
        for source_id, cursor in connection.execute(text("SELECT source_id, cursor FROM sources")).all():
            kept = {
                name: json.loads(cursor)[name] for name in ("user_id", "newest", "ranges", "mark") if name in cursor
            }
            told = {"cursor": json.dumps(kept), "source_id": source_id}
            connection.execute(text("UPDATE sources SET cursor = :cursor WHERE source_id = :source_id"), told)


@only_sqlite
def test_a_post_that_left_instagrams_list_is_deleted_when_its_look_up_says_so_and_replays_so(
    full_world: World, standin: StandIn, engine: Engine, settings: Any, night_of: Any
) -> None:
    run(night_of, settings)
    gone = full_world.instagram.pop(8)
    tomorrow = NOW + timedelta(days=1)
    with night_of(settings, lambda: tomorrow) as night:
        harvest(night, settings.config.sources)
    assert night.exit_code == 0

    def deleted() -> Any:
        with transaction(engine) as connection:
            posts = view_frame(connection, "v_posts").set_index("post_id")
        return posts.loc[posts["platform"] == "instagram", "deleted_at"].dropna().to_dict()

    assert deleted() == {f"instagram:{gone.code}": tomorrow}
    with night_of(settings) as night:
        replay(night, settings.config.sources)
    assert deleted() == {f"instagram:{gone.code}": tomorrow}
    assert standin.url


@only_sqlite
def test_a_stop_amid_another_sources_turn_leaves_each_source_with_its_own_ending(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    make_settings: Any,
    night_of: Any,
    credentials: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pipeline.harvest import source_run as turn  # noqa: PLC0415  # to be patched

    settings = make_settings(
        sources=[
            {"id": X, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "responses": True},
            {"id": INSTAGRAM, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
            {"id": WEBSITE, "platform": "website", "url": "https://diskominfo.bekasikota.go.id", "pace_seconds": 0},
        ],
        secrets=credentials | {"PANTAU_PSEUDONYM_KEY": "kunci-rahasia-panjang"},
    )
    assert run(night_of, settings) == 0
    full_world.x += [XPost(text="Kabar pagi", at=NOW + timedelta(hours=1))]
    full_world.now = NOW + timedelta(days=1)
    real: Callable[..., int] = turn.commit_page
    nights: list[Any] = []

    def commit_and_ask_to_end(*args: Any) -> int:
        if args[1].raw.url.startswith("https://www.instagram.com"):
            nights[0].stop.request()
        return real(*args)

    def harvested() -> None:
        with night_of(settings, lambda: full_world.now) as night:
            nights.append(night)
            harvest(night, settings.config.sources)

    monkeypatch.setattr(turn, "commit_page", commit_and_ask_to_end)
    with pytest.raises(Stopped):
        harvested()
    found = endings(engine)
    assert found[X][0] == "partial"
    assert "posts were not looked at again; responses were not asked for" in found[X][1]
    assert found[INSTAGRAM] == ("partial", "the run was asked to end")
    assert found[WEBSITE] == ("skipped", "its turn did not come: the run was asked to end")
    assert nights[0].exit_code == STOPPED
    assert standin.url
