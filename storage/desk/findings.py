"""Periods of which issues and agencies are told, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, select, text, union

from storage.desk.post_lists import load_rows
from storage.schema.tables import FORGOTTEN, issues, posts, sources
from storage.schema.tables.desk import issue_agencies
from storage.schema.tables.press import press_articles, press_issues

SHOWN_PERIODS, ARTICLES_SHOWN = 13, 200
MEDIA = "media"
_ISSUES = "SELECT DISTINCT period FROM v_issues WHERE period_type = :kind ORDER BY period DESC LIMIT :most"
_PRESS = "SELECT DISTINCT period FROM v_press_periods WHERE period_type = :kind ORDER BY period DESC LIMIT :most"
_COUNTED = "SELECT DISTINCT period FROM strategy_counts WHERE period_type = :kind ORDER BY period DESC LIMIT :most"

_CONFIRMED = press_articles.c.confirmed_agency
_SHOWN_AGENCY: tuple[ColumnElement[Any], ...] = (
    func.coalesce(_CONFIRMED, press_articles.c.agency).label("agency"),
    case((_CONFIRMED.is_not(None), "confirmed"), else_=press_articles.c.agency_origin).label("agency_origin"),
)


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


def articles_of_press(conn: Connection, kind: str, period: str) -> Sequence[Row[Any]]:
    """Return the newest articles of the press of a period with issue and agency; no tone, which no article has."""
    when = {"week": posts.c.iso_week, "month": posts.c.month, "quarter": posts.c.quarter}[kind]
    told: tuple[ColumnElement[Any], ...] = (
        posts.c.post_id, posts.c.title, posts.c.url, posts.c.published_local, posts.c.published_precision,
        sources.c.account, press_articles.c.issue, *_SHOWN_AGENCY,
    )  # fmt: skip
    statement = (
        select(*told)
        .join(sources, sources.c.source_id == posts.c.source_id)
        .outerjoin(press_articles, press_articles.c.post_id == posts.c.post_id)
        .where(sources.c.role == MEDIA, posts.c.kind == "article", posts.c.text_digest != FORGOTTEN, when == period)
        .order_by(posts.c.published_at.desc(), posts.c.post_id)
        .limit(ARTICLES_SHOWN)
    )
    return conn.execute(statement).all()


def is_issue(conn: Connection, issue: str) -> bool:
    """Tell whether citizens or the press have an issue of this name in any period."""
    known = union(select(issues.c.issue), select(press_issues.c.issue)).subquery()
    return bool(issue) and conn.scalar(select(known.c.issue).where(known.c.issue == issue)) is not None


def known_agencies(conn: Connection) -> set[str]:
    """Name the agencies that sources and issues of the store name."""
    found: set[str] = set()
    for table in (sources, issues, press_issues, issue_agencies):
        found |= set(conn.scalars(select(table.c.agency).where(table.c.agency.is_not(None)).distinct()))
    return found
