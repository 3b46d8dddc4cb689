"""The one decision that page one asks for: what is most pressing, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from pipeline.report import Background, ReportSettings
from pipeline.report.content.data import Language
from pipeline.report.content.decision import Decision, decisions, running_campaigns
from pipeline.report.content.obstacles import ObstacleRow, ObstacleSection
from pipeline.report.content.tables import Record
from pipeline.report.content.wording import Wording
from pipeline.report.page_one.requests import request
from storage.queries.obstacles import OPEN
from tests.pipeline.report.conftest import PLATFORMS, Writer

MakeAccount = Callable[..., dict[str, Any]]
BEHIND: Record = {"campaign": "Pilah", "platform": "x", "elapsed": 1.0, "planned_posts": 9, "posts": 4}
QUESTIONS: list[Record] = [
    {"platform": "instagram", "account": "kota", "source_id": "ig", "questions": 2},
    {"platform": "x", "account": None, "source_id": "x-kota", "questions": 3},
    {"platform": "instagram", "account": "kota", "source_id": "ig", "questions": 2},
]
NOTHING = ObstacleSection([], 0, [], [])
# The order of the promise: each of these goes before all that follow it.
ORDER = (
    "decide_channel", "decide_silent", "decide_questions", "decide_campaign", "decide_dimension", "decide_programme",
    "decide_obstacle",
)  # fmt: skip


def obstacle(name: str, n: int, week_n: int = 1) -> ObstacleRow:
    return ObstacleRow(name, week_n, n, n, {})


def asked(make_account: MakeAccount, troubles: tuple[str, ...]) -> list[Decision]:
    """Ask with all of these *troubles* at once."""
    changes: dict[str, Any] = {"posts": 0} if "decide_silent" in troubles else {}
    blocked = {"outcome": "blocked"} if "decide_channel" in troubles else {}
    return decisions(
        [make_account("instagram", **blocked), make_account("x", **changes)],
        ObstacleSection(
            obstacles=[obstacle("application", 33)] if "decide_obstacle" in troubles else [],
            left_out=0,
            channels=[],
            open=QUESTIONS if "decide_questions" in troubles else [],
        ),
        campaigns=[BEHIND] if "decide_campaign" in troubles else [],
        left_out=["economy", "living"] if "decide_dimension" in troubles else [],
        programme_told="decide_programme" not in troubles,
    )


@pytest.mark.parametrize("place", range(len(ORDER)))
def test_the_most_pressing_comes_first(make_account: MakeAccount, place: int) -> None:
    assert [one.key for one in asked(make_account, ORDER[place:])] == list(ORDER[place : place + 3])


def test_open_questions_are_counted_with_their_channels_those_with_most_first(make_account: MakeAccount) -> None:
    [found] = asked(make_account, ("decide_questions",))
    assert (found.n, found.places) == (7, (("instagram", 4), ("x", 3)))


@pytest.mark.parametrize(
    ("obstacles", "key"),
    [
        ([obstacle("application", 29)], "decide_nothing"),  # too few cases
        ([obstacle("application", 40, week_n=0), obstacle("capacity", 31)], "decide_obstacle"),
        ([obstacle("application", 40, week_n=0)], "decide_nothing"),  # no longer said
    ],
)
def test_an_obstacle_asks_for_a_decision_when_it_is_frequent_and_still_named(
    make_account: MakeAccount, obstacles: list[ObstacleRow], key: str
) -> None:
    hindrance = ObstacleSection(obstacles, 0, [], [])
    [found] = decisions([make_account("x")], hindrance, campaigns=[], left_out=[], programme_told=True)
    assert (found.key, found.obstacle) == (key, "capacity" if key == "decide_obstacle" else "")


def test_a_plan_is_judged_by_the_days_that_are_over(make_account: MakeAccount) -> None:
    days = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 30)}
    campaign: Record = {"campaign": "Pilah", "planned_posts": 30, **days}
    rows = [campaign | {"platform": "x", "posts": 5}, campaign | {"platform": "instagram", "posts": 1}]
    early, late = (running_campaigns(rows, date(2026, 11, day)) for day in (2, 22))
    found = [
        decisions([make_account("x")], NOTHING, campaigns=one, left_out=[], programme_told=True)[0]
        for one in (early, late)
    ]
    assert [(one.key, one.platform) for one in found] == [("decide_nothing", ""), ("decide_campaign", "instagram")]
    assert running_campaigns(rows, date(2026, 12, 1)) == []


@pytest.mark.parametrize(
    ("posts", "elapsed", "key"),
    [
        (0, 1 / 60, "decide_nothing"),
        (0, 0.3, "decide_nothing"),
        (0, 0.5, "decide_campaign"),
        (3, 1.0, "decide_nothing"),
    ],
)
def test_nobody_is_asked_for_a_campaign_that_lacks_less_than_two_posts(
    make_account: MakeAccount, posts: int, elapsed: float, key: str
) -> None:
    rows: list[Record] = [
        {"campaign": "Pilah", "platform": "x", "planned_posts": 4, "posts": posts, "elapsed": elapsed}
    ]
    [found] = decisions([make_account("x")], NOTHING, campaigns=rows, left_out=[], programme_told=True)
    assert found.key == key


@pytest.mark.parametrize("outcome", ["blocked", "partial"])
def test_nobody_is_asked_for_what_a_channel_that_was_not_read_may_hold(make_account: MakeAccount, outcome: str) -> None:
    told: dict[str, Any] = {"left_out": ["economy"], "below": ["living"], "programme_told": False}
    found = decisions([make_account("x", outcome=outcome)], NOTHING, campaigns=[BEHIND], **told)
    # A channel that was partly read goes on by itself the next night: that is no decision of a person.
    assert [one.key for one in found] == ["decide_channel" if outcome == "blocked" else "decide_nothing"]
    other = decisions([make_account("instagram", outcome=outcome)], NOTHING, campaigns=[BEHIND], **told)
    assert other[-1].key == "decide_campaign"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": "blocked"}, "Data kanal X kotacontoh dan 1 kanal lain belum lengkap (akses ditolak)."),
        ({"posts": 0}, "Kanal X kotacontoh dan 1 kanal lain tidak mengunggah apa pun minggu ini."),
    ],
)
def test_a_decision_counts_the_other_channels_that_stand_alike(
    make_account: MakeAccount, changes: dict[str, Any], said: str
) -> None:
    rows = [make_account("x", **changes), make_account("instagram", **changes), make_account("website")]
    [found] = decisions(rows, NOTHING, campaigns=[], left_out=[], programme_told=True)
    assert request(found, Wording("id", ZoneInfo("Asia/Jakarta"), PLATFORMS)).startswith(said)


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (("x",), "Data kanal X kotacontoh tidak pernah lengkap sejak 5 Nov 2026. Mohon"),
        (
            ("instagram", "x"),
            (
                "Data kanal Instagram kotacontoh tidak pernah lengkap sejak 4 Nov 2026 (begitu pula 1 kanal lain "
                "selama seminggu atau lebih). Mohon"
            ),
        ),
        ((), "Dari data yang terbaca, tidak ada hal mendesak."),
    ],
)
def test_a_channel_that_stays_partial_for_a_week_wants_a_decision_with_its_first_day(
    make_account: MakeAccount, late: tuple[str, ...], said: str
) -> None:
    rows = [make_account(name, outcome="partial") for name in ("x", "instagram")]
    since = {str(row["source_id"]): date(2026, 11, 4 + (row["platform"] == "x")) for row in rows}
    told = {name: day for name, day in since.items() if name.startswith(late)} if late else {}
    [found] = decisions(rows, NOTHING, campaigns=[], left_out=[], programme_told=True, late=told)
    assert request(found, Wording("id", ZoneInfo("Asia/Jakarta"), PLATFORMS)).startswith(said)


def test_a_paused_channel_keeps_no_dimension_from_being_told_as_far_as_the_others_were_read(
    make_account: MakeAccount,
) -> None:
    rows = [make_account("x"), make_account("instagram", outcome="skipped")]
    told: dict[str, Any] = {"left_out": ["economy"], "below": ["living"], "programme_told": False}
    found = decisions(rows, NOTHING, campaigns=[], excused={str(rows[1]["source_id"])}, **told)
    wording = Wording("id", ZoneInfo("Asia/Jakarta"), PLATFORMS)
    assert [request(one, wording).split(".")[0] for one in found] == [
        "Pada kanal yang terbaca, dimensi Ekonomi (Smart Economy) belum terlihat diangkat selama empat minggu",
        (
            "Menurut konten yang terbaca dalam empat minggu terakhir, dimensi Kehidupan Kota (Smart Living) sejauh ini "
            "di bawah targetnya"
        ),
    ]


@pytest.mark.parametrize("outcome", ["skipped", "partial", "failed"])
def test_nobody_is_asked_for_a_channel_that_a_person_paused(make_account: MakeAccount, outcome: str) -> None:
    row = make_account("x", outcome=outcome)
    name = str(row["source_id"])
    told: dict[str, Any] = {"late": {name: date(2026, 11, 1)}, "excused": {name}}
    [found] = decisions([row], NOTHING, campaigns=[], left_out=[], programme_told=True, **told)
    assert found.key == "decide_nothing"


def test_a_dimension_below_its_target_is_not_said_to_be_left_out(make_account: MakeAccount) -> None:
    [found] = decisions([make_account("x")], NOTHING, campaigns=[], left_out=[], below=["living"], programme_told=True)
    assert (found.key, found.topic) == ("decide_target", "living")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "id",
            (
                "5 pertanyaan warga dari 13 minggu terakhir telah melewati batas waktu dan belum terlihat dijawab "
                "(Instagram 5; paling lama sejak 12 Nov 2026)."
            ),
        ),
        (
            "en",
            (
                "Past the time limit with no answer seen: 5 citizens' questions from the last 13 weeks "
                "(Instagram 5; the oldest from 12 Nov 2026)."
            ),
        ),
    ],
)
def test_the_sentence_says_what_to_decide(
    report: Writer, make_account: MakeAccount, language: Language, words: str
) -> None:
    row = ("ig", "instagram", "kota", "instagram:A", None, None, "Layanan", 5, pd.Timestamp("2026-11-12 08:00"))
    report.write(
        ReportSettings(language=language),
        accounts=[make_account("instagram", outcome="complete")],
        background=Background(open_questions=pd.DataFrame([row], columns=list(OPEN))),
    )
    assert words in unescape(report.text("report.html"))


def test_a_week_before_anything_was_known_is_no_silence(make_account: MakeAccount) -> None:
    def keys(posts: int | None) -> list[str]:
        accounts = [make_account("x", posts=posts)]
        told = decisions(accounts, NOTHING, campaigns=[], left_out=["economy"], programme_told=False)
        return [one.key for one in told]

    assert keys(0) == ["decide_silent", "decide_dimension", "decide_programme"]
    assert keys(None) == ["decide_nothing"]
