from __future__ import annotations

import re

import pytest

from benchmarks.journey import main


def test_a_journey_tells_its_crossings_and_files(capsys: pytest.CaptureFixture[str]) -> None:
    main(["post"])
    told = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"crossings post \d+", told[0])
    assert re.fullmatch(r"files post \d+ \(aim: at most 60 crossings\)", told[1])
