"""The meaning of every column of the views of terms, followers, nights, costs and sub-topics by year."""

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.columns.analysis import SOURCE
from storage.schema.columns.shared import POST, Columns

_PUBLISHED: Columns = {
    "published_at": ("datetime", "Publication of the post, UTC"),
    "published_local": ("datetime", "The same on the wall clock of the configured time zone"),
    "published_date": ("date", "Its day there"),
    "month": ("string", "Its month there, such as 2026-11"),
    "quarter": ("string", "Its quarter there, such as 2026-Q4"),
    "iso_week": ("string", "Its ISO week there, such as 2026-W47"),
}
_SEEN = "empty where none was observed so early"

RECORDS: Mapping[str, tuple[str, Columns]] = {
    "v_hashtags": (
        "One row a hashtag of a post; reposts are left out",
        {"post_id": POST, **SOURCE, "hashtag": ("string", "Hashtag in lower case, without #"), **_PUBLISHED},
    ),
    "v_mentions": (
        "One row an account that a post names; reposts are left out",
        {"post_id": POST, **SOURCE, "mention": ("string", "Account in lower case, without @"), **_PUBLISHED},
    ),
    "v_links": (
        "One row a link of a post; reposts are left out",
        {
            "post_id": POST,
            **SOURCE,
            "link": ("string", "The address as the platform resolves it"),
            "domain": ("string", "Its host in lower case, without a leading www"),
            **_PUBLISHED,
        },
    ),
    "v_followers": (
        "Followers of each account by day (UTC), and how they changed",
        {
            **SOURCE,
            "day": ("date", "Day of the observation, UTC"),
            "observed_at": ("datetime", "When the account was observed, UTC"),
            "followers": ("integer", "Followers"),
            "following": ("integer", "Accounts that it follows; empty where the platform does not tell"),
            "post_count": ("integer", "Posts that the platform says it holds"),
            "change": (
                "integer",
                "Followers gained or lost since the row before, so that changes add up; empty for the first",
            ),
            "change_7_days": (
                "integer",
                f"The same against the day 7 days earlier, or the last seen before it, {_SEEN}",
            ),
            "change_30_days": (
                "integer",
                f"The same against the day 30 days earlier, or the last seen before it, {_SEEN}",
            ),
            "change_90_days": (
                "integer",
                f"The same against the day 90 days earlier, or the last seen before it, {_SEEN}",
            ),
            "method": ("string", "How it was seen, as in v_metrics; empty: the platform's one way"),
        },
    ),
    "v_costs": (
        "Reads that cost money or units, by source, month (UTC) and purpose; open reservations count at their worst",
        {
            "month": ("string", "Month of the reads, UTC, such as 2026-11"),
            **SOURCE,
            "purpose": ("string", "posts or responses"),
            "posts_read": ("integer", "Posts that were paid for"),
            "users_read": ("integer", "Users that were paid for"),
            "media_read": ("integer", "Media that were paid for"),
            "usd": ("number", "Their price in US dollars"),
            "posts_new": ("integer", "Posts that were new in that month; empty for responses"),
            "usd_per_new_post": ("number", "Price ÷ new posts; empty for responses and where none was new"),
            "units": ("integer", "Units that the requests took of a platform's quota; they cost no money"),
        },
    ),
    "v_post_places": (
        "One row for each kecamatan or kelurahan that a post names",
        {
            "post_id": POST,
            **SOURCE,
            "position": ("integer", "Its place among those of the post, from 0"),
            "place": ("string", "Name, as the gazetteer writes it"),
            "audience": ("string", "Whom the post addresses"),
            "topic": ("string", "Primary Smart City dimension of the post"),
            **_PUBLISHED,
            "programme_level": ("string", "named, initiative, dimension or none"),
            "district": (
                "string",
                "Kecamatan of the place by the gazetteer of the newest labelling; empty where that does not hold it",
            ),
        },
    ),
    "v_reader_calls": (
        "Every question to the second reader of posts (labels.reader), where it went and what it cost",
        {
            "call_id": ("integer", "Which question"),
            "asked_at": ("datetime", "When it was sent, UTC"),
            "purpose": ("string", "posts, or evaluate"),
            "host": ("string", "Host and port of the server, as configured"),
            "address": ("string", "Address that the connection was made to; empty without an answer"),
            "model": ("string", "Model that was asked"),
            "outcome": (
                "string",
                "answered; refused: an answer not by the codebook; failed; asked: still open, or the run was killed",
            ),
            "tokens": ("integer", "Tokens of question and answer; the most possible where the server did not tell"),
            "usd": ("number", "Their price in US dollars; the worst possible while open or failed"),
        },
    ),
    "v_nights": (
        "Every night from the first to the newest, also those that did not run",
        {
            "night": ("date", "Day of the night in the configured time zone"),
            "month": ("string", "Its month, such as 2026-11"),
            "quarter": ("string", "Its quarter, such as 2026-Q4"),
            "state": ("string", "run, missed, running or broken off (of its last run)"),
            "runs": ("integer", "How many nightly runs began on that day"),
            "run_id": ("integer", "The last of them"),
            "started_at": ("datetime", "When that began, UTC"),
            "finished_at": ("datetime", "When that ended, UTC"),
            "exit_code": ("integer", "How that ended (README)"),
            "sources": ("integer", "Sources that had a turn in them"),
            "sources_complete": ("integer", "Sources that ended complete in at least one of them"),
            "posts_new": ("integer", "Posts that were new in them"),
            "usd": ("number", "Price of what was read in them, US dollars"),
        },
    ),
    "v_subtopic_years": (
        "How often each source spoke of each sub-topic in each year, and what it no longer speaks of",
        {
            **SOURCE,
            "year": ("integer", "Year of the publication in the configured time zone"),
            "topic": ("string", "Primary dimension"),
            "subtopic": ("string", "Sub-topic of it"),
            "posts": ("integer", "Posts of that year; reposts and replies are left out"),
            "posts_year_before": ("integer", "Posts of the year before; empty before the source's first known post"),
            "vanished": ("boolean", "Whether it was spoken of in the year before and not in this one, so far"),
        },
    ),
}
