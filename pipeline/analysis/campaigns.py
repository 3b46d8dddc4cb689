"""The configured campaigns: which posts belong to them, and how they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.analysis.activities import read_activities
from pipeline.run.context import RunContext
from pipeline.settings.models import Campaign, Platform
from pipeline.transform.text.text import stands_in, tokens
from storage.analysis.campaigns import (
    campaign_candidates,
    hashtags_of,
    replace_activities,
    replace_campaigns,
    store_campaign,
)
from storage.db.engine import transaction
from storage.queries.frames import engagement_inputs

SCORED = ("post_id", "source_id", "kind", "day", "score")

if TYPE_CHECKING:  # pandas is heavy
    import pandas as pd
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Chosen:
    """A post that belongs to a campaign, and why; of its text nothing is held."""

    post_id: str
    source_id: str
    platform: Platform
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A campaign's posts, and on each platform how many posts of its days it could have chosen from."""

    campaign: Campaign
    posts: Sequence[Chosen]
    output: Mapping[str, int]


def assign_campaigns(night: RunContext) -> None:
    """Compute campaigns and activities afresh: the configuration may have changed.

    Raises ConfigError for an activities file that cannot be used.
    """
    campaigns = night.settings.config.campaigns
    activities = night.settings.config.activities
    rows = read_activities(night.settings.path(activities)) if activities else []
    with transaction(night.engine) as connection:
        replace_activities(connection, rows)
        replace_campaigns(connection, {c.name: (c.starts_on, c.ends_on) for c in campaigns})
        found = [_find_posts(connection, campaign) for campaign in campaigns]
        if not found:
            return
        scored = _scored_posts(night, connection, found)
        today = night.now().astimezone(night.settings.zone).date()
        for one in found:
            store_campaign(connection, _members(one, scored), _channels(one, scored, today))


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


def _find_posts(connection: Connection, campaign: Campaign) -> Found:
    chosen: list[Chosen] = []
    output: Counter[str] = Counter()
    for batch in campaign_candidates(connection, campaign.starts_on, campaign.ends_on):
        rows = [row for row in batch if not campaign.sources or row.source_id in campaign.sources]
        output.update(row.platform for row in rows)
        tags = hashtags_of(connection, [row.post_id for row in rows])
        for row in rows:
            text = f"{row.title or ''}\n{row.text}"
            reason = why_belongs(campaign, text, tags.get(row.post_id, ()), row.topic)
            if reason is not None:
                day = row.published_local.date()
                chosen.append(Chosen(row.post_id, row.source_id, row.platform, day, reason))
    return Found(campaign, chosen, output)


def _scored_posts(night: RunContext, connection: Connection, found: Sequence[Found]) -> pd.DataFrame:
    """Return ``post_id, source_id, kind, day, score`` of the posts that a campaign's are compared with, and of these.

    Only posts with a score at seven days, of the accounts that took part; an account at a time is read.
    """
    import pandas as pd  # noqa: PLC0415  # heavy

    from pipeline.transform.measures.campaigns import near, seven_day_scores  # noqa: PLC0415  # brings pandas
    from pipeline.transform.measures.engagement import EngagementRules  # noqa: PLC0415  # as above

    rules = EngagementRules(**night.settings.config.engagement.model_dump())
    days = [(one.campaign.starts_on, one.campaign.ends_on) for one in found]
    parts = []
    for source in sorted({post.source_id for one in found for post in one.posts}):
        night.stop.check()
        posts, snapshots, followers = engagement_inputs(connection, source)
        score = seven_day_scores(posts, snapshots, followers, rules)
        day = posts["published_at"].dt.tz_convert(night.settings.zone).dt.date
        rows = posts[["post_id", "source_id", "kind"]].assign(day=day, score=posts["post_id"].map(score))
        kept = near(rows, days)
        if len(kept):
            parts.append(kept)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(SCORED))


def _members(found: Found, scored: pd.DataFrame) -> list[Mapping[str, Any]]:
    scores = dict(zip(scored["post_id"], scored["score"].astype(float).tolist(), strict=True))
    return [
        {
            "campaign": found.campaign.name,
            "post_id": post.post_id,
            "reason": post.reason,
            "score_7d": scores.get(post.post_id),
        }
        for post in found.posts
    ]


def _channels(found: Found, scored: pd.DataFrame, today: date) -> list[Mapping[str, Any]]:
    """Tell how the campaign stands on each platform that was planned or used."""
    from pipeline.transform.measures.campaigns import association, cadence, outcome, share  # noqa: PLC0415  # brings pandas

    campaign = found.campaign
    rows: list[Mapping[str, Any]] = []
    for platform in sorted({post.platform for post in found.posts} | set(campaign.plan)):
        mine = [post for post in found.posts if post.platform == platform]
        plan = campaign.plan.get(platform)
        pace = cadence([post.day for post in mine], campaign.starts_on, min(campaign.ends_on, today))
        compared = association(
            scored,
            {post.post_id for post in mine},
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
                "share_of_output": share(len(mine), found.output.get(platform, 0)),
                **outcome(compared),
            }
        )
    return rows
