"""The press from stored articles to its views: issues, agencies and tone, forgotten with their words, never own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from collectors.records import Metrics, Page, Parsed, Post, RawPage
from pipeline.analysis import issues as counting
from pipeline.analysis.issues import spans_between, usable_agencies
from pipeline.analysis.messages import assign_messages
from pipeline.analysis.texts import press
from pipeline.analysis.texts.press import measure_press
from pipeline.clock import IsoWeek
from pipeline.label.posts import label_by_night
from pipeline.reporting.period.report import write_period
from pipeline.reporting.periods import month_of
from pipeline.settings.models import Settings
from pipeline.weekly_report import report_week
from storage.db.engine import reading, transaction
from storage.harvest.erasure.records import erase_texts
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.runs.runs import finish_source, start_source
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.watching import watched

JAKARTA = ZoneInfo("Asia/Jakarta")
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
SAID = datetime(2026, 11, 17, 3, tzinfo=UTC)
DRAIN = "Drainase Tersumbat di Depan Pasar, Genangan Dikeluhkan Pedagang"
MARKET = "Operasi beras murah digelar, harga minyak goreng turun"
OUTLETS = ("satu.example", "dua.example", "tiga.example")
SOURCES = [
    {"id": "x-kominfobekasi", "platform": "x", "account": "Kominfobekasi"},
    *(
        {"id": f"pers-{n}", "platform": "website", "role": "media", "url": f"https://{host}"}
        for n, host in enumerate(OUTLETS)
    ),
]
Store = Callable[[str, Sequence[Post]], None]


@pytest.fixture
def settings(make_settings: MakeSettings, tmp_path: Path) -> Settings:
    listed = "agencies:\n  - name: Dinas Bina Marga\n    aliases: [DBMSDA]\n    issues: [drainase]\n"
    (tmp_path / "agencies.yaml").write_text(listed, encoding="utf-8")
    return make_settings(sources=SOURCES, agencies=str(tmp_path / "agencies.yaml"))


@pytest.fixture
def store(engine: Engine, night_of: OpenNight, settings: Settings) -> Store:
    def stored(source: str, posts: Sequence[Post]) -> None:
        page = Page(RawPage("list", f"https://{source}/", b"{}"), Parsed(posts=tuple(posts)))
        with night_of(settings, lambda: NIGHT) as night, transaction(engine) as connection:
            commit_page(connection, page, Provenance(night.run_id, source, NIGHT, JAKARTA))

    return stored


def article(n: int, title: str, host: str) -> Post:
    return Post(
        post_id=f"website:{host}/{n}", kind="article", url=f"https://{host}/{n}", title=title,
        text="Warga berharap ada penanganan.", published_at=SAID + timedelta(hours=n),
        published_precision="second",
    )  # fmt: skip


def print_articles(store: Store, title: str, many: int, first: int = 0) -> None:
    """Store articles of one title, in turn in each outlet."""
    for at, host in enumerate(OUTLETS):
        store(f"pers-{at}", [article(n, title, host) for n in range(first + at, first + many, len(OUTLETS))])


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def measure(night_of: OpenNight, settings: Settings) -> None:
    with night_of(settings, lambda: NIGHT) as night:
        measure_press(night)
        assert night.exit_code == 0


ISSUES = "SELECT period_type, articles, outlets, positive, neutral, negative, agency, agency_origin FROM v_press_issues"


def test_articles_have_issue_and_agency_and_many_of_several_outlets_a_tone(
    engine: Engine, store: Store, night_of: OpenNight, settings: Settings
) -> None:
    print_articles(store, DRAIN, 11)
    print_articles(store, MARKET, 6, first=20)
    measure(night_of, settings)
    for kind in ("week", "month", "quarter"):
        assert rows(engine, f"{ISSUES} WHERE period_type = '{kind}' ORDER BY articles DESC") == [
            (kind, 11, 3, None, None, None, "Dinas Bina Marga", "confirmed"),  # all of one tone: not told
            (kind, 6, 3, None, None, None, None, None),
        ]
    kept = rows(engine, "SELECT issue, concerned_agency, issue_articles, issue_negative FROM v_press ORDER BY post_id")
    assert {row[1:] for row in kept} == {("Dinas Bina Marga", 11, None), (None, 6, None)}
    assert rows(engine, "SELECT articles, outlets, negative, own_messages FROM v_press_periods") == [(17, 3, 11, 0)] * 3
    measure(night_of, settings)
    assert rows(engine, "SELECT count(*) FROM v_press_issues") == [(6,)]


def test_no_view_of_the_press_tells_tone_beside_an_outlet(
    engine: Engine, store: Store, night_of: OpenNight, settings: Settings
) -> None:
    store("pers-0", [article(n, DRAIN, OUTLETS[0]) for n in range(30)])
    measure(night_of, settings)
    assert rows(engine, "SELECT DISTINCT articles, positive, neutral, negative FROM v_press_issues") == [
        (30, None, None, None)
    ]
    assert rows(engine, "SELECT DISTINCT issue_positive, issue_neutral, issue_negative FROM v_press") == [(None,) * 3]


def test_what_is_forgotten_leaves_the_issues_of_the_press(
    engine: Engine, store: Store, night_of: OpenNight, settings: Settings
) -> None:
    print_articles(store, DRAIN, 5)
    measure(night_of, settings)
    with transaction(engine) as connection:
        erase_texts(connection, "post", [f"website:{OUTLETS[0]}/0"], NIGHT)
    assert rows(engine, "SELECT count(*) FROM v_press_issues") == [(0,)]
    measure(night_of, settings)
    assert rows(engine, "SELECT count(*) FROM v_press_issues") == [(0,)]
    assert rows(engine, "SELECT articles FROM v_press_periods") == [(4,)] * 3


def test_a_forgotten_article_takes_the_issue_from_those_beside_it_and_a_post_of_the_office_from_none(
    engine: Engine, store: Store, night_of: OpenNight, settings: Settings
) -> None:
    print_articles(store, DRAIN, 6)
    own = Post(
        post_id="x:1", kind="post", url="https://x.com/a/1", text="Layanan", published_at=SAID,
        published_precision="second",
    )  # fmt: skip
    store("x-kominfobekasi", [own])
    measure(night_of, settings)
    named = "SELECT count(*), count(issue) FROM press_articles"
    for subject, issues, articles in (("x:1", 3, (6, 6)), (f"website:{OUTLETS[0]}/0", 0, (5, 0))):
        with transaction(engine) as connection:
            erase_texts(connection, "post", [subject], NIGHT)
        assert rows(engine, "SELECT count(*) FROM v_press_issues") == [(issues,)]
        assert rows(engine, named) == [articles]


def test_an_article_that_is_forgotten_while_it_is_counted_leaves_nothing_behind(
    engine: Engine, store: Store, night_of: OpenNight, settings: Settings
) -> None:
    print_articles(store, DRAIN, 6)
    with night_of(settings, lambda: NIGHT) as night:
        month = list(spans_between(SAID.date(), SAID.date()))[1]
        with reading(engine) as connection:
            found = press.press_of(settings, connection, month, usable_agencies(night))
        with transaction(engine) as connection:
            erase_texts(connection, "post", [f"website:{OUTLETS[0]}/0"], NIGHT)
        press._keep(night, month, found)
    assert rows(engine, "SELECT count(*), count(issue) FROM press_articles") == [(5, 0)]
    assert rows(engine, "SELECT count(*) FROM press_issues") == [(0,)]


@pytest.mark.parametrize(("hours", "precision", "carries"), [(-1, "second", 0), (1, "second", 1), (-1, "day", 1)])
def test_an_article_carries_a_message_that_the_office_published_before_it(
    engine: Engine, store: Store, night_of: OpenNight, settings: Settings, hours: int, precision: Any, carries: int
) -> None:
    said = (
        "Drainase di depan pasar dibersihkan petugas sejak pagi, pedagang diminta memindahkan lapak ke sisi timur jalan"
    )
    own = Post(post_id="x:1", kind="post", url="https://x.com/a/1", text=said, published_at=SAID)
    store("x-kominfobekasi", [own])
    told = {"text": said, "published_at": SAID + timedelta(hours=hours), "published_precision": precision}
    store("pers-0", [replace(article(0, DRAIN, OUTLETS[0]), **told)])
    with night_of(settings, lambda: NIGHT) as night:
        assign_messages(night)
    assert rows(engine, "SELECT count(*), count(DISTINCT message_id) FROM message_posts") == [(2, 1)]
    measure(night_of, settings)
    assert rows(engine, "SELECT count(*) FROM v_press WHERE own_message") == [(carries,)]
    assert rows(engine, "SELECT DISTINCT own_messages FROM v_press_periods") == [(carries,)]


def test_articles_of_the_period_before_are_told_where_all_outlets_were_watched_then(
    engine: Engine, store: Store, night_of: OpenNight, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    print_articles(store, DRAIN, 6)
    store("pers-0", [replace(article(90, MARKET, OUTLETS[0]), published_at=SAID - timedelta(days=20))])
    before = "SELECT previous_articles FROM v_press_periods WHERE period = '2026-W47'"
    read = list[tuple[object, ...]]()
    monkeypatch.setattr(counting, "known_words", watched(counting.known_words, read))
    with night_of(settings, lambda: NIGHT) as night:
        measure_press(night)
        assert len(read) == 1
        assert rows(engine, before) == [(None,)]
        for run, at, told in ((night.run_id, NIGHT, None), (1, SAID - timedelta(days=30), 0)):
            with transaction(engine) as connection:
                for n in range(len(OUTLETS)):
                    start_source(connection, run, f"pers-{n}", at)
                    finish_source(connection, run, f"pers-{n}", {"outcome": "complete", "finished_at": at})
            measure_press(night)
            assert rows(engine, before) == [(told,)]


OWN = (
    "SELECT * FROM v_topic_weekly",
    "SELECT * FROM v_strategy WHERE role = 'own'",
    "SELECT * FROM v_media_used",
    "SELECT * FROM v_silent_days WHERE role = 'own'",
    "SELECT * FROM v_conduct WHERE role = 'own'",
    "SELECT * FROM v_issues",
    "SELECT * FROM v_agencies",
    "SELECT * FROM v_posts WHERE role = 'own'",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # two reports are enough of work
def test_articles_of_the_press_change_no_figure_of_the_office(
    engine: Engine, store: Store, night_of: OpenNight, settings: Settings, tmp_path: Path
) -> None:
    def figures(name: str) -> tuple[list[Any], dict[str, bytes]]:
        with night_of(settings, lambda: NIGHT) as night:
            label_by_night(night)
            folder = report_week(night, IsoWeek(2026, 47), tmp_path / name)
        assert folder
        files = ("ringkasan.csv", "topics.csv", "campaigns.csv")
        return [sorted(rows(engine, query), key=str) for query in OWN], {
            one: (folder / one).read_bytes() for one in files
        }

    own = [
        Post(
            post_id=f"x:{n}", kind="post", url=f"https://x.com/a/{n}", text=f"Layanan Bekasi Smart City hari ke-{n}",
            published_at=SAID + timedelta(hours=n), published_precision="second", metrics=Metrics(likes=n, comments=1),
        )
        for n in range(1, 9)
    ]  # fmt: skip
    store("x-kominfobekasi", own)
    before = figures("before")
    print_articles(store, DRAIN, 12)
    assert figures("after") == before
    assert rows(engine, "SELECT count(*) FROM v_press") == [(12,)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reports_have_a_section_on_the_press_only_where_a_source_of_it_is_configured(
    store: Store, night_of: OpenNight, settings: Settings, make_settings: MakeSettings, tmp_path: Path
) -> None:
    print_articles(store, DRAIN, 11)
    print_articles(store, MARKET, 6, first=20)
    with night_of(settings, lambda: NIGHT) as night:
        folder = report_week(night, IsoWeek(2026, 47), tmp_path / "with")
        month_folder = write_period(night, month_of("2026-11"), tmp_path / "month")
    assert folder
    page = (folder / "report.html").read_text("utf-8")
    month = (month_folder / "report.html").read_text("utf-8")
    for written in (page, month):
        assert "Pemberitaan media massa" in written
        assert "17 berita dimuat 3 media massa" in written
        assert "negatif 11, netral 6, positif 0 (angka sementara: hitungan kata" in written
    alone = make_settings(sources=SOURCES[:1])
    with night_of(alone, lambda: NIGHT) as night:
        folder = report_week(night, IsoWeek(2026, 47), tmp_path / "without")
    assert folder
    assert "Pemberitaan media massa" not in (folder / "report.html").read_text("utf-8")
