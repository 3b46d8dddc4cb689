"""What YouTube can do to a night, and what the night after makes of it, as docs/faults.md tells.

The document is written anew with ``PANTAU_WRITE_FAULTS=1 python -m pytest`` and the path of this file.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import Fault, World
from pipeline.demo.world.youtube import YouTubeVideo
from tests.conftest import MakeSettings
from tests.pipeline.conftest import FaultTable, NightAt
from tests.pipeline.harvest.fault_cases import NIGHT, Case, does

HEADING = "YouTube"
COLUMNS = ("what YouTube does", "state", "exit code", "stored", "reason", "the next quiet night")
VIDEOS = 120  # three pages of the list
CHANNEL, LIST, LOOK_UP = r"/channels$", r"/playlistItems$", r"/videos$"
LATER = range(2, 99)


CASES = (
    Case("nothing wrong", "complete", "", VIDEOS),
    Case("the key is no key", "failed", "refuses the key", 0, does("bad_key")),
    Case("the key has expired on page 2", "partial", "refuses the key", 50, does("key_expired", LIST, 2)),
    Case("the API is not enabled", "failed", "not enabled", 0, does("not_enabled")),
    Case("the key may not be used from here", "failed", "restrictions", 0, does("key_restricted")),
    Case("the day's units are used up", "partial", "used up", 0, does("quota_exceeded")),
    Case("the units end on page 2", "partial", "used up", 50, does("quota_exceeded", LIST, 2)),
    Case("403: too many requests", "blocked", "fewer requests", 0, does("too_fast")),
    Case("429 on page 2", "blocked", "fewer requests", 50, does("too_many", LIST, 2)),
    Case("403 for another reason", "failed", "forbids this", 0, does("forbidden")),
    Case("the channel is unknown", "failed", "knows no channel", 0, world={"state": "missing"}),
    Case("the channel is closed", "failed", "has closed the channel", 0, does("channel_closed", LIST)),
    Case("the list is not there", "partial", "does not find the list", 0, does("no_playlist", LIST)),
    Case("the list shows page 1 again", "partial", "same uploads again", 50, does("repeat_page", LIST, LATER)),
    Case("the list leads on to the page just shown", "partial", "same uploads", 100, does("repeat_mark", LIST, LATER)),
    Case("a page number is refused", "partial", "the place in the list", 50, does("bad_token", LIST, 2)),
    Case("a look-up tells nothing of 50", "partial", "told nothing of 50", 70, does("tells_nothing", LOOK_UP, 1)),
    Case("videos of another shape", "failed", "no video could be read", 0, does("new_shape", LOOK_UP)),
    Case("counts that are no numbers", "complete", "unknown shape", VIDEOS, does("odd_counts", LOOK_UP)),
    Case("503 once", "complete", "", VIDEOS, does("backend_error", LIST, 1)),
    Case("503 all night", "failed", "503", 0, does("backend_error")),
    Case("an HTML page with 200", "failed", "no JSON", 0, does("html")),
    Case("a redirect", "failed", "led to another address", 0, does("status", status=302, headers={"Location": "/x"})),
    Case("half a JSON body", "partial", "no JSON", 50, does("cut_json", LIST, 2)),
    Case("the connection is reset all night", "failed", "YouTube was not read", 0, does("reset")),
    Case("no answer in time", "failed", "no answer in time", 0, does("slow", seconds=3)),
    Case("an error that repeats the key", "failed", "error of its own", 0, does("echo", status=500)),
)


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
    source = {"id": "yt", "platform": "youtube", "account": "diskominfobekasi", "pace_seconds": 0}
    settings = make_settings(sources=[source], youtube={"amendment_accepted": "2026-06-15"})
    with (settings.folder / ".env").open("a", encoding="utf-8") as secrets:
        secrets.write(f"YOUTUBE_API_KEY={world.youtube_key}\n")
    world.youtube = [YouTubeVideo(title=f"Kabar {n}", at=NIGHT - timedelta(hours=5 * n + 1)) for n in range(VIDEOS)]
    world.faults = [Fault(platform="youtube", **case.fault)] if case.fault else []
    world.youtube_account.state = case.world.get("state", "public")
    hard = night_at(NIGHT)
    world.faults, world.youtube_account.state, asked = [], "public", len(world.requests)
    quiet = night_at(NIGHT + timedelta(days=1))
    assert (hard.outcome, hard.stored) == (case.outcome, case.stored), hard
    assert case.reason in hard.reason
    assert world.youtube_key not in hard.reason
    assert hard.code == (0 if case.outcome == "complete" else 1)
    assert asked < 20, "a fault must not be answered by hammering"
    assert (quiet.outcome, quiet.stored) == ("complete", VIDEOS), quiet
    fault_table.tell(case.what, hard.outcome, hard.code, hard.stored, hard.reason, f"complete, {quiet.stored} stored")


def test_the_document_tells_each_case(fault_table: FaultTable) -> None:
    fault_table.check([case.what for case in CASES])
