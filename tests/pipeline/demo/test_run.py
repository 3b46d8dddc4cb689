"""The demo: a whole night for somebody who has nothing yet."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from pipeline.demo.run import run_demo


@dataclass(frozen=True)
class Demo:
    """A demo's folder, and the words of its first run."""

    folder: Path
    out: str
    err: str


@pytest.fixture(scope="module")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demo that was run twice: the second one begins anew."""
    folder, out, err = tmp_path_factory.mktemp("demo") / "demo", StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        assert run_demo(folder) == 0
    assert run_demo(folder) == 0
    return Demo(folder, out.getvalue(), err.getvalue())


@pytest.fixture
def demo(demo_run: Demo) -> Path:
    """The demo's folder."""
    return demo_run.folder


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "data" / "pantau.db")) as store:
        return store.execute(query).fetchall()


def test_the_demo_says_little_and_where_to_look(demo_run: Demo) -> None:
    assert demo_run.err.count("x-kominfobekasi: complete") == 1
    assert len(demo_run.err.splitlines()) <= 12
    assert "report.html" in demo_run.out
    assert demo_run.out.count("pantau --config") == 3


def test_its_last_night_is_a_nightly_after_many_harvests(demo: Path) -> None:
    runs = rows(demo, "SELECT command, exit_code, started_at FROM runs ORDER BY run_id")
    assert {run[:2] for run in runs[:-1]} == {("harvest", 0)}
    assert runs[-1][:2] == ("nightly", 0)
    began = [run[2][:10] for run in runs]
    assert began == sorted(began)
    assert len(set(began)) == len(runs)


def test_its_report_has_posts_scores_and_weeks_at_equal_ages(demo: Path) -> None:
    [week] = (demo / "reports").glob("*-W*")
    posts = pd.read_csv(week / "posts.csv")
    assert len(posts) > 5
    assert posts["engagement_score"].notna().sum() >= 6
    page = BeautifulSoup((week / "report.html").read_text(encoding="utf-8"), "lxml").get_text(" ", strip=True)
    for part in (
        "Interaksi tertinggi",
        "Interaksi terendah",
        "24 jam",
        "7 hari",
        "Kenali 112",
        "Pilah Sampah dari Rumah",
        "radio",
    ):
        assert part in page


def test_its_campaigns_have_plans_and_an_honest_verdict(demo: Path) -> None:
    told = rows(demo, "SELECT campaign, platform, posts, planned_posts, verdict FROM v_campaigns ORDER BY 1, 2")
    assert all(posts and planned for _, _, posts, planned, _ in told)
    assert [verdict for *_, verdict in told] == ["insufficient_data"] * 6  # ten weeks are too few for any other


def test_its_messages_are_carried_by_several_channels_and_missed_by_some(demo: Path) -> None:
    sources = Counter(sources for (sources,) in rows(demo, "SELECT sources FROM v_messages"))
    assert sources[3] >= 3
    assert sources[2] >= 2


def test_it_speaks_the_official_interfaces_and_tells_what_only_an_owner_sees(demo: Path) -> None:
    told = dict(rows(demo, "SELECT i.name, count(*) FROM v_insights i GROUP BY 1"))
    assert {"reach", "saved", "total_interactions", "post_clicks", "reaction_love", "reaction_angry"} <= told.keys()
    found = rows(
        demo,
        "SELECT DISTINCT p.platform, m.method FROM v_posts p JOIN v_metrics m USING (post_id) WHERE m.method <> ''",
    )
    assert set(found) >= {("instagram", "official"), ("instagram", "session")}  # a spent quota led down for a night
    counted = dict(rows(demo, "SELECT platform, count(*) FROM v_posts GROUP BY 1"))
    assert counted == {"x": 84, "instagram": 55, "facebook": 11, "youtube": 4, "website": 39}
    said = dict(rows(demo, "SELECT platform, count(*) FROM v_responses GROUP BY 1"))
    assert said.keys() == {"x", "instagram", "facebook", "youtube"}
    unlabelled = "SELECT count(*) FROM v_responses WHERE NOT is_official AND label_method IS NULL"
    assert rows(demo, unlabelled) == [(0,)]  # also those whose texts went for their age before the last night


def test_the_press_is_told_apart_filtered_and_recirculated_texts_are_found(demo: Path) -> None:
    articles = rows(demo, "SELECT title, own_message FROM v_press")
    assert len(articles) == 9
    assert not [title for title, _ in articles if "Cikarang" in title]
    assert sum(carried for _, carried in articles) == 2
    returned = rows(demo, "SELECT p.source_id FROM v_recirculated r JOIN v_posts p USING (post_id)")
    assert sorted(returned) == [("fb-diskominfobekasi",), ("pers-kabar-patriot",)]


def test_all_seven_media_that_are_counted_by_hand_are_in_its_report(demo: Path) -> None:
    counted = {medium for (medium,) in rows(demo, "SELECT medium FROM v_media_used WHERE counted = 'by_hand'")}
    assert counted == {"whatsapp", "tiktok", "telegram", "newspaper", "radio", "brochure", "banner"}


def test_posts_grow_over_several_looks(demo: Path) -> None:
    [(looks,)] = rows(demo, "SELECT max(n) FROM (SELECT count(*) AS n FROM v_metrics GROUP BY post_id)")
    assert looks >= 5
