"""Sources at the desk: proposed by an admin with a reason, paused and told by the night, asked anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, func, insert, select, text

from collectors.errors import ConfigError, Locked, Stopped
from pipeline import clock
from pipeline.demo.standin.server import redirected, serve
from pipeline.demo.world.sample import sample_world
from pipeline.desk import make
from pipeline.desk.edit.source_form import find_source_mistakes
from pipeline.desk.edit.sources import BETWEEN_RETRIES
from pipeline.desk.jobs import Jobs, Made
from pipeline.desk.make import ask_again, probe_source
from pipeline.harvest.harvest import harvest
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings, config_model
from storage.db.lock import run_lock
from storage.runs.backoffs import store_backoff
from storage.schema.tables import labels, posts, rests, runs, validators
from storage.schema.tables.desk import desk_changes
from tests.pipeline.conftest import OpenNight
from tests.pipeline.desk.conftest import NIGHT, Person

LogIn = Callable[[str], Person]
SITE = "web-diskominfo"
GOOD = {
    "platform": "x",
    "address": "@DishubBekasi",
    "role": "agency",
    "agency": "Dinas Perhubungan",
    "reason": "Menyampaikan rekayasa lalu lintas kota",
    "institution": "lembaga",
}
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _changes(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(select(desk_changes.c.name, desk_changes.c.action, desk_changes.c.subject)).all()
    return [(row.name, row.action, row.subject) for row in rows]


def test_a_paused_source_is_skipped_and_told_until_the_pause_ends(
    logged_in: LogIn, desk_store: Settings, engine: Engine, night_of: OpenNight
) -> None:
    person = logged_in("humas")
    assert "dijeda" in person.post("/panen/jeda", source_id=SITE, reason="Situs sedang pindah").text.lower()
    assert "Situs sedang pindah" in logged_in("kepala").get("/").text
    with serve(sample_world(NIGHT)) as server, redirected(server), night_of(desk_store, lambda: NIGHT) as night:
        harvest(night, desk_store.config.sources)
    assert night.exit_code == 0  # a person decided it; the others are complete
    assert _outcomes(engine)[SITE][0] == "skipped"
    assert "paused since" in _outcomes(engine)[SITE][1]
    assert "Situs sedang pindah" in _outcomes(engine)[SITE][1]
    assert person.post("/panen/lanjut", source_id=SITE).status_code == 200
    with serve(sample_world(NIGHT)) as server, redirected(server), night_of(desk_store, lambda: NIGHT) as night:
        harvest(night, desk_store.config.sources)
    assert _outcomes(engine)[SITE][0] == "complete"
    assert [action for _, action, _ in _changes(engine)] == ["pause", "end pause"]


def _outcomes(engine: Engine) -> dict[str, tuple[str, str]]:
    statement = "SELECT source_id, outcome, reason FROM v_source_health"
    with engine.connect() as connection:
        return {row.source_id: (row.outcome, row.reason or "") for row in connection.execute(text(statement))}


@only_sqlite
def test_a_pause_needs_a_reason_and_a_source_of_the_configuration(logged_in: LogIn, engine: Engine) -> None:
    person = logged_in("humas")
    answer = person.post("/panen/jeda", source_id=SITE, reason=" ")
    assert (answer.status_code, "Wajib diisi" in answer.text) == (422, True)
    assert person.post("/panen/jeda", source_id="tiada", reason="x").status_code == 404
    assert person.post("/panen/lanjut", source_id=SITE).status_code == 404
    assert person.post("/panen/bangunkan", name="tiada").status_code == 404
    assert _changes(engine) == []


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The jobs that the desk would begin in a process of its own, which would ask the real site."""
    jobs = list[tuple[str, str]]()

    def start(_jobs: Jobs, _settings: Settings, name: str, what: str, _asked: object) -> bool:
        jobs.append((what, name))
        return len(jobs) == 1

    monkeypatch.setattr(Jobs, "start", start)
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    return jobs


@only_sqlite
def test_a_retry_forgets_what_was_believed_unchanged_and_waits_for_another_job(
    logged_in: LogIn, engine: Engine, begun: list[tuple[str, str]]
) -> None:
    with engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(validators))
    person = logged_in("humas")
    assert "sedang dibaca lagi sekarang" in person.post("/panen/ulangi", source_id=SITE).text
    assert "Pekerjaan lain sedang berjalan" in person.post("/panen/ulangi", source_id="x-kominfobekasi").text
    assert begun == [("harvest", SITE), ("harvest", "x-kominfobekasi")]
    with engine.connect() as connection:
        left = connection.scalars(select(validators.c.source_id)).all()
    assert SITE not in left


@only_sqlite
def test_a_platform_that_asked_to_be_left_alone_is_not_asked_by_repeated_clicks(
    logged_in: LogIn, engine: Engine, begun: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as connection:
        store_backoff(connection, SITE, NIGHT.replace(year=2999), "checkpoint", 1)
    assert "checkpoint" in logged_in("kepala").get("/panen").text
    person = logged_in("humas")
    assert "Platform minta dibiarkan dulu" in person.post("/panen/ulangi", source_id=SITE).text
    with engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(rests)) == 0
        store_backoff(connection, SITE, NIGHT.replace(year=2999), "429", 0)
    assert "Belum lama ini sudah diulangi" in person.post("/panen/ulangi", source_id=SITE).text
    with engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(rests)) == 1  # one click ends no second rest
        store_backoff(connection, SITE, NIGHT, "429", 3)
    assert begun == []
    monkeypatch.setattr(clock, "now", lambda: NIGHT + BETWEEN_RETRIES + timedelta(seconds=1))
    person = logged_in("humas")
    assert "sedang dibaca lagi sekarang" in person.post("/panen/ulangi", source_id=SITE).text
    assert "Belum lama ini sudah diulangi" in person.post("/panen/ulangi", source_id=SITE).text
    assert begun == [("harvest", SITE)]
    with engine.connect() as connection:
        assert connection.scalars(select(rests.c.repetition)).all() == [3]  # what was refused before still counts


@only_sqlite
def test_accounts_with_the_same_credentials_are_retried_as_one(
    logged_in: LogIn, desk_store: Settings, engine: Engine, begun: list[tuple[str, str]]
) -> None:
    first = next(source for source in desk_store.config.sources if source.platform == "x")
    second = first.model_copy(update={"id": "x-kedua"})
    person = logged_in("humas")
    config = desk_store.config.model_copy(update={"sources": [first, second]})
    person.app.state.settings = replace(desk_store, config=config)
    assert "sedang dibaca lagi sekarang" in person.post("/panen/ulangi", source_id=first.id).text
    assert "Belum lama ini sudah diulangi" in person.post("/panen/ulangi", source_id=second.id).text
    assert begun == [("harvest", first.id)]
    with engine.connect() as connection:
        assert connection.scalars(select(desk_changes.c.after)).all() == ["read at once", None]


@only_sqlite
def test_a_retry_never_keeps_a_night_from_its_work(
    logged_in: LogIn, engine: Engine, begun: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as late:
        late.setattr(clock, "now", lambda: NIGHT.replace(hour=17, minute=30))  # the night begins at 01.00 in Jakarta
        assert "meminta semuanya lagi" in logged_in("humas").post("/panen/ulangi", source_id=SITE).text
    person = logged_in("humas")
    person.post("/panen/jeda", source_id=SITE, reason="Situs sedang pindah")
    assert "Sumber ini dijeda" in person.post("/panen/ulangi", source_id=SITE).text
    person.post("/panen/lanjut", source_id=SITE)
    with run_lock(engine):
        assert "Panen sedang berjalan, jadi" in person.post("/panen/ulangi", source_id=SITE).text
    assert begun == []
    assert [action for _, action, _ in _changes(engine)].count("retry") == 3


@only_sqlite
def test_a_run_that_was_killed_keeps_no_source_from_being_read(
    logged_in: LogIn, engine: Engine, begun: list[tuple[str, str]]
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(runs).values(command="nightly", version="1", started_at=NIGHT))
    assert "sedang dibaca lagi sekarang" in logged_in("humas").post("/panen/ulangi", source_id=SITE).text
    assert begun == [("harvest", SITE)]


@only_sqlite
def test_what_fails_after_a_source_was_read_again_is_told(
    logged_in: LogIn, desk_store: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_night: RunContext) -> None:
        raise ZeroDivisionError("rumus <b>")

    monkeypatch.setattr(make, "label_by_night", lambda night: night.say("nothing was left out"))
    monkeypatch.setattr(make, "fill_search_index", fail)
    with serve(sample_world(NIGHT)) as server, redirected(server):
        said = ask_again(desk_store, SITE, lambda: NIGHT)
    assert said.splitlines()[1:] == [
        "the search index failed (ZeroDivisionError: rumus <b>); that is a fault of Pantau"
    ]
    person = logged_in("kepala")
    person.app.state.jobs.last = Made("harvest", SITE, "", said)
    page = person.get("/panen").text
    assert f"{SITE} selesai dibaca lagi: Lengkap" in page
    assert "Satu langkah Pantau gagal." in page
    assert "the search index failed (ZeroDivisionError: rumus &lt;b&gt;)" in page


@only_sqlite
def test_a_source_asked_again_that_must_end_closes_its_run(
    desk_store: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def label(night: RunContext) -> None:
        night.stop.request()
        night.stop.check()

    monkeypatch.setattr(make, "label_by_night", label)
    with serve(sample_world(NIGHT)) as server, redirected(server), pytest.raises(Stopped):
        ask_again(desk_store, SITE, lambda: NIGHT)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM v_runs WHERE state = 'running'")) == 0
        assert connection.scalar(text("SELECT exit_code FROM v_runs ORDER BY run_id DESC LIMIT 1")) == 143


@only_sqlite
def test_a_source_asked_again_is_read_to_its_end_and_labelled(desk_store: Settings, engine: Engine) -> None:
    assert desk_store
    with engine.begin() as connection:
        ids = list(connection.scalars(select(posts.c.post_id).where(posts.c.source_id == SITE)))
        connection.execute(validators.delete())
        connection.execute(labels.update().where(labels.c.post_id == ids[0]).values(current=False))
        connection.execute(posts.update().where(posts.c.post_id == ids[0]).values(label_id=None, text_digest="lain"))
    with serve(sample_world(NIGHT)) as server, redirected(server):
        assert ask_again(desk_store, SITE, lambda: NIGHT).startswith("complete")
    with engine.connect() as connection:
        run = connection.execute(text("SELECT command, exit_code FROM v_runs ORDER BY run_id DESC")).first()
        assert run is not None
        assert (run.command, run.exit_code) == ("harvest", 0)
        assert connection.scalar(select(posts.c.label_id).where(posts.c.post_id == ids[0]))
    with run_lock(engine), pytest.raises(Locked):
        ask_again(desk_store, SITE)
    with pytest.raises(ConfigError, match="no source tiada"):
        ask_again(desk_store, "tiada")


@only_sqlite
def test_the_process_that_asks_again_reads_the_configuration_and_says_what_is_wrong(
    desk_store: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "sendiri.yaml"
    source = "{id: lain, platform: x, account: lain}"
    file.write_text(f"database: sqlite:///{tmp_path}/tiada.db\nsources: [{source}]\n", encoding="utf-8")
    jobs = Jobs()
    assert jobs.start(replace(desk_store, file=file), SITE, "harvest", {"source_id": SITE})
    assert jobs.wait(300)
    assert jobs.last
    assert f"no source {SITE} in the configuration" in jobs.last.wrong


@only_sqlite
def test_how_a_source_that_was_asked_again_ended_is_told(logged_in: LogIn) -> None:
    person = logged_in("kepala")
    jobs = person.app.state.jobs
    jobs.running = SITE
    assert f"Sedang dikerjakan: {SITE}" in person.get("/panen").text
    jobs.running, jobs.last = "", Made("harvest", SITE, "", "partial: batas waktu <b>")
    assert f'{SITE} selesai dibaca lagi: Sebagian: <bdi class="why">Penyebab teknisnya' in person.get("/panen").text
    assert '<bdi lang="en">batas waktu &lt;b&gt;</bdi>' in person.get("/panen").text
    jobs.last = Made("harvest", SITE, "another run holds the lock")
    assert 'tidak dapat dibaca lagi: <bdi class="why">Panen lain sedang berjalan.' in person.get("/panen").text
    assert "tidak dapat dibaca lagi" not in person.get("/laporan").text


@only_sqlite
def test_an_admin_proposes_an_account_and_gets_a_block_that_the_configuration_takes(
    logged_in: LogIn, engine: Engine
) -> None:
    page = logged_in("admin").post("/panen/tambah", **GOOD).text
    block = page.partition('<pre tabindex="0">')[2].partition("</pre>")[0]
    (source,) = yaml.safe_load(block)
    assert source == {
        "id": "x-dishubbekasi",
        "platform": "x",
        "account": "DishubBekasi",
        "role": "agency",
        "agency": "Dinas Perhubungan",
    }
    config_model().model_validate({"sources": [source]})
    assert _changes(engine) == [("admin", "propose source", "@DishubBekasi")]
    assert "Menyampaikan rekayasa" in logged_in("admin").get("/pengguna").text


def test_a_website_is_probed_and_its_block_carries_role_and_agency(desk_store: Settings) -> None:
    told = {**GOOD, "platform": "website", "address": "https://diskominfo.bekasikota.go.id", "id": "web-baru"}
    with serve(sample_world(NIGHT)) as server, redirected(server):
        said = probe_source(desk_store, told)
    (source,) = yaml.safe_load(said.rpartition("config.yaml")[2])
    assert (source["id"], source["role"], source["agency"]) == ("web-baru", "agency", "Dinas Perhubungan")
    assert source["url"].startswith("https://diskominfo.bekasikota.go.id")
    config_model().model_validate({"sources": [source]})


@only_sqlite
def test_a_site_that_cannot_be_read_is_told_and_no_private_host_is_asked(logged_in: LogIn) -> None:
    admin = logged_in("admin")
    fields = {**GOOD, "platform": "website", "address": "http://127.0.0.1:9/"}
    assert admin.post("/panen/tambah", **fields).status_code == 303
    assert admin.app.state.jobs.wait(300)
    page = admin.get("/panen/tambah").text
    assert 'role="alert"' in page
    assert "Traceback" not in page


@only_sqlite
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"institution": ""}, "Akun pribadi tidak boleh"),
        ({"reason": "ya"}, "sedikitnya 15"),
        ({"reason": ""}, "Wajib diisi"),
        ({"role": ""}, "Wajib diisi"),
        ({"role": "dewa"}, "buku kode"),
        ({"address": ""}, "Wajib diisi"),
        ({"address": "bukan nama akun!"}, "bukan nama akun"),
        ({"address": "@KominfoBekasi"}, "sudah dipantau"),
        ({"address": "https://x.com/KominfoBekasi"}, "sudah dipantau"),
        ({"platform": "website", "address": "dishub"}, "alamat lengkap"),
        ({"platform": "website", "address": "file:///etc/passwd"}, "alamat lengkap"),
        ({"platform": "website", "address": "http://[::1"}, "alamat lengkap"),
        ({"platform": "website", "address": "http://℀.go.id"}, "alamat lengkap"),
        ({"id": "Web Dishub"}, "Huruf kecil"),
        ({"id": SITE}, "sudah dipantau"),
        ({"platform": "koran"}, "buku kode"),
    ],
)
def test_a_wrong_field_of_a_source_is_answered_at_the_field(
    logged_in: LogIn, engine: Engine, wrong: dict[str, str], told: str
) -> None:
    answer = logged_in("admin").post("/panen/tambah", **{**GOOD, **wrong})
    assert answer.status_code == 422
    assert told in answer.text
    assert _changes(engine) == []


@only_sqlite
def test_only_an_admin_proposes_and_only_an_editor_pauses(logged_in: LogIn, engine: Engine) -> None:
    for path, name in (
        ("/panen/tambah", "humas"),
        ("/panen/tambah", "kepala"),
        ("/panen/jeda", "kepala"),
        ("/panen/lanjut", "kepala"),
        ("/panen/ulangi", "kepala"),
    ):
        assert logged_in(name).post(path, **{**GOOD, "source_id": SITE}).status_code == 403
    assert logged_in("humas").get("/panen/tambah").status_code == 403
    assert _changes(engine) == []


def test_what_is_refused_never_reaches_a_probe(desk_store: Settings) -> None:
    empty: dict[str, Any] = dict.fromkeys(("address", "id", "role", "agency", "reason", "institution"), "")
    wrong = find_source_mistakes({**empty, "platform": "website"}, desk_store.config)
    assert json.loads(json.dumps(wrong)).keys() == {"address", "role", "reason", "institution"}
