from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.store import made_pages, recorded, store, write_bare
from storage.schema.tables import metadata

POSTS = 250


def content(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(file)) as connection:
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in metadata.tables}


def test_the_bare_program_writes_the_very_rows_that_the_store_writes(tmp_path: Path) -> None:
    store(tmp_path / "ours.db", list(made_pages(POSTS)))
    script = recorded(tmp_path / "ours.db")
    write_bare(tmp_path / "bare.db", script)
    assert len(script.transactions) == 3
    assert len(content(tmp_path / "bare.db")["posts"]) == POSTS
    assert content(tmp_path / "bare.db") == content(tmp_path / "ours.db")
