"""What citizens talk about: counted from the store by theme, kept without their words, and forgotten with them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from collectors.errors import StoreError
from collectors.records import Page, Parsed, RawPage, Response
from pipeline.analysis import issues
from pipeline.analysis.issues import measure_issues, spans_between
from pipeline.clock import IsoWeek
from pipeline.harvest import retention
from pipeline.harvest.harvest import finish_harvest
from pipeline.nightly import close_night
from pipeline.reporting.issues import told_issues
from pipeline.reporting.period.report import write_period
from pipeline.reporting.periods import month_of
from pipeline.run.console import keep
from pipeline.run.context import INCOMPLETE
from pipeline.settings.groups import EndedSource
from pipeline.settings.models import Settings
from pipeline.transform.text import stems
from pipeline.weekly_report import report_week
from storage.analysis.issues import issues_counted
from storage.db.engine import transaction
from storage.harvest.erasure.records import erase_texts, expire_texts
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.labels.issue_agencies import confirm_agency, confirmed_agencies
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.transform.issues.voicing import QUEUE, ROAD
from tests.watching import watched

JAKARTA = ZoneInfo("Asia/Jakarta")
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
SAID = datetime(2026, 11, 18, 3, tzinfo=UTC)
X = {"id": "x-kominfobekasi", "platform": "x", "account": "Kominfobekasi"}
PAGE = {"id": "fb", "platform": "facebook", "account": "kota"}
KEPT = "SELECT period_type, issue, responses, people, alert FROM v_issues ORDER BY period_type DESC, responses DESC"


@pytest.fixture
def say(engine: Engine, night_of: OpenNight, settings: Settings) -> Callable[..., None]:
    """Store what citizens wrote, each by a person of its own."""

    def store(texts: Sequence[str], at: datetime = SAID) -> None:
        made = [
            Response(
                response_id=f"x:{at:%m%d}{n}", kind="reply", post_id="x:1", published_at=at, text=told,
                author_hash=f"hash-{at:%m%d}-{n}",
            )
            for n, told in enumerate(texts)
        ]  # fmt: skip
        page = Page(RawPage("search", "https://api.x.com/2", b"{}"), Parsed(responses=tuple(made)))
        with night_of(settings, lambda: NIGHT) as night, transaction(engine) as connection:
            commit_page(connection, page, Provenance(night.run_id, "x-kominfobekasi", NIGHT, JAKARTA))

    return store


def rows(engine: Engine, query: str = KEPT) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def expire(engine: Engine, before: datetime) -> None:
    """Take away the texts of before for their age."""
    with transaction(engine) as connection:
        expire_texts(connection, "x-kominfobekasi", before, NIGHT, before - timedelta(days=90))


def measure(night_of: OpenNight, settings: Settings) -> int:
    with night_of(settings, lambda: NIGHT) as night:
        measure_issues(night)
        return night.exit_code


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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("days", [30, 365])
def test_a_quarter_counts_the_same_whether_its_texts_went_after_thirty_days_or_stand(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings, days: int
) -> None:
    settings = make_settings(sources=[X | {"responses": True, "response_text_days": days}])
    for week in range(13):
        at = datetime(2026, 10, 2, 3, tzinfo=UTC) + timedelta(weeks=week)
        now = at + timedelta(days=6)
        say([*(QUEUE if week % 2 else []), *(ROAD if week < 4 else [])], at)
        with night_of(settings, lambda now=now: now) as night:
            expire(engine, now - timedelta(days=days))
            measure_issues(night)
    with night_of(settings, lambda: now) as night, engine.connect() as connection:
        (quarter,) = (span for span in spans_between(now.date(), now.date()) if span.kind == "quarter")
        told = told_issues(night, connection, quarter, issues_counted(connection)).issues or []
    assert [(one.responses, one.people, one.first_seen) for one in told] == [
        (36, 36, date(2026, 10, 9)), (20, 20, date(2026, 10, 2)),
    ]  # fmt: skip
    assert ["antrean" in told[0].name, "jalan" in told[1].name] == [True, True]
    ((texts,),) = rows(engine, "SELECT count(text) FROM responses")
    assert texts == (12 if days == 30 else 56)


def test_the_name_of_an_issue_is_kept_where_texts_go_early_and_goes_with_who_is_forgotten_and_with_age(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings
) -> None:
    named = "SELECT count(issue) FROM responses"
    say(QUEUE)
    measure(night_of, make_settings(sources=[X | {"responses": True}], retention_days=30))
    assert rows(engine, named) == [(0,)]
    settings = make_settings(sources=[X | {"responses": True}])
    measure(night_of, settings)
    assert rows(engine, named) == [(6,)]
    with transaction(engine) as connection:
        erase_texts(connection, "author", ["hash-1118-0"], NIGHT)
    assert rows(engine, named) == [(0,)]  # its words may be of the one who is forgotten
    measure(night_of, settings)
    assert rows(engine, named) == [(5,)]
    with transaction(engine) as connection:
        expire_texts(connection, "x-kominfobekasi", NIGHT, NIGHT, NIGHT - timedelta(days=30))
    assert rows(engine, named) == [(5,)]
    with transaction(engine) as connection:
        erase_texts(connection, "author", ["hash-1118-1"], NIGHT)
    assert rows(engine, named) == [(0,)]
    say(QUEUE, SAID + timedelta(days=1))
    measure(night_of, settings)
    with transaction(engine) as connection:
        expire_texts(connection, "x-kominfobekasi", NIGHT, NIGHT)
    assert rows(engine, named) == [(0,)]


@pytest.mark.parametrize("gone", [False, True], ids=["texts stand", "texts are gone"])
def test_a_word_of_who_is_forgotten_goes_from_every_name_of_the_quarter_and_other_names_stay(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings, *, gone: bool
) -> None:
    say([*QUEUE, *ROAD])
    say(["jalan ditutup", "Bagus"], SAID - timedelta(days=1))
    measure(night_of, make_settings(sources=[X | {"responses": True}]))
    with transaction(engine) as connection:  # the names of an earlier night, of other words
        connection.execute(text("UPDATE responses SET issue = 'lampu mati' WHERE text = 'jalan ditutup'"))
        connection.execute(text("UPDATE responses SET issue = 'lampu jalan' WHERE text = 'Bagus'"))
    if gone:
        expire(engine, SAID)
    with transaction(engine) as connection:
        erase_texts(connection, "author", ["hash-1117-0"], NIGHT)
    left = {name for (name,) in rows(engine, "SELECT DISTINCT issue FROM responses WHERE issue IS NOT NULL")}
    assert any("antrean" in name for name in left)
    assert "lampu jalan" not in left
    assert any("jalan" in name for name in left) == gone  # the word stood in its text alone


@pytest.mark.parametrize("configured", [True, False], ids=["configured", "left"])
def test_names_go_at_an_age_of_120_days_of_configured_sources_and_of_those_that_left(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings,
    monkeypatch: pytest.MonkeyPatch, *, configured: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(retention, "rewrite_pages", lambda *_: 0)
    settings = make_settings(sources=[X | {"responses": True}])
    say(QUEUE)
    measure(night_of, settings)
    for days, left in ((31, 6), (119, 6), (121, 0)):
        chosen = settings if configured else make_settings(sources=[PAGE])
        with night_of(chosen, lambda days=days: SAID + timedelta(days=days)) as night:
            finish_harvest(night, [EndedSource(source, "complete") for source in chosen.config.sources])
        assert rows(engine, "SELECT count(issue), count(text) FROM responses") == [(left, 0 if configured else 6)]


@pytest.fixture
def close_unnamed(
    say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Store a quarter whose issues no night has named; return how a night's closing ends and what it warns of."""
    monkeypatch.setattr(retention, "rewrite_pages", lambda *_: 0)
    for day in (2, 9, 16):
        say(QUEUE, datetime(2026, 10, day, 3, tzinfo=UTC))
    say(QUEUE)
    settings, told = make_settings(sources=[X | {"responses": True}]), list[str]()

    def close(at: datetime = NIGHT) -> list[str]:
        with night_of(settings, lambda: at) as night:
            night.say = keep(told, logging.WARNING)
            finish_harvest(night, [EndedSource(source, "complete") for source in settings.config.sources])
            close_night(night)
        return told

    return close


HELD = "SELECT count(issue), count(text) FROM responses"


def test_the_first_night_names_the_issues_of_texts_before_it_takes_them(
    engine: Engine, close_unnamed: Callable[..., list[str]], night_of: OpenNight, settings: Settings
) -> None:
    close_unnamed()
    assert rows(engine, HELD) == [(24, 6)]
    measure(night_of, settings)
    assert rows(engine, "SELECT responses FROM v_issues WHERE period = '2026-Q4'") == [(24,)]


@pytest.mark.parametrize("again", [None, timedelta(hours=2), timedelta(days=1)], ids=["first", "same night", "next"])
def test_texts_whose_issues_could_not_be_named_wait_for_one_night_only_and_that_is_said(
    engine: Engine, close_unnamed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, again: timedelta | None
) -> None:
    monkeypatch.setattr(issues, "replace_issues", fail_at_the_store)
    told = close_unnamed()
    assert sum("stay until the next night" in line for line in told) == 1
    if again:
        close_unnamed(NIGHT + again)
    assert rows(engine, HELD) == [(0, 6 if again == timedelta(days=1) else 24)]


def fail_at_the_store(*_: object) -> None:
    raise StoreError("no room")


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


def test_agencies_with_mistakes_are_told_and_cost_only_themselves(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "agencies.yaml").write_text("agencies:\n  - nama: Dinas\n", encoding="utf-8")
    say(QUEUE)
    assert measure(night_of, make_settings(agencies=str(tmp_path / "agencies.yaml"))) == INCOMPLETE
    assert len(rows(engine)) == 3
    assert "agencies.yaml:2: unknown entry 'nama'" in capsys.readouterr().err


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
