"""Videos whose comments are forbidden: however many they are, each is believed after some nights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from collectors.http.edges import Edges
from collectors.records import Page, Parsed, RawPage
from collectors.youtube import forbidden
from collectors.youtube.forbidden import Forbidden

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def test_more_videos_than_are_remembered_are_believed_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forbidden, "FORBIDDEN_MOST", 2)
    cursor: dict[str, Any] = {}
    waiting, nights = {"a", "b", "c", "d", "e"}, 0
    while waiting and nights < 20:
        reading: Any = SimpleNamespace(request=SimpleNamespace(cursor=cursor, now=NOW + timedelta(days=nights)))
        memory = Forbidden(reading, Edges("YouTube", "comments"))
        waiting -= {video for video in sorted(waiting) if memory.is_believed(video)}
        cursor = dict(memory.remembered(Page(RawPage("comments", "", b""), Parsed(), cursor={})).cursor or {})
        assert len(cursor["forbidden"]) <= 2
        nights += 1
    assert waiting == set()
