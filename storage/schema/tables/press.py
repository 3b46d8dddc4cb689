"""The tables of the press: the issue and agency of each article, and the issues of each period with their tone."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table

from storage.db.column_types import CleanText
from storage.schema.tables.base import metadata

ALL = ""
"""The issue under which all articles of a period are counted together."""

press_articles = Table(
    "press_articles",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("issue", CleanText, comment="among the articles of its month"),
    Column("agency", CleanText, comment="that it concerns"),
    Column("agency_origin", String, comment="named, confirmed or proposed"),
    Column("confirmed_agency", CleanText, comment="that a person confirmed at the desk; wins over the counted one"),
    comment="The issue and the agency of each article of the press; no tone, which is told of many articles alone",
)

press_issues = Table(
    "press_issues",
    metadata,
    Column("period_type", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("issue", CleanText, primary_key=True, comment="empty: all articles of the period"),
    Column("articles", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),
    Column("earlier", Integer, comment="articles in the period before; empty where not wholly watched"),
    Column("own_messages", Integer, nullable=False, comment="articles that carry a message of the office or an agency"),
    *(Column(tone, Integer, comment="empty for too few articles") for tone in ("positive", "neutral", "negative")),
    Column("first_seen", Date, nullable=False),
    Column("agency", CleanText),
    Column("agency_origin", String, comment="confirmed or proposed"),
    Column("confirmed_agency", CleanText, comment="that a person confirmed at the desk; wins over the counted one"),
    comment="Themes of the press, of five articles at least; tone of ten by three outlets at least",
)
