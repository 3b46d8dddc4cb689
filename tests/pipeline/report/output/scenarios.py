"""Weeks that a report must survive being looked at: rich, empty, blocked, twenty channels, a first week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.report import Background, PastDecision, ReportSettings
from pipeline.report.content.data import Issue, Labelled
from tests.pipeline.report.conftest import Writer, account, sample_week, topic_rows

OFFICE = ReportSettings(office="Diskominfostandi Kota Contoh", city="Kota Contoh")
ISSUES = (
    Issue("antrean mpp aplikasi", 17, 14, 3, 1, 4, 12, date(2026, 11, 2), "Disdukcapil", proposed=True, alert=True),
    Issue("jalan berlubang", 9, 8, 11, 0, 2, 7, date(2026, 10, 12), "Dinas Bina Marga dan Sumber Daya Air"),
    Issue("jadwal angkut sampah", 6, 6, None, 2, 3, 1, date(2026, 11, 17)),
)
LABELLED = Labelled(("model 2026.12+2026.12+1157f763+m77af94ff+g1f719ac21fc5", "responses 6-1735b7ef+m5325a5bb"))
CHANNELS = tuple(f"{name}-{n}" for n in range(7) for name in ("x", "instagram", "website"))[:20]


def _conversation(sources: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        {
            "source_id": source, "platform": source.split("-", maxsplit=1)[0], "account": f"kanal-{source}",
            "week_n": 20, "n": 120, "days": 7, "silent_days": 2, "missed": 1, "questions": 9, "answered": 4,
            "unanswered": 3, "waiting": 2, "median_working_days": 1.5, "comments_told": 60, "responses_seen": 50,
        }
        for source in sources
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(Background().conversation.columns))


def _background(sources: tuple[str, ...]) -> Background:
    tones = [(source, tone, n) for source in sources for tone, n in (("negative", 9), ("neutral", 7), ("positive", 4))]
    weeks = [(f"2026-W{w}", source, 7, 7, 2) for source in sources for w in (43, 44, 45, 46, 47)]
    obstacles = [
        ("response", "citizen", "application", True, 12, 41, 33),
        ("response", "citizen", "awareness", True, 3, 9, 9),
    ]
    asked = "Aplikasi antrean MPP error terus, kapan diperbaiki? Mohon info jadwalnya"
    questions = [
        (
            source,
            source.split("-", maxsplit=1)[0],
            source,
            "x:1",
            "https://contoh.go.id/1",
            None,
            asked,
            3,
            pd.Timestamp("2026-11-02"),
        )
        for source in sources[:3]
    ]
    empty = Background()
    return Background(
        programme=pd.DataFrame(
            [(f"2026-W{w}", p, lv, 3) for w in (46, 47) for p in ("x", "instagram") for lv in ("named", "none")],
            columns=empty.programme.columns,
        ),
        obstacles=pd.DataFrame(obstacles, columns=empty.obstacles.columns),
        conversation=_conversation(sources),
        open_questions=pd.DataFrame(questions, columns=empty.open_questions.columns),
        channel_weeks=pd.DataFrame(weeks, columns=empty.channel_weeks.columns),
        tones=pd.DataFrame(tones, columns=empty.tones.columns),
        roles=dict.fromkeys(sources, "own"),
        listened=sources,
        issues=ISSUES,
        past_decision=PastDecision("2026-W46", "Mohon arahan tema yang akan diangkat.", done=True, note="selesai"),
    )


def rich(writer: Writer) -> None:
    """Everything at once."""
    sources = ("x-kota", "instagram-kota", "website-kota")
    accounts = [account(name) for name in ("x", "instagram", "website")]
    campaign = sample_week().campaigns.to_dict("records")[0]
    campaigns = [campaign | {"platform": name} for name in ("instagram", "x")]
    writer.write(OFFICE, accounts=accounts, campaigns=campaigns, background=_background(sources), labelled=LABELLED)


def empty(writer: Writer) -> None:
    """Nothing was published and nobody wrote."""
    accounts = [account(name, posts=0, interactions=None, views=None) for name in ("x", "instagram", "website")]
    writer.write(OFFICE, posts=[], topics=[], campaigns=[], accounts=accounts)


def blocked(writer: Writer) -> None:
    """A channel was not read all week."""
    accounts = [
        account("x"),
        account("instagram", outcome="blocked", reason="meminta login", posts=0, interactions=None, views=None),
        account("website"),
    ]
    posts = sample_week().posts
    background = replace(_background(("x-kota", "instagram-kota")), issues=())
    writer.write(OFFICE, posts=posts[posts["platform"] != "instagram"], accounts=accounts, background=background)


def twenty(writer: Writer) -> None:
    """Twenty channels, all with much to tell."""
    accounts = [
        account(source.split("-", maxsplit=1)[0], source_id=source, account=f"perangkat_daerah_kota_contoh_{source}")
        for source in CHANNELS
    ]
    writer.write(OFFICE, accounts=accounts, background=_background(CHANNELS))


def first_week(writer: Writer) -> None:
    """No week lies before."""
    posts = sample_week().posts.assign(engagement_score=None, engagement_level="unknown", score_n=None)
    topics = topic_rows("2026-W47", {("x", "governance"): 5, ("x", "living"): 3})
    writer.write(OFFICE, posts=posts, topics=topics, previous=[], campaigns=[])


SCENARIOS: dict[str, Callable[[Writer], None]] = {
    "rich": rich, "empty": empty, "blocked": blocked, "twenty": twenty, "first_week": first_week,
}  # fmt: skip


def write(name: str, folder: Path) -> Writer:
    """Write the report of a scenario."""
    writer = Writer(folder)
    SCENARIOS[name](writer)
    return writer
