"""What Meta can do to a night of Instagram by the official interface, as docs/faults.md tells; none of it seen live.

The document is written anew with ``PANTAU_WRITE_FAULTS=1 python -m pytest`` and the path of this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from pipeline.demo.standin.instagram.official import media_id
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import Account, Fault, InstagramPost, World
from tests.conftest import MakeSettings
from tests.pipeline.conftest import FaultTable, NightAt
from tests.pipeline.harvest import fault_cases
from tests.pipeline.harvest.fault_cases import NIGHT, does

HEADING = "Instagram, by the official interface"
COLUMNS = ("what Meta does", "ladder", "state", "exit code", "stored", "reason", "the next quiet night")
POSTS = 60  # two pages
LIST = "/media$"
OTHER = [Account(name="pemkotbekasi", native_id="7")]
LATER = range(2, 99)
BOTH, BY_HAND = ("official", "session"), ("official", "export")


@dataclass(frozen=True)
class Case(fault_cases.Case):
    """Something that Meta does, and how the night must end."""

    ladder: tuple[str, ...] = ("official",)


def published() -> list[InstagramPost]:
    """Make the posts of the account, newest first."""
    return [InstagramPost(caption=f"Foto {n}", at=NIGHT - timedelta(hours=5 * n + 1)) for n in range(POSTS)]


TWO = "|".join(f"{media_id(post)}/insights" for post in published()[3:5])

CASES = (
    Case("nothing wrong", "complete", "", POSTS),
    Case("another account, by discovery", "complete", "", POSTS, world={"meta_accounts": OTHER}),
    Case("the token has expired", "failed", "it has expired", 0, does("token_expired"), ladder=BOTH),
    Case("the token was revoked", "failed", "password", 0, does("token_revoked"), ladder=BOTH),
    Case("the token expires on page 2", "partial", "it has expired", 50, does("token_expired", LIST), ladder=BOTH),
    Case("a permission is missing", "failed", "may not read", 0, does("permission"), ladder=BOTH),
    Case(
        "the permission of insights is missing",
        "complete",
        "instagram_manage_insights",
        POSTS,
        world={"meta_denied": {"instagram_manage_insights"}},
    ),
    Case("the token manages no professional account", "failed", "no professional", 0, world={"meta_accounts": []}),
    Case(
        "a personal account instead of a professional one",
        "failed",
        "personal",
        0,
        world={"meta_accounts": OTHER, "personal": True},
        ladder=BOTH,
    ),
    Case("the app is blocked for a time", "blocked", "blocked the app", 0, does("blocked"), ladder=BOTH),
    Case("the quota is spent", "blocked", "fewer requests", 0, does("rate_limited")),
    Case("a spent quota with a session below", "complete", "session was", POSTS, does("rate_limited"), ladder=BOTH),
    Case("the quota is nearly spent", "blocked", "97 %", 0, world={"meta_usage": 97}),
    Case("Meta has an error of its own", "failed", "error of its own", 0, does("server_error")),
    Case("the same with a session below", "complete", "session was", POSTS, does("server_error"), ladder=BOTH),
    Case("the same with the export below", "failed", "pantau import", 0, does("server_error"), ladder=BY_HAND),
    Case(
        "an error on page 2, a session below", "complete", "session was", POSTS, does("server_error", LIST), ladder=BOTH
    ),
    Case("a field is refused", "failed", "did not understand", 0, does("unknown_request")),
    Case("a metric was retired", "complete", "saved", POSTS, world={"meta_retired": {"saved"}}),
    Case("a post is deleted between list and insights", "complete", "", POSTS, does("gone", "insights", 2)),
    Case("an empty page with more announced", "partial", "announces 60", 50, does("empty_page", LIST)),
    Case("the list ends too early without a word", "partial", "announces 60", 50, does("end_early")),
    Case("the list leads back to a page shown before", "partial", "leads back", 60, does("repeat_mark", nth=LATER)),
    Case("insights of two posts always fail", "complete", "unknown", POSTS, does("server_error", TWO)),
    Case("HTML with 200", "failed", "no JSON", 0, does("html")),
    Case("half a JSON body", "failed", "no JSON", 0, does("cut_json")),
    Case("the connection is reset", "failed", "Meta was not read", 0, does("reset")),
    Case("posts without counts", "complete", "", POSTS, does("drop_fields", fields=("like_count", "comments_count"))),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
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
    source = {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0}
    make_settings(sources=[source | {"ladder": list(case.ladder)}])
    world.instagram = published()
    world.faults = [Fault(platform="meta", **case.fault)] if case.fault else []
    for name, value in case.world.items():
        monkeypatch.setattr(world, name, value)
    hard = night_at(NIGHT)
    if case.ladder == BOTH and case.outcome != "complete":
        assert world.asked("instagram") == [], "what is refused never falls to a session"
    world.faults = []
    for name in case.world:
        monkeypatch.setattr(world, name, getattr(World(), name))
    quiet = night_at(NIGHT + timedelta(days=1))
    assert (hard.outcome, hard.stored) == (case.outcome, case.stored), hard
    assert case.reason in (hard.reason or "")
    assert hard.code == (0 if case.outcome == "complete" else 1)
    assert (quiet.outcome, quiet.stored) == ("complete", POSTS), quiet
    after = f"{quiet.outcome}, {quiet.stored} stored" + (f": {quiet.reason}" if quiet.reason else "")
    way = " → ".join(case.ladder)
    fault_table.tell(case.what, way, hard.outcome, hard.code, hard.stored, hard.reason, after)


def test_the_document_tells_each_case(fault_table: FaultTable) -> None:
    fault_table.check([case.what for case in CASES])
