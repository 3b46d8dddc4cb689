"""The posts of campaigns: which of their days and sources belong to them, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.analysis.known_campaigns import join_campaigns
from pipeline.settings.models import Config
from pipeline.settings.sections import Campaign
from pipeline.transform.text.text import stands_in, tokens
from storage.analysis.campaigns import campaign_candidates, hashtags_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


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


def find_campaigns(
    config: Config, connection: Connection, of_desk: Iterable[Mapping[str, Any]], own: set[str], until: date
) -> list[Found]:
    """Find the posts of the campaigns, those *of_desk* too, that began by *until*, published by then.

    Where a campaign names no sources, all *own* ones take part.
    """
    known = join_campaigns(config, of_desk).campaigns
    begun = [campaign for campaign in known if campaign.starts_on <= until]
    return [find_posts(connection, campaign, sources_of(campaign, own), until) for campaign in begun]


def sources_of(campaign: Campaign, own: set[str]) -> set[str]:
    """Return the sources that take part: those that the campaign names, else all *own* ones."""
    return set(campaign.sources) or own


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
