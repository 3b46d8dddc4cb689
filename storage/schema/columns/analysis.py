"""Describe every column of the analysis views (see storage/schema/dictionary.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROLE: Final = ("string", "Whose account it is: own, agency, media or peer; only own enters the office's figures")
AGENCY: Final = ("string", "Agency of the city that runs it, as configured")
SOURCE: Final = {
    "source_id": ("string", "Which configured source"),
    "platform": ("string", "x, instagram, facebook, youtube or website"),
    "account": ("string", "The watched account, or the website's host"),
    "city": ("string", "City of the account, as configured"),
    "source_group": ("string", "Group of the account, as configured"),
    "role": ROLE,
}
PERIOD: Final = {
    "period_type": ("string", "week (ISO), month, quarter or year (by date); v_strategy has no months"),
    "period": ("string", "Such as 2026-W47, 2026-11, 2026-Q4 or 2026, on the wall clock of the configured time zone"),
}
AMONG: Final = ("string", "Which posts: all, or those of one kind, topic or message_function")
AMONG_VALUE: Final = ("string", "The kind, topic or message function, all for all posts; empty where not labelled")

ANALYSIS: Final[Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]]] = {
    "v_strategy": (
        "What each source spoke about in each week, quarter and year; reposts and replies do not count",
        {
            **PERIOD,
            **SOURCE,
            "aspect": ("string", "topic, subtopic, programme_level or message_function: what is counted"),
            "value": (
                "string",
                "Its value; empty for posts not yet labelled; each dimension has a row even with 0 posts",
            ),
            "posts": ("integer", "Own posts of the source in the period with this value"),
            "share_of_posts": ("number", "Of all own posts of the source in the period, 0 to 1"),
            "interactions": ("integer", "Their interactions together; empty when none is told"),
            "share_of_interactions": (
                "number",
                "Of all comparable interactions of the source in the period, those of posts that hide a part left out",
            ),
            "target_share": ("number", "Least share that the configuration wants of the dimension; empty without one"),
            "neglected": (
                "boolean",
                "Below its target of labelled posts, without one with no post; empty under ten, and for all else",
            ),
            "questions": ("integer", "Citizens' questions to the source in the period; the same on each of its rows"),
            "answered_share": (
                "number",
                "answered ÷ questions, those that wait included (v_conversation); the same on each row",
            ),
            "median_working_days": ("number", "Median working days to the answer; the same on each row"),
            "responses_seen_share": ("number", "How much of the responses could be seen; the same on each row"),
            "compared_posts": (
                "integer",
                "Posts with comparable interactions: the n of share_of_interactions; of the others they are unknown",
            ),
            "share_of_compared_posts": (
                "number",
                "Of all posts with comparable interactions: compare share_of_interactions with this share",
            ),
            "youngest_age_hours": (
                "number",
                "Age of the youngest of the posts when it was last seen: younger sums still grow",
            ),
        },
    ),
    "v_silent_days": (
        "Days without an own post per source and period, from its first post to its last complete look",
        {
            **PERIOD,
            **SOURCE,
            "days": ("integer", "Days of the period that could be judged"),
            "active_days": ("integer", "Days with an own post"),
            "silent_days": ("integer", "Days without"),
            "longest_silence": ("integer", "Longest run of days without a post within the period"),
        },
    ),
    "v_engagement_growth": (
        "How much of their final interactions posts had at each age; final is the last look at 14 days or more",
        {
            **SOURCE,
            "among": AMONG,
            "among_value": AMONG_VALUE,
            "age_hours": ("integer", "Upper end of the age: 24, 48, 72, 168, 336 or 672 hours, above the one before"),
            "posts": ("integer", "Posts seen at that age and again at 14 days or more"),
            "median_share": ("number", "Median of their share of the final interactions; empty under five posts"),
        },
    ),
    "v_half_life": (
        "The age at which each post had half of its final interactions; counted by the night, with the labels of then",
        {
            "post_id": ("string", "Which post"),
            "source_id": ("string", "Which configured source"),
            "platform": ("string", "x, instagram, facebook, youtube or website"),
            "kind": ("string", "post, reply, quote, image, video, short, live, album or article"),
            "topic": ("string", "Its primary Smart City dimension, or none; empty where not labelled"),
            "message_function": ("string", "What it mainly does; empty where not labelled"),
            "final_interactions": ("integer", "Interactions at the last look, at 14 days or more"),
            "half_life_hours": (
                "number",
                "By straight line between two looks; only of posts first seen within 48 hours",
            ),
        },
    ),
    "v_best_times": (
        "Engagement score by weekday and by hour of the publication; read it with its counts",
        {
            **SOURCE,
            "among": AMONG,
            "among_value": AMONG_VALUE,
            "grouped_by": ("string", "weekday or hour: how those posts are parted"),
            "value": ("integer", "1 (Monday) to 7, or 0 to 23, on the wall clock of the configured time zone"),
            "posts": ("integer", "Own posts published then"),
            "scored_posts": ("integer", "Those with an engagement score"),
            "median_score": ("number", "Median of their scores; empty under five"),
        },
    ),
    "v_account_bands": (
        "Each account among those of its platform with about as many followers; a band counts from five accounts on",
        {
            **SOURCE,
            "followers": ("integer", "Followers when last told; empty when never"),
            "follower_band": ("string", "Band of followers; empty when they are unknown"),
            "accounts_in_band": ("integer", "Accounts of that platform and band"),
            "posts": ("integer", "Own posts stored"),
            "programme_share": ("number", "Share of its labelled posts that name the programme or a service of it"),
            "mean_engagement_rate": ("number", "Mean of its posts' interactions ÷ followers; empty under five"),
            "band_programme_share": (
                "number",
                "Mean of the accounts of the band that have one; empty under five of them",
            ),
            "band_mean_engagement_rate": (
                "number",
                "Mean of the accounts of the band that have one; empty under five of them",
            ),
        },
    ),
}
