"""The research package: whole, frozen, the same from the same store, and nothing of citizens in its public variant."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from sqlalchemy import Engine, FetchedValue, insert, select

from collectors.errors import ConfigError, StoreError
from pipeline import clock
from pipeline.package import files
from pipeline.package.days import read_days
from pipeline.package.write import write_package
from pipeline.settings.models import Settings
from storage.db.engine import open_engine, transaction
from storage.labels.codings import Coding, store_codings
from storage.labels.response_labels import ResponseLabelRow, store_response_labels
from storage.queries.packages import LEFT_OUT, PARTS
from storage.schema.dictionary import VIEWS
from storage.schema.tables import metadata, posts, responses
from storage.schema.versions import upgrade
from tests.conftest import MakeSettings
from tests.pipeline.conftest import SAMPLE_NIGHT

NIGHT = SAMPLE_NIGHT
FIRST, LAST = "2026-10-26", "2026-11-22"
SECRET = "keluhan warga yang tidak boleh keluar"
HASH = "x-3f9a3f9a"
HOSTILE = '=HYPERLINK("https://contoh.id")\nbaris; "kedua"\t🎉 é'

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NIGHT)


@pytest.fixture
def filled(sample_night: Settings, engine: Engine) -> Settings:
    """A store after the sample's night, with a citizen's response and a text that a spreadsheet would run."""
    with transaction(engine) as connection:
        chosen = connection.execute(
            select(posts).where(posts.c.iso_week == "2026-W46", posts.c.source_id.startswith("x-")).limit(1)
        ).one()
        connection.execute(posts.update().where(posts.c.post_id == chosen.post_id).values(text=HOSTILE))
        connection.execute(
            insert(responses).values(
                response_id="x:99", source_id=chosen.source_id, post_id=chosen.post_id, parent_id=chosen.post_id,
                kind="reply", author_hash=HASH, is_official=False, published_at=chosen.published_at,
                published_local=chosen.published_local, iso_week=chosen.iso_week, text=SECRET, page_id=chosen.page_id,
                first_seen_at=NIGHT, last_seen_at=NIGHT,
            )
        )  # fmt: skip
    return sample_night


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Settings, Engine], Path]:
    """Give the package of a filled store, which is written once on each database."""
    made: dict[str, Path] = {}

    def give(filled: Settings, engine: Engine) -> Path:
        name = engine.dialect.name
        if name not in made:
            made[name] = write_package(filled, FIRST, LAST, tmp_path_factory.mktemp(name))
        return made[name]

    return give


@pytest.fixture
def package(filled: Settings, engine: Engine, packages: Callable[[Settings, Engine], Path]) -> Path:
    """The package of the filled store; a test only reads it."""
    return packages(filled, engine)


def tables(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*/tables/*"))}


def records(folder: Path, variant: str, name: str) -> list[dict[str, str]]:
    with (folder / variant / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_package_holds_the_posts_of_its_days_and_what_belongs_to_them(filled: Settings, tmp_path: Path) -> None:
    folder = write_package(filled, FIRST, LAST, tmp_path / "out")
    assert folder == tmp_path / "out" / f"{FIRST}--{LAST}"
    found = records(folder, "full", "posts")
    days = {row["published_local"][:10] for row in found}
    assert FIRST <= min(days) <= max(days) <= LAST
    ids = {row["post_id"] for row in found}
    for name in ("metrics", "labels", "post_terms"):
        belonging = records(folder, "full", name)
        assert belonging
        assert {row["post_id"] for row in belonging} <= ids
    assert {row["iso_week"] for row in records(folder, "full", "topic_weekly")} == {f"2026-W{n}" for n in range(44, 48)}
    periods = {(row["period_type"], row["period"]) for row in records(folder, "full", "strategy")}
    assert periods == {("week", f"2026-W{n}") for n in range(44, 48)}  # the quarter is not whole
    assert [row["text"] for row in records(folder, "full", "responses")] == [SECRET]


@only_sqlite
def test_nothing_is_left_beside_the_package_and_it_is_never_overwritten(filled: Settings, tmp_path: Path) -> None:
    write_package(filled, FIRST, LAST, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{FIRST}--{LAST}"]
    with pytest.raises(ConfigError, match="exists already"):
        write_package(filled, FIRST, LAST, tmp_path / "out")


@only_sqlite
def test_a_failure_on_the_way_leaves_nothing(filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "to_parquet", full)
    with pytest.raises(StoreError, match="No space left"):
        write_package(filled, FIRST, LAST, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_nothing_of_citizens_no_text_and_no_count_of_a_post_is_public(package: Path) -> None:
    everything = b"".join(tables(package / "public").values())
    for kept in (SECRET, HASH, "x:99", "HYPERLINK", *(row["text"][:40] for row in records(package, "full", "posts"))):
        assert kept.encode() not in everything
    public = {name for view in PARTS.values() for name in view.public}
    assert public.isdisjoint({"text", "title", "url", "author_hash", "response_id", "evidence", "annotator", "likes"})
    assert set(records(package, "public", "posts")[0]).isdisjoint({"interactions", "views", "engagement_score"})
    assert not (package / "public" / "tables" / "responses.csv").exists()
    assert len(records(package, "public", "posts")) == len(records(package, "full", "posts"))


def test_every_view_is_packed_or_left_out_with_a_reason_and_every_public_column_is_one_of_it() -> None:
    assert set(PARTS) | set(LEFT_OUT) == set(VIEWS)
    assert set(PARTS).isdisjoint(LEFT_OUT)
    for view, part in PARTS.items():
        assert set(part.public) <= set(VIEWS[view][1])
        assert set(part.order) <= set(VIEWS[view][1])
    assert PARTS["v_responses"].public == ()


def test_obstacles_and_triangulation_know_what_was_known_on_the_last_day(
    filled: Settings, engine: Engine, tmp_path: Path
) -> None:
    usual = Coding("D1", "document", date(2026, 6, 2), "budget", "communication", None, None, None, None, "AB")
    later = usual._replace(reference="D2", observed_on=date(2026, 11, 23), evidence_source="media")
    found = ResponseLabelRow("x:99", "1", "negative", "complaint", "communication", "budget", 0.9, [])
    with transaction(engine) as connection:
        store_codings(connection, [usual, later], NIGHT)
        store_response_labels(connection, [found], NIGHT)
    folder = write_package(filled, FIRST, LAST, tmp_path / "out")
    (row,) = records(folder, "public", "triangulation")
    assert (row["factor"], row["n_document"], row["n_media"], row["n_response"]) == ("budget", "1", "0", "1")
    cases = records(folder, "full", "obstacles")
    assert [(row["evidence_source"], row["period"], row["n"]) for row in cases] == [("document", "2026-06", "1")]
    assert [row["reference"] for row in records(folder, "full", "codings")] == ["D1"]


def test_the_readme_stands_in_both_languages_with_what_is_missing(package: Path) -> None:
    folder = package / "full"
    for name, words, formulas in (
        ("README.md", "were not looked at", "In the CSV an apostrophe stands before"),
        ("README.id.md", "tidak dilihat sampai habis", "Di CSV, tanda petik tunggal ditaruh di depan"),
    ):
        told = (folder / name).read_text(encoding="utf-8")
        assert formulas in told
        lines = [line for line in told.splitlines() if line.startswith("| `")]
        assert len(lines) == len(PARTS)
        assert all(line.split("|")[4].strip() for line in lines)
        assert words in lines[0]


def test_the_same_store_gives_the_same_tables_in_another_zone_and_language(
    filled: Settings, package: Path, tmp_path: Path
) -> None:
    program = (
        "import sys; from pathlib import Path; from pipeline.settings.models import load_settings; "
        "from pipeline.package.write import write_package; "
        "write_package(load_settings(Path(sys.argv[1]), {}), sys.argv[2], sys.argv[3], Path(sys.argv[4]))"
    )
    words = [filled.folder / "config.yaml", FIRST, LAST, tmp_path / "there"]
    there = {**os.environ, "TZ": "America/New_York", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", program, *map(str, words)], check=True, env=there, capture_output=True)
    assert tables(tmp_path / "there" / package.name) == tables(package)


def test_sqlite_and_postgresql_give_the_same_tables(
    filled: Settings, engine: Engine, tmp_path: Path, make_settings: MakeSettings
) -> None:
    from_database = write_package(filled, FIRST, LAST, tmp_path / "one")
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    copy = open_engine(url, create=True)
    upgrade(copy, NIGHT)
    with transaction(engine) as source, transaction(copy) as target:
        for table in metadata.sorted_tables:
            own = [column for column in table.columns if type(column.server_default) is not FetchedValue]
            rows = [dict(row) for row in source.execute(select(*own)).mappings()]
            if rows:
                target.execute(table.insert(), rows[::-1])  # stored in another order
    copy.dispose()
    from_copy = write_package(make_settings(database=url), FIRST, LAST, tmp_path / "two")
    assert tables(from_copy) == tables(from_database)


def test_every_file_has_its_checksum_as_sha256sum_reads_it(package: Path) -> None:
    for variant in ("full", "public"):
        inside = package / variant
        subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=inside, check=True, capture_output=True)
        listed = {line.split("  ", 1)[1] for line in (inside / "SHA256SUMS").read_text().splitlines()}
        assert listed == {str(p.relative_to(inside)) for p in inside.rglob("*") if p.is_file()} - {"SHA256SUMS"}


def test_the_datapackage_describes_every_file_and_column(package: Path) -> None:
    for variant in ("full", "public"):
        described = json.loads((package / variant / "datapackage.json").read_text("utf-8"))
        assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
        names = [resource["name"] for resource in described["resources"]]
        assert len(set(names)) == len(names)
        for resource in described["resources"]:
            content = (package / variant / resource["path"]).read_bytes()
            assert resource["bytes"] == len(content)
            if resource["format"] == "csv":
                check_table(package / variant, resource)


def check_table(folder: Path, resource: dict[str, Any]) -> None:
    """Every cell of the CSV fits its described type, keys are unique, and Parquet has the same columns and rows."""
    fields = resource["schema"]["fields"]
    meanings = VIEWS[f"v_{resource['name']}"][1]
    assert all((f["type"], f["description"]) == meanings[f["name"]] for f in fields)
    assert all(f["description_id"] for f in fields)
    with (folder / resource["path"]).open(encoding=resource["encoding"], newline="") as file:
        header, *rows = csv.reader(file)
    assert header == [field["name"] for field in fields]
    assert len(rows) == resource["rows"]
    casts: dict[str, Any] = {
        "string": str, "integer": int, "number": float, "boolean": {"true": 1, "false": 0}.__getitem__,
        "date": date.fromisoformat, "datetime": datetime.fromisoformat,
    }  # fmt: skip
    for row in rows:
        for field, cell in zip(fields, row, strict=True):
            if cell:
                casts[field["type"]](cell)
    key = [header.index(name) for name in resource["schema"].get("primaryKey", [])]
    if key:
        assert len({tuple(row[place] for place in key) for row in rows}) == len(rows)
    parquet = duckdb.default_connection().sql(
        f"SELECT * FROM '{folder / resource['path'].replace('.csv', '.parquet')}'"
    )
    assert parquet.columns == header
    assert len(parquet.fetchall()) == len(rows)


def test_parquet_holds_texts_as_stored_and_csv_what_a_spreadsheet_may_open(package: Path) -> None:
    stem = package / "full" / "tables" / "posts"
    [(exact,)] = (
        duckdb.default_connection()
        .sql(f"SELECT text FROM '{stem}.parquet' WHERE contains(text, 'HYPERLINK')")
        .fetchall()
    )
    assert exact == HOSTILE
    [shown] = [row["text"] for row in records(package, "full", "posts") if "HYPERLINK" in row["text"]]
    assert shown.startswith("'=HYPERLINK")


@only_sqlite
def test_the_readme_says_who_and_what_gave_the_labels(package: Path) -> None:
    for variant in ("full", "public"):
        told = (package / variant / "README.md").read_text(encoding="utf-8")
        assert "label mesin, belum diverifikasi manusia" in told
        assert "Machines: `model " in told


@only_sqlite
def test_the_documents_and_versions_lie_beside_the_tables(package: Path) -> None:
    folder = package / "public"
    held = {path.name for path in (folder / "documents").iterdir()}
    assert held == {
        "codebook.md", "methods.md", "labels.md", "label-trials.md", "privacy.md", "data-dictionary.md",
        "taxonomy.yaml", "programmes.yaml", "model-card.json", "versions.json",
    }  # fmt: skip
    versions = json.loads((folder / "documents" / "versions.json").read_text())
    assert versions["database"].startswith("SQLite 3.")
    assert versions["schema"].isdigit()
    assert set(versions["libraries"]) >= {"pandas", "duckdb", "sqlalchemy"}
    citation = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert citation["version"] == described["contents"]
    assert citation["type"] == "dataset"
    assert citation["authors"] == [{"name": "Pantau"}]


@only_sqlite
@pytest.mark.usefixtures("filled")
def test_authors_and_licence_are_those_of_the_configuration(make_settings: MakeSettings, tmp_path: Path) -> None:
    told = make_settings(package={"authors": ["Diskominfostandi Kota Bekasi"], "licence": "CC-BY-4.0"})
    folder = write_package(told, FIRST, LAST, tmp_path / "out") / "public"
    citation = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    assert (citation["authors"], citation["license"]) == ([{"name": "Diskominfostandi Kota Bekasi"}], "CC-BY-4.0")


@only_sqlite
@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-31", "2026-12-01", "--from '2026-11-31' is no day; write it like 2026-11-16"),
        ("2026-11-01", "kemarin", "--to 'kemarin' is no day"),
        ("2026-11-20", "2026-11-10", "--from 2026-11-20 comes after --to 2026-11-10"),
        ("2026-11-20", "2026-11-24", "--to 2026-11-24 is not over yet.*the last day is 2026-11-23"),
        ("2001-01-01", "2001-12-31", "the store holds no post from 2001-01-01 to 2001-12-31; its posts are of 20"),
    ],
)
def test_days_that_cannot_be_had_are_one_line(
    settings: Settings, tmp_path: Path, first: str, last: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as refused:
        write_package(settings, first, last, tmp_path / "out")
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out").exists()


@only_sqlite
def test_an_empty_store_is_said(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    assert engine.url
    with pytest.raises(ConfigError, match="holds no posts yet"):
        write_package(settings, FIRST, LAST, tmp_path / "out")


@only_sqlite
def test_a_missing_library_is_said_before_anything_is_written(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ConfigError, match=r"pip install '/.*\[research\]'"):
        write_package(filled, FIRST, LAST, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_weeks_quarters_and_years_are_those_that_lie_wholly_within() -> None:
    days = read_days("2025-01-01", "2026-06-30", date(2026, 7, 1))
    assert days.periods[-7:] == (
        "quarter 2025-Q1", "quarter 2025-Q2", "quarter 2025-Q3", "quarter 2025-Q4", "quarter 2026-Q1",
        "quarter 2026-Q2", "year 2025",
    )  # fmt: skip
    assert (days.weeks[0], days.weeks[-1], len(days.weeks)) == ("2025-W02", "2026-W26", 77)
    monday = date(2026, 11, 16)
    for last in range(7):
        held = read_days(str(monday), str(monday + timedelta(days=last)), date(2026, 12, 1)).weeks
        assert held == (("2026-W47",) if last == 6 else ())
