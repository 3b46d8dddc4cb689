"""Compute how campaigns stand: each platform's plan and outcome, each channel's phases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.analysis.campaigns.posts import Chosen, Found
from pipeline.clock import DAY
from pipeline.platforms.registry import in_order
from storage.analysis.coverage import Days

if TYPE_CHECKING:  # pandas is heavy
    import pandas as pd

Row = Mapping[str, Any]
Counts = Mapping[str, Row]


def post_ids_of_campaigns(found: Iterable[Found]) -> set[str]:
    """Return the posts of all campaigns."""
    return {post.post_id for one in found for post in one.posts}


def members_of(found: Found, scored: pd.DataFrame) -> list[Row]:
    """Return the campaign's posts as the store keeps them, each with its score at seven days."""
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


def channels_of(found: Found, scored: pd.DataFrame, every: Sequence[Found], until: date) -> Iterator[Row]:
    """Yield how the campaign stands on each platform that was planned or used, as of *until*, the last day over.

    The day after, which is not over, counts where it has a post already.
    """
    from pipeline.transform.measures.campaigns import association, cadence, outcome, share  # noqa: PLC0415  # brings pandas

    campaign, apart = found.campaign, post_ids_of_campaigns(every)
    for platform in in_order({post.platform for post in found.posts} | set(campaign.plan)):
        mine = [post for post in found.posts if post.platform == platform]
        plan = campaign.plan.get(platform)
        days = [post.day for post in mine]
        seen_until = max([until, *(day for day in days if day <= until + DAY)])
        pace = cadence(days, campaign.starts_on, min(campaign.ends_on, seen_until))
        chosen = {post.post_id for post in mine}
        compared = association(scored, chosen, campaign.starts_on, campaign.ends_on, campaigned=apart)
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
    found: Found, scored: pd.DataFrame, looked: Mapping[str, Days], counted: Iterable[tuple[str, date, date, Counts]]
) -> Iterator[Row]:
    """Yield each channel that took part in each phase, of which *counted* tells the days and the channels' counts."""
    scores, posts = _scores_by_source(scored), _posts_by_source(found)
    for phase, first, last, counts in counted:
        for source, mine in sorted(posts.items()):
            yield {
                "campaign": found.campaign.name,
                "source_id": source,
                "phase": phase,
                "starts_on": first,
                "ends_on": last,
                "days": days_within(looked.get(source), first, last),
                "campaign_posts": sum(first <= post.day <= last for post in mine),
                **_published(counts.get(source)),
                **_scores_within(scores.get(source, ()), first, last),
            }


def _posts_by_source(found: Found) -> Mapping[str, Sequence[Chosen]]:
    posts: defaultdict[str, list[Chosen]] = defaultdict(list)
    for post in found.posts:
        posts[post.source_id].append(post)
    return posts


def _scores_by_source(scored: pd.DataFrame) -> Mapping[str, Sequence[tuple[date, float]]]:
    scores: defaultdict[str, list[tuple[date, float]]] = defaultdict(list)
    for source, day, score in zip(scored["source_id"], scored["day"], scored["score"].astype(float), strict=True):
        scores[source].append((day, score))
    return scores


def days_within(looked: Days | None, first: date, last: date) -> int:
    """Count the days from *first* to *last* on which a source was looked at."""
    begin, end = looked or (date.max, date.min)
    return max((min(end, last) - max(begin, first)).days + 1, 0) if begin <= end else 0


def _published(told: Row | None) -> Row:
    counts = dict.fromkeys(("posts", "labelled_posts", "programme_posts"), 0)
    return {**counts, "interactions": None, "youngest_age_hours": None} | {
        name: value for name, value in (told or {}).items() if name != "source_id"
    }


def _scores_within(scores: Iterable[tuple[date, float]], first: date, last: date) -> Row:
    from pipeline.transform.measures.campaigns import middle_of  # noqa: PLC0415  # brings pandas

    within = [score for day, score in scores if first <= day <= last]
    return {"scored_posts": len(within), "median_score": middle_of(within)}
