"""The views of what stands in posts and in the run's own books: terms, followers, nights, costs, sub-topics by year."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.selects.analysis import SOURCE
from storage.schema.selects.fragments import OWN, SUM_OF_USD

_DAYS_BACK = (7, 30, 90)
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        "day": "date({})",
        "past": "date({}, '-{} days')",
        "next_day": "date(night, '+1 day')",
        "month": "substr({}, 1, 7)",
        "quarter": "substr({0}, 1, 4) || '-Q' || ((CAST(substr({0}, 6, 2) AS INTEGER) + 2) / 3)",
        "year": "CAST(substr({}, 1, 4) AS INTEGER)",
        "whole": "{}",
        # instr finds the first one; two slashes count only where they are the first ones of the address
        "rest": (
            "substr({0}, CASE instr({0}, '//') WHEN 0 THEN 1 WHEN instr({0}, '/') THEN instr({0}, '//') + 2 ELSE 1 END)"
        ),
        "before": "substr({0}, 1, instr({0} || '{1}', '{1}') - 1)",
        "after": "substr({0}, instr({0}, '{1}') + 1)",
    },
    "postgresql": {
        "day": "CAST({} AT TIME ZONE 'UTC' AS DATE)",
        "past": "CAST({} - {} AS TIMESTAMP) AT TIME ZONE 'UTC'",
        "next_day": "night + 1",
        "month": "to_char({}, 'YYYY-MM')",
        "quarter": "to_char({0}, 'YYYY-\"Q\"Q')",
        "year": "CAST(extract(year FROM {}) AS INTEGER)",
        "whole": "CAST({} AS BIGINT)",
        "rest": "regexp_replace({}, '^[^/]*//', '')",
        "before": "split_part({0}, '{1}', 1)",
        "after": "substr({0}, strpos({0}, '{1}') + 1)",
    },
}
_PUBLISHED = "p.published_at, p.published_local, p.published_date, p.month, p.quarter, p.iso_week"


# The names between the commas, as a JSON list for SQLite: what a name may not hold there is taken out.
_NAMES: Mapping[str, str] = {
    "sqlite": """json_each('["' || replace(replace(replace(l.places, '\\', ''), '"', ''), ',', '","') || '"]') n""",
    "postgresql": "unnest(string_to_array(l.places, ',')) WITH ORDINALITY AS n(value, key)",
}
_POSITION: Mapping[str, str] = {"sqlite": "n.key", "postgresql": "CAST(n.key - 1 AS INTEGER)"}


def _post_places(dialect: str) -> str:
    return f"""
        SELECT p.post_id, {SOURCE}, {_POSITION[dialect]} AS position, n.value AS place, l.audience, l.topic,
               {_PUBLISHED}, l.programme_level, d.district
        FROM posts p
        JOIN sources o ON o.source_id = p.source_id
        JOIN labels l ON l.label_id = p.label_id
        CROSS JOIN {_NAMES[dialect]}
        LEFT JOIN place_districts d ON d.place = n.value
        WHERE l.places IS NOT NULL"""


READER_CALLS = """
        SELECT call_id, asked_at, purpose, host, address, model, outcome, tokens, usd FROM reader_calls"""


def _terms(kind: str, name: str, value: str) -> str:
    return f"""
        SELECT t.post_id, {SOURCE}, {value} AS {name}, {_PUBLISHED}
        FROM post_terms t
        JOIN posts p ON p.post_id = t.post_id
        JOIN sources o ON o.source_id = p.source_id
        WHERE t.kind = '{kind}' AND p.kind <> 'repost'"""


def _links(dialect: str) -> str:
    words = _WORDS[dialect]
    rest = words["rest"].format("t.value")
    host = "t.rest"
    for mark in "/?#":
        host = words["before"].format(host, mark)
    host = words["before"].format(words["after"].format(host, "@"), ":")  # neither who logs in, nor a port
    return f"""
        SELECT t.post_id, {SOURCE}, t.value AS link,
               CASE WHEN lower({host}) LIKE 'www.%' THEN substr(lower({host}), 5) ELSE lower({host}) END AS domain,
               {_PUBLISHED}
        FROM (SELECT t.post_id, t.value, {rest} AS rest FROM post_terms t WHERE t.kind = 'link') t
        JOIN posts p ON p.post_id = t.post_id
        JOIN sources o ON o.source_id = p.source_id
        WHERE p.kind <> 'repost'"""


def _followers(dialect: str) -> str:
    words = _WORDS[dialect]
    changes = ", ".join(
        f"""f.followers - (SELECT n.followers FROM accounts n WHERE n.source_id = f.source_id
                  AND n.followers IS NOT NULL AND n.observed_at < {words["past"].format("f.day", days - 1)}
                  ORDER BY n.observed_at DESC LIMIT 1) AS change_{days}_days"""
        for days in _DAYS_BACK
    )
    return f"""
        SELECT {SOURCE}, f.day, f.observed_at, f.followers, f.following, f.post_count,
               f.followers - f.before AS change, {changes}, f.method
        FROM (SELECT d.*, lag(d.followers) OVER (PARTITION BY d.source_id ORDER BY d.observed_at) AS before
              FROM (SELECT a.*, {words["day"].format("a.observed_at")} AS day,
                           row_number() OVER (PARTITION BY a.source_id, {words["day"].format("a.observed_at")}
                                              ORDER BY a.observed_at DESC) AS place
                    FROM accounts a WHERE a.followers IS NOT NULL) d
              WHERE d.place = 1) f
        JOIN sources o ON o.source_id = f.source_id"""


def _costs(dialect: str) -> str:
    words = _WORDS[dialect]
    month = words["month"].format
    began = "t.started_at" if dialect == "sqlite" else "t.started_at AT TIME ZONE 'UTC'"
    whole = words["whole"].format
    return f"""
        WITH paid AS (
            SELECT source_id, {month("day")} AS month, purpose, {whole("sum(posts)")} AS posts_read,
                   {whole("sum(users)")} AS users_read, {whole("sum(media)")} AS media_read,
                   {SUM_OF_USD[dialect]} AS usd, {whole("sum(units)")} AS units
            FROM reads GROUP BY source_id, {month("day")}, purpose
        ), found AS (
            SELECT t.source_id, {month(began)} AS month, {whole("sum(t.posts_new)")} AS posts_new
            FROM source_runs t GROUP BY t.source_id, {month(began)}
        )
        SELECT c.month, {SOURCE}, c.purpose, c.posts_read, c.users_read, c.media_read, c.usd,
               CASE WHEN c.purpose = 'posts' THEN f.posts_new END AS posts_new,
               CASE WHEN c.purpose = 'posts' THEN c.usd / nullif(f.posts_new, 0) END AS usd_per_new_post, c.units
        FROM paid c
        JOIN sources o ON o.source_id = c.source_id
        LEFT JOIN found f ON f.source_id = c.source_id AND f.month = c.month"""


def _nights(dialect: str) -> str:
    words = _WORDS[dialect]
    whole = words["whole"].format
    return f"""
        WITH RECURSIVE days AS (
            SELECT min(night) AS night, max(night) AS last FROM runs WHERE command = 'nightly' AND night IS NOT NULL
            UNION ALL
            SELECT {words["next_day"]}, last FROM days WHERE night < last
        ), ran AS (
            SELECT r.night, count(*) AS runs, max(r.run_id) AS run_id FROM runs r
            WHERE r.command = 'nightly' GROUP BY r.night
        ), turns AS (
            SELECT r.night, count(DISTINCT t.source_id) AS sources,
                   count(DISTINCT CASE WHEN t.outcome = 'complete' THEN t.source_id END) AS complete,
                   {whole("sum(t.posts_new)")} AS posts_new
            FROM runs r JOIN source_runs t ON t.run_id = r.run_id
            WHERE r.command = 'nightly' GROUP BY r.night
        ), paid AS (
            SELECT r.night, {SUM_OF_USD[dialect]} AS usd FROM runs r JOIN reads b ON b.run_id = r.run_id
            WHERE r.command = 'nightly' GROUP BY r.night
        )
        SELECT d.night, {words["month"].format("d.night")} AS month, {words["quarter"].format("d.night")} AS quarter,
               CASE WHEN n.runs IS NULL THEN 'missed' WHEN l.finished_at IS NULL THEN 'running'
                    WHEN l.exit_code IS NULL THEN 'broken off' ELSE 'run' END AS state,
               coalesce(n.runs, 0) AS runs, l.run_id, l.started_at, l.finished_at, l.exit_code,
               coalesce(t.sources, 0) AS sources, coalesce(t.complete, 0) AS sources_complete,
               coalesce(t.posts_new, 0) AS posts_new, coalesce(p.usd, 0) AS usd
        FROM days d
        LEFT JOIN ran n ON n.night = d.night
        LEFT JOIN runs l ON l.run_id = n.run_id
        LEFT JOIN turns t ON t.night = d.night
        LEFT JOIN paid p ON p.night = d.night
        WHERE d.night IS NOT NULL"""


def _subtopic_years(dialect: str) -> str:
    year = _WORDS[dialect]["year"].format("p.published_local")
    return f"""
        WITH counted AS (
            SELECT p.source_id, {year} AS year, l.topic, l.subtopic, count(*) AS posts
            FROM posts p JOIN labels l ON l.label_id = p.label_id
            WHERE l.subtopic IS NOT NULL AND p.published_local IS NOT NULL AND {OWN}
            GROUP BY p.source_id, {year}, l.topic, l.subtopic
        ), known AS (
            SELECT c.source_id, max(c.year) AS last,
                   (SELECT {year} FROM posts p
                    WHERE p.source_id = c.source_id AND p.published_local IS NOT NULL AND NOT p.pinned
                    ORDER BY p.published_at LIMIT 1) AS first
            FROM counted c GROUP BY c.source_id
        ), spoken AS (
            SELECT source_id, year, topic, subtopic FROM counted
            UNION
            SELECT c.source_id, c.year + 1, c.topic, c.subtopic FROM counted c
            JOIN known k ON k.source_id = c.source_id AND c.year BETWEEN k.first AND k.last - 1
        )
        SELECT {SOURCE}, s.year, s.topic, s.subtopic, coalesce(c.posts, 0) AS posts,
               CASE WHEN s.year > k.first THEN coalesce(b.posts, 0) END AS posts_year_before,
               c.posts IS NULL AS vanished
        FROM spoken s
        JOIN sources o ON o.source_id = s.source_id
        JOIN known k ON k.source_id = s.source_id
        LEFT JOIN counted c ON c.source_id = s.source_id AND c.year = s.year
                           AND c.topic = s.topic AND c.subtopic = s.subtopic
        LEFT JOIN counted b ON b.source_id = s.source_id AND b.year = s.year - 1
                           AND b.topic = s.topic AND b.subtopic = s.subtopic"""


def definitions(dialect: str) -> dict[str, str]:
    """Return the views' SELECTs by name, in the database's own words."""
    return {
        "v_hashtags": _terms("hashtag", "hashtag", "lower(t.value)"),
        "v_mentions": _terms("mention", "mention", "lower(t.value)"),
        "v_links": _links(dialect),
        "v_followers": _followers(dialect),
        "v_costs": _costs(dialect),
        "v_nights": _nights(dialect),
        "v_post_places": _post_places(dialect),
        "v_reader_calls": READER_CALLS,
        "v_subtopic_years": _subtopic_years(dialect),
    }
