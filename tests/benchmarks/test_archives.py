from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import archives

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_archive_of_the_benchmark_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "POSTS", 40)
    monkeypatch.setattr(archives, "REPEATS", 1)
    wall, cpu, peak = archives.measure(tmp_path)
    assert min(wall.ours, wall.peer, cpu.ours, cpu.peer, peak.ours) > 0
