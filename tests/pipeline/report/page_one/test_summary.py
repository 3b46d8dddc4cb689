"""ringkasan.csv: what a head of section opens on Monday, in an Indonesian spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from pipeline.report import Background, ReportSettings
from tests.pipeline.report.conftest import Writer

MakeAccount = Callable[..., dict[str, Any]]


def summary(report: Writer, delimiter: str = ";") -> list[dict[str, str]]:
    content = report.text("ringkasan.csv").removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(content, newline=""), delimiter=delimiter))


def channel_weeks(*rows: tuple[str, str, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["iso_week", "source_id", "posts", "labelled", "naming"])


def test_it_has_a_row_a_channel_dimension_and_campaign_in_fixed_columns(report: Writer) -> None:
    report.write()
    rows = summary(report)
    assert list(rows[0]) == [
        *("bagian", "nama", "kanal", "ukuran", "target", "realisasi", "minggu_lalu", "perubahan", "kata", "keterangan")
    ]
    assert [row["bagian"] for row in rows] == ["Kanal"] * 3 + ["Dimensi"] * 6 + ["Kampanye"]
    assert rows[3]["nama"] == "Tata Kelola (Smart Governance)"
    assert (rows[-1]["nama"], rows[-1]["realisasi"]) == ("Bulan Bebas Sampah", "3")
    assert report.content("ringkasan.csv").startswith(b"\xef\xbb\xbf")


def test_it_has_semicolons_in_indonesian_alone_and_the_other_files_have_commas(report: Writer) -> None:
    report.write()
    assert report.text("posts.csv").startswith("\ufeffpost_id,source_id")
    listed = {item["path"]: item for item in json.loads(report.text("datapackage.json"))["resources"]}
    assert listed["ringkasan.csv"]["dialect"]["delimiter"] == ";"
    assert listed["posts.csv"]["dialect"]["delimiter"] == ","
    report.write(ReportSettings(language="en"))
    assert next(row["part"] for row in summary(report, ",")) == "Channel"


def test_a_channel_is_compared_with_the_week_before_in_a_word(report: Writer, make_account: MakeAccount) -> None:
    weeks = channel_weeks(("2026-W46", "x-kota", 2, 2, 1), ("2026-W47", "x-kota", 20, 20, 5))
    known = Background(channel_weeks=weeks, known_before={"x-kota"})
    report.write(accounts=[make_account("x", posts=20)], background=known)
    [row] = [one for one in summary(report) if one["bagian"] == "Kanal"]
    assert (row["realisasi"], row["minggu_lalu"], row["perubahan"]) == ("20", "2", "18")
    assert row["kata"] == "Lebih tinggi"


def test_what_was_not_looked_at_is_empty_and_never_zero(report: Writer, make_account: MakeAccount) -> None:
    blocked = make_account("x", posts=0, outcome="blocked", reason="ditolak")
    report.write(accounts=[blocked], previous=[])
    rows = summary(report)
    assert (rows[0]["realisasi"], rows[0]["minggu_lalu"], rows[0]["perubahan"], rows[0]["kata"]) == ("", "", "", "")
    assert {row["minggu_lalu"] for row in rows if row["bagian"] == "Dimensi"} == {""}


def test_questions_that_wait_on_a_channel_that_was_not_read_are_told_beside_it(
    report: Writer, make_account: MakeAccount
) -> None:
    row = ("x-kota", "x", "kota", "x:1", None, None, "Layanan", 5, pd.Timestamp("2026-11-12 08:00"))
    asked = pd.DataFrame([row], columns=list(Background().open_questions.columns))
    blocked = make_account("x", posts=0, outcome="blocked", reason="ditolak")
    report.write(accounts=[blocked], background=Background(open_questions=asked, listened={"x-kota"}))
    [told] = [one for one in summary(report) if one["bagian"] == "Kanal"]
    assert told["keterangan"] == "Belum ada data; Belum terlihat dijawab: 5 pertanyaan warga"


def test_a_week_that_is_partly_read_is_not_called_lower(
    report: Writer, make_account: MakeAccount, make_topics: Callable[..., list[dict[str, Any]]]
) -> None:
    weeks = channel_weeks(("2026-W46", "x-kota", 20, 20, 1), ("2026-W47", "x-kota", 2, 2, 0))
    topics = make_topics("2026-W47", {("x", "living"): 2})
    before = make_topics("2026-W46", {("x", "living"): 20})
    for outcome, word in (("partial", ""), ("complete", "Lebih rendah")):
        account = make_account("x", posts=2, outcome=outcome)
        report.write(
            accounts=[account],
            topics=topics,
            previous=before,
            background=Background(channel_weeks=weeks, known_before={"x-kota"}),
            campaigns=[],
        )
        rows = summary(report)
        told = [row for row in rows if row["nama"].startswith(("kotacontoh", "Kehidupan"))]
        assert [row["kata"] for row in told] == [word, word]
        assert [row["perubahan"] for row in told] == (["-18", "-18"] if word else ["", ""])


@pytest.mark.parametrize(("known", "before"), [({"x-kota"}, "20"), (set[str](), "")])
def test_dimensions_of_the_week_before_are_told_only_where_that_week_is_known_of_every_channel(
    report: Writer,
    make_account: MakeAccount,
    make_topics: Callable[..., list[dict[str, Any]]],
    known: set[str],
    before: str,
) -> None:
    report.write(
        accounts=[make_account("x", posts=2)],
        topics=make_topics("2026-W47", {("x", "living"): 2}),
        previous=make_topics("2026-W46", {("x", "living"): 20}),
        background=Background(known_before=known),
    )
    [row] = [one for one in summary(report) if one["nama"].startswith("Kehidupan")]
    assert row["minggu_lalu"] == before


def test_each_of_many_channels_has_its_own_row(report: Writer, make_account: MakeAccount) -> None:
    weeks = channel_weeks(*(("2026-W46", f"x-{n}", 2, 2, 0) for n in range(8)), ("2026-W47", "x-8", 30, 30, 0))
    accounts = [make_account("x", source_id=f"x-{n}", account=f"dinas_{n}", posts=2) for n in range(9)]
    known = {f"x-{n}" for n in range(8)}
    report.write(accounts=accounts, background=Background(channel_weeks=weeks, known_before=known))
    told = [(one["nama"], one["realisasi"], one["minggu_lalu"]) for one in summary(report) if one["bagian"] == "Kanal"]
    assert told == [*((f"dinas_{n}", "2", "2") for n in range(8)), ("dinas_8", "2", "")]
    assert "X (9 kanal)" in report.text("report.html")


@pytest.mark.parametrize(("known", "before"), [({"x-kota"}, "0"), (set[str](), "")])
def test_a_silent_week_before_is_zero_where_it_is_known_and_else_empty(
    report: Writer, make_account: MakeAccount, known: set[str], before: str
) -> None:
    report.write(accounts=[make_account("x", posts=0)], background=Background(known_before=known))
    [row] = [one for one in summary(report) if one["bagian"] == "Kanal"]
    assert (row["realisasi"], row["minggu_lalu"], row["perubahan"]) == ("0", before, before)


def test_no_post_of_a_campaign_on_a_channel_that_was_not_read_is_unknown_everywhere(
    report: Writer, make_account: MakeAccount
) -> None:
    [campaign] = report.week.campaigns.assign(posts=0).to_dict("records")
    blocked = make_account("x", posts=0, outcome="blocked", reason="ditolak")
    report.write(accounts=[blocked], campaigns=[campaign])
    [row] = [one for one in summary(report) if one["bagian"] == "Kampanye"]
    assert row["realisasi"] == ""
    assert "Bulan Bebas Sampah: X – (tanpa target)" in report.text("report.html")
    assert report.text("campaigns.csv").splitlines()[1].split(",")[4] == ""


@pytest.mark.parametrize(("done", "at_least"), [(9, True), (10, False)])
def test_only_what_is_below_its_target_is_told_as_at_least_so_much(
    report: Writer, make_account: MakeAccount, done: int, *, at_least: bool
) -> None:
    campaigns = report.week.campaigns.assign(posts=done, planned_posts=10)
    told = report.dictionary["campaigns"] | {"planned_posts": ("integer", "Target")}
    report.dictionary = {**report.dictionary, "campaigns": told}
    report.write(accounts=[make_account("x", outcome="blocked", reason="ditolak")], campaigns=campaigns)
    [row] = [one for one in summary(report) if one["bagian"] == "Kampanye"]
    assert row["keterangan"].startswith("realisasi sekurang-kurangnya") == at_least


def test_a_week_of_which_nothing_is_known_says_so_in_every_place(report: Writer, make_account: MakeAccount) -> None:
    known_later = Background(listened={"x-kota"}, targets={"living": 0.3})
    report.write(accounts=[make_account("x", posts=None)], topics=[], campaigns=[], background=known_later)
    assert {row["target"] for row in summary(report)} == {""}
    text = " ".join(BeautifulSoup(report.text("report.html"), "lxml").get_text(" ").split())
    assert "Data semua kanal lengkap" not in text
    assert "1 dari 1 kanal datanya belum lengkap: X kotacontoh." in text
    assert "Tanggapan warga belum dikumpulkan" not in text  # they are: nobody wrote
    assert "0 · 0 · 0" not in text
    channels = BeautifulSoup(report.text("report.html"), "lxml").select("section[aria-labelledby=channels] td")
    assert channels[-1].text == "Belum ada data"


def test_a_target_is_not_rounded_up_by_the_computer_s_fractions(
    report: Writer, make_topics: Callable[..., list[dict[str, Any]]]
) -> None:
    topics = make_topics("2026-W47", {("x", "living"): 60, ("x", "none"): 40})
    report.write(topics=topics, background=Background(targets={"living": 0.07, "economy": 0.071}))
    assert {row["target"] for row in summary(report) if row["bagian"] == "Dimensi"} == {"7", "8", ""}
