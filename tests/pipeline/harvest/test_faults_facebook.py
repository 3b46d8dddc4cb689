"""What Meta can do to a night of a Facebook Page, and what the night after makes of it, as docs/faults.md tells.

The document is written anew with ``PANTAU_WRITE_FAULTS=1 python -m pytest`` and the path of this file.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.facebook import FacebookComment, FacebookPost
from pipeline.demo.world.world import Account, Fault, World
from storage.db.engine import reading
from tests.conftest import MakeSettings
from tests.pipeline.conftest import FaultTable, NightAt
from tests.pipeline.harvest.fault_cases import NIGHT, Case, does

HEADING = "A Facebook Page"
COLUMNS = ("what Meta does", "state", "exit code", "stored", "reason", "the next quiet night")
POSTS = 60  # three pages
LIST = "/published_posts$"
LATER = range(2, 99)
OTHER = Account(name="dinaslain", native_id="999")
SOURCE = {"id": "fb", "platform": "facebook", "account": "diskominfobekasi", "pace_seconds": 0}
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


CASES = (
    Case("nothing wrong", "complete", "", POSTS),
    Case("the token has expired", "failed", "it has expired", 0, does("token_expired")),
    Case("the token expires on page 2", "partial", "it has expired", 25, does("token_expired", LIST, 2)),
    Case("the token was revoked", "failed", "changed the password", 0, does("token_revoked")),
    Case(
        "a permission is missing (200)", "failed", "may not read", 0, world={"meta_denied": {"pages_read_engagement"}}
    ),
    Case("a permission is missing (10)", "failed", "pages_read_engagement", 0, does("permission")),
    Case(
        "the permission of insights is missing", "complete", "unknown", POSTS, world={"meta_denied": {"read_insights"}}
    ),
    Case("the token's person has no task on the Page", "complete", "unknown", POSTS, world={"facebook_admin": False}),
    Case("the token is of another Page", "failed", "does not show", 0, world={"facebook_account": OTHER}),
    Case("requests are too many on page 2", "blocked", "fewer requests", 25, does("rate_limited", LIST, 2)),
    Case("the quota is nearly spent", "blocked", "97 %", 0, world={"meta_usage": 97}),
    Case("the app is blocked for a time", "blocked", "blocked the app", 0, does("blocked")),
    Case("a metric was retired", "complete", "post_clicks", POSTS, world={"meta_retired": {"post_clicks"}}),
    Case("Meta fails at insights alone", "complete", "unknown", POSTS, does("server_error", "/v25.0/$")),
    Case("the list leads back to a page shown before", "partial", "same posts", 50, does("repeat_mark", LIST, LATER)),
    Case("a field is refused", "failed", "did not understand", 0, does("unknown_request")),
    Case("the list ends too early without a word", "complete", "", POSTS, does("end_early", LIST, 1)),
    Case("the list shows page 1 again", "partial", "same posts again", 25, does("repeat_page", LIST, 2)),
    Case("Meta has an error of its own", "failed", "error of its own", 0, does("server_error")),
    Case("HTML with 200 on page 2", "partial", "no JSON", 25, does("html", LIST, 2)),
    Case("half a JSON body", "failed", "no JSON", 0, does("cut_json")),
    Case("the connection is reset", "failed", "Meta was not read", 0, does("reset")),
    Case("posts without counts", "complete", "", POSTS, does("drop_fields", LIST, fields=("reactions", "comments"))),
)


@only_sqlite
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_each_fault_ends_in_its_state_and_the_next_night_mends_it(
    case: Case,
    world: World,
    standin: StandIn,
    make_settings: MakeSettings,
    monkeypatch: pytest.MonkeyPatch,
    night_at: NightAt,
    fault_table: FaultTable,
) -> None:
    assert standin
    monkeypatch.setenv("META_ACCESS_TOKEN", world.meta_token)
    make_settings(sources=[SOURCE])
    world.facebook = [FacebookPost(message=f"Kabar {n}", at=NIGHT - timedelta(hours=5 * n + 1)) for n in range(POSTS)]
    world.faults = [Fault(platform="meta", **case.fault)] if case.fault else []
    for name, value in case.world.items():
        monkeypatch.setattr(world, name, value)
    hard = night_at(NIGHT)
    world.faults, asked = [], len(world.requests)
    for name in case.world:
        monkeypatch.setattr(world, name, getattr(World(), name))
    quiet = night_at(NIGHT + timedelta(days=1))
    assert (hard.outcome, hard.stored) == (case.outcome, case.stored), hard
    assert case.reason in (hard.reason or "")
    assert hard.code == (0 if case.outcome == "complete" else 1)
    assert asked < 20, "a fault must not be answered by hammering"
    assert (quiet.outcome, quiet.stored) == ("complete", POSTS), quiet
    fault_table.tell(case.what, hard.outcome, hard.code, hard.stored, hard.reason, f"complete, {quiet.stored} stored")


def test_the_document_tells_each_case(fault_table: FaultTable) -> None:
    fault_table.check([case.what for case in CASES])


@only_sqlite
def test_without_a_token_a_page_is_skipped_and_the_variable_named(
    world: World, standin: StandIn, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, night_at: NightAt
) -> None:
    assert standin
    monkeypatch.delenv("META_ACCESS_TOKEN", raising=False)
    make_settings(sources=[SOURCE])
    night = night_at(NIGHT)
    assert (night.outcome, night.code) == ("skipped", 1)
    assert "META_ACCESS_TOKEN" in night.reason
    assert world.requests == []


def test_a_night_keeps_posts_reactions_comments_and_followers_and_no_secret(
    world: World,
    standin: StandIn,
    engine: Engine,
    make_settings: MakeSettings,
    monkeypatch: pytest.MonkeyPatch,
    night_at: NightAt,
) -> None:
    assert standin
    monkeypatch.setenv("META_ACCESS_TOKEN", world.meta_token)
    monkeypatch.setenv("PANTAU_PSEUDONYM_KEY", "a key of sixteen or more")
    make_settings(sources=[SOURCE | {"responses": True}])
    comments = [
        FacebookComment(text="Kapan, Budi Santoso?", user="Siti Aminah"),
        FacebookComment(text="Hadir", user=None),
    ]
    world.facebook = [
        FacebookPost(at=NIGHT - timedelta(days=1), reactions={"like": 3, "sad": 2}, insights={"post_media_view": 70}),
        FacebookPost(message="Kedua", at=NIGHT - timedelta(hours=2), comment_list=comments),
    ]
    assert night_at(NIGHT).outcome == "complete"
    quiet = night_at(NIGHT + timedelta(days=1))
    assert (quiet.outcome, quiet.stored) == ("complete", 2)
    with reading(engine) as connection:
        posts = connection.execute(text("SELECT likes, shares, views FROM v_posts ORDER BY published_at")).all()
        kinds = connection.execute(text("SELECT DISTINCT name FROM v_insights WHERE value = 2")).scalars().all()
        followers = connection.execute(text("SELECT max(followers) FROM v_followers")).scalar()
        told = connection.execute(text("SELECT text, author_hash FROM v_responses")).all()
        bodies = b"".join(connection.execute(text("SELECT body FROM pages")).scalars())
    assert [tuple(row) for row in posts] == [(5, None, 70), (0, None, None)]
    assert kinds == ["reaction_sad"]
    assert followers == world.facebook_account.followers
    assert len(told) == 2
    for secret in (world.meta_token, world.facebook_token, "Siti"):
        assert secret.encode() not in bodies
