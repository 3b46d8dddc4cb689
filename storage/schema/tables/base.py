"""The metadata that all tables belong to, and types and columns that they share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Date, FetchedValue, Integer, MetaData, String

FORGOTTEN = "forgotten"  # the text_digest of a post whose text was purged: it is neither read nor labelled again

Count = BigInteger().with_variant(Integer, "sqlite")

Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


def calendar_columns() -> tuple[Column[Any], ...]:
    """Return the parts of the local calendar day, which the database itself makes of ``published_local``."""
    types = {"published_date": Date, "month": String, "quarter": String}
    return tuple(Column(name, kind, FetchedValue()) for name, kind in types.items())


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)
