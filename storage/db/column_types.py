"""Column types that hold a value in the same way on SQLite and on PostgreSQL: moments and texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator
from sqlalchemy.dialects import sqlite


class _IsoText(sqlite.DATETIME):
    """Moments as ISO text to the second: SQLAlchemy's own format and regular expression take several times longer."""

    zone = ""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:  # noqa: ARG002  # the interface
        """Write the moment, and what stands for its zone."""
        zone = self.zone
        return lambda moment: None if moment is None else moment.isoformat(timespec="seconds")[:19] + zone

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], datetime | None]:  # noqa: ARG002  # the interface
        """Read it back."""
        return lambda text: None if text is None else datetime.fromisoformat(text)


class _UTCText(_IsoText):
    """The same, marked as UTC."""

    zone = "Z"


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware on both sides, UTC in the store, ``2026-11-24T01:00:00Z`` where SQLite keeps text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Keep ISO text on SQLite: it sorts, its date functions read it, and an analyst does too."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_UTCText())  # type: ignore[no-untyped-call]  # SQLAlchemy left its constructor untyped
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the interface
        """Refuse naive moments."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError(f"naive moment {value!r}; the store takes aware ones only")
        # Most are as they should be, and there are many: a copy takes longer than the look.
        return value if value.tzinfo is UTC and not value.microsecond else value.astimezone(UTC).replace(microsecond=0)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the interface
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LocalDateTime(TypeDecorator[datetime]):
    """A wall-clock moment of the configured zone: naive on purpose."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Keep ISO text without a zone on SQLite."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_IsoText())  # type: ignore[no-untyped-call]  # as above
        return dialect.type_descriptor(DateTime(timezone=False))


def clean_text(text: str) -> str:
    """Drop NUL and replace lone surrogates, which no database holds; the raw page keeps the original."""
    if "\0" not in text and (text.isascii() or _is_sound(text)):
        return text
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_sound(text: str) -> bool:
    """Tell whether a text can be written as it is; this takes a third of the time of cleaning it."""
    try:
        return bool(text.encode())
    except UnicodeEncodeError:
        return False


class CleanText(TypeDecorator[str]):
    """Text that any database can hold, whatever was fetched."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:  # noqa: ARG002  # the interface
        """Clean on the way in, without the two calls that SQLAlchemy adds to process_bind_param."""
        return lambda text: None if text is None else clean_text(text)
