"""What X can do to a night, and what the night after makes of it, as docs/faults.md tells.

The document is written anew with ``PANTAU_WRITE_FAULTS=1 python -m pytest`` and the path of this file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import Fault, World, XPost
from tests.conftest import MakeSettings
from tests.pipeline.conftest import FaultTable, NightAt
from tests.pipeline.harvest import fault_cases
from tests.pipeline.harvest.fault_cases import NIGHT, does

HEADING = "X"
COLUMNS = ("what X does", "state", "exit code", "stored", "reason", "the next quiet night")
POSTS = 120  # two pages
USER, TIMELINE, LOOKUP = r"/by/username/", r"/users/\d+/tweets$", r"^/2/tweets$"
NOT_THE_FIRST = range(2, 99)
PAST, SOON, LATER = (str(int(NIGHT.timestamp()) + seconds) for seconds in (-60, 1, 900))


@dataclass(frozen=True)
class Case(fault_cases.Case):
    """Something that X does, and how the night must end; ``second`` is when it does it in the second night."""

    config: dict[str, Any] = field(default_factory=dict)
    then: str = "complete"
    second: bool = False
    lost: int = 0
    """Posts whose raw answer is all that is stored."""


def limited(reset: str, path: str = "", nth: Any = None) -> dict[str, Any]:
    """Make a rate limit that ends then."""
    return does("rate_limited", path, nth, headers={"x-rate-limit-reset": reset})


EMPTY = does("status", TIMELINE, 2, status=200, body='{"meta": {"result_count": 0}}')
COUNTED = does("status", TIMELINE, status=200, body='{"meta": {"result_count": 3}}')
CASES = (
    Case("nothing wrong", "complete", "", POSTS),
    Case("401: the token is refused", "failed", "X_BEARER_TOKEN", 0, does("unauthorized")),
    Case("the token is refused from page 2 on", "partial", "X_BEARER_TOKEN", 100, does("unauthorized", TIMELINE, 2)),
    Case("403: the app belongs to no project", "failed", "developer portal", 0, does("not_enrolled")),
    Case("403 for another reason", "failed", "403", 0, does("status", status=403, body='{"detail": "Not permitted"}')),
    Case("402: credits used up", "partial", "credits", 0, does("credits_depleted"), then="blocked"),
    Case("credits used up at page 2", "partial", "credits", 100, does("credits_depleted", TIMELINE, 2), then="blocked"),
    Case("429: the month's usage cap", "partial", "usage cap", 0, does("usage_capped"), then="blocked"),
    Case(
        "the usage cap with a reset that would end soon",
        "partial",
        "usage cap",
        0,
        does("usage_capped", headers={"x-rate-limit-reset": SOON}),
        then="blocked",
    ),
    Case("429 once, its end within x.max_wait_seconds", "complete", "", POSTS, limited(SOON, TIMELINE, 2)),
    Case("429, its end a quarter of an hour away", "blocked", "fewer requests", 0, limited(LATER)),
    Case("429 at page 2", "blocked", "fewer requests", 100, limited(LATER, TIMELINE, NOT_THE_FIRST)),
    Case("429 without an end", "blocked", "fewer requests", 0, does("rate_limited_no_reset")),
    Case("429 with an end in the past", "blocked", "fewer requests", 0, limited(PAST)),
    Case("429 with an end that is no number", "failed", "unknown shape", 0, limited("besok")),
    Case("404", "failed", "404", 0, does("not_found", TIMELINE)),
    Case("400", "failed", "400", 0, does("status", TIMELINE, status=400, body='{"title": "Invalid Request"}')),
    Case("503 once", "complete", "", POSTS, does("over_capacity", TIMELINE, 1)),
    Case("503 all night", "failed", "503", 0, does("over_capacity")),
    Case("503 from page 2 on", "partial", "503", 100, does("over_capacity", TIMELINE, NOT_THE_FIRST)),
    Case("a gateway's HTML with 502", "failed", "502", 0, does("gateway_html")),
    Case("an HTML page with 200", "failed", "no JSON", 0, does("html", TIMELINE)),
    Case("JSON that is no object", "failed", "unknown shape", 0, does("status", TIMELINE, status=200, body="[]")),
    Case("an empty object", "failed", "neither data nor errors", 0, does("status", TIMELINE, status=200, body="{}")),
    Case("the connection is reset once", "complete", "", POSTS, does("reset", TIMELINE, 1)),
    Case("the connection is reset all night", "failed", "connection", 0, does("reset")),
    Case(
        "the connection is reset from page 2 on", "partial", "connection", 100, does("reset", TIMELINE, NOT_THE_FIRST)
    ),
    Case("the connection closes without an answer", "failed", "connection", 0, does("close")),
    Case("no answer in time", "failed", "in time", 0, does("slow", TIMELINE, seconds=20)),
    Case("a slow trickle of an answer", "complete", "", POSTS, does("drip", TIMELINE, seconds=1)),
    Case("a body shorter than announced", "partial", "connection", 100, does("truncate", TIMELINE, 2)),
    Case("half a JSON body", "partial", "no JSON", 100, does("cut_json", TIMELINE, 2)),
    Case("an empty page with more announced, once", "complete", "", POSTS, does("empty_page", TIMELINE, 1)),
    Case("empty pages with more announced, all night", "partial", "showed none", 0, does("empty_page", TIMELINE)),
    Case("pages of 5 posts instead of 100", "complete", "", POSTS, does("short_page", TIMELINE)),
    Case("a last page that announces one more", "partial", "an empty page", POSTS, does("trailing_page", TIMELINE)),
    Case("an empty page without a token after a page that announced more", "partial", "an empty page", 100, EMPTY),
    Case("a page that counts posts and shows none", "partial", "an empty page", 0, COUNTED),
    Case(
        "pages without 'meta'",
        "partial",
        "neither data",
        POSTS,
        does("drop_fields", TIMELINE, fields=("meta",)),
        then="partial",
    ),
    Case(
        "the same page again and again",
        "partial",
        "newer posts again",
        100,
        does("repeat_page", TIMELINE, NOT_THE_FIRST),
    ),
    Case("posts without a date", "complete", "", POSTS, does("drop_fields", TIMELINE, fields=("created_at",))),
    Case(
        "posts without a number",
        "partial",
        "unknown shape",
        0,
        does("drop_fields", TIMELINE, fields=("id",)),
        then="partial",
    ),
    Case("posts without counts", "complete", "", POSTS, does("drop_fields", TIMELINE, fields=("public_metrics",))),
    Case("the account is protected", "failed", "protected", 0, world={"state": "protected"}),
    Case("the account is suspended", "failed", "suspended", 0, world={"state": "suspended"}),
    Case("the account is unknown", "failed", "knows no account", 0, world={"state": "missing"}),
    Case("X shows fewer posts than there are", "complete", "", 100, world={"depth": 100}, lost=20),
    Case(
        "the month's budget is nearly spent",
        "partial",
        "is left",
        70,
        config={"monthly_budget_usd": 0.40},
        then="partial",
    ),
    Case(
        "second night: the look-up answers 503",
        "partial",
        "not looked at",
        POSTS,
        does("over_capacity", LOOKUP),
        second=True,
    ),
    Case(
        "second night: the look-up answers 429", "blocked", "not looked at", POSTS, limited(LATER, LOOKUP), second=True
    ),
    Case(
        "second night: the look-up shows nothing",
        "partial",
        "told nothing of some",
        POSTS,
        does("status", LOOKUP, status=200, body="{}"),
        second=True,
    ),
)


def office(world: World, case: Case) -> None:
    """Let the office have posted every three hours."""
    world.x = [XPost(text=f"Kabar {n}", at=NIGHT - timedelta(hours=3 * n + 1)) for n in range(POSTS)]
    _set(world, case)


def _set(world: World, case: Case) -> None:
    world.faults = [Fault(platform="x", **case.fault)] if case.fault else []
    world.x_account.state = case.world.get("state", "public")
    world.x_depth = case.world.get("depth", 3200)


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
    nothing, next_night = Case("", "", "", 0), NIGHT + timedelta(days=1)
    make_settings(sources=[{"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}], x=case.config)
    office(world, nothing if case.second else case)
    if case.second:
        assert night_at(NIGHT).outcome == "complete"
        _set(world, case)
    hard = night_at(next_night if case.second else NIGHT)
    _set(world, nothing)
    quiet = night_at(next_night + timedelta(days=1) if case.second else next_night)
    assert (hard.outcome, hard.stored) == (case.outcome, case.stored), hard
    assert case.reason in hard.reason
    assert hard.code == (0 if case.outcome == "complete" else 1)
    assert quiet.outcome == case.then, quiet
    assert quiet.stored == POSTS - case.lost or case.then != "complete"
    assert paid_twice(world) == set()
    after = f"{quiet.outcome}, {quiet.stored} stored" + (f": {quiet.reason}" if quiet.reason else "")
    fault_table.tell(case.what, hard.outcome, hard.code, str(hard.stored), hard.reason, after)


def paid_twice(world: World) -> set[str]:
    """Return the posts that X returned twice, whole, within a night or the same UTC day."""
    # The nights lie a day apart; what arrives between two requests for the account is of one night.
    night, seen = 0, Counter[tuple[int, str]]()
    for request in world.asked("x"):
        night += "/by/username/" in request.path
        arrived = request.fault not in ("slow", "repeat_page")  # nobody read it; X gave what nobody asked for
        seen.update((night, post) for post in request.post_ids if arrived)
    return {post for (_, post), count in seen.items() if count > 1}


def test_the_document_tells_each_case(fault_table: FaultTable) -> None:
    fault_table.check([case.what for case in CASES])
