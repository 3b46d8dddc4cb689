"""Machines that labelled are named: all of them, or those of one week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from collectors.records import Account, Page, Parsed, Post, RawPage
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.labels.annotators import labelling_machines
from storage.labels.labels import LabelRow, store_labels

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
SOURCE = "x-kominfobekasi"


def label(post_id: str, method: str, version: str, annotator: str | None = None) -> LabelRow:
    return LabelRow(
        post_id=post_id, text_digest="d", version=version, method=method, topic="living", subtopic="health",
        topics=("living",), programme_level="dimension", message_function="education", score=0.9, evidence=[],
        annotator=annotator,
    )  # fmt: skip


def test_machines_are_named_by_version_or_name_and_people_are_not(engine: Engine, run_id: int) -> None:
    posts = [Post(f"x:{n}", "post", f"https://x.com/a/{n}", "kata", NIGHT - timedelta(days=7 * n)) for n in range(1, 4)]
    page = Page(RawPage("timeline", "https://x", b"{}"), Parsed(tuple(posts), Account("Kominfobekasi")))
    with transaction(engine) as connection:
        commit_page(connection, page, Provenance(run_id, SOURCE, NIGHT, ZoneInfo("Asia/Jakarta")))
        made = [
            label("x:1", "model", "1+m2"),
            label("x:2", "reader", "1", "qwen, codebook 1"),
            label("x:3", "human", "human", "Sari"),
        ]
        store_labels(connection, made, NIGHT)
        assert labelling_machines(connection) == ["model 1+m2", "qwen, codebook 1"]
        assert labelling_machines(connection, "2026-W47") == ["model 1+m2"]
        assert labelling_machines(connection, "2026-W45") == []
