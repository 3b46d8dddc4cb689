"""The read-only copy of the views: whole, readable by other tools, without people's words unless asked for."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from sqlalchemy import Engine, insert, select

from collectors.errors import ConfigError
from pipeline.operate.export import export_views, renew_export
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.queries.exports import PRIVATE
from storage.queries.read_only.query import run_read_only
from storage.schema.dictionary import VIEWS
from storage.schema.tables import posts, responses
from tests.conftest import MakeSettings
from tests.pipeline.conftest import SAMPLE_NIGHT, OpenNight

NIGHT = SAMPLE_NIGHT
SECRET = "keluhan yang tidak boleh keluar"
HASH = "x-3f9a3f9a"
GUIDE = Path(__file__).parents[3] / "docs" / "scale.md"


@pytest.fixture
def filled(sample_night: Settings, engine: Engine) -> Settings:
    """A store after the sample's night, with a citizen's response."""
    with transaction(engine) as connection:
        post = connection.execute(select(posts).where(posts.c.iso_week == "2026-W46").limit(1)).one()
        row = {name: getattr(post, name) for name in ("source_id", "published_at", "published_local", "iso_week")}
        row |= {"response_id": "x:99", "post_id": post.post_id, "kind": "reply", "page_id": post.page_id}
        row |= {"author_hash": HASH, "text": SECRET, "is_official": False}
        row |= {"first_seen_at": NIGHT, "last_seen_at": NIGHT}
        connection.execute(insert(responses).values(row))
    return sample_night


def counts(engine: Engine) -> dict[str, int]:
    return {view: run_read_only(engine, f"SELECT count(*) FROM {view}")[1][0][0] for view in VIEWS}


def test_duckdb_reads_every_view_of_a_folder(filled: Settings, engine: Engine, tmp_path: Path) -> None:
    export_views(filled, tmp_path / "salinan", with_responses=False)
    read = {
        view: duckdb.default_connection().sql(f"SELECT * FROM '{tmp_path / 'salinan' / f'{view}.parquet'}'")
        for view in VIEWS
    }
    assert {view: len(rows.fetchall()) for view, rows in read.items()} == counts(engine)
    assert dict(zip(read["v_posts"].columns, map(str, read["v_posts"].types), strict=True))["published_at"] == (
        "TIMESTAMP WITH TIME ZONE"
    )
    for view, columns in PRIVATE.items():
        assert not set(columns) & set(read[view].columns)


def test_pandas_reads_every_view_of_a_file_without_anything_beside_it(
    filled: Settings, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "salinan.db"
    export_views(filled, file, with_responses=False)
    file.chmod(0o444)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("salinan")] == [file.name]
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        assert {view: len(pd.read_sql(f"SELECT * FROM {view}", copy)) for view in VIEWS} == counts(engine)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        told = copy.execute("SELECT meaning FROM dictionary WHERE view = 'v_posts' AND column_name = 'topic'")
        assert "Smart City" in told.fetchone()[0]


def test_what_the_guide_asks_of_a_copy_is_answered(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    export_views(filled, tmp_path / "salinan", with_responses=False)
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    exec(block.replace("current_date", f"DATE '{NIGHT:%Y-%m-%d}'"), {})  # the guide's own lines
    told = capsys.readouterr().out
    assert re.search(r"│ 2026-W4[67] │", told), told
    assert re.search(r"x-kominfobekasi +│ +[0-9]+ │\n", told), told


@pytest.mark.parametrize("name", ["salinan.db", "salinan"])
def test_no_persons_words_or_hash_are_in_a_copy_unless_asked_for(filled: Settings, tmp_path: Path, name: str) -> None:
    export_views(filled, tmp_path / name, with_responses=False)
    assert not found_in(tmp_path / name)
    export_views(filled, tmp_path / name, with_responses=True)
    assert found_in(tmp_path / name) == {SECRET, HASH}
    assert {one.stat().st_mode & 0o007 for one in (tmp_path / name, *(tmp_path / name).glob("*"))} == {0}


def found_in(target: Path) -> set[str]:
    """Return which of the private words stand in a copy."""
    if target.is_dir():
        cells = duckdb.default_connection().sql(f"SELECT * FROM '{target / 'v_responses.parquet'}'").fetchall()
    else:
        with closing(sqlite3.connect(target)) as copy:
            cells = copy.execute("SELECT * FROM v_responses").fetchall()
    every: set[Any] = {cell for row in cells for cell in row}
    return {word for word in (SECRET, HASH) if word in every}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_folder_of_other_files_is_never_replaced(filled: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "penting"
    folder.mkdir()
    (folder / "skripsi.docx").write_text("satu-satunya")
    with pytest.raises(ConfigError, match="other files"):
        export_views(filled, folder, with_responses=False)
    assert (folder / "skripsi.docx").read_text() == "satu-satunya"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_night_renews_the_copy_that_is_configured(
    make_settings: MakeSettings, night_of: OpenNight, engine: Engine
) -> None:
    settings = make_settings(export="bagi/pantau.db")
    with night_of(settings, lambda: NIGHT) as night:
        renew_export(night)
        renew_export(night)
    assert (settings.folder / "bagi" / "pantau.db").is_file()
    assert engine.url


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("engine")
def test_the_command_writes_a_copy(pantau: Callable[..., Any], tmp_path: Path) -> None:
    ended = pantau("db", "export", str(tmp_path / "copy.db"))
    assert (ended.code, ended.out) == (0, "")
    assert (tmp_path / "copy.db").is_file()
