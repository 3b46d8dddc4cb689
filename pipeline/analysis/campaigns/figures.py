"""Compute how campaigns stand: their posts' scores, each platform's plan and outcome, each channel's phases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.analysis.campaigns.posts import Chosen, Found
from pipeline.analysis.engagement import Inputs, comparable_inputs, engagement_rules, joined_inputs
from pipeline.run.context import RunContext
from storage.analysis.coverage import Days
from storage.schema.selects.fragments import UNCOUNTED

if TYPE_CHECKING:  # pandas is heavy
    import pandas as pd
    from sqlalchemy import Connection

Row = Mapping[str, Any]
Counts = Mapping[str, Row]
SCORED = ("post_id", "source_id", "kind", "day", "score")
LOOKS_AT_ONCE = 20_000
"""Looks of which scores are computed together: of a hundred small accounts that takes hardly longer than of one."""


def scored_posts(
    run: RunContext,
    connection: Connection,
    found: Sequence[Found],
    sources: Collection[str],
) -> pd.DataFrame:
    """Return ``post_id, source_id, kind, day, score`` of the posts that a campaign's are compared with, and of these.

    Only posts of these *sources* with a score at seven days. Campaign posts are nobody's history.
    """
    import pandas as pd  # noqa: PLC0415  # heavy

    from pipeline.transform.measures.campaigns import near, seven_day_scores  # noqa: PLC0415  # brings pandas

    rules = engagement_rules(run)
    days = [(one.campaign.starts_on, one.campaign.ends_on) for one in found]
    apart = campaigned(found)
    parts = []
    for posts, looks, followers in _inputs_of(run, connection, sorted(sources)):
        score = seven_day_scores(posts, looks, followers, rules, apart=apart)
        day = posts["published_at"].dt.tz_convert(run.settings.zone).dt.date
        kept = near(posts[["post_id", "source_id", "kind"]].assign(day=day, score=posts["post_id"].map(score)), days)
        if len(kept):
            parts.append(kept)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(SCORED))


def _inputs_of(
    run: RunContext, connection: Connection, sources: Sequence[str]
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
    """Yield posts, looks and followers of sources, so many together as have some ten thousand looks."""
    waiting, looks = list[Inputs](), 0
    for source in sources:
        run.stop.check()
        inputs = comparable_inputs(connection, source)
        counted = inputs._replace(posts=inputs.posts[~inputs.posts["kind"].isin(UNCOUNTED)])
        if len(counted.posts):
            waiting.append(counted)
            looks += len(counted.looks)
        if looks >= LOOKS_AT_ONCE:
            yield joined_inputs(waiting)
            waiting, looks = [], 0
    if waiting:
        yield joined_inputs(waiting)


def campaigned(found: Iterable[Found]) -> set[str]:
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


def channels_of(found: Found, scored: pd.DataFrame, every: Sequence[Found], today: date) -> Iterator[Row]:
    """Yield how the campaign stands on each platform that was planned or used, as of *today*."""
    from pipeline.transform.measures.campaigns import association, cadence, outcome, share  # noqa: PLC0415  # brings pandas

    campaign, apart = found.campaign, campaigned(every)
    for platform in sorted({post.platform for post in found.posts} | set(campaign.plan)):
        mine = [post for post in found.posts if post.platform == platform]
        plan = campaign.plan.get(platform)
        pace = cadence([post.day for post in mine], campaign.starts_on, min(campaign.ends_on, today))
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
