"""The views of campaigns: posts per platform, channels before, during and after, and what happened off line."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from storage.schema.columns.campaigns import STAGES
from storage.schema.selects.analysis import SOURCE
from storage.schema.selects.fragments import OWN

_STAGES = ", ".join(f"count(CASE WHEN p.stage = '{stage}' THEN 1 END) AS {stage}_posts" for stage in STAGES)
_COUNTED = ", ".join(f"coalesce(n.{stage}_posts, 0) AS {stage}_posts" for stage in STAGES)

_NO_COUNT = "CAST(NULL AS BIGINT)"  # platforms tell views, never how many people


def definitions(dialect: str) -> dict[str, str]:
    """Return the views' SELECTs by name, in the database's own words."""
    # PostgreSQL sums bigint to numeric; a count stays a whole number.
    total = "sum(p.{0})::bigint AS {0}" if dialect == "postgresql" else "sum(p.{0}) AS {0}"
    reached = "sum(reached)::bigint" if dialect == "postgresql" else "sum(reached)"
    month = "to_char(held_on, 'YYYY-MM')" if dialect == "postgresql" else "substr(held_on, 1, 7)"
    return {
        "v_campaigns": f"""
        SELECT c.campaign, c.starts_on, c.ends_on, r.platform, coalesce(n.posts, 0) AS posts, n.interactions, n.views,
               r.planned_posts, r.target_interactions, r.target_views, r.active_days, r.longest_gap_days,
               r.share_of_output, r.posts_scored, r.others_scored, r.score_difference, r.difference_low,
               r.difference_high, coalesce(r.verdict, 'insufficient_data') AS verdict, {_COUNTED},
               r.weeks_compared, r.posts_median, r.others_median, r.score_ratio, r.ratio_low, r.ratio_high,
               n.youngest_age_hours
        FROM campaigns c
        LEFT JOIN campaign_channels r ON r.campaign = c.campaign
        LEFT JOIN (SELECT m.campaign, p.platform, count(*) AS posts, {total.format("interactions")},
                          {total.format("views")}, min(p.age_hours) AS youngest_age_hours, {_STAGES}
                   FROM campaign_posts m JOIN v_posts p ON p.post_id = m.post_id
                   GROUP BY m.campaign, p.platform) n ON n.campaign = c.campaign AND n.platform = r.platform""",
        "v_campaign_posts": "SELECT campaign, post_id, reason, score_7d FROM campaign_posts",
        "v_campaign_phases": f"""
        SELECT f.campaign, {SOURCE}, f.phase, f.starts_on, f.ends_on, f.days, f.posts,
               CASE WHEN f.days = {_days(dialect)} THEN CAST(f.posts AS FLOAT) / f.days END AS posts_per_day,
               f.campaign_posts,
               CAST(f.programme_posts AS FLOAT) / nullif(f.labelled_posts, 0) AS programme_share, f.interactions,
               f.youngest_age_hours, f.scored_posts, f.median_score
        FROM campaign_phases f JOIN sources o ON o.source_id = f.source_id""",
        "v_activities": """
        SELECT campaign, held_on, kind, district, reached, cost, proof, note, title, url, topic, medium
        FROM activities""",
        "v_media_used": f"""
        SELECT p.month, o.platform AS medium, 'harvested' AS counted, count(*) AS items, {_NO_COUNT} AS reached,
               0 AS reached_items
        FROM posts p JOIN sources o ON o.source_id = p.source_id
        WHERE o.role = 'own' AND {OWN} AND p.month IS NOT NULL
        GROUP BY p.month, o.platform
        UNION ALL
        SELECT {month}, medium, 'by_hand', count(*), {reached}, count(reached)
        FROM activities
        WHERE medium IS NOT NULL
        GROUP BY 1, medium""",
    }


def _days(dialect: str) -> str:
    if dialect == "postgresql":
        return "f.ends_on - f.starts_on + 1"
    return "CAST(julianday(f.ends_on) - julianday(f.starts_on) AS INTEGER) + 1"
