"""The configured campaigns: which posts belong to them, and how they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.activities import read_activities
from pipeline.config import Campaign
from pipeline.night import Night
from pipeline.transform.text import stands_in, tokens
from storage.campaigns import campaign_candidates, hashtags_of, replace_activities, replace_campaigns, store_campaign
from storage.database import transaction
from storage.frames import engagement_inputs

if TYPE_CHECKING:  # pandas is heavy
    import pandas as pd
    from sqlalchemy import Connection


def assign_campaigns(night: Night) -> None:
    """Compute campaigns and activities afresh: the configuration may have changed.

    Raises ConfigError for an activities file that cannot be used.
    """
    campaigns = night.settings.config.campaigns
    activities = night.settings.config.activities
    rows = read_activities(night.settings.path(activities)) if activities else []
    with transaction(night.engine) as connection:
        replace_activities(connection, rows)
        replace_campaigns(connection, {c.name: (c.starts_on, c.ends_on) for c in campaigns})
        if campaigns:
            scored = _scored_posts(night, connection)
            for campaign in campaigns:
                _assign(night, connection, campaign, scored)


def why_belongs(campaign: Campaign, text: str, hashtags: Iterable[str], topic: str | None) -> str | None:
    """Tell why a post of the campaign's days and sources belongs to it: a hashtag, a phrase, or its topic.

    Where topics are configured the post must be of one. Case does not matter; a phrase stands as whole words, within
    one sentence.
    """
    if campaign.topics and topic not in campaign.topics:
        return None
    carried = set(hashtags)
    for tag in campaign.hashtags:
        if tag.removeprefix("#").casefold() in carried:
            return f"#{tag.removeprefix('#')}"
    written = tokens(text) if campaign.phrases else []
    for phrase in campaign.phrases:
        if stands_in(tokens(phrase), written):
            return phrase
    return topic if campaign.topics and not (campaign.hashtags or campaign.phrases) else None


def _scored_posts(night: Night, connection: Connection) -> pd.DataFrame:
    """Return ``post_id, source_id, kind, day, score`` of all posts, the score at seven days."""
    from pipeline.transform.campaigns import seven_day_scores  # noqa: PLC0415  # brings pandas
    from pipeline.transform.engagement import EngagementRules  # noqa: PLC0415  # as above

    posts, snapshots, followers = engagement_inputs(connection)
    rules = EngagementRules(**night.settings.config.engagement.model_dump())
    score = seven_day_scores(posts, snapshots, followers, rules)
    day = posts["published_at"].dt.tz_convert(night.settings.zone).dt.date
    return posts[["post_id", "source_id", "kind"]].assign(day=day, score=posts["post_id"].map(score))


def _assign(night: Night, connection: Connection, campaign: Campaign, scored: pd.DataFrame) -> None:
    candidates = campaign_candidates(connection, campaign.starts_on, campaign.ends_on)
    candidates = [row for row in candidates if not campaign.sources or row.source_id in campaign.sources]
    tags = hashtags_of(connection, [row.post_id for row in candidates])
    reasons = {
        row.post_id: why_belongs(campaign, f"{row.title or ''}\n{row.text}", tags.get(row.post_id, ()), row.topic)
        for row in candidates
    }
    chosen = [row for row in candidates if reasons[row.post_id] is not None]
    scores = scored.set_index("post_id")["score"].astype(object)
    members = [
        {
            "campaign": campaign.name,
            "post_id": row.post_id,
            "reason": reasons[row.post_id],
            "score_7d": _plain(scores.get(row.post_id)),
        }
        for row in chosen
    ]
    today = night.now().astimezone(night.settings.zone).date()
    store_campaign(connection, members, _channels(campaign, chosen, candidates, scored, today))


def _plain(value: Any) -> float | None:
    return float(value) if isinstance(value, float) and value == value else None  # noqa: PLR0124  # NaN is no score


def _channels(
    campaign: Campaign, chosen: Sequence[Any], candidates: Sequence[Any], scored: pd.DataFrame, today: date
) -> list[Mapping[str, Any]]:
    """Tell how the campaign stands on each platform that was planned or used."""
    from pipeline.transform.campaigns import association, cadence, outcome, share  # noqa: PLC0415  # brings pandas

    output = Counter(row.platform for row in candidates)
    platforms = sorted({row.platform for row in chosen} | set(campaign.plan))
    rows: list[Mapping[str, Any]] = []
    for platform in platforms:
        mine = [row for row in chosen if row.platform == platform]
        plan = campaign.plan.get(platform)
        pace = cadence([row.published_local.date() for row in mine], campaign.starts_on, min(campaign.ends_on, today))
        found = association(
            scored,
            {row.post_id for row in mine},
            campaign.starts_on,
            campaign.ends_on,
            seed=f"{campaign.name} {platform}",
        )
        rows.append(
            {
                "campaign": campaign.name,
                "platform": platform,
                "planned_posts": plan.posts if plan else None,
                "target_interactions": plan.interactions if plan else None,
                "target_views": plan.views if plan else None,
                "active_days": pace.active_days,
                "longest_gap_days": pace.longest_gap_days,
                "share_of_output": share(len(mine), output[platform]),
                **outcome(found),
            }
        )
    return rows
