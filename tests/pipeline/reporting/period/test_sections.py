from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.report.content.data import Issue
from pipeline.report.content.document import Section, written
from pipeline.report.content.wording import Wording
from pipeline.reporting.period.sections import SectionMaker
from pipeline.reporting.period.tally import PeriodTally, SourceTally

SAY = Wording("id", ZoneInfo("Asia/Jakarta"), {"x": ("X", "X")})
MAKE = SectionMaker(SAY)
LAST = date(2026, 11, 30)


def agency(name: str, answered: int, questions: int) -> Any:
    return SimpleNamespace(
        agency=name, account=name.lower(), platform="x", posts=9, useful_share=0.5, median_engagement_rate=0.01,
        questions=questions, answered=answered, median_working_days=2.0,
    )  # fmt: skip


def said(section: Section) -> list[list[str]]:
    assert section.grid
    return [
        [written(cell, kind, SAY) for cell, kind in zip(row, section.grid.kinds, strict=True)]
        for row in section.grid.rows
    ]


@pytest.mark.parametrize(
    ("last", "said_of"), [(LAST, "Pilah"), (date(2026, 10, 31), "Pilah (berjalan sampai 30 Nov 2026)")]
)
def test_a_campaign_that_runs_on_after_the_period_says_until_when(last: date, said_of: str) -> None:
    untold = dict.fromkeys(("target_interactions", "interactions", "target_views", "views"))
    campaign = untold | {"campaign": "Pilah", "platform": "", "planned_posts": 10, "posts": 4, "ends_on": LAST}
    [[aim, *_]] = said(MAKE.targets({}, {}, [campaign], last))
    assert aim == said_of


def test_agencies_keep_the_order_of_the_alphabet_and_a_share_begins_at_twenty_questions() -> None:
    section = MAKE.agencies([agency("Dinas A", 1, 19), agency("Dinas B", 18, 20), agency("Dinas C", 0, 0)])
    rows = said(section)
    assert [row[0] for row in rows] == ["Dinas A", "Dinas B", "Dinas C"]
    assert [row[6] for row in rows] == ["1 dari 19; porsi mulai 20 pertanyaan", "90% (70%–97%)", "–"]
    assert "Jawaban lewat DM, telepon, atau SP4N-LAPOR tidak terlihat." in section.notes[0]


def test_targets_stand_beside_what_was_done_and_unknown_is_a_dash() -> None:
    campaign = {
        "campaign": "Pilah Sampah", "platform": "x", "planned_posts": 10, "posts": 4, "target_interactions": 900,
        "interactions": None, "target_views": float("nan"), "views": 3, "ends_on": LAST,
    }  # fmt: skip
    rows = said(MAKE.targets({"living": 3, "economy": 1}, {"living": 0.5, "branding": 0.1}, [campaign], LAST))
    assert rows == [
        ["Kehidupan Kota", "porsi unggahan", "50%", "75%", "150%"],
        ["Citra Kota", "porsi unggahan", "10%", "0%", "0%"],
        ["Pilah Sampah, X", "unggahan", "10", "4", "40%"],
        ["Pilah Sampah, X", "interaksi", "900", "–", "–"],
    ]


def test_no_dimension_is_judged_by_its_target_while_posts_are_unknown() -> None:
    campaign = {"campaign": "Pilah", "platform": "x", "planned_posts": 10, "posts": 4, "ends_on": LAST, "so_far": True}
    told = campaign | {"target_interactions": 900, "interactions": None, "target_views": 50, "views": 60}
    section = MAKE.targets({"living": 3, "economy": 1}, {"living": 0.5}, [told], LAST, partly="X kota")
    assert said(section) == [
        ["Kehidupan Kota", "porsi unggahan", "50%", "75%", "–"],
        ["Pilah, X, sejauh yang terbaca", "unggahan", "10", "4", "40%"],
        ["Pilah, X", "interaksi", "900", "–", "–"],
        ["Pilah, X", "tayangan", "50", "60", "120%"],
    ]
    [note] = section.notes
    assert note.startswith("Data X kota belum lengkap. Realisasi dihitung dari yang terbaca sejauh ini:")


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (MAKE.targets({}, {}, [], LAST), "Target dimensi dan kampanye belum ditetapkan untuk periode ini."),
        (MAKE.agencies([]), "Belum ada akun perangkat daerah yang dipantau."),
        (MAKE.issues(None), "Tanggapan warga belum dikumpulkan."),
        (MAKE.issues([]), "Tidak ada tema yang disampaikan oleh sedikitnya lima akun."),
        (MAKE.districts({}, posts=3), "Tidak ada unggahan yang menyebut kecamatan."),
        (MAKE.districts({}, posts=0), "Belum ada data"),
        (MAKE.issues([], known=False), "Belum ada data"),
    ],
)
def test_a_section_without_rows_says_so(section: Section, sentence: str) -> None:
    assert section.sentences == (sentence,)
    assert section.notes == ()


def test_an_agency_guessed_from_words_is_called_a_proposal() -> None:
    guessed = Issue("antrean mpp", 7, 6, agency="Disdukcapil", proposed=True, alert=True)
    confirmed = Issue("jalan berlubang", 5, 5, agency="Dinas Bina Marga")
    rows = said(MAKE.issues([guessed, confirmed]))
    assert [row[-1] for row in rows] == ["Disdukcapil (usulan)", "Dinas Bina Marga"]
    assert "melonjak" in rows[0][0]
    assert rows[0][3] == "–"  # the period before was not listened to


def test_no_post_of_a_channel_that_was_not_wholly_read_is_a_dash_and_no_zero() -> None:
    sources = [
        SimpleNamespace(source_id=name, platform="x", account=name, role=role, city=None, followers=9)
        for name, role in (("blocked", "own"), ("silent", "own"), ("far", "peer"))
    ]
    tally = PeriodTally({source.source_id: SourceTally(source) for source in sources})  # type: ignore[arg-type]  # no rows
    unknown = {"blocked", "far"}
    assert [row[1] for row in said(MAKE.rates(tally, {}, unknown))] == ["–", "0"]
    assert [row[2] for row in said(MAKE.peers(tally, unknown))] == ["–", "–", "0"]
    assert {(row[0], row[1]) for row in said(MAKE.peers(tally, unknown, "Kota Bekasi"))} == {
        ("far", "X far"),
        ("Kota Bekasi", "X blocked"),
        ("Kota Bekasi", "X silent"),
    }
    assert MAKE.together(tally, []).sentences == ("Belum ada data",)


def test_channels_of_a_period_stand_in_the_order_of_the_weeks_report() -> None:
    ordered = SectionMaker(Wording("id", SAY.zone, {"x": ("X", "X"), "instagram": ("Instagram", "Instagram")}))
    names = ("facebook", "instagram", "x")
    sources = [
        SimpleNamespace(source_id=name, platform=name, account="kota", role=role, city=None, followers=9)
        for name, role in (*((name, "own") for name in names), ("far", "peer"))
    ]
    tally = PeriodTally({source.source_id: SourceTally(source) for source in sources})  # type: ignore[arg-type]  # no rows
    told = ["X kota", "Instagram kota", "facebook kota"]
    assert [row[0] for row in said(ordered.rates(tally, {}))] == told
    assert [row[1] for row in said(ordered.peers(tally))][:3] == told
