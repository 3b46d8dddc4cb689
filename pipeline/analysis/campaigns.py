"""The campaigns: which posts belong to them, and how they stand."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline.analysis.engagement import comparable_inputs, engagement_rules
from pipeline.analysis.known_campaigns import known_campaigns
from pipeline.run.context import RunContext
from pipeline.settings.sections import Campaign
from pipeline.transform.text.text import stands_in, tokens
from storage.analysis.campaigns import (
    campaign_candidates,
    hashtags_of,
    published_between,
    replace_campaigns,
    store_campaign,
    store_phases,
)
from storage.analysis.coverage import Days, looked_days
from storage.db.engine import reading, transaction
from storage.schema.selects.fragments import UNCOUNTED

if TYPE_CHECKING:  # pandas is heavy
    import pandas as pd
    from sqlalchemy import Connection

Row = Mapping[str, Any]
SCORED = ("post_id", "source_id", "kind", "day", "score")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A post that belongs to a campaign, and why; of its text nothing is held."""

    post_id: str
    source_id: str
    platform: str
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A campaign's posts up to a day, and on each platform how many posts of its days it could have chosen from."""

    campaign: Campaign
    posts: Sequence[Chosen]
    output: Mapping[str, int]


def assign_campaigns(night: RunContext) -> None:
    """Compute the campaigns afresh: configuration and desk may have changed; tell which of them cannot count."""
    with reading(night.engine) as connection:  # the longest part: nobody who writes waits for it
        known = known_campaigns(night.settings.config, connection)
        found = find_campaigns(night, connection, date.max)
        scored = scored_posts(night, connection, found)
        today = night.now().astimezone(night.settings.zone).date()
        made = [(_members(one, scored), list(channels_of(one, scored, found, today))) for one in found]
        looked = looked_days(connection, night.settings.zone)
        phases = [row for one in found for row in phases_of(connection, one, scored, looked, today)]
    for fault in known.faults.values():
        night.say(fault, logging.WARNING)
    with transaction(night.engine) as connection:
        now_known = set(
            known_campaigns(night.settings.config, connection).names
        )  # the desk may have changed some since
        days = {c.name: (c.starts_on, c.ends_on) for c in known.campaigns if c.name in now_known}
        replace_campaigns(connection, days, keep=now_known - set(known.names))
        for one, (members, channels) in zip(found, made, strict=True):
            if one.campaign.name in now_known:
                store_campaign(connection, members, channels)
        store_phases(connection, [row for row in phases if row["campaign"] in now_known])


def find_campaigns(night: RunContext, connection: Connection, until: date) -> list[Found]:
    """Find the posts of the campaigns that began by *until*, published by then."""
    config = night.settings.config
    own = {source.id for source in config.sources if config.role_of(source) == "own"}
    known = known_campaigns(config, connection).campaigns
    begun = [campaign for campaign in known if campaign.starts_on <= until]
    return [find_posts(connection, campaign, set(campaign.sources) or own, until) for campaign in begun]


def why_belongs(campaign: Campaign, text: str, hashtags: Iterable[str], topic: str | None) -> str | None:
    """Tell why a post of the campaign's days and sources belongs to it: a hashtag, a phrase, or its topic.

    If topics are configured, the post must be of one. Case does not matter; a phrase stands as whole words, within
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


def find_posts(connection: Connection, campaign: Campaign, sources: set[str], until: date) -> Found:
    """Find the posts of one campaign up to a day."""
    chosen: list[Chosen] = []
    output: Counter[str] = Counter()
    for batch in campaign_candidates(connection, campaign.starts_on, min(campaign.ends_on, until)):
        rows = [row for row in batch if row.source_id in sources]
        output.update(row.platform for row in rows)
        tags = hashtags_of(connection, [row.post_id for row in rows])
        for row in rows:
            text = f"{row.title or ''}\n{row.text}"
            reason = why_belongs(campaign, text, tags.get(row.post_id, ()), row.topic)
            if reason is not None:
                day = row.published_local.date()
                chosen.append(Chosen(row.post_id, row.source_id, row.platform, day, reason))
    return Found(campaign, chosen, output)


def scored_posts(
    night: RunContext, connection: Connection, found: Sequence[Found], seen_by: datetime | None = None
) -> pd.DataFrame:
    """Return ``post_id, source_id, kind, day, score`` of the posts that a campaign's are compared with, and of these.

    Only posts with a score at seven days, of the accounts that took part, as seen by a moment; an account at a time is
    read. Campaign posts are nobody's history.
    """
    import pandas as pd  # noqa: PLC0415  # heavy

    from pipeline.transform.measures.campaigns import near, seven_day_scores  # noqa: PLC0415  # brings pandas

    rules = engagement_rules(night)
    days = [(one.campaign.starts_on, one.campaign.ends_on) for one in found]
    apart = _campaigned(found)
    parts = []
    for source in sorted({post.source_id for one in found for post in one.posts}):
        night.stop.check()
        inputs = comparable_inputs(connection, source, seen_by)
        posts = inputs.posts[~inputs.posts["kind"].isin(UNCOUNTED)]
        score = seven_day_scores(posts, inputs.looks, inputs.followers, rules, apart=apart)
        day = posts["published_at"].dt.tz_convert(night.settings.zone).dt.date
        kept = near(posts[["post_id", "source_id", "kind"]].assign(day=day, score=posts["post_id"].map(score)), days)
        if len(kept):
            parts.append(kept)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(SCORED))


def _campaigned(found: Iterable[Found]) -> set[str]:
    return {post.post_id for one in found for post in one.posts}


def _members(found: Found, scored: pd.DataFrame) -> list[Row]:
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


def channels_of(found: Found, scored: pd.DataFrame, every: Sequence[Found], today: date) -> Iterator[Row]:
    """Yield how the campaign stands on each platform that was planned or used, as of *today*."""
    from pipeline.transform.measures.campaigns import association, cadence, outcome, share  # noqa: PLC0415  # brings pandas

    campaign, campaigned = found.campaign, _campaigned(every)
    for platform in sorted({post.platform for post in found.posts} | set(campaign.plan)):
        mine = [post for post in found.posts if post.platform == platform]
        plan = campaign.plan.get(platform)
        pace = cadence([post.day for post in mine], campaign.starts_on, min(campaign.ends_on, today))
        chosen = {post.post_id for post in mine}
        compared = association(scored, chosen, campaign.starts_on, campaign.ends_on, campaigned=campaigned)
        yield {
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


def phases_of(
    connection: Connection, found: Found, scored: pd.DataFrame, looked: Mapping[str, Days], today: date
) -> Iterator[Row]:
    """Yield each channel that took part as long before the campaign, during and after it, as far as *today*."""
    from pipeline.transform.measures.campaigns import phases  # noqa: PLC0415  # brings pandas

    campaign = found.campaign
    for phase, first, last in phases(campaign.starts_on, campaign.ends_on, today):
        counts = published_between(connection, first, last)
        for source in sorted({post.source_id for post in found.posts}):
            mine = [post for post in found.posts if post.source_id == source and first <= post.day <= last]
            yield {
                "campaign": campaign.name,
                "source_id": source,
                "phase": phase,
                "starts_on": first,
                "ends_on": last,
                "days": _days_within(looked.get(source), first, last),
                "campaign_posts": len(mine),
                **_published(counts.get(source)),
                **_scores_within(scored, source, first, last),
            }


def _days_within(looked: Days | None, first: date, last: date) -> int:
    begin, end = looked or (date.max, date.min)
    return max((min(end, last) - max(begin, first)).days + 1, 0) if begin <= end else 0


def _published(told: Row | None) -> Row:
    counts = dict.fromkeys(("posts", "labelled_posts", "programme_posts"), 0)
    return {**counts, "interactions": None, "youngest_age_hours": None} | {
        name: value for name, value in (told or {}).items() if name != "source_id"
    }


def _scores_within(scored: pd.DataFrame, source: str, first: date, last: date) -> Row:
    from pipeline.transform.measures.campaigns import middle_of  # noqa: PLC0415  # brings pandas

    within = scored[(scored["source_id"] == source) & scored["day"].between(first, last)]
    scores = within["score"].astype(float).tolist()
    return {"scored_posts": len(scores), "median_score": middle_of(scores)}
