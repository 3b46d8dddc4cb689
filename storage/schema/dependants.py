"""Others' rights on the views, and others' views upon them: kept when the views are made again (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

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
    SELECT c.oid::regclass::text AS name, c.relkind, pg_get_viewdef(c.oid) AS definition, max(u.level) AS level
    FROM upon u JOIN pg_class c ON c.oid = u.view
    WHERE c.relkind IN ('v', 'm')
    GROUP BY c.oid, c.relkind ORDER BY max(u.level)"""
_RIGHTS = """
    SELECT c.oid::regclass::text AS name, a.privilege_type AS right,
           CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS role
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
    WHERE c.oid = ANY(:views) AND a.grantee <> c.relowner"""
_OIDS = "SELECT c.oid FROM pg_class c WHERE c.oid = ANY(SELECT to_regclass(n) FROM unnest(CAST(:names AS text[])) n)"


@dataclass(frozen=True, slots=True)
class Dependants:
    """Statements that give back what others had on the views."""

    views: tuple[tuple[str, str], ...] = ()
    grants: tuple[str, ...] = ()


def take_dependants(conn: Connection, names: Sequence[str]) -> Dependants:
    """Remember others' views upon ours and all grants, and drop those views; nothing on SQLite."""
    if conn.dialect.name != "postgresql":
        return Dependants()
    ours = list(conn.scalars(text(_OIDS), {"names": list(names)}))
    found = conn.execute(text(_UPON), {"ours": ours}).all()
    theirs = list(conn.scalars(text(_OIDS), {"names": [row.name for row in found]}))
    rights = conn.execute(text(_RIGHTS), {"views": [*ours, *theirs]}).all()
    kinds = {"v": "VIEW", "m": "MATERIALIZED VIEW"}
    for row in reversed(found):
        conn.execute(text(f"DROP {kinds[row.relkind]} {row.name}"))
    return Dependants(
        tuple((row.name, f"CREATE {kinds[row.relkind]} {row.name} AS {row.definition}") for row in found),
        tuple(f"GRANT {row.right} ON {row.name} TO {row.role}" for row in rights),
    )


def give_back(conn: Connection, kept: Dependants) -> list[str]:
    """Make others' views again and grant what was granted; return the names of what could not be made again."""
    lost = [name for name, statement in kept.views if not _tried(conn, statement)]
    for statement in kept.grants:
        if not any(f" ON {name} TO " in statement for name in lost):
            _tried(conn, statement)
    return lost


def _tried(conn: Connection, statement: str) -> bool:
    """Run a statement in a savepoint of its own: one that names a column which is no more costs only itself."""
    try:
        with conn.begin_nested():
            conn.exec_driver_sql(statement)
    except DBAPIError:
        return False
    return True
