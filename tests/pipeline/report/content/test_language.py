"""Every sentence that a person reads is Indonesian as an official writes it; a list of words keeps the odd ones out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup

from pipeline.report import ReportSettings
from pipeline.report.content.wording import Wording
from pipeline.report.page_one.summary import COLUMNS, MEANINGS
from pipeline.report.words import catalogue
from tests.pipeline.report.conftest import Writer

ODD = re.compile(
    r"\b(kiriman|saluran|pekan|wajar|terabaikan|luring|skor|median|pembanding n|harvest|panen|dipanen|responses: true"
    r"|sources|config|yaml|belum dijawab|tidak dijawab|jangkauan|terblokir|terlewat|sasaran)\b|n = |\d %",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(the|of|and|with|are|is|posts?|week|channel|not|higher|lower|complete|blocked|partial|unknown|governance"
    r"|insufficient_data|not_distinguishable|too_few|negative|unanswered)\b",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"\((mention)\)|Smart (City|Governance|Branding|Economy|Living|Society|Environment)|weekly\.xlsx")
INDONESIAN = Wording("id", ZoneInfo("Asia/Jakarta"))


def sentences() -> Iterator[tuple[str, str]]:
    """Give every sentence, caption and term, with what it is called."""
    groups = {
        "text": catalogue.TEXTS, "column": catalogue.COLUMNS, "sheet": catalogue.SHEETS,
        "short": catalogue.SHORT_TOPICS, **catalogue.TERMS,
    }  # fmt: skip
    for group, entries in groups.items():
        for key, (indonesian, _) in entries.items():
            yield f"{group} {key}", indonesian
    for unit, (indonesian, _) in catalogue.UNITS.items():
        yield f"unit {unit}", indonesian
    for name, meaning in zip(COLUMNS["id"], MEANINGS["id"], strict=True):
        yield f"summary {name}", f"{name} {meaning}"


def test_no_sentence_has_a_word_that_officials_do_not_use() -> None:
    odd = {name: found.group() for name, said in sentences() if (found := ODD.search(re.sub(r"{\w+}", "", said)))}
    assert odd == {}


def test_no_sentence_has_english_in_it() -> None:
    odd = {
        name: found.group()
        for name, said in sentences()
        if (found := ENGLISH.search(ALLOWED.sub("", re.sub(r"{\w+}", "", said))))
    }
    assert odd == {}


def test_a_rendered_page_is_indonesian_but_for_what_was_fetched(report: Writer) -> None:
    report.write(ReportSettings(office="Diskominfostandi", city="Kota Bekasi"))
    page = BeautifulSoup(report.text("report.html"), "lxml")
    for fetched in page.find_all(["style", "bdi"]):
        fetched.decompose()
    said = ALLOWED.sub("", page.get_text(" ", strip=True))
    assert not ODD.search(said), ODD.search(said)
    assert not ENGLISH.search(said), ENGLISH.search(said)
    assert "Laporan Mingguan Media Sosial – Diskominfostandi Kota Bekasi" in said


@pytest.mark.parametrize(("n", "english"), [(0, "0 posts"), (1, "1 post"), (1200, "1,200 posts")])
def test_a_number_has_its_unit_in_the_right_form(n: int, english: str) -> None:
    assert Wording("en", INDONESIAN.zone).counted(n, "posts") == english
    assert INDONESIAN.counted(n, "posts") == f"{INDONESIAN.number(n)} unggahan"


def test_percentages_have_no_space_and_hours_are_told_with_pukul() -> None:
    assert INDONESIAN.percent(0.967) == "97%"
    assert INDONESIAN.percent(None) == "–"
    assert not [name for name, said in sentences() if " %" in said]
