"""The demo: a whole night for somebody who has nothing yet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.demo.night import run_demo


def test_the_demo_runs_a_night_and_says_where_to_look(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo"
    for _ in range(2):  # a second demo begins anew
        assert run_demo(folder) == 0
    shown = capsys.readouterr()
    assert "x-kominfobekasi: complete" in shown.err
    assert "report.html" in shown.out
    assert shown.out.count("pantau --config") == 6  # three queries, twice
    [week] = (folder / "reports").iterdir()
    assert len(pd.read_csv(week / "posts.csv")) > 5
