"""Golden pairs: a stored answer, and the records that must come of it (tests/payloads/<platform>/<case>.raw.json)."""

from __future__ import annotations

import json
import os
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.records import RawPage
from pipeline.platforms.registry import platform_names
from pipeline.run.sources import make_parser
from pipeline.settings.models import load_settings

PAYLOADS = Path(__file__).parents[2] / "payloads"
CASES = sorted(PAYLOADS.glob("*/*.raw.json"))
WRITE = os.environ.get("PANTAU_WRITE_GOLDEN") == "1"  # look at every line of what it writes


def told(record: Any) -> Any:
    """Return a record as JSON, without the fields that say nothing."""
    if isinstance(record, tuple):
        return [told(one) for one in record]
    if isinstance(record, datetime):
        return str(record)
    if not is_dataclass(record):
        return record
    values = {one.name: getattr(record, one.name) for one in fields(record)}
    usual = {one.name: one.default for one in fields(record) if one.default is not MISSING}
    return {name: told(value) for name, value in values.items() if name not in usual or value != usual[name]}


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name.partition('.')[0]}")
def test_an_answer_becomes_exactly_these_records(case: Path, tmp_path: Path) -> None:
    given = json.loads(case.read_text(encoding="utf-8"))
    config = tmp_path / "config.yaml"
    config.write_text(json.dumps({"sources": [{"id": "golden", "platform": case.parent.name, **given["source"]}]}))
    settings = load_settings(config, {})
    body = given["body"] if isinstance(given["body"], str) else json.dumps(given["body"])
    parse = make_parser(settings, settings.config.sources[0])
    found = told(parse(RawPage(given["kind"], given["url"], body.encode())))
    expected = case.with_name(case.name.replace(".raw.", ".expected."))
    if WRITE:
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_every_platform_has_a_golden_pair() -> None:
    assert {case.parent.name for case in CASES} == set(platform_names())
