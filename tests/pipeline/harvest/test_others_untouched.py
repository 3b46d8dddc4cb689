"""One platform that fails costs the others nothing: they end their nights as if it were not there."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from pipeline.demo.run import credentials
from pipeline.demo.standin.server import StandIn, redirected, serve
from pipeline.demo.world.sample import sample_world
from pipeline.demo.world.world import NOW, Fault
from pipeline.harvest.harvest import harvest
from pipeline.run.console import keep
from storage.db.engine import reading
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

OUTLET = "https://kabar-patriot.example"
SOURCES = [
    {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0},
    {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "ladder": ["official"], "pace_seconds": 0},
    {"id": "fb", "platform": "facebook", "account": "diskominfobekasi", "pace_seconds": 0},
    {"id": "yt", "platform": "youtube", "account": "diskominfobekasi", "pace_seconds": 0},
    {"id": "pers", "platform": "website", "role": "media", "url": OUTLET, "method": "feed", "text": "feed",
     "pace_seconds": 0},
    {"id": "web", "platform": "website", "url": "https://diskominfo.bekasikota.go.id", "pace_seconds": 0},
]  # fmt: skip
META = {"ig", "fb"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("platform", "do", "path", "failing", "words"),
    [
        ("meta", "token_expired", "", META, "expired"),
        ("meta", "token_revoked", "", META, "token"),
        ("meta", "permission", "", META, "permission"),
        ("meta", "rate_limited", "", META, "fewer requests"),
        ("meta", "gone", "diskominfobekasi", {"fb"}, "does not show"),
        ("youtube", "quota_exceeded", "", {"yt"}, "units"),
        ("youtube", "bad_key", "", {"yt"}, "key"),
        ("website", "html", "^/feed", {"pers"}, "is no RSS or Atom feed but <html>"),
    ],
)
def test_the_others_are_complete_beside_one_that_fails(  # a table of failures
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch,
    platform: str, do: str, path: str, failing: set[str], words: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)
    monkeypatch.setattr(StandIn, "now", lambda _: NOW)
    world = sample_world(NOW)
    world.faults = [Fault(platform=platform, do=do, path=path)]  # type: ignore[arg-type]  # of the table above
    settings = make_settings(
        sources=SOURCES, secrets=dict(credentials(world)), youtube={"amendment_accepted": "2026-11-02"}
    )
    with serve(world) as server, redirected(server), night_of(settings, lambda: NOW) as night:
        night.say = keep([])
        harvest(night, settings.config.sources)
    with reading(engine) as connection:
        told = connection.execute(text("SELECT source_id, outcome, reason, stored_total FROM v_source_health")).all()
    assert {row.source_id for row in told if row.outcome != "complete"} == failing
    assert all(words in row.reason for row in told if row.source_id in failing)
    assert all(row.stored_total for row in told if row.source_id not in failing)
