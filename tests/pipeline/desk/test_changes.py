"""The log of changes in words: no code of the store, no key, and what was undone under an action of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert

from pipeline.desk.edit.change_words import action_of, after_words, subject_words
from pipeline.desk.render import DeskWording
from storage.schema.tables.desk import saved_queries
from tests.pipeline.desk.conftest import NIGHT, Person

LogIn = Callable[[str], Person]
SAY = DeskWording("id", ZoneInfo("Asia/Jakarta"), {"x": ("X", "X")})
POST = {"topic": "living", "subtopic": "health", "topic_2": "society", "topic_3": "", "places": "Bantargebang"}
RESPONSE = {"sentiment": "negative", "intent": "other", "object": "none", "obstacle": ""}
CAMPAIGN = {"name": "Sehat", "starts_on": "2026-11-05", "topics": ["living"], "plan": {"x": {"posts": 3}}}


@pytest.mark.parametrize(
    ("action", "subject", "after", "told"),
    [
        ("answer", "x:1", "answered", ("x:1", SAY.term("answer_status", "noted"))),
        ("answer", "x:1", "waiting", ("x:1", "")),  # of an earlier version
        ("answer", "x:1", "needs_no_answer", ("x:1", "Tidak perlu dijawab")),
        (
            "label",
            "x:1",
            json.dumps(POST),
            ("x:1", f"{SAY.term('topic', 'living')}, Kesehatan, {SAY.term('topic', 'society')}, Bantargebang"),
        ),
        (
            "label",
            "x:1",
            json.dumps(RESPONSE),
            ("x:1", f"{SAY.term('sentiment', 'negative')}, {SAY.term('intent', 'other')}"),
        ),
        (
            "campaign",
            "Sehat",
            json.dumps(CAMPAIGN),
            ("Sehat", f"Sehat, 5 November 2026, {SAY.term('topic', 'living')}, X: 3 unggahan"),
        ),
        ("activity", "radio", json.dumps({"reached": 1200, "topic": None}), ("radio", "1.200")),
        ("decision", "2026-W47", "ya", ("16–22 November 2026 (Minggu ke-47)", "Ya")),
        ("decision", "2026-W47", "–", ("16–22 November 2026 (Minggu ke-47)", "Belum dicatat")),
        ("report", "2026-Q4", None, ("Triwulan IV 2026", "")),
        ("user", "humas", "editor", ("humas", "Penyunting")),
        ("retry", "x-1", "read at once", ("x-1", "dibaca saat itu juga")),
        ("query", "2026-W47", "SELECT 1", ("2026-W47", "SELECT 1")),
    ],
)
def test_a_change_is_told_in_words(action: str, subject: str, after: str | None, told: tuple[str, str]) -> None:
    change = SimpleNamespace(action=action, subject=subject, after=after)
    assert (subject_words(change, SAY), after_words(change, SAY)) == told


@pytest.mark.parametrize(
    ("action", "subject", "after", "told"),
    [
        ("agency of an issue", "–", None, "Perangkat daerah suatu isu dibatalkan"),
        ("agency of an issue", "PDAM", None, "Perangkat daerah suatu isu dipastikan"),
        ("query", "mingguan", "", "Kueri dihapus"),
        ("query", "mingguan", "SELECT 1", "Kueri disimpan"),
    ],
)
def test_an_undoing_of_an_earlier_version_is_told_as_one(
    action: str, subject: str, after: str | None, told: str
) -> None:
    assert SAY.term("change", action_of(SimpleNamespace(action=action, subject=subject, after=after))) == told


def test_a_removed_query_stands_in_the_log_as_removed(logged_in: LogIn, engine: Engine) -> None:
    person = logged_in("admin")
    with engine.begin() as connection:
        row = {"name": "mingguan", "query": "SELECT 1", "owner": "humas", "saved_at": NIGHT}
        connection.execute(insert(saved_queries).values(row))
    assert person.post("/sql/simpan", nama="mingguan", query="").status_code == 200
    page = person.get("/pengguna").text
    assert "Kueri dihapus" in page
    assert "Kueri disimpan" not in page


@pytest.mark.parametrize(
    "after", ["not json", "[1]", '{"a": [["x"]]}', '{"plan": {"x": 5}}', '{"plan": {"x": {"y": 1}}}']
)
def test_what_cannot_be_said_in_words_is_shown_as_it_is_kept(after: str) -> None:
    assert after_words(SimpleNamespace(action="label", subject="x:1", after=after), SAY) == after
