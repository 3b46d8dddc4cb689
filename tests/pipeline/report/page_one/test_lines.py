"""The lines of page one say nothing of what was not looked at."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from pipeline.report.content.data import Background, Issue
from pipeline.report.content.wording import Wording
from pipeline.report.page_one.lines import campaign_lines, dimension_lines, issue_lines, missing_line, programme_line

WORDING = Wording("id", ZoneInfo("Asia/Jakarta"))
QUEUES = Issue("antrean MPP", responses=7, people=6, alert=True)


@pytest.mark.parametrize(
    ("issues", "heard", "said"),
    [
        (None, True, []),
        ([], True, ["Tidak ada tema yang disampaikan oleh sedikitnya lima akun."]),
        ([], False, ["Tanggapan warga belum dikumpulkan."]),
        ([QUEUES], True, ["antrean MPP (7 tanggapan, 6 akun; melonjak dari biasanya)"]),
    ],
)
def test_themes_are_told_only_where_they_were_worked_out(issues: list[Issue], heard: bool, said: list[str]) -> None:
    assert issue_lines(issues, heard=heard, wording=WORDING) == said


def test_a_period_other_than_a_week_does_not_call_the_one_before_a_week() -> None:
    again = [Issue("antrean MPP", responses=7, people=6, responses_before=2)]
    assert issue_lines(again, heard=True, wording=WORDING, before="issue_before_period") == [
        "antrean MPP (7 tanggapan, 6 akun; sebelumnya 2)"
    ]


BETTER, SAME = "interaksi lebih tinggi daripada unggahan lain", "interaksi tidak terbukti berbeda dari unggahan lain"
WORSE, UNJUDGED = "interaksi lebih rendah daripada unggahan lain", "hubungan dengan interaksi belum dapat dinilai"


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ({"x": "better", "instagram": "better"}, BETTER),
        ({"x": None, "instagram": "insufficient_data"}, UNJUDGED),
        ({"x": "better", "instagram": "insufficient_data"}, f"x: {BETTER}"),  # one channel speaks for no other
        ({"x": "better", "instagram": "worse"}, f"x: {BETTER}, instagram: {WORSE}"),
        ({"x": "no_difference", "instagram": "worse", "website": "worse"}, f"x: {SAME}, instagram, website: {WORSE}"),
    ],
)
def test_a_campaign_s_verdict_names_the_channels_of_which_it_is(verdicts: dict[str, str | None], said: str) -> None:
    day = date(2026, 11, 30)
    rows: list[dict[str, Any]] = [
        {"campaign": "Pilah", "platform": name, "ends_on": day, "posts": 9, "planned_posts": 9, "verdict": verdict}
        for name, verdict in verdicts.items()
    ]
    [line] = campaign_lines(rows, date(2026, 11, 22), WORDING)
    assert line.endswith(f"sisa 8 hari; {said}")


@pytest.mark.parametrize(
    ("neglected", "raised", "weeks", "said"),
    [
        ([], {"economy": 3}, 4, ""),
        (["economy"], {}, 4, "Belum diangkat dalam 4 minggu: Ekonomi"),
        (["economy"], {}, 1, "Belum diangkat dalam 1 minggu: Ekonomi"),  # no more is known
        (["living"], {"living": 3}, 4, "Di bawah target dalam 4 minggu: Kehidupan Kota (target 20%)"),
        (
            ["economy", "living"],
            {"living": 3},
            4,
            "Belum diangkat dalam 4 minggu: Ekonomi; Di bawah target dalam 4 minggu: Kehidupan Kota (target 20%)",
        ),
    ],
)
def test_a_dimension_below_its_target_is_not_called_missing(
    neglected: list[str], raised: dict[str, int], weeks: int, said: str
) -> None:
    told = {"neglected": neglected, "raised": raised, "weeks": weeks, "targets": {"living": 0.2}}
    front: Any = SimpleNamespace(**told, unread=frozenset())
    assert missing_line(front, ("economy", "living"), WORDING) == said


def test_while_a_channel_was_not_read_no_dimension_is_missing_and_one_below_its_target_is_so_only_so_far() -> None:
    front: Any = SimpleNamespace(
        neglected=["economy", "living"],
        raised={"living": 3, "none": 37},
        weeks=4,
        targets={"living": 0.2},
        unread={"x"},
    )
    said = missing_line(front, ("economy", "living"), WORDING)
    assert said == (
        "Belum terlihat diangkat dalam 4 minggu: Ekonomi; Sejauh ini di bawah target menurut konten yang terbaca dalam "
        "4 minggu: Kehidupan Kota sekurang-kurangnya 3 dari 40 (target 20%)"
    )
    counts = dimension_lines(front, [{"topic": "living", "posts": 3}], WORDING)[0]
    assert counts.startswith("Tata Kelola – · ")
    assert "Kehidupan Kota 3" in counts


def test_a_campaign_on_a_channel_that_was_not_read_has_at_least_so_many_posts() -> None:
    day = date(2026, 11, 22)
    row: dict[str, Any] = {"campaign": "Pilah", "ends_on": day, "planned_posts": 10, "posts": 3, "verdict": None}
    rows = [row | {"platform": "x"}, row | {"platform": "instagram"}, row | {"platform": "website", "posts": None}]
    [line] = campaign_lines(rows, day, WORDING, {"x", "website"})
    assert line.startswith("Pilah: x sekurang-kurangnya 3 dari 10, instagram 3 dari 10, website – dari 10;")
    [met] = campaign_lines([rows[0] | {"posts": 12}], day, WORDING, {"x"})
    assert met.startswith("Pilah: x 12 dari 10;")


def test_more_campaigns_than_fit_a_page_are_counted() -> None:
    day = date(2026, 11, 22)
    plans: list[dict[str, Any]] = [
        {"campaign": f"Pilah {n}", "platform": "x", "ends_on": day, "posts": 0, "planned_posts": 9} for n in range(7)
    ]
    *lines, last = campaign_lines(plans, day, WORDING)
    assert len(lines) == 5
    assert last == "2 kampanye lain ada di bagian Kampanye."


@pytest.mark.parametrize(
    ("levels", "complete", "said"),
    [
        ([], True, "Tidak ada unggahan minggu ini."),
        ([], False, "Belum diketahui: data kanal belum lengkap."),
        ([None], True, "Unggahan minggu ini belum diberi label."),
        (["named"], False, "Smart City atau layanannya disebut dalam 2 dari 2 konten; belum dibandingkan"),
        (["named", None], True, "Smart City atau layanannya disebut dalam 2 dari 2 konten yang sudah diberi label"),
    ],
)
def test_a_week_without_labels_or_without_a_look_is_not_called_silent(
    levels: list[str | None], complete: bool, said: str
) -> None:
    rows = [("2026-W47", "x", level, 2) for level in levels]
    counts = pd.DataFrame(rows, columns=["iso_week", "platform", "programme_level", "posts"])
    assert programme_line(Background(programme=counts), "2026-W47", WORDING, complete=complete).startswith(said)
