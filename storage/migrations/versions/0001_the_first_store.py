"""The first store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "activities",
        sa.Column("line", sa.Integer(), nullable=False, comment="Where it stands in the file"),
        sa.Column("campaign", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("district", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("reached", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proof", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("note", storage.db.column_types.CleanText(), nullable=True),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_activities")),
        comment="What happened off line, as the office's activities.csv tells it",
    )
    op.create_table(
        "campaigns",
        sa.Column("campaign", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_campaigns")),
        comment="The configured campaigns",
    )
    op.create_table(
        "reports",
        sa.Column("iso_week", sa.String(), nullable=False),
        sa.Column("written_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("iso_week", name=op.f("pk_reports")),
        comment="The weeks that were reported, and when last",
    )
    op.create_table(
        "rests",
        sa.Column(
            "name", sa.String(), nullable=False, comment="x or instagram (whose credentials rest), or a source_id"
        ),
        sa.Column("until", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("reason", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("repetition", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rests")),
        comment="Who is left alone until when, after a platform asked for it",
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("started_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("version", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
        comment="Every run of the program that may write",
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", storage.db.column_types.CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
        comment="What the stored data was made with, such as the time zone of local dates",
    )
    op.create_table(
        "sources",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("account", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("url", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("city", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("group", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("cursor", storage.db.column_types.CleanText(), server_default="{}", nullable=False),
        sa.Column("response_cursor", storage.db.column_types.CleanText(), server_default="{}", nullable=False),
        sa.Column("post_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_sources")),
        comment="The watched sources and where each one stands",
    )
    op.create_table(
        "targets",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_targets")),
        comment="The least share of the posts that the configuration wants of a dimension",
    )
    op.create_table(
        "tombstones",
        sa.Column("subject", sa.String(), nullable=False, comment="the hash of an author, a response_id or a post_id"),
        sa.Column("kind", sa.String(), nullable=False, comment="author, response or post"),
        sa.Column("buried_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "reason", sa.String(), nullable=False, comment="asked (pantau forget) or deleted (on_delete: tombstone)"
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_tombstones")),
        comment="What was purged and may not come back, whatever a platform shows or a raw page holds",
    )
    op.create_table(
        "accounts",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("observed_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("name", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("followers", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("following", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("post_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_accounts_source_id")),
        sa.PrimaryKeyConstraint("source_id", "observed_at", name=op.f("pk_accounts")),
        comment="The watched accounts each time they were seen",
    )
    op.create_table(
        "campaign_channels",
        sa.Column("campaign", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("planned_posts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("target_interactions", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("target_views", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active_days", sa.Integer(), nullable=True),
        sa.Column("longest_gap_days", sa.Integer(), nullable=True),
        sa.Column("share_of_output", sa.Float(), nullable=True),
        sa.Column("posts_scored", sa.Integer(), nullable=False),
        sa.Column("others_scored", sa.Integer(), nullable=False),
        sa.Column("score_difference", sa.Float(), nullable=True),
        sa.Column("difference_low", sa.Float(), nullable=True),
        sa.Column("difference_high", sa.Float(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.campaign"], name=op.f("fk_campaign_channels_campaign"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "platform", name=op.f("pk_campaign_channels")),
        comment="Plan and outcome of each campaign on each platform that was planned or used",
    )
    op.create_table(
        "pages",
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("fetched_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column(
            "oldest_text_at",
            storage.db.column_types.UTCDateTime(timezone=True),
            nullable=True,
            comment="publication of the oldest response whose text the body holds",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_pages_run_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_pages_source_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_pages")),
        comment="Every answer as it came, compressed with zlib",
    )
    op.create_index("ix_pages_oldest_text_at", "pages", ["oldest_text_at"], unique=False)
    op.create_index("ix_pages_source_id", "pages", ["source_id", "page_id"], unique=False)
    op.create_table(
        "reads",
        sa.Column("read_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("users", sa.Integer(), nullable=False),
        sa.Column("media", sa.Integer(), nullable=False),
        sa.Column("usd", sa.Float(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False, comment="posts or responses"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_reads_run_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_reads_source_id")),
        sa.PrimaryKeyConstraint("read_id", name=op.f("pk_reads")),
        comment="The ledger of paid reads: the worst cost is reserved before a request, settled with its page",
    )
    op.create_index("ix_reads_day", "reads", ["day"], unique=False)
    op.create_table(
        "source_days",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("period_type", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("active_days", sa.Integer(), nullable=False),
        sa.Column("longest_silence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_source_days_source_id")),
        sa.PrimaryKeyConstraint("source_id", "period_type", "period", name=op.f("pk_source_days")),
        comment="How many days of each period had a post",
    )
    op.create_table(
        "source_runs",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("started_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", storage.db.column_types.CleanText(), nullable=True),
        sa.Column(
            "posts_new", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column(
            "posts_seen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column("requests", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("expected_total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stored_total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_source_runs_run_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_source_runs_source_id")),
        sa.PrimaryKeyConstraint("run_id", "source_id", name=op.f("pk_source_runs")),
        comment="How each source fared in each run",
    )
    op.create_table(
        "validators",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("url", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("seen_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("etag", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("last_modified", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_validators_source_id")),
        sa.PrimaryKeyConstraint("source_id", "url", name=op.f("pk_validators")),
        comment="How to ask a website whether an address has changed; robots.txt is kept whole",
    )
    op.create_table(
        "posts",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("title", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("text", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("language", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("byline", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("published_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("published_precision", sa.String(), nullable=False),
        sa.Column("published_local", storage.db.column_types.LocalDateTime(), nullable=True),
        sa.Column("iso_week", sa.String(), nullable=True),
        sa.Column("reference", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_seen_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("edited_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "comments_read",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="how many comments it had when those were last read to the end",
        ),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name=op.f("fk_posts_page_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_posts_source_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_posts")),
        comment="The posts as last seen; equal text_digest means equal title and text",
    )
    op.create_index("ix_posts_iso_week", "posts", ["iso_week"], unique=False)
    op.create_index("ix_posts_source_id", "posts", ["source_id", "published_at"], unique=False)
    op.create_index("ix_posts_text_digest", "posts", ["text_digest"], unique=False)
    op.create_table(
        "responses",
        sa.Column("response_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column(
            "post_id", sa.String(), nullable=True, comment="as the platform tells it; may be a post that is not stored"
        ),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("author_hash", sa.String(), nullable=True),
        sa.Column("is_official", sa.Boolean(), nullable=False),
        sa.Column("published_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("published_local", storage.db.column_types.LocalDateTime(), nullable=False),
        sa.Column("iso_week", sa.String(), nullable=False),
        sa.Column("text", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("language", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("likes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_seen_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("expired_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name=op.f("fk_responses_page_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_responses_source_id")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_responses")),
        comment="What people wrote to the accounts: who is a keyed hash, what points to people is masked",
    )
    op.create_index("ix_responses_author_hash", "responses", ["author_hash"], unique=False)
    op.create_index("ix_responses_parent_id", "responses", ["parent_id"], unique=False)
    op.create_index("ix_responses_post_id", "responses", ["post_id"], unique=False)
    op.create_index("ix_responses_published_at", "responses", ["published_at"], unique=False)
    op.create_table(
        "campaign_posts",
        sa.Column("campaign", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("reason", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("score_7d", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.campaign"], name=op.f("fk_campaign_posts_campaign"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_campaign_posts_post_id")),
        sa.PrimaryKeyConstraint("campaign", "post_id", name=op.f("pk_campaign_posts")),
        comment="Which posts belong to which campaign, and why",
    )
    op.create_table(
        "engagement",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("followers", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rate", sa.Float(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("score_n", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_engagement_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_engagement")),
        comment="Engagement of each post as last computed",
    )
    op.create_table(
        "labels",
        sa.Column("label_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False, comment="of the text that was labelled"),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column(
            "annotator", storage.db.column_types.CleanText(), nullable=True, comment="who, where method is human"
        ),
        sa.Column("drawn", sa.String(), nullable=True, comment="how a reviewed post was chosen: random or uncertain"),
        sa.Column("labelled_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("subtopic", sa.String(), nullable=True),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("programme_level", sa.String(), nullable=True),
        sa.Column("message_function", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column(
            "evidence",
            storage.db.column_types.CleanText(),
            nullable=False,
            comment="JSON: phrase, words found, offsets, sub-topic, weight",
        ),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_labels_post_id")),
        sa.PrimaryKeyConstraint("label_id", name=op.f("pk_labels")),
        comment="Labels with what led to them; earlier ones stay as history",
    )
    op.create_index("ix_labels_post_id", "labels", ["post_id", "current"], unique=False)
    op.create_table(
        "messages",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("city", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("first_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("spread_hours", sa.Float(), nullable=True),
        sa.Column("missed", storage.db.column_types.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["posts.post_id"], name=op.f("fk_messages_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_messages")),
        comment="What more than one channel said, named after the post that said it first",
    )
    op.create_table(
        "post_media",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("alt_text", storage.db.column_types.CleanText(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_post_media_post_id")),
        sa.PrimaryKeyConstraint("post_id", "position", name=op.f("pk_post_media")),
        comment="Pictures, videos and files of each post: where they are, not their content",
    )
    op.create_table(
        "post_terms",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False, comment="hashtag, mention, link or coauthor"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", storage.db.column_types.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_post_terms_post_id")),
        sa.PrimaryKeyConstraint("post_id", "kind", "position", name=op.f("pk_post_terms")),
        comment="Hashtags, mentions, links and co-authors of each post",
    )
    op.create_table(
        "post_versions",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("replaced_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("title", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("text", storage.db.column_types.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_post_versions_post_id")),
        sa.PrimaryKeyConstraint("post_id", "replaced_at", name=op.f("pk_post_versions")),
        comment="What an edited post said before",
    )
    op.create_table(
        "snapshots",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("observed_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("likes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comments", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shares", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("views", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("interactions", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_snapshots_post_id")),
        sa.PrimaryKeyConstraint("post_id", "observed_at", name=op.f("pk_snapshots")),
        comment="The counts of each post each time it was seen; only added to",
    )
    op.create_table(
        "message_posts",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("matched_post_id", sa.String(), nullable=True),
        sa.Column("similarity", sa.Float(), nullable=True),
        sa.Column("lag_hours", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.message_id"], name=op.f("fk_message_posts_message_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_message_posts_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_message_posts")),
        comment="Which post carries which message, and why",
    )
    op.create_index(op.f("ix_message_posts_message_id"), "message_posts", ["message_id"], unique=False)
