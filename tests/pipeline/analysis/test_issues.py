"""What citizens talk about: counted from the store by theme, kept without their words, and forgotten with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from pipeline.analysis import issues
from pipeline.analysis.issues import measure_issues, spans_between
from pipeline.clock import IsoWeek
from pipeline.reporting.period.report import write_period
from pipeline.reporting.periods import month_of
from pipeline.run.context import INCOMPLETE
from pipeline.settings.models import Settings
from pipeline.transform.text import stems
from pipeline.weekly_report import report_week
from storage.db.engine import transaction
from storage.harvest.erasure.records import erase_texts
from storage.labels.issue_agencies import confirm_agency, confirmed_agencies
from tests.conftest import MakeSettings
from tests.pipeline.analysis.counted_issues import (
    NIGHT,
    PAGE,
    SAID,
    X,
    expire,
    measure,
    rows,
)
from tests.pipeline.conftest import OpenNight
from tests.pipeline.transform.issues.voicing import QUEUE, ROAD
from tests.watching import watched


def test_week_month_and_quarter_have_their_issues_and_none_of_the_words_of_one(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, settings: Settings
) -> None:
    say([*QUEUE, *ROAD, "rahasia pribadi saya"])
    assert measure(night_of, settings) == 0
    kept = rows(engine)
    assert [(row[0], row[2], row[3], bool(row[4])) for row in kept] == [
        ("week", 6, 6, False), ("week", 5, 5, False), ("quarter", 6, 6, False), ("quarter", 5, 5, False),
        ("month", 6, 6, False), ("month", 5, 5, False),
    ]  # fmt: skip
    said = {word for row in kept for word in row[1].split()}
    assert said <= {"antrean", "mpp", "aplikasi", "jalan", "berlubang", "lubang"}
    measure(night_of, settings)
    assert rows(engine) == kept


@pytest.mark.parametrize("source", [X | {"responses": True}, X | {"responses": False}, PAGE])
@pytest.mark.parametrize("gone", [False, True])
def test_nothing_is_compared_with_days_whose_texts_went_for_their_age_whatever_is_configured_now(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings,
    source: Mapping[str, Any], *, gone: bool,
) -> None:  # fmt: skip
    say(["Bagus"], SAID - timedelta(days=80))
    for day in (2, 9, 16):
        say(QUEUE, datetime(2026, 10, day, 3, tzinfo=UTC))
    say(["Bagus"], datetime(2026, 10, 24, 3, tzinfo=UTC))
    say(QUEUE)
    if gone:
        expire(engine, NIGHT - timedelta(days=30))
    measure(night_of, make_settings(sources=[source]))
    told = rows(
        engine, "SELECT period_type, previous_responses, alert FROM v_issues WHERE period IN ('2026-W47', '2026-11')"
    )
    assert sorted(told) == [("month", None if gone else 18, not gone), ("week", 0, not gone)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_period_that_is_over_keeps_its_counts_when_texts_go_for_their_age_and_reports_say_so(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings
) -> None:
    settings = make_settings(sources=[X | {"responses": True}])
    for day in (2, 9, 16, 25):
        say(QUEUE, datetime(2026, 10, day, 3, tzinfo=UTC))
    for now in (datetime(2026, 10, 30, 18, tzinfo=UTC), datetime(2026, 11, 3, 18, tzinfo=UTC), NIGHT):
        expire(engine, now - timedelta(days=30))
        with night_of(settings, lambda now=now: now) as night:
            measure_issues(night)
    assert rows(engine, "SELECT responses FROM v_issues WHERE period = '2026-10'") == [(24,)]
    with night_of(settings, lambda: NIGHT) as night:
        written = report_week(night, IsoWeek(2026, 41))
        month = write_period(night, month_of("2026-10"))
    for folder in (written or month, month):
        page = (folder / "report.html").read_text(encoding="utf-8")
        assert "antrean" in page
        assert "Teks tanggapan sampai 25 Okt 2026 sudah dihapus" in page


def test_each_word_is_stemmed_once_for_all_periods_of_a_night(
    say: Callable[..., None], night_of: OpenNight, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    say([*QUEUE, *ROAD])
    stemmed, stem_of = Counter[str](), stems.stem_of
    monkeypatch.setattr(issues, "known_words", lambda _: frozenset())  # of which some are stemmed, too
    monkeypatch.setattr(stems, "stem_of", lambda word: (stemmed.update([word]), stem_of(word))[1])
    measure(night_of, settings)
    assert set(stemmed.values()) == {1}


def test_a_quiet_period_of_the_past_is_counted_once_and_word_lists_are_read_once_a_night(
    say: Callable[..., None], night_of: OpenNight, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(["Bagus"], SAID - timedelta(days=60))
    counted, read = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    monkeypatch.setattr(issues, "_count", watched(issues._count, counted))
    monkeypatch.setattr(issues, "known_words", watched(issues.known_words, read))
    measure(night_of, settings)
    assert {"2026-W40", "2026-W47", "2026-10", "2026-11", "2026-Q4"} <= {span.name for _, span, *_ in counted}
    assert len(read) == 1
    counted.clear()
    measure(night_of, settings)
    assert sorted(span.name for _, span, *_ in counted) == ["2026-11", "2026-Q4", "2026-W47", "2026-W48"]


def test_what_is_forgotten_leaves_the_issues_of_its_periods(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, settings: Settings
) -> None:
    say(QUEUE[:5])
    measure(night_of, settings)
    assert len(rows(engine)) == 3
    with transaction(engine) as connection:
        erase_texts(connection, "author", ["hash-1118-0"], NIGHT)
    assert rows(engine) == []
    measure(night_of, settings)
    assert rows(engine) == []


def test_a_deleted_comment_keeps_confirmed_agencies_until_their_issue_stands_nowhere(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, settings: Settings
) -> None:
    say(QUEUE)
    measure(night_of, settings)
    ((name,),) = rows(engine, "SELECT DISTINCT issue FROM v_issues")
    with transaction(engine) as connection:
        confirm_agency(connection, name, "Disdukcapil", "humas", NIGHT)
    for gone, left in ((0, [("Disdukcapil", "confirmed")] * 3), (1, [])):
        with transaction(engine) as connection:
            erase_texts(connection, "author", [f"hash-1118-{gone}"], NIGHT)
            assert confirmed_agencies(connection) == [(name, "Disdukcapil")]
        measure(night_of, settings)
        assert rows(engine, "SELECT agency, agency_origin FROM v_issues") == left
    with transaction(engine) as connection:
        assert confirmed_agencies(connection) == []


def test_an_agency_confirmed_or_taken_back_while_a_night_counts_is_kept(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(QUEUE)
    measure(night_of, settings)
    ((name,),) = rows(engine, "SELECT DISTINCT issue FROM v_issues")
    true, told = issues._count, [""]

    def count(*given: Any) -> Any:
        found = true(*given)
        with transaction(engine) as connection:
            confirm_agency(connection, name, told[0], "humas", NIGHT)
        return found

    monkeypatch.setattr(issues, "_count", count)
    for told[0], kept in (("Disdukcapil", ("Disdukcapil", "confirmed")), ("", (None, None))):
        measure(night_of, settings)
        assert rows(engine, "SELECT agency, agency_origin FROM v_issues") == [kept] * 3


def test_the_weekly_report_tells_them_on_page_one_in_the_summary_and_in_the_workbook(
    say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings
) -> None:
    source = {"id": "x-kominfobekasi", "platform": "x", "account": "Kominfobekasi", "responses": True}
    settings = make_settings(sources=[source])
    say(QUEUE)
    with night_of(settings, lambda: NIGHT) as night:
        folder = report_week(night, IsoWeek(2026, 47))
    assert folder
    page = (folder / "report.html").read_text("utf-8")
    assert "6 tanggapan, 6 akun" in page
    assert "antrean" in page
    summary = (folder / "ringkasan.csv").read_text("utf-8-sig")
    assert [line for line in summary.splitlines() if line.startswith("Isu;")]
    for text_of_one in QUEUE:
        assert text_of_one not in page
        assert text_of_one not in summary


def test_agencies_with_mistakes_are_told_once_in_a_night_and_cost_only_themselves(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "agencies.yaml").write_text("agencies:\n  - nama: Dinas\n", encoding="utf-8")
    say(QUEUE)
    with night_of(make_settings(agencies=str(tmp_path / "agencies.yaml")), lambda: NIGHT) as night:
        measure_issues(night)
        report_week(night, IsoWeek(2026, 47))
    assert night.exit_code == INCOMPLETE
    assert len(rows(engine)) == 3
    assert capsys.readouterr().err.count("agencies.yaml:2: unknown entry 'nama'") == 1


def test_a_taxonomy_with_mistakes_does_not_silence_the_issues(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings, tmp_path: Path
) -> None:
    (tmp_path / "taxonomy.yaml").write_text("nothing: [", encoding="utf-8")
    say(QUEUE)
    assert measure(night_of, make_settings(taxonomy=str(tmp_path / "taxonomy.yaml"))) == 0
    assert len(rows(engine)) == 3


def test_periods_of_days_are_calendar_periods_each_with_the_one_before() -> None:
    first, last = SAID.date(), SAID.date() + timedelta(days=14)
    spans = {(span.kind, span.name): (str(span.first), str(span.last)) for span in spans_between(first, last)}
    assert spans["month", "2026-12"] == ("2026-12-01", "2026-12-31")
    assert spans["quarter", "2026-Q4"] == ("2026-10-01", "2026-12-31")
    assert {name for kind, name in spans if kind == "week"} == {"2026-W47", "2026-W48", "2026-W49"}
    befores = {span.name: tuple(map(str, span.before)) for span in spans_between(first, last)}
    assert befores["2026-Q4"] == ("2026-07-01", "2026-09-30")
    assert befores["2026-W47"] == ("2026-11-09", "2026-11-15")
