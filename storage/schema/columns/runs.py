"""Describe every column of the views of runs and sources, and of the weekly report's table of accounts."""

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.columns.analysis import ROLE
from storage.schema.columns.shared import ACCOUNT, CITY, GROUP, PLATFORM, SOURCE, Columns

RUNS: Mapping[str, tuple[str, Columns]] = {
    "v_runs": (
        "Every run, one row for each source that had a turn in it",
        {
            "run_id": ("integer", "Which run"),
            "command": ("string", "The command that was run"),
            "started_at": ("datetime", "When the run began, UTC"),
            "finished_at": ("datetime", "When it ended, UTC; where it was broken off, its last sign of life"),
            "exit_code": ("integer", "How it ended (README); empty while it runs and where it was broken off"),
            "source_id": SOURCE,
            "outcome": ("string", "complete, partial, blocked, skipped or failed"),
            "reason": ("string", "Why, in words"),
            "posts_new": ("integer", "Posts seen for the first time"),
            "posts_seen": ("integer", "Posts in the answers"),
            "requests": ("integer", "Answers stored"),
            "reads_posts": ("integer", "Posts that X returned and may bill"),
            "reads_users": ("integer", "Users that X returned and may bill"),
            "reads_media": ("integer", "Media that X returned and may bill"),
            "usd": ("number", "Their price in US dollars; open reservations at their worst"),
            "state": (
                "string",
                "ended, running, or broken off (killed, or the machine went down); the next run that writes tells that",
            ),
            "units": (
                "integer",
                "Units that its requests took of a platform's quota; open reservations at their worst",
            ),
        },
    ),
    "v_source_health": (
        "How each source stands",
        {
            "source_id": SOURCE,
            "platform": PLATFORM,
            "account": ACCOUNT,
            "city": CITY,
            "source_group": GROUP,
            "last_run_at": ("datetime", "When its last turn began, UTC"),
            "outcome": ("string", "How that ended: complete, partial, blocked, skipped or failed"),
            "reason": ("string", "Why, in words"),
            "last_complete_at": ("datetime", "When a turn was last complete, UTC"),
            "expected_total": ("integer", "Posts that the platform says it holds; X counts hidden ones too"),
            "stored_total": ("integer", "Posts stored and not known to be deleted"),
            "newest_post_at": ("datetime", "Publication of the newest stored post, UTC"),
            "open_gaps": ("integer", "How many parts of it are wanted and were not read yet; later runs fill them"),
            "gaps_begin_at": (
                "datetime",
                "Where the oldest part begins, UTC; empty where that is unknown or the first post",
            ),
            "gaps_end_at": ("datetime", "Where the newest part ends, UTC; empty where that is not known or now"),
            "gaps_in_words": ("string", "The same for people, in the configured time zone; empty without a gap"),
            "unread_posts": ("integer", "Posts that came in an unknown shape and wait for pantau replay to read them"),
        },
    ),
}

REPORT_ACCOUNTS: Columns = {
    "source_id": SOURCE,
    "platform": PLATFORM,
    "account": ACCOUNT,
    "city": CITY,
    "group": GROUP,
    "followers": (
        "integer",
        "Followers when last seen in the week, else when first seen in the seven days after; else empty",
    ),
    "following": ("integer", "Accounts it follows, at that observation"),
    "post_count": ("integer", "Posts that the platform says it holds, at that observation"),
    "posts": (
        "integer",
        "Own posts published in the week; reposts do not count; empty where none is known and outcome is not complete",
    ),
    "interactions": ("integer", "Their interactions together; empty when the platform tells none"),
    "views": ("integer", "Their views together; empty when the platform tells none"),
    "median_score": ("number", "Median of their engagement scores; empty under five scored posts"),
    "outcome": (
        "string",
        "complete once a turn that began after the week was; else how the newest one ended (partial, blocked …)",
    ),
    "reason": ("string", "Why, in words"),
    "observed_at": ("datetime", "When the account was observed, UTC"),
    "role": ROLE,
}
