"""A report says below who and what gave its labels, and whether people have verified them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pipeline.report.content.data import Labelled
from pipeline.report.content.labelling import labelling_note
from pipeline.report.content.wording import Wording
from tests.pipeline.report.conftest import Writer

INDONESIAN = Wording("id", ZoneInfo("Asia/Jakarta"))


def test_labels_that_nobody_verified_are_called_so_at_the_foot_of_the_report(report: Writer) -> None:
    report.write(labelled=Labelled(("model <1>",), ("Ani",), 20, 0.5))
    page = report.content("report.html").decode()
    foot = page[page.index("<footer>") :]
    assert "Label mesin, belum diverifikasi manusia. Mesin: model &lt;1&gt;. Orang yang melabeli: Ani" in foot
    assert "dua orang: 20 (kappa 0,50)" in foot


def test_labels_that_two_people_verified_are_not() -> None:
    told = labelling_note(Labelled(("model 1",), ("Ani", "Budi"), 200, 0.91, verified=True), INDONESIAN)
    assert told.startswith("Label mesin, diverifikasi manusia: dua orang sepakat pada 200 unggahan acak (kappa 0,91)")


def test_a_store_without_labels_says_so() -> None:
    assert "Mesin: belum ada. Orang yang melabeli: belum ada" in labelling_note(Labelled(), INDONESIAN)
