"""Engagement of posts, brought into the store: a night's counts may move the figures of a source's old posts too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.analysis.changes import changed
from pipeline.run.context import RunContext
from storage.db.engine import reading, transaction
from storage.labels.labels import renew_engagement
from storage.queries.frames import engagement_inputs
from storage.runs.identity import known_sources
from storage.runs.parts import keep_parts

if TYPE_CHECKING:  # pandas is heavy
    from pandas import DataFrame
    from sqlalchemy import Connection

    from pipeline.transform.measures.engagement import EngagementRules

STEP = "engagement"
VERSION = "1"  # of the computation: another one computes every source anew
STORED = ("post_id", "followers", "engagement_rate", "engagement_score", "engagement_level", "score_n", "age_bin")


class Inputs(NamedTuple):
    """A source's posts, the looks at them with comparable interactions, its followers, and the parts that it tells."""

    posts: DataFrame
    looks: DataFrame
    followers: DataFrame
    parts: tuple[str, ...]


def score_engagement(night: RunContext, *, everything: bool = False) -> int:
    """Compute the engagement of the posts of each source of which something changed, or of all; return their number.

    One new look may move the figures of every later post of its source, and of no other source's.
    """
    from pipeline.transform.measures.engagement import engagement  # noqa: PLC0415  # brings pandas

    rules, count = engagement_rules(night), 0
    with reading(night.engine) as connection:
        sources = sorted(known_sources(connection))
    for source in sources:
        night.stop.check()
        with transaction(night.engine) as connection, changed(connection, STEP, source, f"{VERSION} {rules}") as anew:
            if not (anew or everything):
                continue
            inputs = comparable_inputs(connection, source)
            rows = engagement_rows(engagement(inputs.posts, inputs.looks, inputs.followers, rules))
            keep_parts(connection, source, inputs.parts)
            renew_engagement(connection, source, rows)
            count += len(rows)
    return count


def engagement_rules(night: RunContext) -> EngagementRules:
    """Return the configured rules."""
    from pipeline.transform.measures.engagement import EngagementRules  # noqa: PLC0415  # brings pandas

    return EngagementRules(**night.settings.config.engagement.model_dump())


def comparable_inputs(connection: Connection, source: str, until: datetime | None = None) -> Inputs:
    """Read what a source's engagement is computed from; interactions that hide a part of what it tells are NULL."""
    from pipeline.transform.measures.parts import comparable_interactions, usual_parts  # noqa: PLC0415  # brings pandas

    posts, looks, followers = engagement_inputs(connection, source, until)
    parts = usual_parts(looks)
    return Inputs(posts, looks.assign(interactions=comparable_interactions(looks, parts)), followers, parts)


def engagement_rows(found: DataFrame) -> list[tuple[Any, ...]]:
    """Bring the figures into the order in which the store keeps them."""
    frame = found[list(STORED)].astype(object)
    return list(frame.where(frame.notna(), None).itertuples(index=False, name=None))
