"""An upgrade on PostgreSQL gives others back what they had on our views, and never the rights of our role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from storage.db.engine import transaction
from storage.schema.dictionary import VIEWS
from storage.schema.versions import make_views_again

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
PEEK = "SELECT r.text FROM public.responses r LEFT JOIN public.v_posts p ON p.post_id = r.post_id"
THEIRS = f"""
    GRANT SELECT ON v_posts TO {{role}};
    GRANT SELECT (post_id) ON v_labels TO {{role}} WITH GRANT OPTION;
    CREATE SCHEMA own AUTHORIZATION {{role}};
    CREATE VIEW own.peek WITH (security_barrier=true) AS {PEEK} WHERE r.text LIKE '%a%';
    CREATE MATERIALIZED VIEW own.held AS SELECT post_id, kind FROM v_posts;
    CREATE INDEX held_kind ON own.held (kind);
    CREATE VIEW own.upon AS SELECT post_id FROM own.held;
    ALTER VIEW own.peek OWNER TO {{role}};
    ALTER MATERIALIZED VIEW own.held OWNER TO {{role}};
    ALTER VIEW own.upon OWNER TO {{role}};
    COMMENT ON MATERIALIZED VIEW own.held IS 'it''s 100 %';
    COMMENT ON COLUMN own.peek.text IS 'words';
    GRANT SELECT ON own.peek TO PUBLIC;
    GRANT SELECT (kind) ON own.held TO PUBLIC"""
HAD = """
    SELECT 'column', attrelid::regclass::text, attname::text, attacl::text FROM pg_attribute WHERE attacl IS NOT NULL
        AND attrelid::regclass::text IN ('v_labels', 'own.held')
    UNION ALL SELECT 'view', oid::regclass::text, pg_get_userbyid(relowner)::text,
        concat(relacl, reloptions, relispopulated, obj_description(oid, 'pg_class'), col_description(oid, 1),
               pg_get_viewdef(oid))
        FROM pg_class WHERE relnamespace = 'own'::regnamespace AND relkind IN ('v', 'm')
    UNION ALL SELECT 'index', indexname::text, indexdef, '' FROM pg_indexes WHERE schemaname = 'own'
    ORDER BY 1, 2, 3"""


@pytest.fixture
def analyst(engine: Engine) -> Iterator[str]:
    """A role that has views of its own upon ours."""
    role = f"analis_{engine.url.database}"
    with transaction(engine) as connection:
        connection.execute(text(f"CREATE ROLE {role}"))
        connection.exec_driver_sql(THEIRS.format(role=role), execution_options={"no_parameters": True})
    yield role
    with transaction(engine) as connection:
        connection.execute(text(f"DROP OWNED BY {role} CASCADE"))
        connection.execute(text(f"DROP ROLE {role}"))


def test_views_of_others_keep_their_owner_and_all_that_they_had(engine: Engine, analyst: str) -> None:
    with transaction(engine) as connection:
        before = connection.execute(text(HAD)).all()
        make_views_again(connection)
        assert connection.execute(text(HAD)).all() == before
        assert [row[0] for row in before] == ["column"] * 2 + ["index"] + ["view"] * 3
    with engine.connect() as connection:
        connection.execute(text(f"SET ROLE {analyst}"))
        with pytest.raises(DBAPIError, match="permission denied for table responses"):
            connection.execute(text("SELECT * FROM own.peek"))


def test_views_that_an_ordinary_role_may_not_make_again_block_nothing_and_are_told(
    engine: Engine, analyst: str, caplog: pytest.LogCaptureFixture
) -> None:
    office = f"kantor_{engine.url.database}"
    try:
        with transaction(engine) as connection:
            connection.execute(text(f"CREATE ROLE {office}"))
            connection.execute(text(f"GRANT USAGE, CREATE ON SCHEMA public TO {office}"))
            connection.execute(text("CREATE VIEW public.near AS SELECT post_id FROM v_posts"))
            connection.execute(text(f"ALTER VIEW public.near OWNER TO {analyst}"))
            for view in VIEWS:
                connection.execute(text(f"ALTER VIEW {view} OWNER TO {office}"))
            connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {office}"))
            connection.execute(text(f"SET LOCAL ROLE {office}"))
            make_views_again(connection)
            connection.execute(text("RESET ROLE"))
            left = set(connection.scalars(text("SELECT viewname FROM pg_views WHERE schemaname IN ('own', 'public')")))
            assert left == set(VIEWS)
            assert connection.scalar(text(f"SELECT has_table_privilege('{analyst}', 'v_posts', 'SELECT')"))
        for name in ("own.peek", "own.held", "own.upon", "near"):
            assert f"the view {name} of others was dropped" in caplog.text
        assert "its owner can: CREATE VIEW own.peek WITH (security_barrier=true) AS SELECT r.text" in caplog.text
    finally:
        with transaction(engine) as connection:
            connection.execute(text(f"DROP OWNED BY {office} CASCADE"))
            connection.execute(text(f"DROP ROLE {office}"))


@pytest.mark.usefixtures("analyst")
def test_a_column_of_anothers_table_is_never_dropped_with_our_views(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE own.notes (post v_posts)"))
        with pytest.raises(DBAPIError, match="other objects depend on it"):
            make_views_again(connection)
