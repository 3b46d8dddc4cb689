from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from benchmarks import archives

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def count_posts(store: Path) -> int:
    with closing(sqlite3.connect(store)) as connection:
        return int(connection.execute("SELECT count(*) FROM posts").fetchone()[0])


def test_the_archive_of_the_benchmark_is_imported_and_its_peer_writes_the_same_posts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "POSTS", 40)
    monkeypatch.setattr(archives, "REPEATS", 1)
    wall, cpu, peak = archives.measure(tmp_path)
    assert [count_posts(tmp_path / "0" / name) for name in ("data/pantau.db", "bare.db")] == [40, 40]
    assert min(wall.ours, wall.peer, cpu.ours, cpu.peer, peak.ours) > 0
