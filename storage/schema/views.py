"""The views: the stable face of the store. Dropped before and made again after every migration."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

from storage.schema.dictionary import VIEWS
from storage.schema.selects import agencies, analysis, campaigns, conversation, obstacles, press, records, weeks
from storage.schema.selects.fragments import COMPARABLE, HOURS, SUM_OF_USD
from storage.schema.selects.lookups import as_lookups

_DAYS: Mapping[str, str] = {
    "sqlite": "CAST(julianday(p.published_at) - julianday(f.published_at) AS INTEGER)",
    "postgresql": "(extract(epoch FROM p.published_at - f.published_at)::bigint / 86400)::integer",
}
_DEFINITIONS: Mapping[str, str] = {
    # Outer joins on whole keys: a database leaves out those of which a query asks no column.
    "v_posts": """
        SELECT p.post_id, p.source_id, o.platform, o.account, p.kind, p.url, p.title, p.text, p.published_at,
               p.published_precision, p.published_local, p.iso_week, l.topic, l.subtopic, l.topics,
               l.programme_level, l.message_function, l.method AS label_method, l.score AS label_score,
               s.likes, s.comments, s.shares, s.views, s.interactions, e.followers, e.rate AS engagement_rate,
               e.score AS engagement_score, coalesce(e.level, 'unknown') AS engagement_level, e.score_n,
               p.first_seen_at, p.edited_at, p.deleted_at, p.text_digest, p.method,
               o.city, o."group" AS source_group,
               EXISTS (SELECT 1 FROM post_terms c WHERE c.post_id = p.post_id AND c.kind = 'coauthor') AS collaboration,
               l.stage, p.published_date, p.month, p.quarter, p.observed_at, {hours} AS age_hours,
               e.age_bin AS score_age_bin, {comparable} AS comparable_interactions, o.role, o.agency, l.audience,
               l.places
        FROM posts p
        LEFT JOIN sources o ON o.source_id = p.source_id
        LEFT JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at = p.observed_at
        LEFT JOIN labels l ON l.label_id = p.label_id
        LEFT JOIN engagement e ON e.post_id = p.post_id""",
    "v_metrics": """
        SELECT s.post_id, s.observed_at, {hours} AS age_hours, s.likes, s.comments, s.shares, s.views,
               s.interactions, {comparable} AS comparable_interactions, s.method
        FROM snapshots s
        JOIN posts p ON p.post_id = s.post_id
        LEFT JOIN sources o ON o.source_id = p.source_id""",
    "v_insights": """
        SELECT s.post_id, p.source_id, o.platform, o.account, s.observed_at, {hours} AS age_hours, s.name, s.value,
               s.method
        FROM insights s
        JOIN posts p ON p.post_id = s.post_id
        JOIN sources o ON o.source_id = p.source_id""",
    "v_labels": """
        SELECT l.post_id, l.current, l.method, l.version, l.annotator, l.drawn, l.labelled_at, l.topic, l.subtopic,
               l.topics, l.programme_level, l.message_function, l.score, l.evidence,
               l.text_digest <> p.text_digest AS outdated, l.stage, l.audience, l.places
        FROM labels l JOIN posts p ON p.post_id = l.post_id""",
    # A post of the account that answers somebody's response is part of the conversation too.
    "v_responses": """
        SELECT r.response_id, r.source_id, o.platform, o.account, p.post_id, r.parent_id,
               CASE WHEN r.kind = 'mention' AND p.post_id IS NOT NULL THEN 'reply' ELSE r.kind END AS kind,
               r.author_hash, r.is_official, r.published_at, r.published_local, r.iso_week, r.text, r.language,
               r.likes, r.first_seen_at, r.deleted_at, r.expired_at, r.forgotten_at, l.sentiment, l.intent, l.object,
               l.obstacle, l.score AS label_score, l.evidence AS label_evidence, l.version AS label_version,
               l.method AS label_method, l.annotator AS label_annotator, l.outdated AS label_outdated
        FROM responses r
        LEFT JOIN response_labels l ON l.response_id = r.response_id
        JOIN sources o ON o.source_id = r.source_id
        LEFT JOIN posts p ON p.post_id = r.post_id
        UNION ALL
        SELECT a.post_id, a.source_id, o.platform, o.account, p.post_id, a.reference, 'reply', NULL, {true},
               a.published_at, a.published_local, a.iso_week, CASE WHEN a.text <> '' THEN a.text END, a.language,
               s.likes, a.first_seen_at, a.deleted_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               NULL
        FROM posts a
        JOIN responses q ON q.response_id = a.reference
        JOIN sources o ON o.source_id = a.source_id
        LEFT JOIN posts p ON p.post_id = q.post_id
        LEFT JOIN snapshots s ON s.post_id = a.post_id AND s.observed_at = a.observed_at
        WHERE a.kind = 'reply'""",
    "v_post_terms": "SELECT post_id, kind, position, value FROM post_terms",
    "v_post_media": "SELECT post_id, position, kind, url, alt_text FROM post_media",
    "v_post_versions": "SELECT post_id, replaced_at, title, text FROM post_versions",
    "v_messages": """
        SELECT message_id, city, first_at, posts, sources, spread_hours, missed AS channels_missed FROM messages""",
    "v_message_posts": """
        SELECT m.message_id, m.post_id, p.source_id, o.platform, p.published_at, m.reason, m.matched_post_id,
               m.similarity, m.lag_hours
        FROM message_posts m
        JOIN posts p ON p.post_id = m.post_id
        JOIN sources o ON o.source_id = p.source_id""",
    # A person may call a text a greeting at any time: that counts at once.
    "v_recirculated": """
        SELECT r.post_id, p.source_id, o.platform, o.role, p.published_at, p.month, p.title, p.url,
               r.first_post_id, f.source_id AS first_source_id, g.platform AS first_platform, g.role AS first_role,
               f.published_at AS first_published_at, f.url AS first_url, {days} AS days_between, r.similarity,
               r.weeks AS earlier_weeks, r.numbers_changed
        FROM recirculated r
        JOIN posts p ON p.post_id = r.post_id
        JOIN sources o ON o.source_id = p.source_id
        JOIN posts f ON f.post_id = r.first_post_id
        JOIN sources g ON g.source_id = f.source_id
        LEFT JOIN labels l ON l.label_id = p.label_id
        LEFT JOIN labels m ON m.label_id = f.label_id
        WHERE coalesce(l.message_function, '') <> 'greeting' AND coalesce(m.message_function, '') <> 'greeting'""",
    "v_runs": """
        SELECT r.run_id, r.command, r.started_at, r.finished_at, r.exit_code, t.source_id, t.outcome, t.reason,
               t.posts_new, t.posts_seen, t.requests, coalesce(b.posts, 0) AS reads_posts,
               coalesce(b.users, 0) AS reads_users, coalesce(b.media, 0) AS reads_media,
               coalesce(b.usd, 0) AS usd,
               CASE WHEN r.finished_at IS NULL THEN 'running' WHEN r.exit_code IS NULL THEN 'broken off'
                    ELSE 'ended' END AS state, coalesce(b.units, 0) AS units
        FROM runs r
        LEFT JOIN source_runs t ON t.run_id = r.run_id
        LEFT JOIN (SELECT run_id, source_id, sum(posts) AS posts, sum(users) AS users, sum(media) AS media,
                          {usd} AS usd, sum(units) AS units
                   FROM reads GROUP BY run_id, source_id) b
               ON b.run_id = t.run_id AND b.source_id = t.source_id""",
    "v_source_health": """
        SELECT o.source_id, o.platform, o.account, o.city, o."group" AS source_group,
               t.started_at AS last_run_at, t.outcome, t.reason,
               (SELECT max(c.started_at) FROM source_runs c
                WHERE c.source_id = o.source_id AND c.outcome = 'complete') AS last_complete_at,
               o.post_count AS expected_total,
               (SELECT count(*) FROM posts p WHERE p.source_id = o.source_id)
                   - (SELECT count(*) FROM posts p WHERE p.source_id = o.source_id AND p.deleted_at IS NOT NULL)
                   AS stored_total,
               (SELECT max(p.published_at) FROM posts p WHERE p.source_id = o.source_id) AS newest_post_at,
               coalesce(g.gaps, 0) AS open_gaps, g.begin_at AS gaps_begin_at, g.end_at AS gaps_end_at,
               g.words AS gaps_in_words,
               (SELECT count(*) FROM unread_posts u WHERE u.source_id = o.source_id) AS unread_posts
        FROM sources o
        LEFT JOIN (SELECT source_id, sum(gaps) AS gaps,
                          CASE WHEN count(begin_at) = count(*) THEN min(begin_at) END AS begin_at,
                          CASE WHEN count(end_at) = count(*) THEN max(end_at) END AS end_at,
                          CASE WHEN count(*) = 1 THEN min(words)
                               ELSE max(CASE WHEN stream = 'posts' THEN words END) || '; '
                                    || max(CASE WHEN stream = 'responses' THEN words END) END AS words
                   FROM gaps GROUP BY source_id) g ON g.source_id = o.source_id
        LEFT JOIN source_runs t ON t.source_id = o.source_id AND t.run_id =
            (SELECT max(n.run_id) FROM source_runs n WHERE n.source_id = o.source_id)""",
}


def _all_selects(dialect: str) -> dict[str, str]:
    """Return every view's SELECT, those that others read first."""
    plain = {name: _definition(name, dialect) for name in _DEFINITIONS}
    modules = (weeks, campaigns, analysis, agencies, conversation, obstacles, records, press)
    return plain | {name: told for module in modules for name, told in module.definitions(dialect).items()}


def definition_of(view: str, dialect: str) -> str:
    """Return the SELECT behind a view, in the words of a database."""
    return _all_selects(dialect)[view]


def _definition(name: str, dialect: str) -> str:
    definition = _DEFINITIONS[name].format(
        hours=HOURS[dialect],
        comparable=COMPARABLE,
        days=_DAYS[dialect],
        usd=SUM_OF_USD[dialect],
        true="true" if dialect == "postgresql" else "1",
    )
    return as_lookups(definition) if name == "v_posts" and dialect == "sqlite" else definition


def drop_views(conn: Connection) -> None:
    """Drop all views, so that the tables below them may change."""
    for name in reversed(list(_all_selects(conn.dialect.name))):
        conn.execute(text(f"DROP VIEW IF EXISTS {name}"))


def create_views(conn: Connection) -> None:
    """Make all views, with their columns explained where the database can keep that."""
    for name, definition in _all_selects(conn.dialect.name).items():
        conn.execute(text(f"CREATE VIEW {name} AS {definition}".replace(":", "\\:")))
    if conn.dialect.name == "postgresql":
        _comment(conn)


def _comment(conn: Connection) -> None:
    for view, (meaning, columns) in VIEWS.items():
        conn.execute(text(f"COMMENT ON VIEW {view} IS {_quote_words(meaning)}"))
        for column, (_, told) in columns.items():
            conn.execute(text(f"COMMENT ON COLUMN {view}.{column} IS {_quote_words(told)}"))


def _quote_words(words: str) -> str:
    # COMMENT takes no bound parameters; the words are our own, and the colon would begin one.
    return "'" + words.replace("'", "''").replace(":", "\\:") + "'"
