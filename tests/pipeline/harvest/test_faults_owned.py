"""What X can do to a night with the owner's token, as docs/faults.md tells; none of it seen live.

The document is written anew with ``PANTAU_WRITE_FAULTS=1 python -m pytest`` and the path of this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import Fault, World, XPost
from tests.conftest import MakeSettings
from tests.pipeline.conftest import FaultTable, NightAt
from tests.pipeline.harvest.fault_cases import NIGHT, does
from tests.pipeline.owners import CLIENT, give_token

HEADING = "X, read by its owner"
COLUMNS = ("what X does", "state", "exit code", "stored", "reason", "the next quiet night")
POSTS = 120  # two pages
TOKENS, TIMELINE, READS = "/oauth2/token$", r"/users/\d+/tweets$", "/users/"


@dataclass(frozen=True)
class Case:
    """Something that X does, and how the night must end."""

    what: str
    outcome: str
    reason: str
    stored: int
    faults: tuple[dict[str, Any], ...] = ()
    token: dict[str, Any] = field(default_factory=dict)
    then: str = "complete"
    without: str = ""
    """A variable of .env that is missing."""


CASES = (
    Case("nothing wrong; the token is renewed before its end", "complete", "", POSTS),
    Case("the token ends in the middle of the night", "complete", "", POSTS, (does("unauthorized", TIMELINE, 2),)),
    Case("the owner has revoked the permission", "failed", "was revoked", 0, (does("token_revoked", TOKENS),)),
    Case("a token that was just renewed is refused", "failed", "was revoked", 0, (does("unauthorized", READS),)),
    Case("the token is of another account", "failed", "another account's", 0, token={"user_id": "99"}, then="failed"),
    Case("a permission is missing", "failed", "Missing required scope", 0, (does("scope_missing", TIMELINE),)),
    Case("renewing answers 503, the token is still good", "complete", "", POSTS, (does("over_capacity", TOKENS),)),
    Case(
        "renewing answers 503, the token has ended",
        "failed",
        "renewed no token",
        0,
        (does("over_capacity", TOKENS),),
        token={"expires_at": NIGHT},
    ),
    Case("renewing answers an HTML page", "failed", "unknown shape", 0, (does("html", TOKENS),)),
    Case("the app is unknown", "skipped", "X_CLIENT_ID", 0, without="X_CLIENT_ID", then="skipped"),
)  # fmt: skip


@pytest.fixture
def credentials(request: pytest.FixtureRequest) -> dict[str, str]:
    """The app's, and no bearer token: the owner's token is enough."""
    case = request.getfixturevalue("case") if "case" in request.fixturenames else None
    return {name: value for name, value in CLIENT.items() if case is None or name != case.without}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_each_fault_ends_in_its_state_and_the_next_night_mends_it(
    case: Case,
    world: World,
    standin: StandIn,
    make_settings: MakeSettings,
    night_at: NightAt,
    fault_table: FaultTable,
) -> None:
    assert standin
    source = {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}
    folder = make_settings(sources=[source]).folder
    world.x = [XPost(text=f"Kabar {n}", at=NIGHT - timedelta(hours=3 * n + 1)) for n in range(POSTS)]
    path = give_token(world, folder, NIGHT, **case.token)
    world.faults = [Fault(platform="x", **fault) for fault in case.faults]
    hard = night_at(NIGHT)
    world.faults = []
    quiet = night_at(NIGHT + timedelta(days=1))
    assert (hard.outcome, hard.stored) == (case.outcome, case.stored), hard
    assert case.reason in hard.reason
    assert "demo-" not in hard.reason
    assert hard.code == (0 if case.outcome == "complete" else 1)
    assert quiet.outcome == case.then, quiet
    assert world.asked("x", r"^/2/tweets$") == []
    assert path.stat().st_mode & 0o777 == 0o600
    told = hard.reason.replace(str(folder), "FOLDER")
    after = f"{quiet.outcome}, {quiet.stored} stored"
    fault_table.tell(case.what, hard.outcome, hard.code, str(hard.stored), told, after)


def test_the_document_tells_each_case(fault_table: FaultTable) -> None:
    fault_table.check([case.what for case in CASES])
