"""A period as it was known then: records up to its last day, counts up to seven days later.

A report of September, made in December, must not know of November. Labels and corrections are today's. Of a post that
was first seen later than seven days after the period, its first look counts: there is no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipeline.analysis.campaigns.around import scored_around
from pipeline.analysis.campaigns.figures import channels_of, post_ids_of_campaigns
from pipeline.analysis.campaigns.posts import find_campaigns
from pipeline.analysis.engagement import engagement_of_week, parts_at
from pipeline.run.context import RunContext
from storage.queries.as_of import COUNTED, counts_by, counts_of
from storage.queries.weeks import source_roles
from storage.schema.dictionary import VIEWS
from storage.schema.selects.fragments import MEDIAN_FROM, UNCOUNTED

if TYPE_CHECKING:  # pandas is heavy
    from pandas import DataFrame
    from sqlalchemy import Connection

MATURE = timedelta(days=7)
SCORED = {
    "followers": "followers", "engagement_rate": "engagement_rate", "engagement_score": "engagement_score",
    "engagement_level": "engagement_level", "score_n": "score_n", "age_bin": "score_age_bin",
}  # fmt: skip


def parts_as_of(run: RunContext, connection: Connection, until: datetime) -> dict[str, str]:
    """Return the parts of interactions that sources told seven days after *until*; none before that: today's hold."""
    seen_by = until + MATURE
    return {} if seen_by >= run.now() else parts_at(connection, list(source_roles(connection)), seen_by)


def posts_as_of(  # noqa: PLR0913, PLR0917  # the week, and what is known of its moment
    run: RunContext, connection: Connection, posts: DataFrame, week: str, until: datetime, parts: Mapping[str, str]
) -> DataFrame:
    """Return the posts of a week with the counts and the engagement that they had seven days after *until*.

    *parts* are those that sources told by then.
    """
    from pandas import to_numeric  # noqa: PLC0415  # heavy
    from pandas.api.types import is_numeric_dtype  # noqa: PLC0415  # as above

    seen_by = until + MATURE
    if posts.empty or seen_by >= run.now():
        return posts
    counts = counts_by(connection, week, seen_by, parts).set_index("post_id")
    posts = posts.set_index("post_id", drop=False)
    posts[list(COUNTED)] = counts.reindex(posts.index)[list(COUNTED)]
    kinds = posts.dtypes[list(SCORED.values())]
    posts = posts.astype(dict.fromkeys(kinds.index, object))  # what was a number may have been unknown then
    told = {source: parts.get(source, "") for source in set(posts["source_id"])}
    for part in engagement_of_week(run, connection, week, told, seen_by):
        found = part.astype(object).set_index("post_id")
        found = found.where(found.notna(), None)  # posts not seen by then keep what is stored
        posts.loc[found.index, list(SCORED.values())] = found[list(SCORED)].to_numpy()
    for name, kind in kinds.items():
        posts[name] = to_numeric(posts[name]) if is_numeric_dtype(kind) else posts[name].astype(kind)
    return posts.reset_index(drop=True)


def campaigns_as_of(  # noqa: PLR0913  # the last are named
    run: RunContext,
    connection: Connection,
    of_desk: Iterable[Mapping[str, Any]],
    *,
    own: set[str],
    last_day: date,
    until: datetime,
) -> DataFrame:
    """Return the rows of v_campaigns as they stood on *last_day*: begun by then, with the posts of then.

    The desk's campaigns are those *of_desk*; in one that names no sources all *own* ones take part.
    """
    import pandas as pd  # noqa: PLC0415  # heavy

    found, seen_by = find_campaigns(run.settings.config, connection, of_desk, own, last_day), until + MATURE
    scored = scored_around(run, connection, found, seen_by, apart=post_ids_of_campaigns(found))
    rows = []
    for one in found:
        campaign = {
            "campaign": one.campaign.name, "starts_on": one.campaign.starts_on, "ends_on": one.campaign.ends_on,
        }  # fmt: skip
        channels = list(channels_of(one, scored, found, last_day)) or [
            {"platform": None, "verdict": "insufficient_data"}
        ]
        for channel in channels:
            mine = [post.post_id for post in one.posts if post.platform == channel["platform"]]
            rows.append({**channel, **campaign, **counts_of(connection, mine, seen_by)})
    columns = list(VIEWS["v_campaigns"][1])
    return pd.DataFrame(rows, columns=columns).sort_values("campaign", kind="stable", ignore_index=True)


def topics_as_of(topics: DataFrame, posts: DataFrame) -> DataFrame:
    """Give the rows of a week's topics the sums and medians of the posts as they were."""
    own = posts[(posts["role"] == "own") & ~posts["kind"].isin(UNCOUNTED)]
    keys = ["platform", "topic"]
    told = own.assign(topic=own["topic"].fillna("")).astype({"interactions": "Int64", "engagement_score": "Float64"})
    groups = told.groupby(keys)
    made = topics.assign(topic=topics["topic"].fillna("")).set_index(keys)
    scored = groups["engagement_score"].count()
    made["interactions"] = groups["interactions"].sum(min_count=1).reindex(made.index)
    made["scored_posts"] = scored.reindex(made.index).fillna(0).astype(int)
    made["median_score"] = groups["engagement_score"].median().where(scored >= MEDIAN_FROM).reindex(made.index)
    made["youngest_age_hours"] = groups["age_hours"].min().reindex(made.index)
    found = made.reset_index()
    return found.assign(topic=found["topic"].where(found["topic"] != "", None))[list(topics.columns)]
