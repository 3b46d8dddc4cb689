"""The demo: a whole night, and those before it, through the real collectors, against the local stand-in."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from pipeline import clock
from pipeline.demo.earlier_nights import live_through
from pipeline.demo.plans import ACTIVITIES, activities, plans
from pipeline.demo.standin.server import redirected, serve, session_cookies
from pipeline.demo.world.sample import sample_world
from pipeline.demo.world.world import WIB, World
from pipeline.nightly import nightly
from pipeline.operate.db import upgrade_store
from pipeline.run.console import use_zone
from pipeline.settings.models import load_settings

CONFIG = """\
# The demo's configuration; the real one is config.yaml at the project's top.
office: {name: Diskominfostandi Kota Bekasi, city: Kota Bekasi}
sources:
  - {id: x-kominfobekasi, platform: x, account: Kominfobekasi, city: Kota Bekasi, pace_seconds: 0, responses: true}
  - id: ig-diskominfobekasi
    platform: instagram
    account: diskominfobekasi
    city: Kota Bekasi
    pace_seconds: 0
    responses: true
    ladder: [official, session]
  - id: web-diskominfo
    platform: website
    url: https://diskominfo.bekasikota.go.id
    city: Kota Bekasi
    pace_seconds: 0
  - id: fb-diskominfobekasi
    platform: facebook
    account: diskominfobekasi
    city: Kota Bekasi
    pace_seconds: 0
    responses: true
  - id: yt-diskominfobekasi
    platform: youtube
    account: diskominfobekasi
    city: Kota Bekasi
    pace_seconds: 0
    responses: true
  - id: pers-kabar-patriot
    platform: website
    role: media
    city: Kota Bekasi
    url: https://kabar-patriot.example
    method: feed
    feed: /feed
    text: feed
    must: [Bekasi]
    homonyms: [Kabupaten Bekasi, Bupati Bekasi]
    pace_seconds: 0
youtube: {amendment_accepted: 2026-11-02}  # the demo's office accepted it; see docs/youtube.md
"""
TOPICS = """\
SELECT topic, count(*) AS posts, round(avg(label_score), 2) AS label_score FROM v_posts
   GROUP BY topic ORDER BY posts DESC"""
OBSTACLES = """\
SELECT evidence_source, counted, obstacle, object, sum(n) AS n FROM v_obstacles WHERE headline
   GROUP BY 1, 2, 3, 4 ORDER BY n DESC"""
STRONGEST = """\
SELECT platform, published_local, topic, interactions, engagement_score, engagement_level FROM v_posts
   WHERE engagement_score IS NOT NULL ORDER BY engagement_score DESC LIMIT 5"""


def run_demo(folder: Path) -> int:
    """Run one night on the built-in sample into *folder*, made anew, after the nights before; return the exit code.

    The sample's posts are dated back from today, so that there is always a finished week to report.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in (folder / "data").glob("pantau.db*"):
        old.unlink()  # another day's demo has other dates
    now = clock.now() - timedelta(seconds=1)
    today, config = (now + WIB).date(), folder / "config.yaml"
    config.write_text(CONFIG + plans(today), encoding="utf-8")
    (folder / ACTIVITIES).write_text(activities(today), encoding="utf-8")
    world = sample_world(now)
    settings = load_settings(config, credentials(world))
    use_zone(settings.zone)
    upgrade_store(settings)
    with serve(world) as server, redirected(server):
        code = live_through(settings, server, now)
        server.world = world
        code = max(code, nightly(settings))
    sys.stdout.write(_where_to_look(folder, config))
    return code


def credentials(world: World) -> Mapping[str, str]:
    """Return what the environment must hold for that world."""
    cookies = session_cookies(world)
    return {
        "X_BEARER_TOKEN": world.bearer,
        "INSTAGRAM_USERNAME": "demo",
        "META_ACCESS_TOKEN": world.meta_token,
        "YOUTUBE_API_KEY": world.youtube_key,
        "PANTAU_PSEUDONYM_KEY": "the demo's people are invented",
        **{f"INSTAGRAM_{name.upper()}": value for name, value in cookies.items()},
    }


def _where_to_look(folder: Path, config: Path) -> str:
    reports = sorted((folder / "reports").glob("*/report.html"))
    program = sys.argv[0] if Path(sys.argv[0]).name == "pantau" else "pantau"  # as it can be called from here
    queries = "\n".join(f'  {program} --config {config} sql "{query}"' for query in (TOPICS, STRONGEST, OBSTACLES))
    return f"""
The demo night is over. Look at:
  database  {folder / "data" / "pantau.db"}
  report    {reports[-1] if reports else "none was written"}
Three queries to try:
{queries}
"""
