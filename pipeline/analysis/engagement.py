"""Engagement of posts, brought into the store: a night's counts may move the figures of a source's old posts too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from collectors.errors import PantauError
from pipeline.run.context import RunContext
from pipeline.run.steps import step
from storage.analysis.marks import Changed, changed_sources, forget_mark, note_digest
from storage.db.engine import transaction
from storage.db.renew import gather_until, parts_of
from storage.labels.labels import renew_engagement
from storage.queries.as_of import History, history_of_week, parts_told
from storage.queries.frames import engagement_inputs
from storage.runs.sources import constant_parts, keep_parts

if TYPE_CHECKING:  # pandas is heavy
    from pandas import DataFrame
    from sqlalchemy import Connection

    from pipeline.transform.measures.engagement import EngagementRules

STEP = "engagement"
VERSION = "2"  # of the computation: another one computes every source anew
LOOKS_TOGETHER = 5_000  # of small sources, whose memory is then that of one that is not small
SOURCES_AT_ONCE = 50  # with 125 posts of a kind and their looks: some ten thousand rows
STORED = ("post_id", "followers", "engagement_rate", "engagement_score", "engagement_level", "score_n", "age_bin")


Frames = tuple["DataFrame", "DataFrame", "DataFrame"]
"""A source's posts, the looks at them, and its followers."""


class Inputs(NamedTuple):
    """A source's posts, the looks at them with comparable interactions, its followers, and the parts that it tells."""

    posts: DataFrame
    looks: DataFrame
    followers: DataFrame
    parts: tuple[str, ...]
    parts_always: bool = False


def score_engagement(run: RunContext, *, everything: bool = False) -> int:
    """Compute the engagement of the posts of each changed source, or of all sources; return the number of posts.

    One new look may move the figures of every later post of its source, and of no other source's.
    """
    rules, scored = engagement_rules(run), 0
    changed = changed_sources(run.engine, STEP, f"{VERSION} {rules}", engagement_inputs, everything=everything)
    # pandas takes as long for ten rows as for a thousand
    for together in gather_until(changed, lambda one: len(one.read[1]), LOOKS_TOGETHER):
        run.stop.check()
        scored += _score_gathered(run, together, rules)
    return scored


def _score_gathered(run: RunContext, together: Sequence[Changed[Frames]], rules: EngagementRules) -> int:
    """Score sources together; where that breaks, each alone, so that the one that breaks it costs only itself."""
    try:
        return _score_sources(run, together, rules)
    except PantauError:  # the store, or a request to stop: alone it would be no better
        raise
    except Exception:  # noqa: BLE001  # told below, with the name of its source
        scored = 0
        for one in together:
            with step(run, f"{one.source}: computing the engagement", part_of="engagement"):
                scored += _score_sources(run, [one], rules)
        return scored


def _score_sources(run: RunContext, together: Sequence[Changed[Frames]], rules: EngagementRules) -> int:
    from pipeline.transform.measures.engagement import engagement  # noqa: PLC0415  # brings pandas

    found = [_comparable(*one.read) for one in together]
    rows = engagement_rows(engagement(*joined_inputs(found), rules))
    with transaction(run.engine) as connection:
        for one in together:
            forget_mark(connection, STEP, one.source)
    renew_engagement(run.engine, rows)
    with transaction(run.engine) as connection:
        for one, inputs in zip(together, found, strict=True):
            keep_parts(connection, one.source, inputs.parts, always=inputs.parts_always)
            note_digest(connection, STEP, one.source, one.digest)
    return len(rows)


def joined_inputs(inputs: Sequence[Inputs]) -> tuple[DataFrame, DataFrame, DataFrame]:
    """Join posts, looks and followers of several sources, in which a count that nobody told may have any type."""
    looks = [
        one.looks[["post_id", "observed_at", "interactions"]].astype({"interactions": "Float64"}) for one in inputs
    ]
    followers = [one.followers.astype({"followers": "Float64"}) for one in inputs]
    return _stacked([one.posts for one in inputs]), _stacked(looks), _stacked(followers)


def _stacked(frames: Sequence[DataFrame]) -> DataFrame:
    import pandas as pd  # noqa: PLC0415  # heavy

    return pd.concat([one for one in frames if len(one)] or frames[:1], ignore_index=True)


def engagement_rules(run: RunContext) -> EngagementRules:
    """Return the configured rules."""
    from pipeline.transform.measures.engagement import EngagementRules  # noqa: PLC0415  # brings pandas

    return EngagementRules(**run.settings.config.engagement.model_dump())


def _comparable(posts: DataFrame, looks: DataFrame, followers: DataFrame) -> Inputs:
    """Join what a source's engagement is computed from; interactions that hide a part of what it tells are NULL."""
    from pipeline.transform.measures.parts import (  # noqa: PLC0415  # brings pandas
        are_constant,
        comparable_interactions,
        usual_parts,
    )

    parts = usual_parts(looks)
    compared = looks.assign(interactions=comparable_interactions(looks, parts))
    return Inputs(posts, compared, followers, parts, are_constant(looks))


def engagement_rows(found: DataFrame) -> list[tuple[Any, ...]]:
    """Bring the figures into the order in which the store keeps them."""
    frame = found[list(STORED)].astype(object)
    return list(frame.where(frame.notna(), None).itertuples(index=False, name=None))


def engagement_of_week(
    run: RunContext, connection: Connection, week: str, told: Mapping[str, str], seen_by: datetime
) -> Iterator[DataFrame]:
    """Compute the engagement of a week's posts as seen by a moment; posts that were not seen by then have no row.

    *told* holds the sources, each with the parts that it told by then.
    The result is the same as if the sources were read wholly; of earlier posts only as many are read as count: first
    a quarter more than a history, since not each was seen at each age, and where that is too few, more.
    """
    rules = engagement_rules(run)
    for batch in parts_of(sorted(told), SOURCES_AT_ONCE):
        pending = batch
        for width in (rules.history * 5 // 4, rules.history * 5, None):
            run.stop.check()
            if pending:
                scored, short = _scored(history_of_week(connection, week, pending, seen_by, width), told, rules)
                yield scored[~scored["source_id"].isin(short)].drop(columns="source_id")
                pending = sorted(short)


def _scored(read: History, parts: Mapping[str, str], rules: EngagementRules) -> tuple[DataFrame, set[str]]:
    """Score the posts of the week, each with its source_id; name the sources of which more must be read."""
    from pipeline.transform.measures.engagement import engagement, short_of_history  # noqa: PLC0415  # brings pandas

    posts, looks = read.posts, compared_looks(read.looks, parts)
    seen = posts[posts["post_id"].isin(looks["post_id"])]
    wanted = seen[seen["wanted"].astype(bool)]
    cut = wanted[~wanted["whole"].astype(bool)]
    short = set(cut.loc[cut["post_id"].isin(short_of_history(seen, looks, rules)), "source_id"])
    found = engagement(seen, looks, read.followers, rules)
    return found.merge(wanted[["post_id", "source_id"]], on="post_id"), short


def compared_looks(looks: DataFrame, parts: Mapping[str, str]) -> DataFrame:
    """Return looks of several sources with comparable interactions, each by the parts of its source."""
    import pandas as pd  # noqa: PLC0415  # heavy

    from pipeline.transform.measures.parts import comparable_interactions  # noqa: PLC0415  # as above

    groups = looks.groupby(looks["source_id"].map(lambda source: parts.get(source, "")))
    found = [comparable_interactions(mine, tuple(filter(None, named.split(",")))) for named, mine in groups]
    sums = pd.concat(found) if found else looks["interactions"]
    return looks.assign(interactions=sums.reindex(looks.index))


def parts_at(connection: Connection, sources: Sequence[str], until: datetime) -> dict[str, str]:
    """Return the usual parts of each source as of a moment; looks are counted only where they were not all alike.

    A source of which no look told any by then is left out.
    """
    from pipeline.transform.measures.parts import parts_of_counts  # noqa: PLC0415  # brings pandas

    found = constant_parts(connection, sources)
    for source in set(sources) - found.keys():
        counts = parts_told(connection, source, until)
        if counts["told"]:
            found[source] = ",".join(parts_of_counts(counts["told"], counts))
    return found
