"""The views of the analysis: strategy by period, growth of engagement, best times, accounts among their like.

Reposts are nobody's own engagement, replies no posts of their own: both are left out; figures of different platforms
are never summed. Medians are the middle one or two of ranked rows, because neither database has a median that the
other knows.
"""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.selects.fragments import MEDIAN_FROM, MIDDLE, OWN, WHOLE

DIALECT: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        "weekday": "(CAST(strftime('%w', published_local) AS INTEGER) + 6) % 7 + 1",
        "hour": "CAST(substr(published_local, 12, 2) AS INTEGER)",
    },
    "postgresql": {
        "weekday": "extract(isodow FROM published_local)::integer",
        "hour": "extract(hour FROM published_local)::integer",
    },
}
SOURCE = 'o.source_id, o.platform, o.account, o.city, o."group" AS source_group, o.role'
_SIX = ("governance", "branding", "economy", "living", "society", "environment")
_GROUPINGS = " UNION ALL ".join(
    f"SELECT '{name}' AS grouped_by" for name in ("all", "kind", "topic", "message_function")
)
JUDGED_FROM = 10  # posts of a period: of fewer, chance leaves a dimension out
_NAMED = ", ".join(f"'{name}'" for name in _SIX)
BANDS = (
    (1_000, "under 1,000"),
    (10_000, "1,000 to 9,999"),
    (50_000, "10,000 to 49,999"),
    (100_000, "50,000 to 99,999"),
)

# What a post without a label speaks about nobody knows: it is no sign that a dimension was left out.
_LABELLED = """(c.period_posts - coalesce((SELECT u.posts FROM strategy_counts u
                    WHERE u.source_id = c.source_id AND u.period_type = c.period_type AND u.period = c.period
                          AND u.aspect = 'topic' AND u.value IS NULL), 0))"""
STRATEGY = f"""
        SELECT c.period_type, c.period, {SOURCE}, c.aspect, c.value, c.posts,
               CAST(c.posts AS FLOAT) / c.period_posts AS share_of_posts, c.interactions,
               CAST(c.compared_interactions AS FLOAT) / nullif(c.period_compared_interactions, 0)
                   AS share_of_interactions,
               g.share AS target_share,
               CASE WHEN c.aspect = 'topic' AND c.value IN ({_NAMED}) AND c.period_posts >= {JUDGED_FROM}
                         AND {_LABELLED} >= {JUDGED_FROM}
                    THEN CASE WHEN g.share IS NULL THEN c.posts = 0
                              ELSE CAST(c.posts AS FLOAT) / {_LABELLED} < g.share END END AS neglected,
               q.questions, CAST(q.answered AS FLOAT) / nullif(q.questions, 0) AS answered_share,
               q.median_working_days,
               CAST(q.responses_seen AS FLOAT) / nullif(q.comments_told, 0) AS responses_seen_share,
               c.compared_posts, CAST(c.compared_posts AS FLOAT) / nullif(c.period_compared_posts, 0)
                   AS share_of_compared_posts, c.youngest_age_hours
        FROM strategy_counts c
        JOIN sources o ON o.source_id = c.source_id
        LEFT JOIN targets g ON c.aspect = 'topic' AND g.topic = c.value
        LEFT JOIN conversations q
               ON q.source_id = c.source_id AND q.period_type = c.period_type AND q.period = c.period"""
GROWTH = f"""
        SELECT {SOURCE}, m.grouped_by AS among, m.value AS among_value, m.age_hours, m.posts, m.median_share
        FROM growth m JOIN sources o ON o.source_id = m.source_id"""
HALF_LIFE = """
        SELECT m.post_id, m.source_id, o.platform, m.kind, m.topic, m.message_function, m.final_interactions,
               m.half_life_hours
        FROM half_lives m JOIN sources o ON o.source_id = m.source_id"""
_SAME_TIME = "PARTITION BY source_id, among, among_value, grouped_by, value"
BEST_TIMES = f"""
        SELECT {SOURCE}, m.among, m.among_value, m.grouped_by, m.value, m.posts, m.scored AS scored_posts,
               CASE WHEN m.scored >= {MEDIAN_FROM} THEN m.median END AS median_score
        FROM (SELECT source_id, among, among_value, grouped_by, value, place, posts, scored,
                     avg(CASE WHEN {MIDDLE.format(n="scored")} THEN score END) OVER ({_SAME_TIME}) AS median
              FROM (SELECT source_id, among, among_value, grouped_by, value, score, row_number() OVER same AS place,
                           count(*) OVER same AS posts, count(score) OVER same AS scored
                    FROM (SELECT p.source_id, g.grouped_by AS among, t.grouped_by, e.score,
                                 CASE g.grouped_by WHEN 'all' THEN 'all' WHEN 'kind' THEN p.kind
                                      WHEN 'topic' THEN l.topic ELSE l.message_function END AS among_value,
                                 CASE t.grouped_by WHEN 'weekday' THEN {{weekday}} ELSE {{hour}} END AS value
                          FROM posts p
                          LEFT JOIN engagement e ON e.post_id = p.post_id
                          LEFT JOIN labels l ON l.label_id = p.label_id
                          CROSS JOIN ({_GROUPINGS}) g
                          CROSS JOIN (SELECT 'weekday' AS grouped_by UNION ALL SELECT 'hour') t
                          WHERE {OWN} AND p.published_precision = 'second' AND p.published_local IS NOT NULL) own
                    WINDOW same AS ({_SAME_TIME} ORDER BY score IS NULL, score {WHOLE})) placed
              WHERE place = 1 OR {MIDDLE.format(n="scored")}) m
        JOIN sources o ON o.source_id = m.source_id
        WHERE m.place = 1"""


def _account_bands() -> str:
    bands = " ".join(f"WHEN a.followers < {limit} THEN '{name}'" for limit, name in BANDS)
    return f"""
        WITH counted AS (
            SELECT p.source_id, count(*) AS posts,
                   avg(CASE WHEN l.programme_level IS NULL THEN NULL
                            WHEN l.programme_level IN ('named', 'initiative') THEN 1.0 ELSE 0.0 END) AS programme_share,
                   CASE WHEN count(e.rate) >= {MEDIAN_FROM} THEN avg(e.rate) END AS mean_rate
            FROM posts p
            LEFT JOIN labels l ON l.post_id = p.post_id AND l.current
            LEFT JOIN engagement e ON e.post_id = p.post_id
            WHERE {OWN} GROUP BY p.source_id
        ), banded AS (
            SELECT {SOURCE}, a.followers,
                   CASE WHEN a.followers IS NULL THEN NULL {bands} ELSE '100,000 and more' END AS follower_band,
                   coalesce(c.posts, 0) AS posts, c.programme_share, c.mean_rate
            FROM sources o
            LEFT JOIN counted c ON c.source_id = o.source_id
            LEFT JOIN accounts a ON a.source_id = o.source_id AND a.observed_at =
                (SELECT max(n.observed_at) FROM accounts n WHERE n.source_id = o.source_id AND n.followers IS NOT NULL)
        ), compared AS (
            SELECT banded.*, count(*) OVER same AS accounts_in_band, avg(programme_share) OVER same AS band_programme,
                   avg(mean_rate) OVER same AS band_rate, count(programme_share) OVER same AS programme_n,
                   count(mean_rate) OVER same AS rate_n
            FROM banded WINDOW same AS (PARTITION BY platform, follower_band)
        )
        SELECT source_id, platform, account, city, source_group, role, followers, follower_band,
               CASE WHEN follower_band IS NOT NULL THEN accounts_in_band END AS accounts_in_band, posts,
               CAST(programme_share AS FLOAT) AS programme_share, mean_rate AS mean_engagement_rate,
               CAST(CASE WHEN follower_band IS NOT NULL AND programme_n >= {MEDIAN_FROM}
                         THEN band_programme END AS FLOAT) AS band_programme_share,
               CASE WHEN follower_band IS NOT NULL AND rate_n >= {MEDIAN_FROM} THEN band_rate END
                   AS band_mean_engagement_rate
        FROM compared"""


def definitions(dialect: str) -> dict[str, str]:
    """Return the views' SELECTs by name, in the database's own words."""
    words = DIALECT[dialect]
    return {
        "v_strategy": STRATEGY,
        "v_silent_days": f"""
        SELECT d.period_type, d.period, {SOURCE}, d.days, d.active_days, d.days - d.active_days AS silent_days,
               d.longest_silence
        FROM source_days d JOIN sources o ON o.source_id = d.source_id""",
        "v_engagement_growth": GROWTH,
        "v_half_life": HALF_LIFE,
        "v_best_times": BEST_TIMES.format(**words),
        "v_account_bands": _account_bands(),
    }
