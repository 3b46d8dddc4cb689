"""Texts of people go when their time is over or their writer asks, and never come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select, text

from collectors.errors import ConfigError, Stopped
from collectors.records import Forgotten
from pipeline import clock
from pipeline.analysis.issues import measure_issues
from pipeline.demo.world.world import NOW, Fault, World, XPost
from pipeline.harvest import retention
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.harvest.retention import forget
from pipeline.label.posts import label
from pipeline.operate import db
from pipeline.operate.checks.stored_state import examine_database
from pipeline.operate.db import prune_raw, upgrade_store
from pipeline.run.console import keep
from storage.db.engine import WRITING, transaction
from storage.harvest.erasure.raw_pages import rewrite_pages
from storage.queries.frames import view_frame
from storage.schema.tables import pages
from storage.schema.versions import Upgrade
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.responding import DAY, HOUR, X, everything, only_sqlite, responses, run


def test_texts_that_are_old_enough_are_taken_from_rows_and_pages_and_stay_away(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    settings = asking()  # X's own limit of 30 days
    run(night_of, settings)
    with night_of(settings, lambda: NOW) as night:
        measure_issues(night)  # until issues were named, no text goes for their age
    assert "lampu mati" in everything(engine)
    talked.now = NOW + 11 * DAY
    monkeypatch.setattr(clock, "now", lambda: talked.now)
    told = [words for _, what, words in examine_database(settings) if what == X]
    assert told[0].startswith("1 text of responses older than 30 days will go with the next night")
    assert "; response_text_days decides that" in told[0]
    upgrade_store(settings)
    assert told[0] not in capsys.readouterr().err  # it is no news in each night that begins with an upgrade
    monkeypatch.setattr(db, "upgrade", lambda *_: Upgrade("0044", "0045"))
    upgrade_store(settings)
    assert f"{X}: {told[0]}" in capsys.readouterr().err
    run(night_of, settings, talked.now)
    assert "lampu mati" not in everything(engine)
    assert "kapan buka" in everything(engine)
    with night_of(settings, lambda: NOW + 11 * DAY) as night:
        replay(night, settings.config.sources)
    old = next(row for row in responses(engine) if row["response_id"] == f"x:{talked.x_others[1].id}")
    assert not isinstance(old["text"], str)
    assert old["expired_at"] == NOW + 11 * DAY
    assert old["author_hash"]


def aged(engine: Engine) -> tuple[int, ...]:
    """Count what goes for its age: responses with a text, names of issues, and raw answers that have a body."""
    asked = "SELECT count(text), count(issue), (SELECT count(*) FROM pages WHERE length(body) > 0) FROM responses"
    with engine.connect() as connection:
        return tuple(connection.execute(text(asked)).one())


@pytest.mark.parametrize("configured", [True, False], ids=["configured", "taken out of the configuration"])
def test_under_a_clock_that_leapt_without_a_network_nothing_goes_for_its_age_and_that_is_said_once(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, monkeypatch: pytest.MonkeyPatch,
    configured: bool,
) -> None:  # fmt: skip
    """As on a machine without a network, whose clock begins anew in some other year."""
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)
    settings = asking(raw={"keep_days": 90})
    run(night_of, settings)
    with night_of(settings, lambda: NOW) as night:
        measure_issues(night)
    with engine.begin() as connection:
        connection.execute(text("UPDATE responses SET issue = 'lampu'"))
    before, years_later = aged(engine), NOW + 4000 * DAY
    if not configured:
        only_x = settings.config.model_copy(update={"sources": settings.config.sources[:1]})
        settings = replace(settings, config=only_x)
    talked.faults = [Fault(platform="x", do="reset"), Fault(platform="instagram", do="reset")]
    with night_of(settings, lambda: years_later) as night:
        night.say = keep(said := list[str]())
        harvest(night, settings.config.sources)
        prune_raw(night)
    assert sum("see that clock and network are right" in line for line in said) == 1
    assert aged(engine) == before
    assert min(before) > 0
    talked.faults, talked.now = [], years_later
    with night_of(settings, lambda: years_later) as night:
        harvest(night, settings.config.sources)
        prune_raw(night)
    assert aged(engine)[:2] == (0, 0)


def test_a_night_without_a_network_takes_old_texts_as_ever(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)
    settings = asking()
    run(night_of, settings)
    with night_of(settings, lambda: NOW) as night:
        measure_issues(night)
    talked.faults = [Fault(platform="x", do="reset"), Fault(platform="instagram", do="reset")]
    run(night_of, settings, NOW + 40 * DAY)
    assert "lampu mati" not in everything(engine)


@pytest.mark.parametrize(
    ("days", "decides"), [(None, "the platform's terms decide"), (7, "response_text_days decides")]
)
@pytest.mark.usefixtures("engine")
def test_doctor_tells_what_decides_on_the_age_of_texts(
    days: int | None, decides: str, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "aged_texts", lambda *_: 1)
    source = {"id": "yt", "platform": "youtube", "account": "@pemkotbekasi", "response_text_days": days}
    settings = make_settings(sources=[source], youtube={"amendment_accepted": "2026-11-01"})
    told = [words for _, what, words in examine_database(settings) if what == "yt"]
    assert told[0].endswith(f"; {decides} that (docs/terms.md)")


def test_texts_of_a_source_that_was_taken_out_of_the_configuration_go_too(
    night_of: OpenNight, asking: MakeSettings, make_settings: MakeSettings, talked: World, engine: Engine
) -> None:
    settings = asking(retention_days=30)
    run(night_of, settings)
    with night_of(settings, lambda: NOW) as night:
        label(night)
    assert all(words in everything(engine) for words in ("lampu mati", "kapan buka"))
    website = {"id": "web-diskominfo", "platform": "website", "url": "https://diskominfo.bekasikota.go.id"}
    with night_of(make_settings(sources=[website], retention_days=30), lambda: NOW + 40 * DAY) as night:
        harvest(night, [])
    assert talked.x_others
    assert not any(words in everything(engine) for words in ("lampu mati", "kapan buka"))
    assert not any(isinstance(row["text"], str) for row in responses(engine) if not row["is_official"])
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT evidence FROM response_labels"))) == {"[]"}


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def interrupt_for_posts(real: Callable[..., Any]) -> Callable[..., Any]:
    """End the taking away of posts, and of nothing else, in this function."""

    def interrupted(*args: Any, **options: Any) -> Any:
        if args[1] == "post" or getattr(args[2], "posts", None):
            raise KeyboardInterrupt
        return real(*args, **options)

    return interrupted


def test_a_forgotten_person_does_not_come_back(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
    settings = asking()
    run(night_of, settings)
    question = f"x:{talked.x_others[0].id}"
    who = next(row["author_hash"] for row in responses(engine) if row["response_id"] == question)
    with night_of(settings, lambda: NOW) as night:
        forget(night, who)
    talked.x_others.append(XPost(text="masih @Kominfobekasi bertanya", author="sari_wulandari", at=NOW + HOUR))
    talked.now = NOW + 2 * HOUR
    run(night_of, settings, talked.now)
    with night_of(settings, lambda: NOW + 3 * HOUR) as night:
        replay(night, settings.config.sources)
    held = everything(engine)
    assert not any(words in held for words in ("kapan buka", "lampu mati", "masih @Kominfobekasi"))
    assert "komentar 3" in held
    assert not any(isinstance(row["text"], str) for row in responses(engine) if row["author_hash"] == who)
    if engine.dialect.name == "sqlite":
        files = b"".join(file.read_bytes() for file in Path(str(engine.url.database)).parent.iterdir())
        assert b"kapan buka" not in files


def test_what_a_forgotten_person_said_still_counts_without_words(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
    settings = asking()
    run(night_of, settings)
    who = next(r["author_hash"] for r in responses(engine) if r["response_id"] == f"x:{talked.x_others[0].id}")
    counts = text("SELECT (SELECT count(*) FROM v_questions), (SELECT sum(n) FROM v_obstacles)")
    found, evidence = [], []
    for subject in (None, who):
        with night_of(settings, lambda: NOW) as night:
            if subject:
                forget(night, subject)
            label(night, everything=True)
        with engine.connect() as connection:
            found.append(tuple(connection.execute(counts).one()))
            mine = text("SELECT label_evidence FROM v_responses WHERE author_hash = :who ORDER BY response_id")
            evidence.append(set(connection.scalars(mine, {"who": who})))
    assert found[0] == found[1] != (0, None)
    assert evidence[0] != evidence[1] == {"[]"}


def test_a_forgotten_post_does_not_come_back(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
    settings = asking()
    run(night_of, settings)
    said: list[str] = []
    with night_of(settings, lambda: NOW) as night:
        night.say = keep(said)
        for post_id in (f"x:{talked.x[0].id}", f"instagram:{talked.instagram[0].code}"):
            forget(night, post_id)
    assert any("pantau report --week 2026-W48" in line for line in said)
    with night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources, full=True)
        replay(night, settings.config.sources)
    held = everything(engine)
    assert "KTP keliling" not in held
    assert "Foto kegiatan" not in held
    assert "besok pukul 9" in held


@only_sqlite
def test_forgetting_reads_pages_and_texts_that_are_alike_before_it_writes_and_may_be_ended_midway(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(night_of, asking())
    post_id, while_writing = f"x:{talked.x[0].id}", list[str]()

    def note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if connection.get_execution_options().get(WRITING):
            while_writing.append(statement)

    with night_of(asking(), lambda: NOW) as night:
        with monkeypatch.context() as patch:
            patch.setattr(retention, "erase_texts", interrupt)
            with pytest.raises(KeyboardInterrupt):
                forget(night, post_id)
        event.listen(Engine, "before_cursor_execute", note)
        try:
            forget(night, post_id)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
    assert "KTP keliling" not in everything(engine)
    reading = [one for one in while_writing if one.startswith("SELECT") or "substr" in one]
    assert [one for one in reading if "text_keys" in one or "FROM pages" in one] == []
    assert any(one.startswith("DELETE FROM text_keys") for one in while_writing)


@pytest.mark.parametrize("ended_in", ["rewrite_pages", "erase_texts"])
def test_a_forgetting_that_is_ended_midway_is_finished_by_the_next_night_and_nothing_comes_back_meanwhile(
    night_of: OpenNight,
    asking: MakeSettings,
    talked: World,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    ended_in: str,
) -> None:
    settings = asking()
    run(night_of, settings)
    who = {row["response_id"]: row["author_hash"] for row in responses(engine)}[f"x:{talked.x_others[0].id}"]
    with night_of(settings, lambda: NOW + HOUR) as night, monkeypatch.context() as patch:
        patch.setattr(retention, ended_in, interrupt)
        for subject in (who, f"x:{talked.x[0].id}"):
            with pytest.raises(KeyboardInterrupt):
                forget(night, subject)
    assert all(words in everything(engine) for words in ("kapan buka", "KTP keliling"))  # the rest is to be done
    talked.x_others.append(XPost(text="masih @Kominfobekasi bertanya", author="sari_wulandari", at=NOW + HOUR))
    for hours in (2, 3):
        talked.now = NOW + hours * HOUR
        said = "\n".join(run(night_of, settings, talked.now).said)
        assert ("forgetting that was ended midway was finished" in said) is (hours == 2)
        held = everything(engine)
        assert not any(words in held for words in ("kapan buka", "lampu mati", "masih @Kominfobekasi", "KTP keliling"))
        assert "besok pukul 9" in held


@only_sqlite
def test_a_forgetting_that_was_ended_midway_is_finished_of_a_source_that_left_the_configuration(
    night_of: OpenNight,
    asking: MakeSettings,
    make_settings: MakeSettings,
    talked: World,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = asking()
    run(night_of, settings)
    asked = (f"x:{talked.x_others[0].id}", f"x:{talked.x[0].id}")
    with night_of(settings, lambda: NOW + HOUR) as night, monkeypatch.context() as patch:
        patch.setattr(retention, "rewrite_pages", interrupt)
        for subject in asked:
            with pytest.raises(KeyboardInterrupt):
                forget(night, subject)
    assert all(words in everything(engine) for words in ("kapan buka", "KTP keliling"))
    website = {"id": "web-diskominfo", "platform": "website", "url": "https://diskominfo.bekasikota.go.id"}
    for hours in (2, 3):
        told = run(night_of, make_settings(sources=[website]), NOW + hours * HOUR).said
        assert any("finished: 2 texts" in line for line in told) is (hours == 2)
        held = everything(engine)
        assert not any(words in held for words in ("kapan buka", "KTP keliling"))
        assert "lampu mati" in held  # only what was asked for goes


@pytest.mark.parametrize("ended_in", ["rewrite_pages", "erase_texts"])
@only_sqlite
def test_emptying_what_is_deleted_may_be_ended_midway_and_the_post_does_not_come_back(
    night_of: OpenNight,
    asking: MakeSettings,
    talked: World,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    ended_in: str,
) -> None:
    settings = asking(on_delete="tombstone")
    run(night_of, settings)
    gone = talked.x.pop(0)
    talked.now = NOW + DAY
    with monkeypatch.context() as patch:
        patch.setattr(retention, ended_in, interrupt_for_posts(getattr(retention, ended_in)))
        with pytest.raises(KeyboardInterrupt):
            run(night_of, settings, talked.now)
    assert "KTP keliling" in everything(engine)
    talked.x.insert(0, gone)
    talked.now = NOW + 2 * DAY
    run(night_of, settings, talked.now)
    assert "KTP keliling" not in everything(engine)


@only_sqlite
def test_purged_pages_are_written_together_and_a_stop_is_heard_between_them(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
    run(night_of, asking(retention_days=30))
    everyone = Forgotten(before=talked.now + DAY)
    with night_of(asking(), lambda: NOW) as night:
        source = night.settings.config.sources[0]
        rewriter, checks, writes = retention.rewriter_of(night.settings, source), list[int](), list[str]()

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement == "BEGIN IMMEDIATE":
                writes.append(statement)

        def stop() -> None:
            checks.append(1)
            if len(checks) > 1:
                raise Stopped

        with pytest.raises(Stopped):
            rewrite_pages(engine, source.id, everyone, rewriter, stop)
        event.listen(Engine, "before_cursor_execute", note)
        try:
            assert rewrite_pages(engine, source.id, everyone, rewriter, lambda: None) > 1
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        assert len(writes) == 1
        assert rewrite_pages(engine, source.id, everyone, rewriter, lambda: None) == 0


@only_sqlite
def test_what_nobody_knows_cannot_be_forgotten(night_of: OpenNight, asking: MakeSettings, engine: Engine) -> None:
    assert engine.url
    with night_of(asking(), lambda: NOW) as night, pytest.raises(ConfigError, match="nothing is stored under x-0"):
        forget(night, "x-0")


@pytest.mark.parametrize("policy", ["keep", "tombstone"])
@only_sqlite
def test_a_deleted_post_keeps_its_text_only_if_that_is_wanted(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, policy: str
) -> None:
    settings = asking(on_delete=policy)
    run(night_of, settings)
    gone = talked.x.pop(0)
    talked.now = NOW + DAY
    run(night_of, settings, talked.now)
    with transaction(engine) as connection:
        posts = view_frame(connection, "v_posts").set_index("post_id")
    assert posts["deleted_at"][f"x:{gone.id}"] == NOW + DAY
    assert ("KTP keliling" in everything(engine)) is (policy == "keep")


@only_sqlite
def test_pages_without_responses_are_not_read_for_their_age(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
    assert talked.now
    run(night_of, asking())
    with transaction(engine) as connection:
        marked = connection.execute(select(pages.c.kind, pages.c.oldest_text_at)).all()
    assert {kind for kind, oldest in marked if oldest} == {"search", "mentions", "comments"}
