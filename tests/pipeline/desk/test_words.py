"""The words of the desk: each key once, and both languages with the same parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from string import Formatter

import pytest
from markupsafe import escape

from pipeline.desk.words.catalogue import PAGES, TERMS, WORDS
from pipeline.report.words.views import VIEW_WORDS
from storage.schema.dictionary import VIEWS
from tests.pipeline.desk.conftest import Person


def test_no_key_stands_twice_so_that_no_words_hide_others() -> None:
    counted = Counter(key for page in PAGES for key in page)
    assert [key for key, n in counted.items() if n > 1] == []


def test_both_languages_are_there_and_name_the_same_parts() -> None:
    terms = {f"{column} {value}": pair for column, told in TERMS.items() for value, pair in told.items()}
    pairs = {**WORDS, **terms}
    assert [key for key, pair in pairs.items() if not all(pair)] == []
    assert [key for key, (indonesian, english) in pairs.items() if _parts(indonesian) != _parts(english)] == []


def test_every_view_is_told_in_indonesian() -> None:
    assert list(VIEW_WORDS) == list(VIEWS)
    assert all(VIEW_WORDS.values())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_console_tells_each_view_in_the_language_of_the_page(logged_in: Callable[[str], Person]) -> None:
    person = logged_in("kepala")
    page = person.get("/sql").text
    assert [view for view, meaning in VIEW_WORDS.items() if str(escape(meaning)) not in page] == []
    person.client.cookies.set("pantau_language", "en")
    page = person.get("/sql").text
    assert [view for view, (meaning, _) in VIEWS.items() if str(escape(meaning)) not in page] == []
    assert VIEW_WORDS["v_metrics"] not in page


def _parts(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}
