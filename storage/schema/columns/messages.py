"""Describe every column of the views of topics by week, messages across channels, and texts that come back."""

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.columns.analysis import ROLE
from storage.schema.columns.shared import CITY, PLATFORM, POST, SOURCE, WEEK, Columns

MESSAGES: Mapping[str, tuple[str, Columns]] = {
    "v_topic_weekly": (
        "Own posts and engagement per ISO week, platform and topic, with rows of 0; replies and reposts do not count",
        {
            "iso_week": WEEK,
            "platform": PLATFORM,
            "topic": (
                "string",
                (
                    "Primary Smart City dimension, or none: each has a row in every week "
                    "from the first known post to the newest or the day of the run of the last complete look at one of "
                    "the platform's own channels; empty where not yet labelled"
                ),
            ),
            "posts": ("integer", "Posts of the office's own sources of that week, platform and primary topic"),
            "interactions": ("integer", "Their interactions together; empty when the platform tells none"),
            "median_score": ("number", "Median of their engagement scores; empty under five scored posts"),
            "scored_posts": ("integer", "How many of them have a score"),
            "youngest_age_hours": (
                "number",
                "Age of the youngest of them when it was last seen: younger sums still grow",
            ),
            "previous_posts": (
                "integer",
                "Those of the calendar week before; empty where that lies before the platform's first known post",
            ),
        },
    ),
    "v_messages": (
        "What more than one channel of a city said within seven days; a post that is not here stood alone",
        {
            "message_id": ("string", "The post that said it first"),
            "city": CITY,
            "first_at": ("datetime", "When that was published, UTC"),
            "posts": ("integer", "Posts that carry the message"),
            "sources": ("integer", "Channels that carried it"),
            "spread_hours": (
                "number",
                "Hours between its first and last post; empty unless two times are known to the second",
            ),
            "channels_missed": (
                "string",
                "Own configured channels of the city that did not carry it, comma-separated",
            ),
        },
    ),
    "v_message_posts": (
        "The posts of each message, with why each belongs to it",
        {
            "message_id": ("string", "The post that said it first"),
            "post_id": POST,
            "source_id": SOURCE,
            "platform": PLATFORM,
            "published_at": ("datetime", "Publication, UTC"),
            "reason": ("string", "first, link, title or text (nearly equal)"),
            "matched_post_id": ("string", "The earlier post that it was matched with; empty for the first"),
            "similarity": ("number", "For text: share of the shorter text's four-word runs in the longer one"),
            "lag_hours": ("number", "Hours after the first post; empty where either time is known to the day only"),
        },
    ),
    "v_recirculated": (
        "Old texts that came back as new: posts nearly equal to one of half a year or more before; no greetings",
        {
            "post_id": POST,
            "source_id": SOURCE,
            "platform": PLATFORM,
            "role": ROLE,
            "published_at": ("datetime", "Publication, UTC"),
            "month": ("string", "Its month, local, such as 2026-11"),
            "title": ("string", "Title of an article; empty for posts without one"),
            "url": ("string", "Where it stands"),
            "first_post_id": ("string", "The oldest stored post with nearly the same text"),
            "first_source_id": ("string", "The source of that one"),
            "first_platform": ("string", "The platform of that one"),
            "first_role": ("string", "The role of that one's source"),
            "first_published_at": ("datetime", "Publication of that one, UTC"),
            "first_url": ("string", "Where that one stands"),
            "days_between": ("integer", "Whole days between the two; 180 at least"),
            "similarity": ("number", "Share of the shorter text's four-word runs in the longer one; 0.6 at least"),
            "earlier_weeks": ("integer", "Earlier weeks with nearly this text, 1 or 2: from 3 on it is a formula"),
            "numbers_changed": (
                "boolean",
                "Whether it is another occasion: a number (Roman, in words), month or weekday of the text changed",
            ),
        },
    ),
}
