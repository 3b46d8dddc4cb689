"""Scores at seven days around campaigns, as seen by a moment: only the weeks around them are read, and what counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from pipeline.analysis.campaigns.posts import Found
from pipeline.analysis.engagement import SOURCES_AT_ONCE, compared_looks, engagement_rules, parts_at
from pipeline.clock import DAY
from pipeline.run.context import RunContext
from storage.db.renew import parts_of
from storage.queries.as_of import history_of_span
from storage.schema.selects.fragments import UNCOUNTED

if TYPE_CHECKING:  # pandas is heavy
    import pandas as pd
    from sqlalchemy import Connection

    from pipeline.transform.measures.engagement import EngagementRules

SCORED = ("post_id", "source_id", "kind", "day", "score")
Days = Sequence[tuple[date, date]]


def scored_around(
    run: RunContext, connection: Connection, found: Sequence[Found], seen_by: datetime, *, apart: Collection[str]
) -> pd.DataFrame:
    """Return ``post_id, source_id, kind, day, score`` of the posts that a campaign's are compared with, and of these.

    The scores are those of reading the accounts wholly. Posts *apart*, those of all campaigns, are nobody's history.
    """
    import pandas as pd  # noqa: PLC0415  # heavy

    from pipeline.transform.measures.campaigns import gather_compared, keep_near  # noqa: PLC0415  # brings pandas

    kept = []
    for days in gather_compared([(one.campaign.starts_on, one.campaign.ends_on) for one in found]):
        mine = [one for one in found if (one.campaign.starts_on, one.campaign.ends_on) in days]
        for batch in parts_of(sorted({post.source_id for one in mine for post in one.posts}), SOURCES_AT_ONCE):
            around = _Around(connection, days, seen_by, parts_at(connection, batch, seen_by))
            for posts in _scored_in(run, around, batch, apart):
                day = posts["published_at"].dt.tz_convert(run.settings.zone).dt.date
                kept.append(keep_near(posts.assign(day=day), days)[list(SCORED)])
    told = [part for part in kept if len(part)]
    return pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=list(SCORED))


def _scored_in(
    run: RunContext, around: _Around, sources: Sequence[str], apart: Collection[str]
) -> Iterator[pd.DataFrame]:
    """Score the posts of accounts; where earlier posts are too few for a history, read more."""
    rules, pending = engagement_rules(run), sources
    for width in (rules.history * 5 // 4, rules.history * 5, None):
        run.stop.check()
        if pending:
            scored, short = _scored(*around.read(pending, width), rules, apart)
            yield scored[~scored["source_id"].isin(short)]
            pending = sorted(short)


@dataclass(frozen=True, slots=True)
class _Around:
    """The weeks around campaigns, and the parts of interactions that each source tells."""

    connection: Connection
    days: Days
    seen_by: datetime
    parts: Mapping[str, str]

    def read(self, sources: Sequence[str], width: int | None) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Read these sources' posts and *width* earlier ones, or all, with looks that can be compared."""
        from pipeline.transform.measures.campaigns import AROUND  # noqa: PLC0415  # brings pandas

        begin, end = min(first for first, _ in self.days) - AROUND, max(last for _, last in self.days) + AROUND
        # A day more on either side: the days are those of the wall clock.
        span = (datetime.combine(begin - DAY, time.min, UTC), datetime.combine(end + 2 * DAY, time.min, UTC))
        posts, looks = history_of_span(self.connection, sources, span, self.seen_by, width)
        return posts[~posts["kind"].isin(UNCOUNTED)], compared_looks(looks, self.parts)


def _scored(
    posts: pd.DataFrame, looks: pd.DataFrame, rules: EngagementRules, apart: Collection[str]
) -> tuple[pd.DataFrame, set[str]]:
    """Score the posts; name the sources of which more must be read."""
    import pandas as pd  # noqa: PLC0415  # heavy

    from pipeline.transform.measures.campaigns import seven_day_scores, week_old  # noqa: PLC0415  # brings pandas
    from pipeline.transform.measures.engagement import short_of_history  # noqa: PLC0415  # as above

    cut = posts[posts["wanted"].astype(bool) & ~posts["whole"].astype(bool)]
    few = short_of_history(posts, week_old(posts, looks), rules, apart=apart)
    nobody = pd.DataFrame(columns=["source_id", "observed_at", "followers"])
    score = seven_day_scores(posts, looks, nobody, rules, apart=apart)
    scored = posts.assign(score=posts["post_id"].map(score))
    return scored, set(cut.loc[cut["post_id"].isin(few), "source_id"])
