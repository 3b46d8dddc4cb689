from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from pipeline.label.evaluate_audience import audience_table
from pipeline.settings.models import Settings


def shown(settings: Settings, folder: Path, *rows: dict[str, Any]) -> str:
    file = folder / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    table = audience_table(settings, file)
    if table is None:
        return ""
    written = StringIO()
    Console(width=100, file=written).print(table)
    return written.getvalue()


def test_audience_and_places_are_measured_where_a_file_holds_them(settings: Settings, tmp_path: Path) -> None:
    told = shown(
        settings,
        tmp_path,
        {"text": "Pelatihan bagi lansia di Kranji", "audience": "elderly_disabled", "places": ["Kranji"]},
        {"text": "Pohon ditanam di Cikiwul", "audience": "ward", "places": ["Cikiwul", "Padurenan"]},
        {"text": "Selamat pagi", "places": []},
    )

    lines = {line.split()[1]: line.split()[3::2] for line in told.splitlines() if "_" in line}
    assert lines["audience_accuracy"] == ["0.500", "2"]
    assert lines["places_micro_f1"] == ["0.800", "3"]
    assert lines["places_exactly_right"] == ["0.667", "3"]


def test_the_account_and_its_city_are_read_too(settings: Settings, tmp_path: Path) -> None:
    told = shown(
        settings,
        tmp_path,
        {"text": "Selamat pagi", "account": "kelurahan_durenjaya", "places": ["Duren Jaya"]},
        {"text": "Bazar di Kranji", "city": "Kota Bandung", "places": []},
    )

    assert "1.000" in told


def test_a_file_without_them_gives_no_table(settings: Settings, tmp_path: Path) -> None:
    assert shown(settings, tmp_path, {"text": "Selamat pagi", "audience": None}) == ""
