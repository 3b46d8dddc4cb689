"""A made-up week of a made-up city, and the dictionary that describes its tables."""

from __future__ import annotations

from bisect import bisect
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from pipeline.clock import IsoWeek
from pipeline.report import ReportSettings, WeekData, write_weekly_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

S, C, N, D, T = "string", "integer", "number", "date", "datetime"
TYPES = {
    "posts": {
        **dict.fromkeys(("post_id", "source_id", "platform", "account", "kind", "url", "title", "text"), S),
        "published_at": T,
        "published_precision": S,
        "published_local": T,
        **dict.fromkeys(("iso_week", "topic", "subtopic", "topics"), S),
        **dict.fromkeys(("programme_level", "message_function", "label_method"), S),
        "label_score": N,
        **dict.fromkeys(("likes", "comments", "shares", "views", "interactions", "followers"), C),
        **dict.fromkeys(("engagement_rate", "engagement_score"), N),
        "engagement_level": S,
        "score_n": C,
        **dict.fromkeys(("first_seen_at", "edited_at", "deleted_at"), T),
    },
    "topics": {"iso_week": S, "platform": S, "topic": S, "posts": C, "interactions": C, "median_score": N},
    "accounts": {
        **dict.fromkeys(("source_id", "platform", "account", "city", "group"), S),
        **dict.fromkeys(("followers", "following", "post_count", "posts", "interactions", "views"), C),
        "median_score": N,
        **dict.fromkeys(("outcome", "reason"), S),
        "observed_at": T,
        "role": S,
    },
    "campaigns": {
        "campaign": S,
        "starts_on": D,
        "ends_on": D,
        "platform": S,
        "posts": C,
        "interactions": C,
    },
}
DICTIONARY = {
    table: {name: (kind, f"Arti kolom {name}") for name, kind in columns.items()} for table, columns in TYPES.items()
}
PLATFORMS = {"x": ("X", "X"), "instagram": ("Instagram", "Instagram"), "website": ("Situs web", "Website")}
MONDAY = datetime(2026, 11, 16, 2, 15, tzinfo=UTC)
TEXTS = [
    "Urus KTP kini cukup dari rumah lewat layanan digital kota.\n- Siapkan KK\n- Unggah foto, lalu tunggu",
    "Selamat Hari Guru untuk seluruh pendidik di kota kita; terima kasih \N{PARTY POPPER}",
    "Jadwal pengangkutan sampah wilayah timur berubah mulai Senin. Simak rinciannya, ya!",
    'Pelatihan "UMKM Naik Kelas" dibuka, kuota 50 peserta',
    "Puskesmas buka sampai malam. @warga boleh bertanya di kolom komentar",
    "Rute baru bus kota melayani stasiun dan terminal setiap 15 menit",
]
LEVELS = ("low", "normal", "high", "very_high")
TOPICS = ["governance", "society", "environment", "economy", "living", "living"]


def post(number: int, **changes: Any) -> dict[str, Any]:
    """One post of the week; *changes* replace single columns."""
    platform = ("x", "instagram", "website")[number % 3]
    told = platform != "website"
    topic = TOPICS[number % 6]
    at = MONDAY + timedelta(hours=5 * number)
    score = round(0.4 + number * 0.37, 2)
    row = {
        "post_id": f"{platform}:19{number:017d}",
        "source_id": f"{platform}-kota",
        "platform": platform,
        "account": "kotacontoh",
        "kind": {"x": "post", "instagram": "image", "website": "article"}[platform],
        "url": f"https://contoh.go.id/{platform}/{number}",
        "title": None if told else "Kabar dari balai kota",
        "text": TEXTS[number % 6],
        "published_at": at,
        "published_precision": "second",
        "published_local": (at + timedelta(hours=7)).replace(tzinfo=None),
        "iso_week": "2026-W47",
        "topic": topic,
        "subtopic": "public_service" if topic == "governance" else None,
        "topics": topic,
        "programme_level": ("named", "initiative", "dimension", "none")[number % 4],
        "message_function": "service_info",
        "label_method": "taxonomy",
        "label_score": 0.75,
        "likes": 10 * number if told else None,
        "comments": number if told else None,
        "shares": 2 if told else None,
        "views": 1200 * number if told else None,
        "interactions": 11 * number + 2 if told else None,
        "followers": 48_211 if told else None,
        "engagement_rate": (11 * number + 2) / 48_211 if told else None,
        "engagement_score": score if told else None,
        "engagement_level": LEVELS[bisect([0.5, 2, 5], score)] if told else "unknown",
        "score_n": 100 if told else None,
        "first_seen_at": at + timedelta(hours=20),
        "edited_at": None,
        "deleted_at": None,
    }
    assert set(changes) <= set(row)
    return row | changes


def frame(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the store hands them over; a column without numbers stays object."""
    made = pd.DataFrame(rows, columns=list(TYPES[table]))
    for name, kind in TYPES[table].items():
        if kind == T:
            made[name] = pd.to_datetime(made[name], utc=not name.endswith("_local"))
    return made


def topic_rows(week: str, counts: dict[tuple[str, str | None], int]) -> list[dict[str, Any]]:
    return [
        {
            "iso_week": week,
            "platform": platform,
            "topic": topic,
            "posts": posts,
            "interactions": None if platform == "website" else 40 * posts,
            "median_score": None if platform == "website" else 1.2,
        }
        for (platform, topic), posts in counts.items()
    ]


def account(platform: str, **changes: Any) -> dict[str, Any]:
    told = platform != "website"
    row = {
        "source_id": f"{platform}-kota",
        "platform": platform,
        "account": "contoh.go.id" if platform == "website" else "kotacontoh",
        "city": "Kota Contoh",
        "group": None,
        "followers": 48_211 if told else None,
        "following": 310 if told else None,
        "post_count": 6_120 if told else None,
        "posts": 6,
        "interactions": 1_234_567 if told else None,
        "views": 98_765 if told else None,
        "median_score": 1.17 if told else None,
        "outcome": "complete",
        "reason": None,
        "observed_at": MONDAY + timedelta(days=7),
        "role": "own",
    }
    assert set(changes) <= set(row)
    return row | changes


def sample_week() -> WeekData:
    now = {
        ("x", "governance"): 5,
        ("x", "living"): 3,
        ("instagram", "society"): 4,
        ("website", "economy"): 2,
        ("x", "none"): 1,
        ("instagram", "none"): 2,
        ("website", None): 1,
    }
    previous = [
        row
        for week in (43, 44, 45, 46)
        for row in topic_rows(f"2026-W{week}", {("x", "governance"): week - 40, ("website", "economy"): 2})
    ]
    return WeekData(
        week=IsoWeek(2026, 47),
        posts=frame("posts", [post(number) for number in range(1, 19)]),
        topics=frame("topics", topic_rows("2026-W47", now)),
        accounts=frame(
            "accounts",
            [
                account("x"),
                account("instagram", outcome="blocked", reason="meminta login; masuk dengan akun kantor"),
                account("website"),
            ],
        ),
        campaigns=frame(
            "campaigns",
            [
                {
                    "campaign": "Bulan Bebas Sampah",
                    "starts_on": date(2026, 11, 1),
                    "ends_on": date(2026, 11, 30),
                    "platform": "x",
                    "posts": 3,
                    "interactions": 120,
                }
            ],
        ),
        previous=frame("topics", previous),
        as_of=datetime(2026, 11, 23, 18, 0, tzinfo=UTC),
    )


class Writer:
    """Writes reports into one folder, with a week, settings and a dictionary to change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.week = sample_week()
        self.dictionary: dict[str, dict[str, tuple[str, str]]] = DICTIONARY

    def write(self, settings: ReportSettings | None = None, **changes: Any) -> bool:
        """Write the sample week, some of its parts replaced; a list of rows is made a frame."""
        made: dict[str, Any] = {
            name: frame("topics" if name == "previous" else name, value) if isinstance(value, list) else value
            for name, value in changes.items()
        }
        week = replace(self.week, **made)
        shown = replace(settings or ReportSettings(), platforms=PLATFORMS)
        return write_weekly_report(week, self.folder, shown, self.dictionary).changed

    def content(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def text(self, name: str) -> str:
        return self.content(name).decode()

    def contents(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}


@pytest.fixture
def report(tmp_path: Path) -> Writer:
    return Writer(tmp_path / "reports" / "2026-W47")


@pytest.fixture
def make_post() -> Callable[..., dict[str, Any]]:
    return post


@pytest.fixture
def make_account() -> Callable[..., dict[str, Any]]:
    return account


@pytest.fixture
def make_topics() -> Callable[..., list[dict[str, Any]]]:
    return topic_rows
