"""pantau status: how every source stands, and what the month has cost."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from collectors.wording import counted, dollars
from pipeline import clock
from pipeline.harvest.budget import Day, Month, day_of, month_of
from pipeline.operate.sql_output import print_table, shown
from pipeline.platforms.platform import Platform
from pipeline.platforms.registry import metered_platforms, paying_platforms
from pipeline.run.lanes import lanes_of
from pipeline.run.sources import source_row
from pipeline.settings.groups import listed
from pipeline.settings.models import Settings
from storage.db.engine import reading
from storage.jobs.night_jobs import jobs_of, shared_nights
from storage.runs.backoffs import load_backoffs
from storage.runs.runs import source_health
from storage.schema.dictionary import VIEWS
from storage.schema.versions import open_to_read

COLUMNS = ("source_id", "last_run_at", "outcome", "expected_total", "stored_total", "newest_post_at", "reason")
NEVER = "not harvested yet"
CAPTIONS = ("source", "last run", "outcome", "expected", "stored", "newest post", "reason")


def show_status(settings: Settings, *, as_json: bool) -> None:
    """Print the sources' state to stdout: a table in the configured time zone, or JSON in UTC."""
    now = clock.now()
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        health = [dict(row._mapping) for row in source_health(connection)]  # noqa: SLF001  # SQLAlchemy's public name
        months = {one: month_of(connection, settings, one, now) for one in paying_platforms()}
        days = {one: day_of(connection, settings, one, now) for one in _metered(settings)}
        resting = [rest for rest in load_backoffs(connection) if rest.until > now]
        nights = {night.started_at: jobs_of(connection, night.run_id) for night in shared_nights(connection)}
    watched = {source.id for source in settings.config.sources}
    health += _not_harvested(settings, watched - {row["source_id"] for row in health})
    for row in health:
        row["archived"] = row["source_id"] not in watched
    if as_json:
        _print_json(settings, health, {**_months_told(months, now), **_days_told(days)}, resting)
        return
    archived = [row["source_id"] for row in health if row["archived"]]
    health = [row for row in health if not row["archived"]]
    print_table(CAPTIONS, [[_cell(row, name, settings) for name in COLUMNS] for row in health])
    if archived:
        sys.stdout.write(f"archived, no longer in config.yaml; their posts stay: {listed(archived)}\n")
    for row in health:
        sys.stdout.write("".join(f"{row['source_id']}: {line}\n" for line in _open_ends(row, settings)))
    for rest in resting:
        sys.stdout.write(f"{rest.name} rests until {_local(rest.until, settings)}: {rest.reason}\n")
    _print_months(months, settings)
    for platform, day in days.items():
        _print_day(platform, day)
    for began, jobs in nights.items():
        done = sum(job.ended_at is not None for job in jobs)
        told = f"{done} of {counted(len(jobs), 'planned job')} done"
        sys.stdout.write(f"the night that began {_local(began, settings)} is shared with workers: {told}\n")
    if settings.config.lanes > 1:
        sys.stdout.write(f"{_lanes_in_words(settings)}\n")


def _not_harvested(settings: Settings, source_ids: Collection[str]) -> list[dict[str, Any]]:
    """Return rows for configured sources of which no run knows yet, such as those added since the last night."""
    config, unknown = settings.config, dict.fromkeys(VIEWS["v_source_health"][1])
    rows = [source_row(config, one) for one in sorted(config.sources, key=lambda one: one.id) if one.id in source_ids]
    return [
        {
            **unknown,
            "source_id": row.source_id,
            "platform": row.platform,
            "account": row.account,
            "city": row.city,
            "source_group": row.group,
            "reason": NEVER,
        }
        for row in rows
    ]


def _lanes_in_words(settings: Settings) -> str:
    """Say what side by side brings: a night lasts as long as its longest lane, however many lanes are allowed."""
    config = settings.config
    lanes = lanes_of(config.sources)
    name, lane = next(iter(lanes.items()))
    longest = f"{name} with {counted(len(lane), 'source')}"
    useful = min(config.lanes, len(lanes))
    told = f"{counted(len(config.sources), 'source')} in {counted(len(lanes), 'lane')}, {useful} side by side"
    return (
        f"lanes: {told}; sources that share a credential or a host wait for each other, the longest lane is {longest}"
    )


def _print_months(months: Mapping[Platform, Month], settings: Settings) -> None:
    """Print the money of platforms that are watched, or were while it was spent."""
    watched = {source.platform for source in settings.config.sources}
    for platform, month in months.items():
        if month.spent or platform.name in watched:
            _print_month(platform, month)


def _print_month(platform: Platform, month: Month) -> None:
    each = f"; ${month.per_post:.4f} a captured post" if month.per_post is not None else ""
    plan = f"{dollars(month.planned)} more planned"
    share = f"of it responses: {dollars(month.responses_spent)} of at most {dollars(month.responses_budget)}"
    spent = f"{dollars(month.spent)} of {dollars(month.budget)}"
    sys.stdout.write(f"{platform.label} this month: {spent}, {plan}{each}; {share}\n")


def _metered(settings: Settings) -> list[Platform]:
    """Return the platforms of sources whose reads take units."""
    watched = {source.platform for source in settings.config.sources}
    return [platform for platform in metered_platforms() if platform.name in watched]


def _print_day(platform: Platform, day: Day) -> None:
    share = f"of it responses: {day.responses_used:,.0f} of at most {day.responses_limit:,.0f}"
    sys.stdout.write(f"{platform.label} today: {day.used:,.0f} of {day.limit:,.0f} units; {share}\n")


def _open_ends(row: Mapping[str, Any], settings: Settings) -> Iterator[str]:
    """Say what of a source is still to come, and whether its turn has not ended."""
    if row["open_gaps"]:
        yield f"not read yet: {row['gaps_in_words']} (later runs go on there)"
    if row["unread_posts"]:
        kept = f"{counted(row['unread_posts'], 'post')}, kept raw"
        yield f"of an unknown shape: {kept}; update Pantau, then run: pantau replay"
    if row["last_run_at"] and not row["outcome"]:
        yield f"its turn of {_local(row['last_run_at'], settings)} has not ended: it runs, or was broken off"


def _print_json(
    settings: Settings,
    health: list[dict[str, Any]],
    budgets: Mapping[str, Mapping[str, Any]],
    resting: list[Any],
) -> None:
    found = {
        "sources": health,
        "lanes": {name: len(lane) for name, lane in lanes_of(settings.config.sources).items()},
        "rests": [{"name": rest.name, "until": rest.until, "reason": rest.reason} for rest in resting],
        **budgets,
    }
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1, default=shown)
    sys.stdout.write("\n")


def _months_told(months: Mapping[Platform, Month], now: datetime) -> dict[str, dict[str, Any]]:
    return {platform.name: _month_values(month, now) for platform, month in months.items()}


def _days_told(days: Mapping[Platform, Day]) -> dict[str, dict[str, Any]]:
    return {
        platform.name: {
            "units_today": int(day.used),
            "daily_units": int(day.limit),
            "responses_units_today": int(day.responses_used),
            "responses_daily_units": int(day.responses_limit),
        }
        for platform, day in days.items()
    }


def _month_values(month: Month, now: datetime) -> dict[str, Any]:
    return {
        "month": f"{now:%Y-%m}",
        "spent_usd": round(month.spent, 4),
        "planned_usd": round(month.planned, 4),
        "usd_per_captured_post": None if month.per_post is None else round(month.per_post, 6),
        "budget_usd": month.budget,
        "responses_spent_usd": round(month.responses_spent, 4),
        "responses_budget_usd": round(month.responses_budget, 4),
    }


def _local(moment: datetime, settings: Settings) -> str:
    return f"{moment.astimezone(settings.zone):%Y-%m-%d %H:%M}"


def _cell(row: Mapping[str, Any], name: str, settings: Settings) -> Any:
    value = row[name]
    if isinstance(value, datetime):
        return _local(value, settings)
    if name == "outcome":
        return value or ("not ended" if row["last_run_at"] else "never run")
    return value
