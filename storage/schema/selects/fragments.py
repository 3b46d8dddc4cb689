"""Pieces of SQL that several views share: ages, calendar names, comparable interactions, own posts.

``{…}`` are aliases of tables: s snapshots, p posts, o sources.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Date, TextClause, bindparam, text

from storage.db.column_types import UTCDateTime

UNCOUNTED = ("repost", "reply")
"""A repost is somebody else's post, and a reply answers somebody: neither belongs into medians and shares."""
OWN = "p.kind NOT IN ('repost', 'reply')"

OVERDUE = """q.due_on <= :last_day AND q.status <> 'waiting' AND (q.answered_at IS NULL OR q.answered_at >= :until)
          AND NOT EXISTS (SELECT 1 FROM answer_notes n WHERE n.response_id = q.response_id AND n.at < :until)"""
"""The condition of a request (alias q) that was overdue at :until, the end of :last_day.

No answer was seen by then, and no person had noted that it is settled.
"""

WHOLE = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
"""The frame of a sorted window whose counts are of the whole partition: one sort tells place, counts and sums."""
MIDDLE = "place IN (({n} + 1) / 2, ({n} + 2) / 2)"
"""The one or two rows in the middle of *n* ranked ones: their mean is the median, which no database knows alike."""

MEDIAN_FROM = 5
"""Posts, scores, answers or accounts: the median or mean of fewer tells more of one of them than of all."""

TOPICS = ("governance", "branding", "economy", "living", "society", "environment", "none")

CODED_MONTH: Mapping[str, str] = {
    "sqlite": "substr(c.observed_on, 1, 7)",
    "postgresql": "to_char(c.observed_on, 'YYYY-MM')",
}
"""The month of the day on which a coded passage (alias c) was found: what it is about where no period is told."""


def shown_agency(counted: str, agency: str = "agency", origin: str = "agency_origin") -> str:
    """Return the agency of an issue or article and its origin: as a person confirmed it, else as it was counted."""
    confirmed = f"{counted}.confirmed_agency"
    return (
        f"coalesce({confirmed}, {counted}.agency) AS {agency}, "
        f"CASE WHEN {confirmed} IS NULL THEN {counted}.agency_origin ELSE 'confirmed' END AS {origin}"
    )


def coded_months(dialect: str) -> tuple[str, str]:
    """Return the first and the last month that a coding (alias c) is about: of its period, else of its day."""
    quarters = {
        end: " ".join(f"WHEN '{number}' THEN '{month:02}'" for number, month in enumerate(months, 1))
        for end, months in (("first", (1, 4, 7, 10)), ("last", (3, 6, 9, 12)))
    }
    of_year = {"first": "01", "last": "12"}
    first, last = (
        f"CASE WHEN c.period IS NULL THEN {CODED_MONTH[dialect]} WHEN length(c.period) = 4 "
        f"THEN c.period || '-{of_year[end]}' WHEN substr(c.period, 6, 1) = 'Q' "
        f"THEN substr(c.period, 1, 5) || CASE substr(c.period, 7, 1) {quarters[end]} END ELSE c.period END"
        for end in ("first", "last")
    )
    return first, last


def comparable(look: str = "s") -> str:
    """Return the SQL of the interactions of a *look* (an alias of snapshots) that may be compared; NULL for others.

    Likes hidden, or another part that the source usually tells: what is left is no low figure, but an unknown one.
    Before the first night that looks at parts there are likes or nothing.
    """
    comments, shares = (
        f"CASE WHEN o.parts LIKE '%{name}%' THEN {look}.{name} ELSE 0 END" for name in ("comments", "shares")
    )
    return f"""CASE WHEN o.parts IS NULL THEN CASE WHEN {look}.likes IS NOT NULL THEN {look}.interactions END
                    WHEN o.parts <> '' THEN {look}.likes + {comments} + {shares} END"""


COMPARABLE = comparable()


def hours(dialect: str, look: str = "s") -> str:
    """Return the SQL of a post's age in hours at a *look*.

    It is counted in whole hundredths of an hour: the same on both databases, to the last bit.
    """
    if dialect == "sqlite":
        return f"(strftime('%s', {look}.observed_at) - strftime('%s', p.published_at) + 18) / 36 / 100.0"
    return f"((extract(epoch FROM {look}.observed_at - p.published_at)::bigint + 18) / 36 / 100.0)::float8"


HOURS: Mapping[str, str] = {dialect: hours(dialect) for dialect in ("sqlite", "postgresql")}


def at_end(written: str) -> TextClause:
    """Read SQL that holds ``OVERDUE``, with the types of its two parameters."""
    return text(written).bindparams(bindparam("last_day", type_=Date()), bindparam("until", type_=UTCDateTime()))


def statement_of(written: str) -> TextClause:
    """Read SQL with parameters such as ``:week``; colons of the database's own time formats (``%H:%M``) begin none."""
    return text(written.replace(":%", "\\:%"))


SUM_OF_USD: Mapping[str, str] = {
    "sqlite": "round(sum(usd), 6)",
    "postgresql": "CAST(round(CAST(sum(usd) AS NUMERIC), 6) AS DOUBLE PRECISION)",
}
"""The sum of prices, without the 0000000001 that binary fractions leave behind."""
