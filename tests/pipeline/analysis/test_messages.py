"""Messages of what is stored: who carried them, who missed them, and how late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from collectors.records import Page, Parsed, Post, RawPage
from pipeline.label.posts import label
from pipeline.run.sources import source_row
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.runs.runs import finish_source, start_run, start_source
from storage.runs.sources import upsert_sources
from tests.pipeline.conftest import OpenNight

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
WORDS = (
    "Layanan perekaman KTP keliling hadir di Rawalumbu Sabtu ini mulai pukul delapan pagi sampai selesai, bawa "
    "kartu keluarga asli dan nomor antrean dari aplikasi"
)


def store(engine: Engine, settings: Settings, source: str, *posts: Post, outcome: str | None = "complete") -> None:
    with transaction(engine) as connection:
        upsert_sources(
            connection, [source_row(settings.config, one) for one in settings.config.sources if one.id == source]
        )
        run = start_run(connection, "harvest", "0", NIGHT)
        start_source(connection, run, source, NIGHT)
        page = Page(RawPage("timeline", "https://contoh", b"{}"), Parsed(posts))
        commit_page(connection, page, Provenance(run, source, NIGHT, settings.zone))
        if outcome:
            finish_source(connection, run, source, {"outcome": outcome, "reason": None, "finished_at": NIGHT})


def test_a_message_tells_who_carried_it_who_missed_it_and_how_late(
    engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    at = datetime(2026, 11, 16, 2, tzinfo=UTC)
    store(engine, settings, "x-kominfobekasi", Post("x:1", "post", "https://x.com/a/1", WORDS, at))
    later = at + timedelta(hours=5)
    store(engine, settings, "ig-diskominfobekasi", Post("instagram:B", "image", "https://ig/B", WORDS, later))
    store(engine, settings, "x-kominfobekasi", Post("x:2", "repost", "https://x.com/a/2", WORDS, later))
    store(engine, settings, "web-diskominfo")
    for _ in range(2):
        with night_of(settings, lambda: NIGHT) as night:
            label(night)
    with engine.connect() as connection:
        [message] = connection.execute(text("SELECT * FROM v_messages")).all()
        members = connection.execute(text("SELECT * FROM v_message_posts ORDER BY published_at")).all()
    assert (message.message_id, message.posts, message.sources, message.spread_hours) == ("x:1", 2, 2, 5)
    assert message.channels_missed == "web-diskominfo"
    assert [(m.post_id, m.reason, m.lag_hours) for m in members] == [("x:1", "first", 0), ("instagram:B", "text", 5)]
    assert members[1].similarity == 1


@pytest.mark.parametrize(
    ("outcome", "oldest_days", "missed"),
    [("blocked", 9, ""), ("complete", 9, "web-diskominfo"), ("complete", -1, ""), ("complete", None, "web-diskominfo")],
)
def test_a_channel_that_was_not_looked_at_so_far_back_or_so_late_missed_nothing(
    engine: Engine, settings: Settings, night_of: OpenNight, outcome: str, oldest_days: int | None, missed: str
) -> None:
    at = datetime(2026, 11, 16, 2, tzinfo=UTC)
    store(engine, settings, "x-kominfobekasi", Post("x:1", "post", "https://x.com/a/1", WORDS, at))
    store(engine, settings, "ig-diskominfobekasi", Post("instagram:B", "image", "https://ig/B", WORDS, at))
    days = [] if oldest_days is None else [at - timedelta(days=oldest_days)]
    old = [Post(f"website:h/{n}", "article", "https://h/9", "Lain", day, title="L") for n, day in enumerate(days)]
    store(engine, settings, "web-diskominfo", *old, outcome=outcome)
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT channels_missed FROM v_messages")) == missed


def test_a_time_known_to_the_day_has_no_lag(engine: Engine, settings: Settings, night_of: OpenNight) -> None:
    at = datetime(2026, 11, 15, 17, tzinfo=UTC)
    article = Post("website:h/1", "article", "https://h/1", "Isi", at, "day", title="Judul")
    store(engine, settings, "web-diskominfo", article)
    linking = Post("x:1", "post", "https://x.com/a/1", "Baca", at + timedelta(hours=9), links=("https://h/1",))
    store(engine, settings, "x-kominfobekasi", linking)
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    with engine.connect() as connection:
        [message] = connection.execute(text("SELECT * FROM v_messages")).all()
        reasons = connection.execute(text("SELECT reason, lag_hours FROM v_message_posts ORDER BY published_at")).all()
    assert message.spread_hours is None
    assert [tuple(row) for row in reasons] == [("first", None), ("link", None)]
