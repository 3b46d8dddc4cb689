"""Labels, engagement and campaigns of what is stored."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from collectors.errors import ConfigError
from collectors.records import Account, Metrics, Page, Parsed, Post, RawPage
from pipeline.label import posts as labelling
from pipeline.label.batches import Batch, label_batches
from pipeline.label.posts import configured_post_labeller, label, label_topics
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.labels import labels
from storage.labels.labels import store_labels
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def store(engine: Engine, settings: Settings, *posts: Post) -> None:
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow("x-kominfobekasi", "x", "Kominfobekasi")])
        run = start_run(connection, "harvest", "0", NOW)
        start_source(connection, run, "x-kominfobekasi", NOW)
        page = Page(RawPage("timeline", "https://x", b"{}"), Parsed(posts, Account("Kominfobekasi", followers=1000)))
        commit_page(connection, page, Provenance(run, "x-kominfobekasi", NOW, settings.zone))


def post(number: int, words: str, **also: Any) -> Post:
    at = NOW - timedelta(days=40 + number)
    return Post(f"x:{number}", "post", f"https://x.com/a/status/{number}", words, at, **also)


def rows(engine: Engine, query: str) -> list[Any]:
    with transaction(engine) as connection:
        return list(connection.execute(text(query)))


def test_every_post_gets_a_topic_with_the_words_that_led_to_it(
    engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    store(engine, settings, post(1, "Posyandu dan vaksin di puskesmas"), post(2, "🌸🌸"), post(3, ""))
    with night_of(settings) as night:
        label(night)
    found = {row.post_id: row for row in rows(engine, "SELECT * FROM v_posts")}
    assert (found["x:1"].topic, found["x:1"].subtopic) == ("living", "health")
    assert found["x:2"].topic == found["x:3"].topic == "none"
    assert all(row.engagement_level for row in found.values())
    evidence = json.loads(rows(engine, "SELECT evidence FROM v_labels WHERE post_id = 'x:1'")[0].evidence)
    assert {"posyandu", "vaksin", "puskesmas"} <= {item["found"].casefold() for item in evidence}
    first = evidence[0]
    assert "Posyandu dan vaksin di puskesmas"[first["start"] : first["end"]] == first["found"]


def test_every_post_gets_an_audience_and_the_places_that_it_names(
    engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    store(
        engine,
        settings,
        post(1, "Pelatihan bagi lansia di Kel. Durenjaya, Kec. Bekasi Timur"),
        post(2, "Pohon ditanam"),
    )
    with night_of(settings) as night:
        label(night)

    found = {row.post_id: (row.audience, row.places) for row in rows(engine, "SELECT * FROM v_posts")}
    assert found == {"x:1": ("elderly_disabled", "Duren Jaya,Bekasi Timur"), "x:2": ("general", None)}
    (held,) = rows(engine, "SELECT audience, places, evidence FROM v_labels WHERE post_id = 'x:1'")
    told = {(one["label"], one["answer"]) for one in json.loads(held.evidence)}
    assert {("places", "Duren Jaya"), ("places", "Bekasi Timur"), ("audience", "elderly_disabled")} <= told


def test_an_own_gazetteer_names_other_places_and_labels_all_posts_anew(
    engine: Engine, settings: Settings, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    store(engine, settings, post(1, "Bazar di Melati Baru"))
    own = "version: '1'\ncity: Kota Rekaan\nkecamatan: [{name: Melati Baru}]\n"
    (tmp_path / "gazetteer.yaml").write_text(own, encoding="utf-8")
    for now in (settings, make_settings(gazetteer="gazetteer.yaml")):
        with night_of(now) as night:
            label(night)

    assert [row.places for row in rows(engine, "SELECT places FROM v_labels ORDER BY current")] == [None, "Melati Baru"]


def test_labelling_again_labels_nothing_until_a_text_or_the_taxonomy_changes(
    engine: Engine, settings: Settings, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    store(engine, settings, post(1, "Posyandu"), post(2, "Banjir"))
    for _ in range(2):
        with night_of(settings) as night:
            label(night)
    assert len(rows(engine, "SELECT * FROM v_labels")) == 2
    store(engine, settings, post(1, "Posyandu dan lomba"))
    with night_of(settings) as night:
        label(night)
    assert len(rows(engine, "SELECT * FROM v_labels")) == 3
    own = tmp_path / "own.yaml"
    own.write_text(_packaged().replace("version:", "# ours\nversion:", 1), encoding="utf-8")
    with night_of(make_settings(taxonomy="own.yaml")) as night:
        label(night)
    assert len(rows(engine, "SELECT * FROM v_labels")) == 5
    assert len(rows(engine, "SELECT * FROM v_labels WHERE current")) == 2


def test_labelling_that_broke_off_goes_on_where_it_stopped(
    engine: Engine, settings: Settings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(engine, settings, *(post(number, f"Posyandu {number}") for number in range(1, 6)))
    monkeypatch.setattr(labels, "BATCH", 2)
    stored = store_labels

    def once(connection: Connection, made: Any, at: datetime) -> None:
        stored(connection, made, at)
        if made[0].post_id == "x:3":
            raise KeyboardInterrupt  # as a kill in the second batch, after its rows were written

    with night_of(settings) as night:
        labeller = configured_post_labeller(settings)
        monkeypatch.setattr(labelling, "store_labels", once)
        with pytest.raises(KeyboardInterrupt):
            label_topics(night, labeller, everything=False)
        assert [row.post_id for row in rows(engine, "SELECT post_id FROM v_labels ORDER BY 1")] == ["x:1", "x:2"]
        monkeypatch.setattr(labelling, "store_labels", stored)
        assert label_topics(night, labeller, everything=False) == 3
    assert [row.current for row in rows(engine, "SELECT current FROM v_labels")] == [True] * 5


def test_all_labels_everything_again(engine: Engine, settings: Settings, night_of: OpenNight) -> None:
    store(engine, settings, post(1, "Posyandu"))
    for _ in range(2):
        with night_of(settings) as night:
            label(night, everything=True)
    assert len(rows(engine, "SELECT * FROM v_labels")) == 2


def test_labelling_all_again_goes_on_where_it_was_broken_off(
    engine: Engine, settings: Settings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(engine, settings, *(post(number, f"Posyandu {number}") for number in range(1, 6)))
    monkeypatch.setattr(labels, "BATCH", 2)
    stored = store_labels

    def once(connection: Connection, made: Any, at: datetime) -> None:
        stored(connection, made, at)
        if made[0].post_id == "x:3":
            raise KeyboardInterrupt  # as a kill in the second batch, after its rows were written

    with night_of(settings) as night:
        labeller = configured_post_labeller(settings)
        label_topics(night, labeller, everything=False)
        monkeypatch.setattr(labelling, "store_labels", once)
        with pytest.raises(KeyboardInterrupt):
            label_topics(night, labeller, everything=True)
        monkeypatch.setattr(labelling, "store_labels", stored)
        assert label_topics(night, labeller, everything=False) == 0
        assert label_topics(night, labeller, everything=True) == 3
        assert label_topics(night, labeller, everything=True) == 5
    assert sum(row.current for row in rows(engine, "SELECT current FROM v_labels")) == 5


def test_labelling_all_again_by_another_version_begins_at_the_start(
    engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    assert engine
    walked: list[str] = []

    def broken(after: str) -> Batch:
        if after:
            raise KeyboardInterrupt
        return Batch(["x:5"], lambda: lambda _: None)

    def whole(after: str) -> Batch:
        walked.append(after)
        return Batch([] if after == "x:9" else ["x:9"], lambda: lambda _: None)

    with night_of(settings) as night:
        for version in ("old", "new"):
            with pytest.raises(KeyboardInterrupt):
                label_batches(night, "posts", "old", broken, everything=True)
            label_batches(night, "posts", version, whole, everything=True)
    assert walked == ["x:5", "x:9", "", "x:9"]


@pytest.mark.parametrize("everything", [False, True])
def test_after_the_last_batch_the_store_is_not_asked_again(
    engine: Engine, settings: Settings, night_of: OpenNight, *, everything: bool
) -> None:
    assert engine
    asked: list[str] = []

    def give(after: str) -> Batch:
        asked.append(after)
        return Batch(["x:1", "x:2"] if not after else ["x:3"], lambda: lambda _: None, is_last=bool(after))

    with night_of(settings) as night:
        for _ in range(2):
            assert label_batches(night, "posts", "1", give, everything=everything) == 3
    assert asked == ["", "x:2", "", "x:2"]


def test_a_taxonomy_that_cannot_be_used_is_a_mistake_of_the_configuration(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text("version: [", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"own\.yaml"), night_of(make_settings(taxonomy="own.yaml")) as night:
        label(night)
    assert not rows(engine, "SELECT * FROM v_labels")


def test_engagement_is_unknown_without_history_and_scored_with_it(
    engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    history = [post(n, f"Kabar {n}", metrics=Metrics(likes=10)) for n in range(2, 40)]
    store(engine, settings, *history, post(1, "Ramai", metrics=Metrics(likes=60)))
    with night_of(settings) as night:
        label(night)
    found = {row.post_id: row for row in rows(engine, "SELECT * FROM v_posts")}
    assert (found["x:1"].engagement_level, found["x:1"].score_n) == ("very_high", 38)
    assert found["x:1"].engagement_score == pytest.approx(6.0)
    assert found["x:1"].engagement_rate == pytest.approx(0.06)
    assert (found["x:39"].engagement_level, found["x:39"].engagement_score) == ("unknown", None)


def test_campaigns_hold_the_posts_of_their_days_with_their_words(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    day = (NOW - timedelta(days=41)).date()
    settings = make_settings(
        campaigns=[
            {
                "name": "Keren",
                "starts_on": day,
                "ends_on": day,
                "hashtags": ["#BekasiKeren"],
                "phrases": ["bayar pajak"],
            },
            {"name": "Sepi", "starts_on": day, "ends_on": day, "phrases": ["tidak ada yang menyebut"]},
        ]
    )
    store(
        engine,
        settings,
        post(1, "Rencana kerja dibahas di Musrenbang kelurahan", hashtags=("bekasikeren",), metrics=Metrics(likes=3)),
        post(2, "Bayar Pajak lain hari"),
    )
    with night_of(settings) as night:
        label(night)
    found = {row.campaign: row for row in rows(engine, "SELECT * FROM v_campaigns")}
    assert (found["Keren"].posts, found["Keren"].interactions, found["Keren"].platform) == (1, 3, "x")
    assert (found["Keren"].planning_posts, found["Keren"].implementation_posts) == (1, 0)
    assert (found["Sepi"].posts, found["Sepi"].interactions, found["Sepi"].platform) == (0, None, None)


def _packaged() -> str:
    from pipeline.transform.text.taxonomy import PACKAGED  # noqa: PLC0415  # only here

    return PACKAGED.read_text(encoding="utf-8")
