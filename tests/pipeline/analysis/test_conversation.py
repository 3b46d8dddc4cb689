"""From what people write to what hinders: one night, and what a later one makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipeline.analysis.conversation import measure_conversation
from pipeline.clock import IsoWeek
from pipeline.demo.standin.server import StandIn, World
from pipeline.demo.world.world import InstagramComment, InstagramPost, XPost
from pipeline.harvest.harvest import harvest
from pipeline.label.explain import explain_post
from pipeline.label.posts import label
from pipeline.settings.models import Settings
from pipeline.weekly_report import report_week
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCES = [
    {"id": "x-kominfobekasi", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "responses": True},
    {"id": "ig-diskominfobekasi", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0,
     "responses": True},
]  # fmt: skip


Night = Callable[..., Settings]
"""Harvests and labels, at a moment."""


@pytest.fixture
def night(
    night_of: OpenNight, make_settings: MakeSettings, credentials: dict[str, str], world: World, standin: StandIn
) -> Night:
    """Harvest and label at a moment; return the settings."""
    assert standin.url
    office = XPost(text="Layanan KTP keliling besok", at=NOW - 6 * DAY)
    asked = XPost(text="@Kominfobekasi kapan jadwalnya di Jatiasih?", author="sari", at=NOW - 5 * DAY, kind="reply",
                  ref=office)  # fmt: skip
    ignored = XPost(
        text="@Kominfobekasi apa syarat daftarnya?", author="joko", at=NOW - 5 * DAY, kind="reply", ref=office
    )
    broken = XPost(text="@Kominfobekasi aplikasinya error, gak bisa login", author="tono", at=NOW - 4 * DAY,
                   kind="reply", ref=office)  # fmt: skip
    world.now = NOW
    world.x = [office, XPost(text="@sari hari Senin", at=NOW - 4 * DAY, kind="reply", ref=asked)]
    world.x_others = [asked, ignored, broken]
    thread = InstagramComment(
        text="Min, boleh tanya kapan dibuka?", user="sari_w", full_name="Sari",
        answers=[InstagramComment(text="Besok ya", user="diskominfobekasi")],
    )  # fmt: skip
    world.instagram = [InstagramPost(caption="Foto kegiatan", at=NOW - 6 * DAY, comment_list=[thread])]
    settings = make_settings(sources=SOURCES, secrets=credentials | {"PANTAU_PSEUDONYM_KEY": "kunci-rahasia-panjang"})

    def run(at: datetime = NOW) -> Settings:
        world.now = at
        with night_of(settings, lambda: at) as opened:
            harvest(opened, settings.config.sources)
            label(opened)
        return settings

    return run


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_questions_are_answered_left_open_or_unanswered_by_the_last_complete_look(engine: Engine, night: Night) -> None:
    night()
    status = "SELECT platform, status, working_days FROM v_questions ORDER BY platform, status"
    # Asked on Friday 20 November by the local clock, looked at until Tuesday: two working days, of three.
    assert rows(engine, status) == [("instagram", "answered", 0), ("x", "answered", 0), ("x", "waiting", None)]
    night(NOW + 2 * DAY)
    assert rows(engine, status)[-1] == ("x", "unanswered", None)
    week = "period = '2026-W47' AND platform = 'x'"
    told = rows(engine, f"SELECT questions, answered, unanswered, answered_share FROM v_conversation WHERE {week}")
    assert told == [(2, 1, 1, 0.5)]
    strategy = f"SELECT DISTINCT questions, answered_share, median_working_days FROM v_strategy WHERE {week}"
    assert rows(engine, strategy) == [(2, 0.5, None)]
    assert rows(engine, "SELECT counted, obstacle FROM v_obstacles") == [("response", "application")]
    conduct = "SELECT n, out_of FROM v_conduct WHERE conduct = 'unanswered_question' AND period = '2026-W47'"
    assert rows(engine, f"{conduct} ORDER BY n DESC")[0] == (1, 2)


def test_those_that_wait_count_and_an_unseen_answer_is_none(engine: Engine, night: Night) -> None:
    """Two questions at X, one of them answered and one waiting: half is answered, not all of what was judged."""
    night()
    shares = "SELECT questions, answered, waiting, answered_share FROM v_conversation WHERE platform = 'x'"
    assert set(rows(engine, f"{shares} AND period = '2026-W47'")) == {(2, 1, 1, 0.5)}
    asks = rows(engine, "SELECT url, due_on FROM v_requests WHERE status = 'waiting' AND intent = 'question'")
    assert [(str(url).startswith("https://x.com/i/web/status/"), str(due)) for url, due in asks] == [
        (True, "2026-11-25")
    ]


def test_the_weekly_report_tells_it_without_a_word_of_a_citizen(
    engine: Engine, night: Night, night_of: OpenNight, tmp_path: Path
) -> None:
    settings = night(NOW + 2 * DAY)
    with night_of(settings, lambda: NOW + 2 * DAY) as opened:
        report_week(opened, IsoWeek(2026, 47), tmp_path)
    page = (tmp_path / "2026-W47" / "report.html").read_text(encoding="utf-8")
    assert "sudah terlihat dijawab atau masih dalam batas waktu" in page, "it is due after the week's end"
    assert "Gangguan aplikasi" in page
    held = page + "".join(file.read_text("utf-8-sig") for file in (tmp_path / "2026-W47").glob("*.csv"))
    ((hashed,),) = rows(engine, "SELECT max(author_hash) FROM v_responses")
    assert not [word for word in (hashed, "syarat daftarnya", "boleh tanya", "gak bisa") if word in held]


def test_what_the_account_says_itself_is_not_labelled(engine: Engine, night: Night) -> None:
    night()
    held = rows(engine, "SELECT is_official, intent IS NULL, count(*) FROM v_responses GROUP BY 1, 2")
    assert {(bool(official), bool(empty)) for official, empty, _ in held} == {(True, True), (False, False)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_label_is_explained_with_the_words_of_the_text_while_that_is_kept(
    engine: Engine, night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = night()
    ((key, evidence),) = rows(engine, "SELECT response_id, label_evidence FROM v_responses WHERE obstacle IS NOT NULL")
    explain_post(settings, key)
    shown = capsys.readouterr().out
    assert "obstacle: application" in shown
    assert "gak bisa login" in shown
    assert "gak" not in evidence
    assert json.loads(evidence)[0].keys() == {"phrase", "start", "end", "answer", "weight", "source"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_holidays_give_more_time(
    engine: Engine, night: Night, night_of: OpenNight, make_settings: MakeSettings
) -> None:
    night(NOW + 2 * DAY)
    off = make_settings(sources=SOURCES, strategy={"holidays": ["2026-11-23", "2026-11-24", "2026-11-25"]})
    with night_of(off, lambda: NOW + 2 * DAY) as opened:
        measure_conversation(opened)
    assert rows(engine, "SELECT count(*) FROM v_questions WHERE status = 'unanswered'") == [(0,)]
