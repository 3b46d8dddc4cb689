"""The view of topics by week: a row for each dimension and week, from the first known post to the last look.

The calendar week before stands beside it.
"""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.selects.fragments import HOURS, MEDIAN_FROM, MIDDLE, OWN, TOPICS, WHOLE

_WEEK: Mapping[str, str] = {  # of a Monday, by its Thursday, which lies in the year that names the week
    "sqlite": "strftime('%Y', {0}, '+3 days') || '-W' || printf('%02d', (strftime('%j', {0}, '+3 days') + 6) / 7)",
    "postgresql": "to_char({}, 'IYYY-\"W\"IW')",
}
_MONDAY: Mapping[str, str] = {  # of an ISO week: that of the week with 4 January, and so many weeks later
    "sqlite": "date(substr({0}, 1, 4) || '-01-04', '-6 days', 'weekday 1', (7 * (substr({0}, 7) - 1)) || ' days')",
    "postgresql": "to_date({}, 'IYYY-\"W\"IW')",
}
# A date that lies ahead tells nothing of the weeks until then.
_LAST_WEEK = """(SELECT n.iso_week FROM posts n WHERE n.iso_week IS NOT NULL AND n.published_at <= n.last_seen_at
                                           ORDER BY n.iso_week DESC LIMIT 1)"""
# A pinned post may be years older than what was walked.
_FIRST_WEEK = """min((SELECT p.iso_week FROM posts p
                                            WHERE p.source_id = o.source_id AND p.published_at IS NOT NULL
                                                  AND NOT p.pinned
                                            ORDER BY p.published_at LIMIT 1))"""
# After its newest post a platform has weeks of 0 only as far as it was looked at to its end.
_LAST_POST = """(SELECT p.iso_week FROM posts p
                                       WHERE p.source_id = o.source_id AND p.published_at <= p.last_seen_at
                                       ORDER BY p.published_at DESC LIMIT 1)"""
_LAST_LOOK = """(SELECT r.night FROM source_runs t JOIN runs r ON r.run_id = t.run_id
                                WHERE t.source_id = o.source_id AND t.outcome = 'complete'
                                ORDER BY t.run_id DESC LIMIT 1)"""
_LATER: Mapping[str, str] = {"sqlite": "date({}, '{} days')", "postgresql": "({} + {})"}

_POSTS = f"""
                          FROM posts p
                          JOIN sources o ON o.source_id = p.source_id
                          LEFT JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at = p.observed_at
                          LEFT JOIN labels l ON l.label_id = p.label_id
                          LEFT JOIN engagement e ON e.post_id = p.post_id
                          WHERE p.iso_week IS NOT NULL AND {OWN} AND o.role = 'own'"""
_WITH_POSTS: Mapping[str, str] = {
    # All but the median by one sort, the median of the middle rows alone.
    "sqlite": f"""
              SELECT iso_week, platform, topic, posts, interactions,
                     CASE WHEN scored_posts >= {MEDIAN_FROM} THEN middle END AS median_score, scored_posts,
                     youngest_age_hours
              FROM (SELECT iso_week, platform, topic, place, posts, interactions, scored_posts, youngest_age_hours,
                           avg(CASE WHEN {MIDDLE.format(n="scored_posts")} THEN score END)
                               OVER (PARTITION BY iso_week, platform, topic) AS middle
                    FROM (SELECT p.iso_week, o.platform, l.topic, e.score, row_number() OVER same AS place,
                                 count(*) OVER same AS posts, sum(s.interactions) OVER same AS interactions,
                                 count(e.score) OVER same AS scored_posts,
                                 min({HOURS["sqlite"]}) OVER same AS youngest_age_hours{_POSTS}
                          WINDOW same AS (PARTITION BY p.iso_week, o.platform, l.topic
                                          ORDER BY e.score IS NULL, e.score {WHOLE})) ranked
                    WHERE place = 1 OR {MIDDLE.format(n="scored_posts")}) middled
              WHERE place = 1""",
    # The scores are neither sorted nor read where the median is not asked; its sums of bigint would be numeric.
    "postgresql": f"""
              SELECT p.iso_week, o.platform, l.topic, count(*) AS posts, sum(s.interactions)::bigint AS interactions,
                     CASE WHEN count(e.score) >= {MEDIAN_FROM}
                          THEN (percentile_disc(0.5) WITHIN GROUP (ORDER BY e.score)
                                + percentile_disc(0.5) WITHIN GROUP (ORDER BY e.score DESC)) / 2 END AS median_score,
                     count(e.score) AS scored_posts, min({HOURS["postgresql"]}) AS youngest_age_hours{_POSTS}
              GROUP BY p.iso_week, o.platform, l.topic""",
}


def definitions(dialect: str) -> dict[str, str]:
    """Return the view's SELECT, in the database's own words.

    SQLite takes a WHERE on the week down to its index through windows over one and the same partition, not through
    GROUP BY. The rows of 0 are a part of their own for the same reason.
    """
    before = _WEEK[dialect].format(_LATER[dialect].format(_MONDAY[dialect].format("r.iso_week"), "-7"))
    return {
        "v_topic_weekly": f"""
        SELECT r.iso_week, r.platform, r.topic, r.posts, r.interactions, r.median_score, r.scored_posts,
               r.youngest_age_hours,
               CASE WHEN {before} >= k.first_week
                    THEN (SELECT count(*) FROM posts p
                          JOIN sources o ON o.source_id = p.source_id
                          LEFT JOIN labels l ON l.label_id = p.label_id
                          WHERE p.iso_week = {before} AND o.platform = r.platform AND o.role = 'own' AND {OWN}
                                AND coalesce(l.topic, '') = coalesce(r.topic, '')) END AS previous_posts
        FROM ({_WITH_POSTS[dialect]}
              UNION ALL
              {_without_posts(dialect)}) r
        JOIN (SELECT o.platform, {_FIRST_WEEK} AS first_week
              FROM sources o WHERE o.role = 'own' GROUP BY o.platform) k ON k.platform = r.platform"""
    }


def _without_posts(dialect: str) -> str:
    topics = " UNION ALL ".join(f"SELECT '{name}' AS topic" for name in TOPICS)
    week, monday, later = _WEEK[dialect].format, _MONDAY[dialect].format, _LATER[dialect].format
    # Of other types than those of the weeks with posts, PostgreSQL would take no WHERE down to either part, and read
    # what nobody asks.
    none, unknown = "CAST(0 AS BIGINT)", "CAST(NULL AS DOUBLE PRECISION)"
    return f"""
              SELECT CAST(w.iso_week AS VARCHAR), f.platform, CAST(t.topic AS VARCHAR), {none}, CAST(NULL AS BIGINT),
                     {unknown}, {none}, {unknown}
              FROM (WITH RECURSIVE mondays (monday) AS (
                        SELECT {monday("min(iso_week)")} FROM posts
                        UNION ALL
                        SELECT {later("monday", "+7")} FROM mondays
                        WHERE {later("monday", "+7")} <= {monday(_LAST_WEEK)})
                    SELECT monday, {week("monday")} AS iso_week FROM mondays WHERE monday IS NOT NULL) w
              JOIN (SELECT o.platform, {_FIRST_WEEK} AS first_week, max({_LAST_POST}) AS last_week,
                           max({_LAST_LOOK}) AS last_look
                    FROM sources o WHERE o.role = 'own' GROUP BY o.platform) f
                   ON f.first_week <= w.iso_week AND (w.iso_week <= f.last_week OR w.monday <= f.last_look)
              CROSS JOIN ({topics}) t
              WHERE NOT EXISTS (SELECT 1 FROM posts p
                                JOIN sources o ON o.source_id = p.source_id
                                JOIN labels l ON l.label_id = p.label_id
                                WHERE p.iso_week = w.iso_week AND l.topic = t.topic AND o.platform = f.platform
                                      AND o.role = 'own' AND {OWN})"""
