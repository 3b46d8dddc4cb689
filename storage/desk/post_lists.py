"""Lists of posts as people of the desk filter, sort and leaf through them; and all that is known of one."""

# ruff: noqa: S608  # the statements are put together of our own names only; values are bound

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from storage.harvest.search import posts_holding, search_condition
from storage.queries.packages import column_types
from storage.schema.dictionary import VIEWS

PAGE_SIZE, RARE, LOOKED_THROUGH = 50, 3_000, 300
SHOWN = (
    "post_id", "source_id", "platform", "account", "kind", "url", "title", "text", "published_at",
    "published_precision", "published_local", "topic", "subtopic", "topics", "programme_level", "message_function",
    "stage", "audience", "places", "label_method", "label_score", "likes", "comments", "shares", "views",
    "interactions", "engagement_score", "engagement_level", "edited_at", "deleted_at", "role",
)  # fmt: skip
SORTS: Final[Mapping[str, str]] = {
    "newest": "published_at",
    "score": "engagement_score",
    "interactions": "interactions",
}
_EQUAL: Final[Mapping[str, str]] = {
    "platform": "platform",
    "source": "source_id",
    "agency": "agency",
    "topic": "topic",
    "level": "programme_level",
    "function": "message_function",
    "stage": "stage",
    "audience": "audience",
    "engagement": "engagement_level",
    "week": "iso_week",
    "month": "month",
    "quarter": "quarter",
}
_OF_LABELS: Final = ("topic", "level", "function", "stage", "audience")
_BY_INDEX: Final = "SET LOCAL random_page_cost = 1.1"
"""For this transaction: PostgreSQL would read all snapshots ever taken instead of the newest of some thousand posts."""
_Part = tuple[str, dict[str, Any], str]
"""A condition, its parameters, and the order of the posts that meet it."""
_OF_PLACE: Final = "(', ' || replace({}, ',', ', ') || ',') LIKE :place ESCAPE '!'"
_SINCE: Final[str] = "published_date >= :first"
_UNTIL: Final[str] = "published_date <= :last"


@dataclass(frozen=True, slots=True)
class PostFilter:
    """The filter of a list of posts; an empty field asks for all. ``after`` is where the page before ended."""

    words: str = ""
    platform: str = ""
    source: str = ""
    agency: str = ""
    topic: str = ""
    level: str = ""
    function: str = ""
    stage: str = ""
    audience: str = ""
    place: str = ""
    campaign: str = ""
    engagement: str = ""
    week: str = ""
    month: str = ""
    quarter: str = ""
    first: str = ""
    last: str = ""
    sort: str = "newest"
    after: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The fields that ask for something, as an address holds them."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in told.items() if value and (name, value) != ("sort", "newest")}


def list_posts(
    conn: Connection, wanted: PostFilter, limit: int = PAGE_SIZE, *, common: bool = False, rare: bool = False
) -> tuple[list[Row[Any]], str]:
    """Return a page of posts, and what ``after`` of the next page is; empty where there is none.

    Where the words that are asked for are *common*, the newest posts are looked through until a page is full. Where
    labels, place and engagement are *rare*, their posts are found first, for a page may not be full before the oldest.
    """
    column = SORTS.get(wanted.sort, "published_at")
    where, bound = _conditions(conn.dialect.name, wanted, common=common and column == "published_at")
    if rare:
        where.append(f"post_id IN (SELECT {_candidates(wanted)})")
    if column == "published_at":
        return _page_of(_load_in_order(conn, SHOWN, where, bound, column, wanted.after, limit + 1), column, limit)
    # Ranked without their texts:
    found = _load_in_order(conn, ("post_id",), where, bound, column, wanted.after, limit + 1)
    return _page_of(_rows_of(conn, [row.post_id for row in found]), column, limit)


def list_newest(
    conn: Connection, wanted: PostFilter, limit: int = PAGE_SIZE, *, rare: bool = False
) -> tuple[list[Row[Any]], str] | None:
    """Return the same page as ``list_posts`` where some hundred posts, looked through for the words, fill it.

    None where they do not, and where another order or a filter, such as *rare* labels, would make the looking slow.
    """
    if not wanted.words or wanted.sort != "newest" or rare or wanted.campaign:
        return None
    column = SORTS["newest"]
    where, bound = _conditions(conn.dialect.name, replace(wanted, words=""))
    few = _load_in_order(conn, ("post_id",), where, bound, column, wanted.after, LOOKED_THROUGH)
    holding = posts_holding(conn, wanted.words, [row.post_id for row in few])
    found = [row.post_id for row in few if row.post_id in holding][: limit + 1]
    if len(found) <= limit:
        return None
    return _page_of(_rows_of(conn, found), column, limit)


def _rows_of(conn: Connection, post_ids: Sequence[str]) -> list[Row[Any]]:
    """Return all that a list shows of these posts, in their order."""
    names = {f"found_{number}": post_id for number, post_id in enumerate(post_ids)}
    where = [f"post_id IN ({', '.join(f':{name}' for name in names)})"] if names else ["1 = 0"]
    rows = {row.post_id: row for row in _select_posts(conn, SHOWN, where, names, "post_id", len(names))}
    return [rows[post_id] for post_id in post_ids if post_id in rows]


def _load_in_order(  # noqa: PLR0913, PLR0917  # the parts of a statement
    conn: Connection,
    names: Sequence[str],
    where: Sequence[str],
    bound: Mapping[str, Any],
    column: str,
    after: str,
    most: int,
) -> list[Row[Any]]:
    """Return posts in descending order of a column, from where the page before ended; those that lack it come last."""
    ended: Any = json.loads(after) if after else (None, None)
    value, last = ended
    on_sqlite, ranked = conn.dialect.name == "sqlite", f"{column} DESC, post_id DESC"
    lacking: _Part = (f"{column} IS NULL", {}, "post_id DESC")
    if column == "interactions" and not on_sqlite:
        conn.execute(text(_BY_INDEX))
    if after and value is None:
        parts = [(f"{column} IS NULL AND post_id < :after_id", {"after_id": last}, "post_id DESC")]
    elif after:
        at = datetime.fromisoformat(value) if column == "published_at" and not on_sqlite else value
        following = f"({column}, post_id) < (:after_value, :after_id)"
        parts = [(following, {"after_value": at, "after_id": last}, ranked), lacking]
    elif on_sqlite and column not in names:  # it ranks NULL last, and would look each figure up twice
        parts = [("1 = 1", {}, ranked)]
    else:
        parts = [(f"{column} IS NOT NULL", {}, ranked), lacking]
    found = list[Row[Any]]()
    for condition, told, order in parts:
        if len(found) < most:
            found += _select_posts(conn, names, [*where, condition], {**bound, **told}, order, most - len(found))
    return found


def _select_posts(  # noqa: PLR0913, PLR0917  # the parts of a statement
    conn: Connection, names: Sequence[str], where: Sequence[str], bound: Mapping[str, Any], order: str, most: int
) -> list[Row[Any]]:
    statement = (
        f"SELECT {', '.join(names)} FROM v_posts WHERE {' AND '.join(where) or '1 = 1'} ORDER BY {order} LIMIT {most}"
    )
    return list(conn.execute(text(statement).columns(**column_types("v_posts", names)), bound))


def _page_of(rows: list[Row[Any]], column: str, limit: int) -> tuple[list[Row[Any]], str]:
    """Cut a page, and tell where it ended if there is more."""
    if len(rows) <= limit:
        return rows, ""
    last = rows[limit - 1]
    value = getattr(last, column)
    told = f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value
    return rows[:limit], json.dumps([told, last.post_id])


def is_rare(conn: Connection, wanted: PostFilter) -> bool:
    """Whether fewer than RARE posts have what ``rarely_asked`` returns: those are found by an index of it first."""
    if not rarely_asked(wanted):
        return False
    few = f"SELECT count(*) FROM (SELECT {_candidates(wanted)} LIMIT {RARE}) found"
    _, bound = _conditions(conn.dialect.name, replace(PostFilter(), **rarely_asked(wanted)))
    return bool(conn.execute(text(few), bound).scalar_one() < RARE)


def rarely_asked(wanted: PostFilter) -> dict[str, str]:
    """Return the labels, place and engagement that a filter asks for and that a row holds to be found by."""
    told = {field: getattr(wanted, field) for field in (*_OF_LABELS, "place", "engagement")}
    return {field: value for field, value in told.items() if value not in {"", "-", "unknown"}}


def _candidates(wanted: PostFilter) -> str:
    asked = rarely_asked(wanted)
    by_label = [f"l.{_EQUAL[field]} = :{field}" for field in asked if field in _OF_LABELS]
    if "place" in asked:
        by_label += ["l.places IS NOT NULL", _OF_PLACE.format("l.places")]
    if "engagement" not in asked:
        return f"l.post_id FROM labels l WHERE {' AND '.join(['l.current', *by_label])}"
    joined = f" JOIN labels l ON l.post_id = e.post_id AND {' AND '.join(['l.current', *by_label])}" if by_label else ""
    return f"e.post_id FROM engagement e{joined} WHERE e.level = :engagement"


def has_more(conn: Connection, wanted: PostFilter, most: int) -> bool:
    """Tell whether a filter finds more than so many posts."""
    where, bound = _conditions(conn.dialect.name, wanted)
    few = f"SELECT post_id FROM v_posts WHERE {' AND '.join(where) or '1 = 1'} LIMIT {most + 1}"
    return bool(conn.execute(text(f"SELECT count(*) FROM ({few}) found"), bound).scalar_one() > most)


def all_posts(conn: Connection, wanted: PostFilter) -> Iterator[Row[Any]]:
    """Yield every post that a filter finds, in the order of its list, for a download."""
    column = SORTS.get(wanted.sort, "published_at")
    where, bound = _conditions(conn.dialect.name, wanted)
    names = list(VIEWS["v_posts"][1])
    statement = (
        f"SELECT {', '.join(names)} FROM v_posts WHERE {' AND '.join(where) or '1 = 1'} "
        f"ORDER BY {column} IS NULL, {column} DESC, post_id DESC"
    )
    typed = text(statement).columns(**column_types("v_posts", names))
    yield from conn.execute(typed, bound, execution_options={"yield_per": 1000})


def _conditions(dialect: str, wanted: PostFilter, *, common: bool = False) -> tuple[list[str], dict[str, Any]]:
    where, bound = list[str](), dict[str, Any]()
    for field, column in _EQUAL.items():
        value = getattr(wanted, field)
        if value == "-":
            where.append(f"{column} IS NULL")
        elif value:
            where.append(f"{column} = :{field}")
            bound[field] = value
    for field, condition in (("first", _SINCE), ("last", _UNTIL)):
        if value := getattr(wanted, field):
            where.append(
                condition if dialect == "sqlite" else condition.replace(f":{field}", f"CAST(:{field} AS DATE)")
            )
            bound[field] = value
    if wanted.place:
        where.append(_OF_PLACE.format("places"))
        bound["place"] = f"%, {_escape_pattern(wanted.place)},%"
    if wanted.campaign:
        where.append("post_id IN (SELECT post_id FROM campaign_posts WHERE campaign = :campaign)")
        bound["campaign"] = wanted.campaign
    if wanted.words:
        found = search_condition(dialect, wanted.words, common=common)
        where.append(found[0] if found else "1 = 0")
        bound |= {"words": found[1]} if found else {}
    return where, bound


def _escape_pattern(words: str) -> str:
    return words.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def load_post(conn: Connection, post_id: str) -> Row[Any] | None:
    """Return all that v_posts tells of one post."""
    names = list(VIEWS["v_posts"][1])
    statement = text(f"SELECT {', '.join(names)} FROM v_posts WHERE post_id = :post_id")
    return conn.execute(statement.columns(**column_types("v_posts", names)), {"post_id": post_id}).first()


def load_rows(conn: Connection, view: str, where: str, **bound: Any) -> Sequence[Row[Any]]:
    """Return the rows of a view that meet a condition of our own, with the types of the data dictionary."""
    names = list(VIEWS[view][1])
    statement = text(f"SELECT {', '.join(names)} FROM {view} WHERE {where}")
    return conn.execute(statement.columns(**column_types(view, names)), bound).all()


def choices(conn: Connection) -> dict[str, list[str]]:
    """Return what filters may be chosen from: sources, platforms, agencies, campaigns."""
    sources = conn.execute(text("SELECT source_id, platform, agency FROM sources ORDER BY source_id")).all()
    return {
        "source": [row.source_id for row in sources],
        "platform": sorted({row.platform for row in sources}),
        "agency": sorted({row.agency for row in sources if row.agency}),
        "campaign": list(conn.scalars(text("SELECT campaign FROM campaigns ORDER BY starts_on DESC"))),
    }
