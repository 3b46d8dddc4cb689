"""Reports at the desk: made for any period beside a night, listed with revisions, decisions ticked off, packages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, text

from pipeline.reporting.decisions_file import NAME, write_decisions
from pipeline.settings.models import Settings
from storage.db.lock import run_lock
from storage.runs.decisions import record_decision
from tests.pipeline.conftest import OpenNight
from tests.pipeline.desk.conftest import SECRET, Person

LogIn = Callable[[str], Person]
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _made(person: Person, **fields: str) -> str:
    answer = person.post("/laporan", **fields)
    assert answer.status_code == 303, answer.text
    assert person.app.state.jobs.wait(300)  # a loaded machine is slow
    return person.get("/laporan").text


def test_a_report_is_made_while_a_night_holds_the_lock(logged_in: LogIn, desk_store: Settings, engine: Engine) -> None:
    person = logged_in("humas")
    with run_lock(engine):
        page = _made(person, period="2025-W10")
    assert "Selesai dibuat: 3–9 Maret 2025 (Minggu ke-10)." in page
    assert "/laporan/2025-W10/report.html" in page
    assert "<!DOCTYPE html>" in person.get("/laporan/2025-W10/report.html").text
    assert [one.name for one in desk_store.reports.iterdir() if one.name.startswith(".")] == []
    with engine.connect() as connection:  # the office's own nights are not told that this week is done
        assert connection.execute(text("SELECT count(*) FROM reports WHERE iso_week = '2025-W10'")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM v_runs WHERE command = 'report'")).scalar_one() == 0


@only_sqlite
def test_any_period_can_be_asked_for_and_a_reissue_counts_its_revision(logged_in: LogIn, desk_store: Settings) -> None:
    person = logged_in("humas")
    for fields in ({"period": "2025-03"}, {"first": "2025-03-03", "last": "2025-03-05"}):
        page = _made(person, **fields)
    assert "/laporan/2025-03/ringkas.txt" in page
    assert "/laporan/2025-03-03--2025-03-05/report.html" in page
    held = desk_store.reports / "2025-W11"
    held.mkdir(parents=True)
    (held / "accounts.csv").touch()
    earlier = {"revision": 2, "final": True, "changes": [], "figures": {"x|@lama|posts": 5}}
    (held / "datapackage.json").write_text(json.dumps(earlier))
    page = _made(person, period="2025-W11")
    assert "Revisi ke-3" in page
    assert page.index("/laporan/2025-W11/report.html") < page.index("/laporan/2025-W11/accounts.csv")


@only_sqlite
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Tulis periode"),
        ({"period": "minggu lalu"}, "Tulis periode"),
        ({"period": "2025-W60"}, "Tulis periode"),
        ({"period": "0001-01-01"}, "Tulis periode"),
        ({"period": "1999-Q4"}, "Tulis periode"),
        ({"first": "0001-01-01", "last": "2025-03-01"}, "tidak dapat dipakai"),
        ({"period": "2999-W01"}, "belum berakhir"),
        ({"period": "2999-01"}, "belum berakhir"),
        ({"first": "2025-03-01"}, "Wajib diisi"),
        ({"first": "2025-03-05", "last": "2025-03-01"}, "tidak boleh lebih awal"),
    ],
)
def test_a_wrong_period_is_answered_at_the_field(logged_in: LogIn, fields: dict[str, str], told: str) -> None:
    answer = logged_in("humas").post("/laporan", **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text


@only_sqlite
def test_a_decision_is_ticked_off_and_the_file_for_spreadsheets_follows(
    logged_in: LogIn, desk_store: Settings, engine: Engine, night_of: OpenNight
) -> None:
    with engine.begin() as connection:
        record_decision(connection, "2025-W10", "Mohon menetapkan petugas.")
        record_decision(connection, "2025-W11", "Mohon menambah konten.")
    with night_of(desk_store) as night:
        desk_store.reports.mkdir(parents=True, exist_ok=True)
        write_decisions(night)
    file = desk_store.reports / NAME
    typed = file.read_text("utf-8-sig").replace("menambah konten.;", "menambah konten.;ya")
    file.write_text(typed, "utf-8")  # a person wrote into the spreadsheet meanwhile
    person = logged_in("humas")
    assert person.post("/laporan/keputusan", week="2025-W10", done="tidak", note="ditunda").status_code == 303
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT iso_week, done, note FROM decisions ORDER BY iso_week")).all()
    assert [tuple(row) for row in rows] == [("2025-W10", 0, "ditunda"), ("2025-W11", 1, None)]
    assert "tidak;ditunda" in file.read_text("utf-8-sig")
    assert "ditunda" in logged_in("kepala").get("/laporan").text
    assert person.post("/laporan/keputusan", week="2020-W01", done="ya").status_code == 404


@only_sqlite
def test_a_package_goes_out_in_the_variant_that_the_role_may_have(logged_in: LogIn, desk_store: Settings) -> None:
    folder = desk_store.path(desk_store.config.package.out) / "2025-01-01--2025-03-31"
    for variant, content in (("public", "angka"), ("full", SECRET)):
        (folder / variant / "tables").mkdir(parents=True)
        (folder / variant / "tables" / "posts.csv").write_text(content)
    viewer, editor = logged_in("kepala"), logged_in("humas")
    packed = ZipFile(BytesIO(viewer.get(f"/laporan/paket/{folder.name}/public.zip").content))
    assert packed.namelist() == ["2025-01-01--2025-03-31-public/tables/posts.csv"]
    assert viewer.get(f"/laporan/paket/{folder.name}/full.zip").status_code == 403
    assert SECRET.encode() in ZipFile(BytesIO(editor.get(f"/laporan/paket/{folder.name}/full.zip").content)).read(
        "2025-01-01--2025-03-31-full/tables/posts.csv"
    )
    assert editor.get("/laporan/paket/../full.zip").status_code == 404
    assert "/full.zip" in editor.get("/laporan").text
    shutil.rmtree(folder / "full")  # as people do who were asked to forget
    assert "/full.zip" not in editor.get("/laporan").text
    assert editor.post("/laporan/paket", package_first="2025-03-01", package_last="2999-01-01").status_code == 422


@only_sqlite
def test_what_cannot_be_made_is_told_in_words(logged_in: LogIn, desk_store: Settings) -> None:
    person = logged_in("humas")
    desk_store.reports.parent.mkdir(parents=True, exist_ok=True)
    desk_store.reports.write_text("a file where the folder should be")
    page = _made(person, period="2025-03")
    assert "Maret 2025 tidak dapat dibuat" in page
    assert "cannot be written (File exists)" in page


@only_sqlite
def test_a_viewer_makes_nothing(logged_in: LogIn) -> None:
    viewer = logged_in("kepala")
    for path in ("/laporan", "/laporan/paket", "/laporan/keputusan"):
        assert viewer.post(path, period="2025-W10").status_code == 403
