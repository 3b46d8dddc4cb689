"""What nobody knows is a dash or "no data yet" in every place of the reports, and never a zero or a promise."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from pipeline.report import Background
from pipeline.report.content.figures import seen_campaign
from pipeline.report.content.tables import known_count
from tests.pipeline.report.conftest import Writer

MakeAccount = Callable[..., dict[str, Any]]
UNKNOWN = (None, float("nan"), pd.NA, "7", float("inf"))
FIGURES = {"posts": 0, "active_days": 0, "longest_gap_days": 22, "share_of_output": 0.0}


def test_a_count_is_known_where_it_is_a_number_and_0_only_where_it_is_0() -> None:
    numbers = [int(value) for value in pd.Series([3, 0], dtype="Int64")]
    assert [known_count(value) for value in (*numbers, 4.0, pd.Series([5]).iloc[0])] == [3, 0, 4, 5]
    assert [known_count(value) for value in UNKNOWN] == [None] * len(UNKNOWN)


@pytest.mark.parametrize(
    ("platform", "posts", "unread", "unknown"),
    [
        ("x", 0, {"x"}, True),
        ("x", 1, {"x"}, False),
        ("x", 0, {"instagram"}, False),
        (None, 0, {"instagram"}, True),
        (float("nan"), 0, {"instagram"}, True),
        (None, 0, set(), False),
    ],
)
def test_no_post_of_a_campaign_is_unknown_where_its_platform_or_any_was_not_wholly_read(
    platform: Any, posts: int, unread: set[str], *, unknown: bool
) -> None:
    row = FIGURES | {"campaign": "Pilah", "platform": platform, "posts": posts}
    told = seen_campaign(row, unread)
    assert [told[name] for name in FIGURES] == [None if unknown else row[name] for name in FIGURES]
    assert told["campaign"] == "Pilah"


def page_of(report: Writer) -> str:
    return " ".join(BeautifulSoup(report.text("report.html"), "lxml").get_text(" ").split())


def test_a_campaign_on_a_channel_that_was_not_read_has_neither_days_nor_a_share(report: Writer) -> None:
    """The sample week's Instagram is blocked."""
    row = report.week.campaigns.to_dict("records")[0]
    kinds = {name: ("number" if name == "share_of_output" else "integer", name) for name in FIGURES}
    report.dictionary = report.dictionary | {"campaigns": report.dictionary["campaigns"] | kinds}
    unplanned = {"campaign": "Tertib Lalu Lintas", "platform": None, "posts": 0}
    report.write(campaigns=pd.DataFrame([row | FIGURES | {"platform": "instagram"}, row | unplanned]))
    rows = list(csv.DictReader(report.text("campaigns.csv").removeprefix("\ufeff").splitlines()))
    assert [[one[name] for name in FIGURES] for one in rows] == [[""] * 4, [""] * 4]
    text = page_of(report)
    assert "jeda terpanjang" not in text
    assert "Tertib Lalu Lintas: belum ada data;" in text
    assert "belum ada unggahan" not in text


def test_a_week_of_which_nothing_is_known_says_of_nothing_that_there_is_none(
    report: Writer, make_account: MakeAccount
) -> None:
    unknown = make_account("x", posts=None, interactions=None, views=None)
    report.write(
        accounts=[unknown], topics=[], posts=[], campaigns=[], background=Background(listened={"x-kota"}, issues=())
    )
    soup = BeautifulSoup(report.text("report.html"), "lxml")
    assert [cell.get_text() for cell in soup.select('[data-name="Belum terlihat dijawab"]')] == ["–"]
    assert [asked.get_text() for asked in soup.select(".asked")] == ["Belum ada data"]
    text = page_of(report)
    promises = (
        "Tidak ada hambatan", "semua pertanyaan", "Tidak ada tema", "tidak ada hal mendesak", "dapat lebih rendah",
    )  # fmt: skip
    assert [words for words in promises if words in text] == []
    assert "X kotacontoh. Belum ada data." in text
    known = make_account("x", posts=3)
    report.write(
        accounts=[known], topics=[], posts=[], campaigns=[], background=Background(listened={"x-kota"}, issues=())
    )
    assert [words for words in promises[:3] if words not in page_of(report)] == []
