"""What Instagram can do to a night, and what the night after makes of it, as docs/faults.md tells.

The document is written anew with ``PANTAU_WRITE_FAULTS=1 python -m pytest`` and the path of this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from pipeline.demo.standin.instagram.web import ANONYMOUS_PAGE, ONE_POST, PROFILE, SESSION_PAGE
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import Fault, InstagramPost, World
from tests.conftest import MakeSettings
from tests.pipeline.conftest import FaultTable, NightAt
from tests.pipeline.harvest import fault_cases
from tests.pipeline.harvest.fault_cases import NIGHT

HEADING = "Instagram"
COLUMNS = ("what Instagram does", "state", "exit code", "stored", "reason", "the next quiet night")
POSTS = 30  # three pages
PAGE, FRONT, QUERY = r"^/diskominfobekasi/$", r"^/$", r"graphql"
NOT_THE_FIRST = range(2, 99)


@dataclass(frozen=True)
class Case(fault_cases.Case):
    """Something that Instagram does, and how the night must end."""

    source: dict[str, Any] = field(default_factory=dict)
    then: str = "complete"
    lost: int = 0
    """Posts that are not stored after the quiet night either."""


def does(do: str, path: str = QUERY, nth: Any = None, doc_id: str | None = None, **more: Any) -> dict[str, Any]:
    """Make a fault."""
    return {"do": do, "path": path, "nth": nth, "doc_id": doc_id, **more}


def listing(do: str, nth: Any = None, **more: Any) -> dict[str, Any]:
    """Make a fault of the query that lists posts for a session."""
    return does(do, QUERY, nth, SESSION_PAGE, **more)


def leads_to(path: str, nth: Any = None) -> dict[str, Any]:
    """Make a redirect of the query that lists posts."""
    return listing("status", nth, status=302, headers={"Location": f"https://www.instagram.com/{path}"})


def refusal(status: int, body: str) -> dict[str, Any]:
    """Make a refusal in words of all queries."""
    return does("status", status=status, body=body)


LOGIN_REQUIRED = '{"message": "login_required", "status": "fail"}'
CHALLENGED = '{"message": "challenge_required", "challenge": {"url": "https://www.instagram.com/accounts/suspended/"}}'
NOTHING = '{"data": {"xdt_api__v1__media__shortcode__web_info": null}, "status": "ok"}'
STRANGER = {"anonymous": True}
CASES = (
    Case("nothing wrong", "complete", "", POSTS),
    Case("a login page with 200 instead of the account", "blocked", "login page", 0, does("login_page", PAGE)),
    Case("the account's page leads to the login", "blocked", "login page", 0, does("redirect_login", PAGE)),
    Case("the session has ended", "failed", "renew the session", 0, world={"session_id": "another"}),
    Case("the session ends on page 2", "partial", "renew the session", 12, listing("redirect_login", 2)),
    Case("a login page with 200 instead of posts", "failed", "login wall", 0, listing("login_page")),
    Case("401 'wait a few minutes'", "blocked", "401", 0, does("wait_few_minutes")),
    Case("401 'wait a few minutes' on page 2", "blocked", "401", 12, listing("wait_few_minutes", NOT_THE_FIRST)),
    Case("401 on the account's page", "blocked", "401", 0, does("wait_few_minutes", PAGE)),
    Case("429 on a query", "blocked", "429", 0, does("too_many")),
    Case("429 on page 2", "blocked", "429", 12, listing("too_many", NOT_THE_FIRST)),
    Case("429 on the account's page", "blocked", "429", 0, does("too_many", PAGE)),
    Case("a checkpoint", "blocked", "checkpoint_required", 0, does("checkpoint_required")),
    Case("a checkpoint on page 2", "blocked", "checkpoint_required", 12, listing("checkpoint_required", 2)),
    Case("a checkpoint on the account's page", "blocked", "person to act", 0, does("checkpoint_required", PAGE)),
    Case("a challenge", "blocked", "challenge_required", 0, does("challenge_required")),
    Case("a challenge on the front page", "blocked", "person to act", 0, does("challenge_required", FRONT)),
    Case("'feedback required'", "blocked", "feedback_required", 0, does("feedback_required")),
    Case("'feedback required' on the account's page", "blocked", "person to act", 0, does("feedback_required", PAGE)),
    Case("a redirect to /accounts/suspended/", "blocked", "suspended the account", 0, leads_to("accounts/suspended/")),
    Case("a redirect to /challenge/", "blocked", "person to act", 0, leads_to("challenge/AbC/")),
    Case("a redirect to /challenge/ on page 2", "blocked", "person to act", 12, leads_to("challenge/", 2)),
    Case("a redirect to /auth_platform/", "blocked", "a code", 0, leads_to("auth_platform/codeentry/?apc=x")),
    Case("a challenge that leads to a suspension", "blocked", "suspended", 0, refusal(400, CHALLENGED)),
    Case("403 'login_required' with a session", "blocked", "new login", 0, refusal(403, LOGIN_REQUIRED)),
    Case("'Rate limit exceeded' with 200", "blocked", "fewer requests", 0, refusal(200, "Rate limit exceeded")),
    Case("400 for another reason", "failed", "400", 0, does("bad_request")),
    Case("403 with HTML", "blocked", "403", 0, does("forbidden_html")),
    Case("403 on the account's page", "blocked", "403", 0, does("forbidden_html", PAGE)),
    Case("500 once", "complete", "", POSTS, listing("server_error", 2)),
    Case("500 all night", "failed", "500", 0, does("server_error")),
    Case("500 on the account's page", "failed", "500", 0, does("server_error", PAGE)),
    Case("500 from page 2 on", "partial", "500", 12, listing("server_error", NOT_THE_FIRST)),
    Case("'status: fail' with 200", "failed", "it failed", 0, does("fail_status")),
    Case("data that is null", "failed", "lacks what was expected", 0, listing("graphql_null")),
    Case("data that is null on page 2", "partial", "lacks what was expected", 12, listing("graphql_null", 2)),
    Case(
        "the profile's data is null", "failed", "lacks what was expected", 0, does("graphql_null", QUERY, None, PROFILE)
    ),
    Case("404 for a query", "failed", "404", 0, listing("not_found")),
    Case("the account is unknown", "failed", "knows no account", 0, world={"state": "missing"}),
    Case("the account is private", "failed", "private", 0, world={"state": "private"}),
    Case("other markup on the account's page", "blocked", "login page", 0, does("html", PAGE)),
    Case("HTML with 200 instead of posts", "failed", "no data", 0, listing("html")),
    Case("the connection is reset once", "complete", "", POSTS, listing("reset", 2)),
    Case("the connection is reset all night", "failed", "broke", 0, does("reset", "")),
    Case("the connection is reset from page 2 on", "partial", "broke", 12, listing("reset", NOT_THE_FIRST)),
    Case("the connection closes without an answer", "failed", "broke", 0, does("close", "")),
    Case("no answer in time", "failed", "in time", 0, listing("slow", seconds=20)),
    Case("a slow trickle of an answer", "complete", "", POSTS, listing("drip", seconds=1)),
    Case("a body shorter than announced", "partial", "broke", 12, listing("truncate", NOT_THE_FIRST)),
    Case("half a JSON body", "partial", "half an answer", 12, listing("cut_json", NOT_THE_FIRST)),
    Case("an empty page with more announced, once", "partial", "showed 18", 18, listing("empty_page", 2)),
    Case("empty pages with more announced", "partial", "announces 30", 12, listing("empty_page", NOT_THE_FIRST)),
    Case("pages that overlap", "complete", "", POSTS, listing("overlap", NOT_THE_FIRST)),
    Case("a page repeated once", "complete", "", POSTS, listing("repeat_page", 2)),
    Case("the same page again and again", "partial", "repeats itself", 12, listing("repeat_page", NOT_THE_FIRST)),
    Case("the list ends too early without a word", "partial", "announces 30", 24, listing("end_early", 2)),
    Case("more posts announced than shown", "partial", "announces 40", POSTS, world={"post_count": 40}),
    Case("0 posts announced beside those shown", "partial", "does not say", POSTS, world={"post_count": 0}),
    Case(
        "no number of posts announced",
        "partial",
        "does not say",
        POSTS,
        does("drop_fields", doc_id=PROFILE, fields=("media_count", "all_media_count")),
    ),
    Case("posts without counts", "complete", "", POSTS, listing("drop_fields", fields=("like_count", "comment_count"))),
    Case("posts without 'has_liked'", "complete", "", POSTS, listing("drop_fields", fields=("has_liked",))),
    Case("posts without a date", "complete", "left out", POSTS, listing("drop_fields", fields=("taken_at",))),
    Case("posts without a code", "complete", "", POSTS, listing("drop_fields", fields=("code",))),
    Case("posts without their account", "complete", "", POSTS, listing("drop_fields", fields=("user",))),
    Case("without a session: nothing wrong", "complete", "", POSTS, source=STRANGER),
    Case(
        "without a session: the list ends after 12 posts",
        "partial",
        "announces 30",
        12,
        does("end_early", PAGE),
        source=STRANGER,
    ),
    Case(
        "without a session: 401 on page 2",
        "blocked",
        "401",
        12,
        does("wait_few_minutes", QUERY, None, ANONYMOUS_PAGE),
        source=STRANGER,
    ),
    Case(
        "without a session: one listed post has no answer",
        "partial",
        "1 listed post",
        29,
        does("status", QUERY, 5, ONE_POST, status=200, body=NOTHING),
        source=STRANGER,
    ),
    Case("without a session: a login page", "blocked", "login page", 0, does("login_page", PAGE), source=STRANGER),
)
COOKIES = ("INSTAGRAM_SESSIONID", "INSTAGRAM_CSRFTOKEN", "INSTAGRAM_DS_USER_ID")


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
    source = {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0, **case.source}
    settings = make_settings(sources=[source])
    if case.source.get("anonymous"):
        secrets = settings.folder / ".env"
        lines = secrets.read_text("utf-8").splitlines(keepends=True)
        secrets.write_text("".join(line for line in lines if not line.startswith(COOKIES)), "utf-8")
    world.instagram = [InstagramPost(caption=f"Foto {n}", at=NIGHT - timedelta(hours=5 * n + 1)) for n in range(POSTS)]
    _set(world, case)
    hard = night_at(NIGHT)
    _set(world, Case("", "", "", 0))
    asked = len(world.requests)
    quiet = night_at(NIGHT + timedelta(days=1))
    assert (hard.outcome, hard.stored) == (case.outcome, case.stored), hard
    assert case.reason in hard.reason
    assert hard.code == (0 if case.outcome == "complete" else 1)
    assert asked < 60, "a fault must not be answered by hammering"
    assert quiet.outcome == case.then, quiet
    assert quiet.stored == POSTS - case.lost
    after = f"{quiet.outcome}, {quiet.stored} stored" + (f": {quiet.reason}" if quiet.reason else "")
    fault_table.tell(case.what, hard.outcome, hard.code, hard.stored, hard.reason, after)


def _set(world: World, case: Case) -> None:
    world.faults = [Fault(platform="instagram", **case.fault)] if case.fault else []
    world.session_id = case.world.get("session_id", "demo-session")
    world.instagram_account.state = case.world.get("state", "public")
    world.instagram_account.post_count = case.world.get("post_count")


def test_the_document_tells_each_case(fault_table: FaultTable) -> None:
    fault_table.check([case.what for case in CASES])
