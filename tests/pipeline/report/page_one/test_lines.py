"""The lines of page one say nothing of what was not looked at."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from pipeline.report.content.data import Issue
from pipeline.report.content.wording import Wording
from pipeline.report.page_one.lines import issue_lines

WORDING = Wording("id", ZoneInfo("Asia/Jakarta"))
QUEUES = Issue("antrean MPP", responses=7, people=6, alert=True)


@pytest.mark.parametrize(
    ("issues", "heard", "said"),
    [
        (None, True, []),
        ([], True, ["Tidak ada tema yang disampaikan sedikitnya lima akun."]),
        ([], False, ["Tanggapan warga belum dikumpulkan."]),
        ([QUEUES], True, ["antrean MPP (7 tanggapan, 6 akun; melonjak dari biasanya)"]),
    ],
)
def test_themes_are_told_only_where_they_were_worked_out(issues: list[Issue], heard: bool, said: list[str]) -> None:
    assert issue_lines(issues, heard=heard, wording=WORDING) == said
