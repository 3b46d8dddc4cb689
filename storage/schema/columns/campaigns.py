"""Describe every column of the views of campaigns (see storage/schema/dictionary.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.schema.columns.analysis import SOURCE

BY_HAND: Final = ("whatsapp", "tiktok", "telegram", "newspaper", "radio", "brochure", "banner")
"""Media that people count by themselves."""
STAGES: Final = ("research", "planning", "implementation", "evaluation", "reporting")
POST: Final = ("string", "Which post: platform and native id, such as x:1850…, instagram:DTxM…, website:host/4711")

CAMPAIGNS: Final[Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]]] = {
    "v_campaigns": (
        "Configured campaigns: the posts of their days that carry their hashtags or phrases, per platform",
        {
            "campaign": ("string", "Name of the campaign"),
            "starts_on": ("date", "First day"),
            "ends_on": ("date", "Last day"),
            "platform": (
                "string",
                "x, instagram, facebook, youtube or website; empty when no post belongs to the campaign yet",
            ),
            "posts": ("integer", "Posts of the campaign on that platform"),
            "interactions": ("integer", "Their interactions together; empty when the platform tells none"),
            "views": ("integer", "Their views together; empty when the platform tells none"),
            "planned_posts": ("integer", "Posts that the configuration plans there; empty without a plan"),
            "target_interactions": ("integer", "Interactions aimed at there, as configured"),
            "target_views": ("integer", "Views aimed at there, as configured"),
            "active_days": ("integer", "Days of the campaign so far with a post there"),
            "longest_gap_days": ("integer", "Longest run of days of the campaign so far without a post there"),
            "share_of_output": (
                "number",
                "Its posts ÷ all own posts of the platform on its days, within its sources; empty without any",
            ),
            "posts_scored": ("integer", "Its posts with a 7-day score"),
            "others_scored": (
                "integer",
                "Other posts of these accounts and kinds with a 7-day score, of no campaign, up to 8 weeks around it",
            ),
            "score_difference": (
                "number",
                "Median 7-day score of its posts less that of the others: an association, not an effect",
            ),
            "difference_low": (
                "number",
                "Lower end of its 95 % interval: ratio_low, in units of others_median",
            ),
            "difference_high": ("number", "Upper end of that interval"),
            "verdict": (
                "string",
                "better, no_difference, worse, or insufficient_data (under 8 posts, 20 others, or 5 weeks with both)",
            ),
            **{f"{stage}_posts": ("integer", f"Its posts at the stage {stage} (codebook)") for stage in STAGES},
            "weeks_compared": ("integer", "Weeks in which the campaign and others had posts with a 7-day score"),
            "posts_median": ("number", "Median 7-day score of its posts; empty under five"),
            "others_median": ("number", "Median 7-day score of the others; empty under five"),
            "score_ratio": (
                "number",
                "How many times as loud its posts were as the others of their weeks; empty without a verdict",
            ),
            "ratio_low": ("number", "Lower end of its 95 % interval (Student's t over weeks)"),
            "ratio_high": ("number", "Upper end of that interval"),
            "youngest_age_hours": ("number", "Age of its youngest post when last seen: younger sums still grow"),
        },
    ),
    "v_campaign_posts": (
        "Which posts belong to which campaign; a post may belong to several",
        {
            "campaign": ("string", "Name of the campaign"),
            "post_id": POST,
            "reason": ("string", "Hashtag, phrase or topic for which it belongs"),
            "score_7d": ("number", "Engagement score at the look at seven days; empty without one"),
        },
    ),
    "v_campaign_phases": (
        "Each channel of a campaign as long before it (eight weeks at most), during it and after it",
        {
            "campaign": ("string", "Name of the campaign"),
            **SOURCE,
            "phase": ("string", "before, during or after; one that has not begun has no row"),
            "starts_on": ("date", "First day of the phase"),
            "ends_on": ("date", "Last day of the phase, or of what has passed of it"),
            "days": ("integer", "Days of it of which all posts of the channel are known; 0 where nobody knows"),
            "posts": ("integer", "Own posts of the channel on the days of the phase"),
            "posts_per_day": ("number", "posts ÷ days; empty where not all days of the phase are known"),
            "campaign_posts": ("integer", "Of these, the posts of the campaign"),
            "programme_share": ("number", "Share of its labelled posts that name the programme or a service of it"),
            "interactions": ("integer", "Interactions of the posts together; empty when the platform tells none"),
            "youngest_age_hours": ("number", "Age of the youngest post when last seen: younger sums still grow"),
            "scored_posts": ("integer", "Posts with a 7-day score"),
            "median_score": ("number", "Median of their 7-day scores; empty under five"),
        },
    ),
    "v_activities": (
        "What happened off line, as the office's activities.csv tells it",
        {
            "campaign": ("string", "Campaign that it belongs to, if any"),
            "held_on": ("date", "Day"),
            "kind": ("string", "What it was: banner, radio, leaflet, meeting …"),
            "district": ("string", "Where"),
            "reached": ("integer", "People reached, as the office counted; empty if not counted"),
            "cost": ("integer", "Cost in rupiah; empty if not told"),
            "proof": ("string", "Where the proof lies"),
            "note": ("string", "Remarks"),
            "title": ("string", "Its title, as of an article or a message; empty if not told"),
            "url": ("string", "Where it stands; empty if not told"),
            "topic": ("string", "Smart City dimension that a person named, or none; empty if not told"),
            "medium": ("string", f"Medium that kind names: {', '.join(BY_HAND)}; empty where it names none of these"),
        },
    ),
    "v_media_used": (
        "Media used by month: own posts that were harvested, and what people counted by hand; never add the two up",
        {
            "month": ("string", "Month, such as 2026-11"),
            "medium": ("string", f"The platform, or of what was counted by hand: {', '.join(BY_HAND)}"),
            "counted": ("string", "harvested, or by_hand: as the office told it, checked by nobody else"),
            "items": ("integer", "Own posts and articles without replies and reposts; by hand: rows that were told"),
            "reached": ("integer", "People reached, as the office counted; empty where nobody counted any"),
            "reached_items": ("integer", "The number of items that reached is of"),
        },
    ),
}
