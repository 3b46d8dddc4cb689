"""Media that people counted stand beside the harvested ones, of the report's days alone, and are never added up."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from pipeline.report.content.media import MediaRow, media_of_week, media_used, reached_told
from pipeline.report.content.tables import Record
from pipeline.report.content.wording import Wording

WEEK = (date(2026, 11, 16), date(2026, 11, 22))


def test_activities_of_the_week_count_by_medium_with_the_people_that_were_counted() -> None:
    told = pd.DataFrame(
        [
            {"held_on": date(2026, 11, 16), "medium": "whatsapp", "reached": 1200},
            {"held_on": date(2026, 11, 22), "medium": "whatsapp", "reached": None},
            {"held_on": date(2026, 11, 23), "medium": "whatsapp", "reached": 50},
            {"held_on": date(2026, 11, 17), "medium": None, "reached": 85},
            {"held_on": date(2026, 11, 18), "medium": "newspaper", "reached": None},
        ]
    )
    accounts: list[Record] = [
        {"platform": "x", "posts": 4},
        {"platform": "x", "posts": 2},
        {"platform": "website", "posts": None},
    ]
    assert media_of_week(accounts, told, WEEK) == [
        MediaRow("x", by_hand=False, items=6),
        MediaRow("website", by_hand=False, items=None),
        MediaRow("whatsapp", by_hand=True, items=2, reached=1200, reached_items=1),
        MediaRow("newspaper", by_hand=True, items=1),
    ]


def test_known_posts_count_beside_a_channel_that_is_unknown_and_none_is_unknown_then() -> None:
    told = [("x", None), ("x", 3), ("youtube", None), ("youtube", 0), ("website", 0)]
    found = media_used(told, [MediaRow("x", by_hand=True, items=1)])
    assert [(row.by_hand, row.items) for row in found] == [(False, 3), (False, None), (False, 0), (True, 1)]


def test_the_people_reached_are_a_number_unless_some_items_do_not_tell_them() -> None:
    say = Wording("id", ZoneInfo("Asia/Jakarta"), {})
    assert reached_told(MediaRow("whatsapp", by_hand=True, items=2, reached=4000, reached_items=2), say) == 4000
    assert reached_told(MediaRow("whatsapp", by_hand=True, items=2, reached=4000, reached_items=1), say) == (
        "4.000 (terisi 1 dari 2)"
    )
    assert reached_told(MediaRow("newspaper", by_hand=True, items=1), say) is None
