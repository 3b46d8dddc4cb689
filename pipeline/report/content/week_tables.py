"""The tables of a week; a value that nobody looked at is empty there, and in everything made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.report.content.figures import own_accounts, seen_campaign, unread_platforms
from pipeline.report.content.tables import Table, make_table

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pipeline.report.content.data import Dictionary, WeekData


def week_tables(data: WeekData, dictionary: Dictionary, zone: ZoneInfo) -> dict[str, Table]:
    """Make the four tables of the week, in the order of the files."""
    frames = {
        "posts": data.posts,
        "topics": data.topics,
        "accounts": data.accounts,
        "campaigns": data.campaigns,
    }
    tables = {name: make_table(name, frame, dictionary[name], zone) for name, frame in frames.items()}
    accounts = _looked_at(tables["accounts"])
    unread = unread_platforms(own_accounts(accounts.records(), data.background.roles))
    campaigns = [tuple(seen_campaign(row, unread).values()) for row in tables["campaigns"].records()]
    return tables | {"accounts": accounts, "campaigns": replace(tables["campaigns"], rows=campaigns)}


def _looked_at(accounts: Table) -> Table:
    """Leave the number of posts empty where none was seen of an account not read to its end: nobody knows it."""
    rows = [
        tuple(row.values())
        if row["posts"] != 0 or row["outcome"] == "complete"
        else tuple((row | {"posts": None}).values())
        for row in accounts.records()
    ]
    return replace(accounts, rows=rows)
