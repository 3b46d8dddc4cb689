"""Periods of which issues and agencies are told, newest first; the rows themselves are the views'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from storage.desk.post_lists import load_rows

SHOWN_PERIODS = 13
_ISSUES = "SELECT DISTINCT period FROM v_issues WHERE period_type = :kind ORDER BY period DESC LIMIT :most"
_PRESS = "SELECT DISTINCT period FROM v_press_periods WHERE period_type = :kind ORDER BY period DESC LIMIT :most"
_COUNTED = "SELECT DISTINCT period FROM strategy_counts WHERE period_type = :kind ORDER BY period DESC LIMIT :most"


def issue_periods(conn: Connection, kind: str) -> list[str]:
    """Return the newest periods of a kind (week, month or quarter) that have issues."""
    return list(conn.scalars(text(_ISSUES), {"kind": kind, "most": SHOWN_PERIODS}))


def counted_periods(conn: Connection, kind: str) -> list[str]:
    """Return the newest periods of a kind with posts."""
    return list(conn.scalars(text(_COUNTED), {"kind": kind, "most": SHOWN_PERIODS}))


def issue_rows(conn: Connection, kind: str, period: str) -> Sequence[Row[Any]]:
    """Return the issues of a period, those of most responses first."""
    where = "period_type = :kind AND period = :period ORDER BY responses DESC, issue LIMIT 200"
    return load_rows(conn, "v_issues", where, kind=kind, period=period)


def agency_rows(conn: Connection, kind: str, period: str) -> Sequence[Row[Any]]:
    """Return the agencies' accounts in a period, by name: no ranking."""
    where = "period_type = :kind AND period = :period ORDER BY agency IS NULL, agency, source_id"
    return load_rows(conn, "v_agencies", where, kind=kind, period=period)


def triangulation_rows(conn: Connection) -> Sequence[Row[Any]]:
    """Return each factor by kind of source, those that most kinds name first."""
    return load_rows(conn, "v_triangulation", "1 = 1 ORDER BY question, kinds_named DESC, factor, city")


def press_periods(conn: Connection, kind: str) -> list[str]:
    """Return the newest periods of a kind (week, month or quarter) with articles of the press."""
    return list(conn.scalars(text(_PRESS), {"kind": kind, "most": SHOWN_PERIODS}))


def press_rows(conn: Connection, kind: str, period: str) -> Sequence[Row[Any]]:
    """Return the issues of the press in a period, those of most articles first."""
    where = "period_type = :kind AND period = :period ORDER BY articles DESC, issue LIMIT 200"
    return load_rows(conn, "v_press_issues", where, kind=kind, period=period)
