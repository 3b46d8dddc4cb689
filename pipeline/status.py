"""pantau status: how every source stands, and what the month has cost."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipeline import clock
from pipeline.budget import month_start
from pipeline.config import Settings
from pipeline.query import print_table, shown
from storage.database import transaction
from storage.runs import source_health, spent_since
from storage.schema import open_store

COLUMNS = ("source_id", "last_run_at", "outcome", "expected_total", "stored_total", "newest_post_at", "reason")
CAPTIONS = ("source", "last run", "outcome", "expected", "stored", "newest post", "reason")


def show_status(settings: Settings, *, as_json: bool) -> None:
    """Print the sources' state to stdout: a table in the configured time zone, or JSON in UTC."""
    with open_store(settings.database_url) as engine, transaction(engine) as connection:
        health = [dict(row._mapping) for row in source_health(connection)]  # noqa: SLF001  # SQLAlchemy's public name
        spent = spent_since(connection, month_start(clock.now()))
    budget = settings.config.x.monthly_budget_usd
    if as_json:
        month = f"{clock.now():%Y-%m}"
        found = {"sources": health, "x": {"month": month, "spent_usd": round(spent, 4), "budget_usd": budget}}
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1, default=shown)
        sys.stdout.write("\n")
        return
    print_table(CAPTIONS, [[_cell(row, name, settings) for name in COLUMNS] for row in health])
    sys.stdout.write(f"X this month: ${spent:.2f} of ${budget:.2f}\n")


def _cell(row: Mapping[str, Any], name: str, settings: Settings) -> Any:
    value = row[name]
    if isinstance(value, datetime):
        return f"{value.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    if name == "outcome":
        return value or "never run"
    return value
