"""The tables of a week; what was not looked at is empty in them, and so in everything that is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.report.content.figures import own_accounts, unread_platforms
from pipeline.report.content.tables import Table, make_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from pipeline.report.content.data import Dictionary, WeekData
    from pipeline.report.content.tables import Record


def week_tables(data: WeekData, dictionary: Dictionary, zone: ZoneInfo) -> dict[str, Table]:
    """Make the four tables of the week, in the order of the files."""
    frames = {
        "posts": data.posts,
        "topics": data.topics,
        "accounts": data.accounts,
        "campaigns": data.campaigns,
    }
    tables = {name: make_table(name, frame, dictionary[name], zone) for name, frame in frames.items()}
    accounts = _looked_at(tables["accounts"], lambda row: row["outcome"] == "complete")
    unread = unread_platforms(own_accounts(accounts.records(), data.background.roles))
    campaigns = _looked_at(tables["campaigns"], lambda row: row["platform"] not in unread)
    return tables | {"accounts": accounts, "campaigns": campaigns}


def _looked_at(table: Table, read: Callable[[Record], bool]) -> Table:
    """Leave the number of posts empty where none was seen of what was not *read* to its end: nobody knows it."""
    names = [column.name for column in table.columns]
    rows = [
        tuple(None if name == "posts" else cell for name, cell in zip(names, row, strict=True))
        if told["posts"] == 0 and not read(told)
        else row
        for row, told in zip(table.rows, table.records(), strict=True)
    ]
    return Table(table.name, table.columns, rows)
