"""The account to read with is found, or a person learns why not."""

from __future__ import annotations

from typing import Any

import pytest

import collectors.instagram.official.door
from collectors.errors import Incomplete
from collectors.instagram.official.door import Door
from pipeline.demo.standin.server import World
from tests.collectors.instagram.official.asking import access
from tests.collectors.limits import OpenLimits

ENDLESS = {"data": [{"id": "100"}], "paging": {"cursors": {"after": "same"}, "next": "https://graph.facebook.com/next"}}


def test_a_list_of_pages_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask(_door: Door, path: str, **_wanted: Any) -> dict[str, Any]:
        asked.append(path)
        assert len(asked) < 100, "it goes on for ever"
        return ENDLESS

    monkeypatch.setattr(Door, "ask", ask)
    monkeypatch.setattr(collectors.instagram.official.door, "PAGES_MOST", 7, raising=False)
    door = access(World()).open(OpenLimits(), {})
    with pytest.raises(Incomplete, match="does not end"):
        door._find_reader()
    assert asked == ["me/accounts"] * 7
