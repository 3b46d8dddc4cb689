"""Others' rights on the views, and others' views upon them: kept when the views are made again (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import DBAPIError

_OURS = "SELECT c.oid FROM pg_class c WHERE c.oid = ANY(SELECT to_regclass(n) FROM unnest(CAST(:names AS text[])) n)"
# Views of others that stand upon ours, directly or through each other, those that others need first.
_UPON = """
    WITH RECURSIVE upon AS (
        SELECT r.ev_class AS view, 1 AS level
        FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = ANY(:ours) AND NOT r.ev_class = ANY(:ours)
        UNION
        SELECT r.ev_class, u.level + 1
        FROM upon u JOIN pg_depend d ON d.refobjid = u.view JOIN pg_rewrite r ON r.oid = d.objid
        WHERE d.classid = 'pg_rewrite'::regclass AND r.ev_class <> u.view
    )
    SELECT c.oid, c.oid::regclass::text AS name, c.relkind = 'm' AS materialized, c.relispopulated AS filled,
           quote_ident(pg_get_userbyid(c.relowner)) AS owner, array_to_string(c.reloptions, ', ') AS options,
           rtrim(pg_get_viewdef(c.oid), ';') AS definition
    FROM upon u JOIN pg_class c ON c.oid = u.view
    WHERE c.relkind IN ('v', 'm')
    GROUP BY c.oid ORDER BY max(u.level)"""
# Columns of tables and functions of others that a cascade would drop, too: those block, as they hold more than words.
_BLOCKING = """
    SELECT pg_describe_object(d.classid, d.objid, d.objsubid)
    FROM pg_depend d
    WHERE d.deptype = 'n' AND d.classid <> 'pg_rewrite'::regclass
      AND NOT (d.classid = 'pg_class'::regclass AND d.objid = ANY(:views))
      AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY(:views)
           OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN (
               SELECT unnest(ARRAY[t.oid, t.typarray]) FROM pg_type t WHERE t.typrelid = ANY(:views)))"""
_GRANTS = """
    SELECT c.oid, format('GRANT %s%s ON %s TO %s%s', a.privilege_type, a.columns, c.oid::regclass,
                         CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                         CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS statement
    FROM pg_class c CROSS JOIN LATERAL (
        SELECT w.*, '' AS columns FROM aclexplode(c.relacl) w
        UNION ALL
        SELECT w.*, format(' (%I)', t.attname) FROM pg_attribute t CROSS JOIN LATERAL aclexplode(t.attacl) w
        WHERE t.attrelid = c.oid AND NOT t.attisdropped) a
    WHERE c.oid = ANY(:views) AND a.grantee <> c.relowner"""
_INDEXES_AND_COMMENTS = """
    SELECT i.indrelid AS oid, pg_get_indexdef(i.indexrelid) AS statement FROM pg_index i WHERE i.indrelid = ANY(:views)
    UNION ALL
    SELECT c.oid, format('COMMENT ON %s %s%s IS %L',
                         CASE WHEN t.attname IS NOT NULL THEN 'COLUMN' WHEN c.relkind = 'm' THEN 'MATERIALIZED VIEW'
                              ELSE 'VIEW' END, c.oid::regclass, '.' || quote_ident(t.attname), d.description)
    FROM pg_description d
    JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
    LEFT JOIN pg_attribute t ON t.attrelid = c.oid AND t.attnum = d.objsubid AND d.objsubid > 0
    WHERE c.oid = ANY(:views)"""


@dataclass(frozen=True, slots=True)
class View:
    """A view of another: the statements that make it, all or none, and those that give back what it had."""

    name: str
    making: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dependants:
    """The statements that give back what others had on our views."""

    grants: tuple[str, ...] = ()
    views: tuple[View, ...] = ()


def take_dependants(conn: Connection, names: Sequence[str]) -> Dependants:
    """Remember others' views upon ours and all grants, and drop those views with ours; nothing on SQLite."""
    if conn.dialect.name != "postgresql":
        return Dependants()
    ours = list(conn.scalars(text(_OURS), {"names": list(names)}))
    found = conn.execute(text(_UPON), {"ours": ours}).all()
    theirs = [row.oid for row in found]
    grants = conn.execute(text(_GRANTS), {"views": [*ours, *theirs]}).all()
    others = conn.execute(text(_INDEXES_AND_COMMENTS), {"views": theirs}).all()
    views = tuple(
        View(
            row.name, _statements_to_make(row), tuple(one.statement for one in (*grants, *others) if one.oid == row.oid)
        )
        for row in found
    )
    if ours and not conn.scalar(text(_BLOCKING), {"views": [*ours, *theirs]}):
        # Their owners' schemas may be closed to us; our own views are ours to drop with all that stands upon them.
        told = conn.scalars(
            text("SELECT c.oid::regclass::text FROM pg_class c WHERE c.oid = ANY(:ours)"), {"ours": ours}
        )
        conn.execute(text(f"DROP VIEW {', '.join(told)} CASCADE"))
    return Dependants(tuple(one.statement for one in grants if one.oid in ours), views)


def _statements_to_make(row: Row[Any]) -> tuple[str, ...]:
    """Make a view its owner's before it reads anything: it must never read with the rights of our role."""
    kind = "MATERIALIZED VIEW" if row.materialized else "VIEW"
    options = f" WITH ({row.options})" if row.options else ""
    empty = "\nWITH NO DATA" if row.materialized else ""
    return (
        f"CREATE {kind} {row.name}{options} AS {row.definition}{empty}",
        f"ALTER {kind} {row.name} OWNER TO {row.owner}",
        *([f"REFRESH {kind} {row.name}"] if row.materialized and row.filled else []),
    )


def give_back(conn: Connection, kept: Dependants) -> list[View]:
    """Grant what was granted and make others' views again; return those that could not be made again."""
    for statement in kept.grants:
        _try_statements(conn, statement)
    lost = []
    for view in kept.views:
        if not _try_statements(conn, *view.making):
            lost.append(view)
            continue
        for statement in view.after:
            _try_statements(conn, statement)
    return lost


def _try_statements(conn: Connection, *statements: str) -> bool:
    """Run statements in a savepoint of their own: one that names a column which is no more costs only itself."""
    try:
        with conn.begin_nested():
            for statement in statements:
                # Without parameters: a percent sign of a definition is none of ours.
                conn.exec_driver_sql(statement, execution_options={"no_parameters": True})
    except DBAPIError:
        return False
    return True
