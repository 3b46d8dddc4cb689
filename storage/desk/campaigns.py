"""Campaigns and activities that people keep at the desk, and what of them is seen before the next night."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, text, update

from storage.db.bulk import write_rows
from storage.schema.tables import activities, campaign_channels, campaign_posts, campaigns
from storage.schema.tables.desk import desk_activities, desk_campaigns

TOLD = (
    "campaign",
    "held_on",
    "kind",
    "district",
    "reached",
    "cost",
    "proof",
    "note",
    "title",
    "url",
    "topic",
    "medium",
)


def save_definition(conn: Connection, told: Mapping[str, Any], name: str, at: datetime) -> None:
    """Keep a campaign; an earlier one of its name is replaced."""
    row = {"campaign": told["name"], "definition": _written(told), "saved_by": name, "saved_at": at}
    write_rows(conn, desk_campaigns, [row], refresh=("definition", "saved_by", "saved_at"))


def _written(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def hold_definitions(conn: Connection) -> None:
    """Let nobody else make, change or remove a campaign of the desk before the transaction ends; all may read them."""
    if conn.dialect.name == "postgresql":  # on SQLite one writes at a time
        conn.execute(text(f"LOCK TABLE {desk_campaigns.name} IN SHARE ROW EXCLUSIVE MODE"))


def digest_of_definition(conn: Connection, campaign: str) -> str:
    """Return what is equal for equal definitions of a campaign of the desk; nothing where there is none."""
    definition = _definition(conn, campaign)
    return hashlib.sha256(definition.encode()).hexdigest()[:32] if definition else ""


def is_stored(conn: Connection, told: Mapping[str, Any], before: str) -> bool:
    """Whether the desk holds this campaign word for word, and none of the name that it had *before*."""
    alone = before == told["name"] or _definition(conn, before) is None
    return alone and _definition(conn, told["name"]) == _written(told)


def _definition(conn: Connection, campaign: str) -> str | None:
    found: str | None = conn.scalar(select(desk_campaigns.c.definition).where(desk_campaigns.c.campaign == campaign))
    return found


def remove_definition(conn: Connection, campaign: str, *, shown: bool) -> bool:
    """Forget a campaign of the desk, and with *shown* what was computed of it; tell whether there was one."""
    found = conn.execute(delete(desk_campaigns).where(desk_campaigns.c.campaign == campaign)).rowcount
    if found and shown:
        conn.execute(delete(campaigns).where(campaigns.c.campaign == campaign))
    return bool(found)


def rename_in_activities(conn: Connection, before: str, after: str) -> None:
    """Let the desk's activities follow a campaign that got another name; those of the file are edited there."""
    conn.execute(update(desk_activities).where(desk_activities.c.campaign == before).values(campaign=after))
    of_desk = (activities.c.campaign == before) & (activities.c.line < 0)
    conn.execute(update(activities).where(of_desk).values(campaign=after))


def show_campaign(
    conn: Connection,
    campaign: str,
    days: tuple[date, date],
    members: Sequence[Mapping[str, Any]],
    channels: Sequence[Mapping[str, Any]],
) -> None:
    """Let a campaign be seen at once, with its posts and its plan; nights compute the rest."""
    row = {"campaign": campaign, "starts_on": days[0], "ends_on": days[1]}
    write_rows(conn, campaigns, [row], refresh=("starts_on", "ends_on"))
    for table, rows in ((campaign_posts, members), (campaign_channels, channels)):
        conn.execute(delete(table).where(table.c.campaign == campaign))
        write_rows(conn, table, rows)


def save_activity(conn: Connection, told: Mapping[str, Any], name: str, at: datetime) -> None:
    """Keep an activity, and let it be seen at once; its line is negative, for no file holds it."""
    made = conn.execute(insert(desk_activities).values(**told, saved_by=name, saved_at=at))
    number = made.inserted_primary_key[0] if made.inserted_primary_key else 0
    conn.execute(insert(activities).values(line=-number, **told))


def remove_activity(conn: Connection, number: int) -> Row[Any] | None:
    """Take an activity of the desk away; return what it was."""
    found = conn.execute(select(desk_activities).where(desk_activities.c.activity_id == number)).first()
    conn.execute(delete(desk_activities).where(desk_activities.c.activity_id == number))
    conn.execute(delete(activities).where(activities.c.line == -number))
    return found


def load_activities(conn: Connection) -> Sequence[Row[Any]]:
    """Return the desk's activities, newest day first."""
    return conn.execute(select(desk_activities).order_by(desk_activities.c.held_on.desc())).all()


def activity_rows(conn: Connection) -> list[dict[str, Any]]:
    """Return the desk's activities as the nights write them beside those of the file."""
    return [{"line": -row.activity_id} | {name: getattr(row, name) for name in TOLD} for row in load_activities(conn)]
