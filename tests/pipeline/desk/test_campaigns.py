"""Campaigns and activities made at the desk: kept, counted by the night, beside config.yaml; conflicts are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

from pipeline.analysis.activities import record_activities
from pipeline.analysis.campaigns import assign
from pipeline.analysis.campaigns.assign import assign_campaigns
from pipeline.settings.models import Settings
from pipeline.settings.sections import Campaign
from storage.analysis.campaigns import renew_names
from storage.schema.tables.desk import desk_campaigns, desk_changes
from tests.pipeline.conftest import OpenNight
from tests.pipeline.desk.conftest import HOSTILE, NIGHT, SECRET, Person

LogIn = Callable[[str], Person]
GOOD = {
    "name": "Bekasi Sehat",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "topics": "living",
    "plan_x_posts": "1.200",
}
HELD = {
    "held_on": "2026-11-20",
    "kind": "Radio",
    "campaign": "Bekasi Sehat",
    "reached": "1.500",
    "cost": "Rp 2.000.000",
    "title": "Bincang pagi",
    "url": "https://contoh.id/siaran",
    "topic": "living",
}
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _campaigns(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT campaign, platform, posts, planned_posts, verdict FROM v_campaigns")
        ).all()
    return {f"{row.campaign}/{row.platform}": row for row in rows}


def test_a_campaign_is_seen_at_once_and_every_night_counts_it(
    logged_in: LogIn, desk_store: Settings, engine: Engine, night_of: OpenNight
) -> None:
    person = logged_in("humas")
    answer = person.post("/kampanye/simpan", **GOOD)
    assert answer.status_code == 303
    assert "Kampanye tersimpan" in person.get(answer.headers["location"]).text
    at_once = _campaigns(engine)["Bekasi Sehat/x"]
    assert at_once.posts > 0
    assert at_once.planned_posts == 1200
    with night_of(desk_store, lambda: NIGHT) as night:
        assign_campaigns(night)
    assert _campaigns(engine)["Bekasi Sehat/x"].posts == at_once.posts
    page = person.get("/kampanye/satu?nama=Bekasi%20Sehat").text
    assert "Selama kampanye" in page
    assert person.post("/kampanye/hapus", nama="Bekasi Sehat").status_code == 303
    assert _campaigns(engine) == {}
    with engine.connect() as connection:
        actions = connection.scalars(select(desk_changes.c.action)).all()
    assert actions == ["campaign", "remove campaign"]


@only_sqlite
def test_a_campaign_that_was_just_written_into_the_configuration_is_listed(
    logged_in: LogIn, desk_store: Settings
) -> None:
    person = logged_in("kepala")
    days = {"starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    planned = Campaign.model_validate({"name": "Baru ditulis", "topics": ["living"], **days})
    config = desk_store.config.model_copy(update={"campaigns": (planned,)})
    person.app.state.settings = Settings(config, desk_store.secrets, desk_store.folder, desk_store.credentials)
    page = person.get("/kampanye").text
    assert "Baru ditulis" in page
    assert "Dihitung pada malam berikutnya" in page
    assert "Belum ada kampanye" not in page


@only_sqlite
def test_a_campaign_is_edited_and_renamed(logged_in: LogIn, engine: Engine) -> None:
    person = logged_in("humas")
    person.post("/kampanye/simpan", **GOOD)
    person.post("/kampanye/kegiatan", **HELD)
    form = person.get("/kampanye/ubah?nama=Bekasi%20Sehat").text
    assert 'value="2026-12-31"' in form
    assert 'value="1200"' in form
    assert person.post("/kampanye/simpan", **GOOD | {"name": "Sehat", "before": "Bekasi Sehat"}).status_code == 303
    assert {name.partition("/")[0] for name in _campaigns(engine)} == {"Sehat"}
    with engine.connect() as connection:
        held = connection.execute(
            text("SELECT campaign FROM v_activities UNION ALL SELECT campaign FROM desk_activities")
        )
        assert held.scalars().all() == ["Sehat", "Sehat"]


@only_sqlite
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "Wajib diisi"),
        ({"name": "a" * 121}, "120 huruf"),
        ({"starts_on": "besok"}, "bukan tanggal"),
        ({"starts_on": "20260101"}, "bukan tanggal"),
        ({"ends_on": "2025-01-01"}, "lebih awal"),
        ({"starts_on": "0001-01-01"}, "antara tahun 2000 dan 2100"),
        ({"ends_on": "9999-12-31"}, "antara tahun 2000 dan 2100"),
        ({"topics": ""}, "sedikitnya satu"),
        ({"topics": "politik"}, "buku kode"),
        ({"phrases": "…"}, "tanpa kata"),
        ({"sources": "bukan-sumber"}, "tidak ada di config.yaml"),
        ({"plan_x_posts": "banyak"}, "bilangan bulat"),
        ({"plan_x_posts": "0"}, "bilangan bulat"),
        ({"plan_x_posts": "99999999999999999999"}, "bilangan bulat"),
    ],
)
def test_a_wrong_field_of_a_campaign_is_answered_at_the_field_and_keeps_what_was_typed(
    logged_in: LogIn, engine: Engine, wrong: dict[str, str], told: str
) -> None:
    fields = {**GOOD, "note": "x", **wrong}
    if not fields["topics"]:
        del fields["topics"]
    answer = logged_in("humas").post("/kampanye/simpan", **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert fields["ends_on"] in answer.text
    with engine.connect() as connection:
        assert connection.execute(select(desk_campaigns)).all() == []


@only_sqlite
def test_a_name_of_the_configuration_is_refused_and_a_conflict_that_comes_later_is_told(
    logged_in: LogIn, desk_store: Settings, engine: Engine, night_of: OpenNight, capsys: pytest.CaptureFixture[str]
) -> None:
    person = logged_in("humas")
    person.post("/kampanye/simpan", **GOOD)
    configured = Campaign.model_validate(
        {"name": "bekasi  sehat", "starts_on": "2026-11-01", "ends_on": "2026-11-30", "hashtags": ["sehat"]}
    )
    config = desk_store.config.model_copy(update={"campaigns": (configured,)})
    later = Settings(config, desk_store.secrets, desk_store.folder, desk_store.credentials)
    with night_of(later, lambda: NIGHT) as night:
        assign_campaigns(night)
    assert "config.yaml names it too, and counts" in capsys.readouterr().err
    assert {name.partition("/")[0] for name in _campaigns(engine)} == {"bekasi  sehat"}
    person.app.state.settings = later
    assert "config.yaml names it too" in person.get("/kampanye").text
    for before in ("", GOOD["name"]):
        assert "sudah dipakai" in person.post("/kampanye/simpan", **GOOD | {"before": before}).text
    assert person.get("/kampanye/ubah?nama=bekasi%20%20sehat").status_code == 404
    assert person.post("/kampanye/hapus", nama="bekasi  sehat").status_code == 404  # config.yaml's own
    assert person.post("/kampanye/hapus", nama="Bekasi Sehat").status_code == 303
    assert "config.yaml names it too" not in person.get("/kampanye").text


@only_sqlite
def test_a_campaign_that_is_edited_while_the_night_computes_stays_as_edited(
    logged_in: LogIn, desk_store: Settings, engine: Engine, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, keep = logged_in("humas"), renew_names
    person.post("/kampanye/simpan", **GOOD)
    edited = GOOD | {"before": GOOD["name"], "starts_on": "2025-01-01", "ends_on": "2025-01-02"}

    def edit_and_keep(*told: Any) -> None:
        assert person.post("/kampanye/simpan", **edited).status_code == 303
        keep(*told)

    monkeypatch.setattr(assign, "renew_names", edit_and_keep)
    with night_of(desk_store, lambda: NIGHT) as night:
        assign_campaigns(night)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT starts_on, computed_from FROM campaigns")).one()
    assert (str(kept.starts_on), kept.computed_from) == ("2025-01-01", None)
    assert _campaigns(engine)["Bekasi Sehat/x"].posts == 0


@only_sqlite
def test_a_campaign_that_cannot_be_read_costs_only_itself(
    desk_store: Settings, engine: Engine, night_of: OpenNight, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"name": "Baik", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "topics": ["living"]}
    _keep_as_stored(engine, good, good | {"name": "Rusak", "ends_on": "2025-12-31"})
    with night_of(desk_store, lambda: NIGHT) as night:
        assign_campaigns(night)
    assert "campaign Rusak of the desk is left out: ends_on lies before" in capsys.readouterr().err
    assert {name.partition("/")[0] for name in _campaigns(engine)} == {"Baik"}


@only_sqlite
def test_a_campaign_that_was_stored_without_an_end_counts_with_its_activities(
    logged_in: LogIn,
    desk_store: Settings,
    engine: Engine,
    night_of: OpenNight,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    always = {"name": "Selalu", "starts_on": "0001-01-01", "ends_on": "9999-12-31", "topics": ["living"]}
    _keep_as_stored(engine, always)
    held = tmp_path / "kegiatan.csv"
    held.write_text("tanggal,jenis,kampanye\n2026-11-16,radio,Selalu\n", encoding="utf-8")
    config = desk_store.config.model_copy(update={"activities": held})
    with night_of(replace(desk_store, config=config), lambda: NIGHT) as night:
        assign_campaigns(night)
        record_activities(night)
    assert _campaigns(engine)["Selalu/x"].posts > 0
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT campaign FROM v_activities")).all() == ["Selalu"]
    assert "Selalu" not in capsys.readouterr().err
    assert 'value="2100-12-31"' in logged_in("humas").get("/kampanye/ubah?nama=Selalu").text


def _keep_as_stored(engine: Engine, *told: dict[str, Any]) -> None:
    with engine.begin() as connection:
        for one in told:
            row = {"campaign": one["name"], "definition": json.dumps(one), "saved_by": "x", "saved_at": NIGHT}
            connection.execute(insert(desk_campaigns).values(row))


def test_an_activity_is_seen_at_once_stays_after_the_night_and_is_taken_away(
    logged_in: LogIn, desk_store: Settings, engine: Engine, night_of: OpenNight
) -> None:
    person = logged_in("humas")
    person.post("/kampanye/simpan", **GOOD)
    assert person.post("/kampanye/kegiatan", **HELD).status_code == 303
    with night_of(desk_store, lambda: NIGHT) as night:
        record_activities(night)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT campaign, kind, reached, cost, topic, medium FROM v_activities")).all()
    assert [tuple(row) for row in rows] == [("Bekasi Sehat", "Radio", 1500, 2_000_000, "living", "radio")]
    page = person.get("/kampanye").text
    assert "Dihitung sendiri oleh kantor" in page
    assert 'href="https://contoh.id/siaran"' in page
    number = page.partition('action="/kampanye/kegiatan/')[2].partition("/")[0]
    assert person.post(f"/kampanye/kegiatan/{number}/hapus").status_code == 303
    assert person.post(f"/kampanye/kegiatan/{number}/hapus").status_code == 404
    assert "Radio" not in person.get("/kampanye").text


@only_sqlite
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"held_on": ""}, "Wajib diisi"),
        ({"held_on": "20/11/2026"}, "bukan tanggal"),
        ({"held_on": "0001-01-01"}, "antara tahun 2000 dan 2100"),
        ({"kind": ""}, "Wajib diisi"),
        ({"reached": "-3"}, "bilangan bulat"),
        ({"campaign": "Tiada"}, "Kampanye ini tidak ada"),
        ({"url": "javascript:alert(1)"}, "Tulis alamat lengkap"),
        ({"topic": "cuaca"}, "Nilai ini tidak ada"),
    ],
)
def test_a_wrong_field_of_an_activity_is_answered_at_the_field(
    logged_in: LogIn, wrong: dict[str, str], told: str
) -> None:
    answer = logged_in("humas").post("/kampanye/kegiatan", **{**HELD, "campaign": "", **wrong})
    assert answer.status_code == 422
    assert told in answer.text


@only_sqlite
def test_a_viewer_changes_no_campaign_and_a_hostile_name_is_text(logged_in: LogIn, engine: Engine) -> None:
    viewer, editor = logged_in("kepala"), logged_in("humas")
    for path in ("/kampanye/simpan", "/kampanye/hapus", "/kampanye/kegiatan", "/kampanye/kegiatan/1/hapus"):
        assert viewer.post(path, **GOOD).status_code == 403
    assert viewer.get("/kampanye/baru").status_code == 403
    assert _campaigns(engine) == {}
    assert editor.post("/kampanye/simpan", **GOOD | {"name": HOSTILE[:60]}).status_code == 303
    page = viewer.get("/kampanye").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert SECRET not in page
    assert viewer.get("/kampanye/satu?nama=tiada").status_code == 404
