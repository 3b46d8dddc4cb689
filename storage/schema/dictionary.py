"""Describe every column of every view.

The one source of docs/data-dictionary.md, of the comments that PostgreSQL keeps, and of each report's
datapackage.json. Types are those of the Data Package standard.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

from storage.schema.columns.agencies import AGENCIES
from storage.schema.columns.analysis import AGENCY, ANALYSIS, ROLE
from storage.schema.columns.campaigns import CAMPAIGNS, STAGES
from storage.schema.columns.conversation import CONVERSATION
from storage.schema.columns.obstacles import LABEL, OBSTACLES
from storage.schema.columns.press import PRESS
from storage.schema.columns.records import RECORDS

Columns = Mapping[str, tuple[str, str]]

_POST = ("string", "Which post: platform and native id, such as x:1850…, instagram:DTxM…, website:host/4711")
_WEEK = ("string", "ISO week of the publication in the configured time zone, such as 2026-W47")
_LIKES = ("integer", "Likes; empty where the platform does not tell")
_COMMENTS = ("integer", "Comments or replies; empty where the platform does not tell")
_SHARES = ("integer", "Shares (X: reposts + quotes); empty where the platform does not tell")
_VIEWS = ("integer", "Views (tayangan), never reach; empty where the platform does not tell")
_SUM = ("integer", "Likes + comments + shares, of those told; empty when none is, and for reposts")
_COMPARABLE = (
    "integer",
    "Interactions of the parts that the source usually tells; empty where one is hidden: nothing to compare",
)
_METHOD = (
    "string",
    "How it was seen, such as official, discovery, session or archive; empty: the platform's one way",
)
_PLATFORM = ("string", "x, instagram, facebook, youtube or website")
_SOURCE = ("string", "Which configured source")
_ACCOUNT = ("string", "The watched account, or the website's host")
_CITY = ("string", "City of the account, as configured")
_GROUP = ("string", "Group of the account, as configured")
_TOPIC = ("string", "Primary Smart City dimension; none where none applies; empty where not yet labelled")
_AUDIENCE = (
    "string",
    "Whom it addresses: general, ward, civil_servants, youth, women, small_firms or elderly_disabled; empty: no label",
)
_PLACES = ("string", "Kecamatan and kelurahan that it names, comma-separated; empty where it names none")
_STAGE = ("string", f"Stage of the message: {', '.join(STAGES)}; empty where not labelled")

_STORE: Final[Mapping[str, tuple[str, Columns]]] = {
    "v_posts": (
        "One row a post, as last seen, with its newest counts, labels and engagement",
        {
            "post_id": _POST,
            "source_id": _SOURCE,
            "platform": _PLATFORM,
            "account": _ACCOUNT,
            "kind": ("string", "post, reply, quote, repost, image, video, short, live, album or article"),
            "url": ("string", "Where the post stands"),
            "title": ("string", "Title of an article; empty for posts without one"),
            "text": ("string", "The text as published, unescaped"),
            "published_at": (
                "datetime",
                "Publication, UTC; a day's beginning in the zone where only the day is told",
            ),
            "published_precision": ("string", "second, day or unknown"),
            "published_local": ("datetime", "Publication on the wall clock of the configured time zone"),
            "iso_week": _WEEK,
            "topic": _TOPIC,
            "subtopic": ("string", "Sub-topic of the primary dimension (codebook)"),
            "topics": (
                "string",
                "All dimensions that get a real part of the text, primary first, comma-separated",
            ),
            "programme_level": (
                "string",
                "named, initiative, dimension or none: how near the programme it is",
            ),
            "message_function": ("string", "What the post mainly does; empty where not yet labelled"),
            "label_method": (
                "string",
                "How the label came about: model (with the taxonomy), reader (a language model), or human",
            ),
            "label_score": (
                "number",
                "Probability that the primary dimension is right, 0 to 1; empty for human labels",
            ),
            "likes": _LIKES,
            "comments": _COMMENTS,
            "shares": _SHARES,
            "views": _VIEWS,
            "interactions": _SUM,
            "followers": ("integer", "The account's followers at the observation nearest to the publication"),
            "engagement_rate": ("number", "Interactions ÷ followers"),
            "engagement_score": (
                "number",
                "Interactions ÷ mean of the middle half of the account's last posts of that kind at the same age",
            ),
            "engagement_level": (
                "string",
                "low < 0.5 ≤ normal < 2 ≤ high < 5 ≤ very_high; unknown without a score, or where chance makes it low",
            ),
            "score_n": ("integer", "How many earlier posts the score rests on"),
            "first_seen_at": ("datetime", "When Pantau first saw the post, UTC"),
            "edited_at": ("datetime", "When Pantau last saw that title or text had changed, UTC"),
            "deleted_at": ("datetime", "When the platform said that the post is gone, UTC"),
            "text_digest": ("string", "Equal for posts whose title and text are equal"),
            "method": (
                "string",
                "How the text was got where there is a choice: selectors, feed, wordpress, archive, official …",
            ),
            "city": _CITY,
            "source_group": _GROUP,
            "collaboration": ("boolean", "Whether another account is its co-author, whose followers saw it too"),
            "stage": _STAGE,
            "published_date": ("date", "Day of the publication in the configured time zone"),
            "month": ("string", "Month of the publication in the configured time zone, such as 2026-11"),
            "quarter": ("string", "Quarter of the publication in the configured time zone, such as 2026-Q4"),
            "observed_at": ("datetime", "When these counts were seen, UTC: the newest look"),
            "age_hours": ("number", "Age of the post then, in hours; empty where its publication is unknown"),
            "score_age_bin": (
                "string",
                "Age at which the score compares: 0-24h, 1-2d, 2-3d, 3-7d, 7-14d, 14-28d or 28d+",
            ),
            "comparable_interactions": _COMPARABLE,
            "role": ROLE,
            "agency": AGENCY,
            "audience": _AUDIENCE,
            "places": _PLACES,
        },
    ),
    "v_metrics": (
        "Every observation of a post's counts",
        {
            "post_id": _POST,
            "observed_at": ("datetime", "When the counts were seen, UTC"),
            "age_hours": ("number", "Age of the post then, in hours; empty where its publication is unknown"),
            "likes": _LIKES,
            "comments": _COMMENTS,
            "shares": _SHARES,
            "views": _VIEWS,
            "interactions": _SUM,
            "comparable_interactions": _COMPARABLE,
            "method": _METHOD,
        },
    ),
    "v_insights": (
        "Every observation of a post's further counts, which only some platforms tell, most of them to the owner alone",
        {
            "post_id": _POST,
            "source_id": _SOURCE,
            "platform": _PLATFORM,
            "account": _ACCOUNT,
            "observed_at": ("datetime", "When the count was seen, UTC; platforms may tell one of two days before"),
            "age_hours": ("number", "Age of the post then, in hours; empty where its publication is unknown"),
            "name": ("string", "The count as the platform calls it, such as reach, saved or total_interactions"),
            "value": ("integer", "The count; one that was not told has no row"),
            "method": _METHOD,
        },
    ),
    "v_labels": (
        "Every label with what led to it; earlier ones stay as history",
        {
            "post_id": _POST,
            "current": ("boolean", "Whether this is the label that v_posts shows"),
            "method": (
                "string",
                "How the label came about: model (with the taxonomy), reader (a language model), or human",
            ),
            "version": (
                "string",
                "Versions and digests of taxonomy, programmes and model that made it; human for people",
            ),
            "annotator": ("string", "Who gave a human label"),
            "drawn": (
                "string",
                "How a post that people reviewed was chosen: random or uncertain; only random measures",
            ),
            "labelled_at": ("datetime", "When, UTC"),
            "topic": _TOPIC,
            "subtopic": ("string", "Sub-topic of the primary dimension"),
            "topics": ("string", "All dimensions, primary first, comma-separated"),
            "programme_level": ("string", "named, initiative, dimension or none"),
            "message_function": ("string", "What the post mainly does; empty where not yet labelled"),
            "score": ("number", "Probability that the primary dimension is right, 0 to 1; empty for human labels"),
            "evidence": (
                "string",
                "JSON list: phrase, found, start, end, label and answer it spoke for, weight, source",
            ),
            "outdated": ("boolean", "Whether the text was edited since; a human label is kept all the same"),
            "stage": _STAGE,
            "audience": _AUDIENCE,
            "places": _PLACES,
        },
    ),
    "v_responses": (
        "What people wrote to the accounts, and what the accounts answered them; nobody is named (docs/privacy.md)",
        {
            "response_id": ("string", "Which response: platform and native id, such as x:1850…, instagram:1790…"),
            "source_id": _SOURCE,
            "platform": _PLATFORM,
            "account": _ACCOUNT,
            "post_id": ("string", "The stored post on which it hangs; empty where that is none of the stored ones"),
            "parent_id": ("string", "The post or response that it answers; empty where it answers none"),
            "kind": ("string", "reply (on X, to the account or in its threads), mention (on X) or comment (Instagram)"),
            "author_hash": (
                "string",
                "Who: a keyed hash, equal for one person; empty for the account itself or one not told",
            ),
            "is_official": ("boolean", "Whether the account itself wrote it"),
            "published_at": ("datetime", "Publication, UTC"),
            "published_local": ("datetime", "Publication on the wall clock of the configured time zone"),
            "iso_week": _WEEK,
            "text": ("string", "The text, masked; empty where it was taken away"),
            "language": ("string", "Language, as X tells it"),
            "likes": _LIKES,
            "first_seen_at": ("datetime", "When Pantau first saw it, UTC"),
            "deleted_at": ("datetime", "When the platform said that it is gone, UTC"),
            "expired_at": ("datetime", "When its text was taken away because of its age (retention_days), UTC"),
            "forgotten_at": ("datetime", "When its text was taken away because somebody asked (pantau forget), UTC"),
            **LABEL,
        },
    ),
    "v_post_terms": (
        "Hashtags, mentions, links and co-authors of the posts",
        {
            "post_id": _POST,
            "kind": ("string", "hashtag, mention, link or coauthor"),
            "position": ("integer", "Its place among those of the post, from 0"),
            "value": ("string", "As written, without # or @"),
        },
    ),
    "v_post_media": (
        "Pictures, videos and files of the posts: where they are, not their content",
        {
            "post_id": _POST,
            "position": ("integer", "Its place in the post, from 0"),
            "kind": ("string", "image, video or file"),
            "url": ("string", "Where it is, if told; addresses of Instagram expire"),
            "alt_text": ("string", "Its description for those who cannot see it"),
        },
    ),
    "v_post_versions": (
        "What edited posts said before",
        {
            "post_id": _POST,
            "replaced_at": ("datetime", "When Pantau saw that the text had changed, UTC"),
            "title": ("string", "Title until then"),
            "text": ("string", "Text until then"),
        },
    ),
    "v_topic_weekly": (
        "Own posts and engagement per ISO week, platform and topic, with rows of 0; replies and reposts do not count",
        {
            "iso_week": _WEEK,
            "platform": _PLATFORM,
            "topic": (
                "string",
                "Primary Smart City dimension, or none: each has a row in every week; empty where not yet labelled",
            ),
            "posts": ("integer", "Posts of the office's own sources of that week, platform and primary topic"),
            "interactions": ("integer", "Their interactions together; empty when the platform tells none"),
            "median_score": ("number", "Median of their engagement scores; empty under five scored posts"),
            "scored_posts": ("integer", "How many of them have a score"),
            "youngest_age_hours": (
                "number",
                "Age of the youngest of them when it was last seen: younger sums still grow",
            ),
            "previous_posts": ("integer", "Posts of the same platform and topic in the calendar week before"),
        },
    ),
    "v_messages": (
        "What more than one channel of a city said within seven days; a post that is not here stood alone",
        {
            "message_id": ("string", "The post that said it first"),
            "city": _CITY,
            "first_at": ("datetime", "When that was published, UTC"),
            "posts": ("integer", "Posts that carry the message"),
            "sources": ("integer", "Channels that carried it"),
            "spread_hours": (
                "number",
                "Hours between its first and last post; empty unless two times are known to the second",
            ),
            "channels_missed": (
                "string",
                "Configured sources of the city that did not carry it, comma-separated",
            ),
        },
    ),
    "v_message_posts": (
        "The posts of each message, with why each belongs to it",
        {
            "message_id": ("string", "The post that said it first"),
            "post_id": _POST,
            "source_id": _SOURCE,
            "platform": _PLATFORM,
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
            "post_id": _POST,
            "source_id": _SOURCE,
            "platform": _PLATFORM,
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
                "Whether their beginnings hold other numbers (Roman ones too) or months, as of a new date or year",
            ),
        },
    ),
    "v_runs": (
        "Every run, one row for each source that had a turn in it",
        {
            "run_id": ("integer", "Which run"),
            "command": ("string", "The command that was run"),
            "started_at": ("datetime", "When the run began, UTC"),
            "finished_at": ("datetime", "When it ended, UTC; where it was broken off, its last sign of life"),
            "exit_code": ("integer", "How it ended (README); empty while it runs and where it was broken off"),
            "source_id": _SOURCE,
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
            "source_id": _SOURCE,
            "platform": _PLATFORM,
            "account": _ACCOUNT,
            "city": _CITY,
            "source_group": _GROUP,
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

VIEWS: Final[Mapping[str, tuple[str, Columns]]] = {
    **_STORE,
    **CAMPAIGNS,
    **ANALYSIS,
    **AGENCIES,
    **CONVERSATION,
    **OBSTACLES,
    **RECORDS,
    **PRESS,
}

REPORT_ACCOUNTS: Final[Columns] = {
    "source_id": _SOURCE,
    "platform": _PLATFORM,
    "account": _ACCOUNT,
    "city": _CITY,
    "group": _GROUP,
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
    "median_score": ("number", "Median of their engagement scores; empty when none has a score"),
    "outcome": (
        "string",
        "complete once a turn that began after the week was; else how the newest one ended (partial, blocked …)",
    ),
    "reason": ("string", "Why, in words"),
    "observed_at": ("datetime", "When the account was observed, UTC"),
}

REPORT_FILES = {"v_posts": "posts.csv", "v_topic_weekly": "topics.csv", "v_campaigns": "campaigns.csv"}
PREFACE = """\
# Data dictionary

The stable face of the store: read these views with `pantau sql "SELECT …"`, or with any program that opens the
database. The tables below them may change. *Empty* means NULL: what a platform does not tell is never 0.

Types are those of a Data Package. SQLite keeps a datetime in UTC as text such as `2026-11-24T01:00:00Z`, a local one
(`published_local`) without the `Z`, a date as `2026-11-24`, and a boolean as 0 or 1; PostgreSQL has types for them,
and keeps these meanings as comments (`\\d+ v_posts`).

This file is made of storage/schema/dictionary.py: `python -m storage.schema.dictionary > docs/data-dictionary.md`
"""


def markdown() -> str:
    """Return docs/data-dictionary.md."""
    views = (_section(name, *described, REPORT_FILES.get(name)) for name, described in VIEWS.items())
    accounts = _section("accounts.csv", "Of the weekly report only: each source in the week", REPORT_ACCOUNTS)
    return "\n".join((PREFACE, *views, accounts))


def _section(name: str, meaning: str, columns: Columns, file: str | None = None) -> str:
    also = f" The weekly report has them in `{file}`." if file else ""
    rows = "".join(f"| `{column}` | {kind} | {told} |\n" for column, (kind, told) in columns.items())
    return f"## {name}\n\n{meaning}.{also}\n\n| column | type | meaning |\n| --- | --- | --- |\n{rows}"


if __name__ == "__main__":
    sys.stdout.write(markdown())
