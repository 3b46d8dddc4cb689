"""The words of the desk: each key once, and both languages with the same parts."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from markupsafe import escape

from pipeline.desk import label_form, render
from pipeline.desk.edit import campaign_form, response_form, source_form
from pipeline.desk.render import DeskWording
from pipeline.desk.words.catalogue import PAGES, TERMS, WORDS
from pipeline.desk.words.kept_forms import CAPTIONS, KEPT, kept_form
from pipeline.platforms.registry import platform_labels
from pipeline.report.words.views import VIEW_WORDS, column_words, read_words
from storage.schema.dictionary import VIEWS
from tests.pipeline.desk.conftest import Person

LONGEST = 300  # letters of a meaning, as the longest in English


def test_no_key_stands_twice_so_that_no_words_hide_others() -> None:
    counted = Counter(key for page in PAGES for key in page)
    assert [key for key, n in counted.items() if n > 1] == []


def test_both_languages_are_there_and_name_the_same_parts() -> None:
    terms = {f"{column} {value}": pair for column, told in TERMS.items() for value, pair in told.items()}
    pairs = {**WORDS, **terms}
    assert [key for key, pair in pairs.items() if not all(pair)] == []
    assert [key for key, (indonesian, english) in pairs.items() if _parts(indonesian) != _parts(english)] == []


def test_an_open_desk_keeps_its_pages_when_their_files_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "HERE", tmp_path)
    pages = render._environment.__wrapped__()
    file = tmp_path / "templates" / "satu.html.j2"
    file.parent.mkdir()
    file.write_text("lama")
    assert pages.get_template(file.name).render() == "lama"
    file.write_text("baru")
    os.utime(file, (1, 1))
    assert pages.get_template(file.name).render() == "lama"


def test_every_view_is_told_in_indonesian() -> None:
    assert list(VIEW_WORDS) == list(VIEWS)
    assert all(VIEW_WORDS.values())


def test_every_column_is_told_in_indonesian_and_no_meaning_is_left_over() -> None:
    columns = [(view, column) for view, (_, columns) in VIEWS.items() for column in columns]
    own = {(view, column) for view, told in read_words("columns_by_view.yaml").items() for column in told}
    assert own - set(columns) == set()
    assert set(read_words("columns.yaml")) == {column for view, column in columns if (view, column) not in own}
    assert [place for place in sorted(own) if column_words(*place) == read_words("columns.yaml")[place[1]]] == []


def test_columns_that_mean_the_same_are_told_in_the_same_words() -> None:
    told: dict[str, set[str]] = {}
    english: dict[tuple[str, str], set[str]] = {}
    for view, (_, columns) in VIEWS.items():
        for column, (_, meaning) in columns.items():
            told.setdefault(meaning, set()).add(column_words(view, column))
            english.setdefault((column, column_words(view, column)), set()).add(meaning)
    assert [meanings for meanings in told.values() if len(meanings) > 1] == []
    assert [found for found in english.values() if len(found) > 1] == [], "an own meaning of the view is missing"


def test_meanings_of_columns_are_short_lines_in_the_terms_of_the_reports() -> None:
    words = {column_words(view, column) for view, (_, columns) in VIEWS.items() for column in columns}
    assert [told for told in words if told != " ".join(told.split()) or told.endswith(".") or len(told) > LONGEST] == []
    odd = re.compile(r"\b(?:postingan|followers|jangkauan(?! orang)|kosong jika|belum dijawab|saluran|respons)\b")
    assert {told for told in words if odd.search(told)} == {told for told in words if "bukan jangkauan" in told}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_console_tells_each_view_in_the_language_of_the_page(logged_in: Callable[[str], Person]) -> None:
    person = logged_in("kepala")
    page = person.get("/sql").text
    assert [view for view, meaning in VIEW_WORDS.items() if str(escape(meaning)) not in page] == []
    told = {column_words(view, column) for view, (_, columns) in VIEWS.items() for column in columns}
    assert [meaning for meaning in told if f"<dd>{escape(meaning)} <" not in page] == []
    assert 'lang="en"' not in page.partition("<h2>Kamus data</h2>")[2]
    person.client.cookies.set("pantau_language", "en")
    page = person.get("/sql").text
    assert [view for view, (meaning, _) in VIEWS.items() if str(escape(meaning)) not in page] == []
    english = {meaning for _, columns in VIEWS.values() for _, meaning in columns.values()}
    assert [meaning for meaning in english if f"<dd>{escape(meaning)} <" not in page] == []
    assert VIEW_WORDS["v_metrics"] not in page


def _parts(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_field_of_a_kept_form_has_its_caption_and_words(language: str) -> None:
    say = DeskWording(cast("Any", language), ZoneInfo("Asia/Jakarta"), platform_labels())
    fields = [("status", "answered"), ("topics", "living"), ("starts_on", "2026-11-05")]
    fields += [("done", "ya"), ("plan_x_posts", "3"), ("halaman", "3"), ("drawn", "desk"), ("note", "living")]
    form = kept_form("/warga/x:99/catatan", fields)
    assert form
    assert (form.action, form.subject) == ("answer", "x:99")
    told = dict(form.lines(say))
    note, plan = {"id": ("Catatan", "X: unggahan"), "en": ("Note", "X: posts")}[language]
    assert told[note] == "living"
    assert "5 November 2026" in told.values()
    assert told[plan] == "3"
    assert say.term("topic", "living") in told.values()
    assert not {"halaman", "drawn", "3", "desk", "answered", "ya"} & ({*told} | {*told.values()} - {told[plan]})
    known = {*label_form.FIELDS, *response_form.CHOICES, *source_form.FIELDS, *campaign_form.empty_campaign()}
    assert known <= CAPTIONS.keys()
    assert {*KEPT.values()} <= TERMS["change"].keys()
