"""A store with one source under harvest, and short ways to put posts in and rows out."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select, table, text

from collectors.records import Metrics, Page, Parsed, Post, RawPage
from storage.db.engine import open_engine, transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema import versions as schema
from storage.schema.tables import metadata
from storage.schema.versions import upgrade

JAKARTA = ZoneInfo("Asia/Jakarta")
NOBODY = 65534
SOURCE = "x-kominfobekasi"
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
SAMPLE = Post(
    post_id="x:1",
    kind="post",
    url="https://x.com/Kominfobekasi/status/1",
    text="Perbaikan lampu jalan di Rawalumbu selesai malam ini. #BekasiTerang",
    published_at=NIGHT - timedelta(days=1),
    metrics=Metrics(likes=4, comments=1, shares=2, views=300),
    hashtags=("BekasiTerang",),
)


@pytest.fixture
def make_post() -> Callable[..., Post]:
    """Make a post: the sample, but for what the keywords say."""

    def make(number: int = 1, **fields: Any) -> Post:
        own = {"post_id": f"x:{number}", "url": f"https://x.com/Kominfobekasi/status/{number}"}
        return Post(**{name: getattr(SAMPLE, name) for name in Post.__dataclass_fields__} | own | fields)

    return make


@pytest.fixture
def run_id(engine: Engine) -> int:
    """A run in which the source has its turn."""
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow(SOURCE, "x", "Kominfobekasi")])
        number = start_run(connection, "harvest", "0", NIGHT)
        start_source(connection, number, SOURCE, NIGHT)
    return number


@pytest.fixture
def commit(engine: Engine, run_id: int) -> Callable[..., int]:
    """Commit one page of posts, seen at ``at``; other keywords are fields of Page or of Parsed."""

    def commit_posts(*posts: Post, at: datetime = NIGHT, body: bytes = b"{}", **fields: Any) -> int:
        parsed = {name: fields.pop(name) for name in ("account", "gone") if name in fields}
        raw = RawPage("timeline", "https://api.x.com/2/users/1/tweets", body)
        with transaction(engine) as connection:
            provenance = Provenance(run_id, SOURCE, at, JAKARTA)
            return commit_page(connection, Page(raw, Parsed(posts=posts, **parsed), **fields), provenance)

    return commit_posts


@pytest.fixture
def rows(engine: Engine) -> Callable[..., list[dict[str, Any]]]:
    """Return the rows of a table or view as the database gives them, ordered by their first columns."""

    def read(name: str, *columns: str) -> list[dict[str, Any]]:
        what = metadata.tables.get(name)
        statement = select(what) if what is not None else select(text("*")).select_from(table(name))
        with engine.connect() as connection:
            found = [dict(row) for row in connection.execute(statement).mappings()]
        wanted = [{c: row[c] for c in columns or row} for row in found]
        return sorted(wanted, key=lambda row: [str(value) for value in row.values()])

    return read


@pytest.fixture
def foreign_store() -> Iterator[Path]:
    """A store in a folder where nothing may be written: root, to whom that does not apply, becomes nobody."""
    with tempfile.TemporaryDirectory(prefix="pantau-tests-") as folder:
        file = Path(folder) / "data" / "pantau.db"
        engine = open_engine(f"sqlite:///{file}", create=True)
        upgrade(engine, NIGHT)
        engine.dispose()
        Path(folder).chmod(0o755)
        file.chmod(0o444)
        file.parent.chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        try:
            yield file
        finally:
            if user == 0:
                os.seteuid(0)
            file.parent.chmod(0o755)


@pytest.fixture
def store_of(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Engine]]:
    """Make an empty store as it was at a version."""
    made: list[Engine] = []

    def make(version: str) -> Engine:
        folder = tmp_path / "migrations"
        shutil.copytree(schema.MIGRATIONS, folder)
        for one in (folder / "versions").glob("0*.py"):
            if one.name[:4] > version:
                one.unlink()
        engine = open_engine(database_url, create=True)
        made.append(engine)
        with monkeypatch.context() as patch:
            patch.setattr(schema, "MIGRATIONS", folder)
            patch.setattr(schema, "create_views", lambda _connection: None)  # those of today need today's tables
            upgrade(engine, NIGHT)
        return engine

    yield make
    for engine in made:
        engine.dispose()
