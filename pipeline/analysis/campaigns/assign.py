"""Keep the campaigns: of those of which something changed, find the posts and compute the figures anew."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from pipeline.analysis.campaigns.around import scored_around
from pipeline.analysis.campaigns.figures import (
    Counts,
    channels_of,
    days_within,
    members_of,
    phases_of,
    post_ids_of_campaigns,
)
from pipeline.analysis.campaigns.posts import Chosen, Found, find_posts, sources_of
from pipeline.analysis.engagement import engagement_rules
from pipeline.analysis.known_campaigns import join_campaigns
from pipeline.clock import DAY
from pipeline.run.context import RunContext
from pipeline.settings.models import Config
from pipeline.settings.sections import Campaign
from storage.analysis.campaign_marks import (
    Mark,
    digest_candidates,
    digest_of_rows,
    kept_members,
    load_mark,
    note_mark,
)
from storage.analysis.campaigns import Made, load_definitions, published_between, renew_campaign, renew_names
from storage.analysis.coverage import Days, load_coverage
from storage.analysis.marks import digest_of_inputs
from storage.db.engine import reading, transaction
from storage.queries.weeks import own_sources
from storage.runs.sources import constant_parts

if TYPE_CHECKING:
    from sqlalchemy import Connection

Definitions = Sequence[Mapping[str, Any]]
"""Campaigns of the desk, each as config.yaml would say it."""
VERSION = "2"  # of finding and computing: another one does all anew


@dataclass(frozen=True, slots=True)
class Basis:
    """A campaign's posts, the digest that they were found from, what was noted before, and its phases' counts."""

    found: Found
    digest: str
    mark: Mark | None
    phases: Sequence[tuple[str, date, date, Counts]]


@dataclass
class Figures:
    """All that campaigns' figures are computed from, as read in one night."""

    run: RunContext
    connection: Connection
    today: date
    looked: Mapping[str, Days]
    every: Sequence[Found]
    _sources: dict[str, str] = field(default_factory=dict)

    def digest(self, basis: Basis) -> str:
        """Digest all that a campaign's figures are computed from."""
        campaign, chosen = basis.found.campaign, {post.source_id for post in basis.found.posts}
        phases = [
            (phase, first, last, source, self._looked_at(source, first, last), sorted(counts.get(source, {}).items()))
            for phase, first, last, counts in basis.phases
            for source in sorted(chosen)
        ]
        parts = sorted(constant_parts(self.connection, sorted(chosen)).items())  # the scores take them as they are kept
        of_sources = [self._source(one) for one in sorted(chosen)]
        told = (basis.digest, min(campaign.ends_on, self.today), phases, of_sources, parts)
        return blake2b(repr(told).encode("utf-8", "replace"), digest_size=16).hexdigest()

    def _looked_at(self, source: str, first: date, last: date) -> int:
        return days_within(self.looked.get(source), first, last)

    def _source(self, source: str) -> str:
        """Digest what scores of a source rest on: its posts and looks, and which of its posts are a campaign's."""
        if source not in self._sources:
            apart = sorted({post.post_id for one in self.every for post in one.posts if post.source_id == source})
            told = (VERSION, engagement_rules(self.run), self.run.settings.zone.key, apart)
            self._sources[source] = digest_of_inputs(self.connection, "engagement", source, repr(told))
        return self._sources[source]

    def rows(self, stale: Sequence[Basis]) -> Iterator[tuple[Basis, Made]]:
        """Compute the rows of these campaigns."""
        found, apart = [basis.found for basis in stale], post_ids_of_campaigns(self.every)
        scored = scored_around(self.run, self.connection, found, self.run.now(), apart=apart)
        for basis in stale:
            channels = list(channels_of(basis.found, scored, self.every, self.today - DAY))
            phases = list(phases_of(basis.found, scored, self.looked, basis.phases))
            yield basis, (members_of(basis.found, scored), channels, phases)


def assign_campaigns(run: RunContext, *, everything: bool = False) -> None:
    """Renew the campaigns of which anything changed: definition, posts, labels, counts or days; or all of them.

    Tell which cannot count.
    """
    made: list[tuple[str, Mark, Made]] = []
    config, zone = run.settings.config, run.settings.zone
    today = run.now().astimezone(zone).date()
    with reading(run.engine) as connection:  # the longest part: nobody who writes waits for it
        of_desk, own = load_definitions(connection), own_sources(connection)
        looked = load_coverage(connection, zone).looked
        known = join_campaigns(config, of_desk)
        named, unchanged = partial(_names, config), partial(_unchanged, config, known.campaigns)
        days = {one.name: (one.starts_on, one.ends_on) for one in known.campaigns}
        bases = [_basis(run, connection, one, own, today, everything=everything) for one in known.campaigns]
        figures = Figures(run, connection, today, looked, [basis.found for basis in bases])
        digests = {basis.found.campaign.name: figures.digest(basis) for basis in bases}
        stale = [basis for basis in bases if _is_stale(basis, digests)]
        for basis, rows in figures.rows(stale) if stale else ():
            name = basis.found.campaign.name
            made.append((name, Mark(basis.digest, digests[name], digest_of_rows(rows)), rows))
    # The desk may have made, changed or removed some campaigns meanwhile: those stay as it keeps them. A few rows are
    # written at once, so that no writer waits for more.
    renew_names(run.engine, days, named, unchanged)
    for fault in known.faults.values():
        run.say(fault, logging.WARNING)
    for name, mark, rows in made:
        renew_campaign(run.engine, name, rows, unchanged)
        with transaction(run.engine) as connection:
            if name in unchanged(load_definitions(connection)):
                note_mark(connection, name, mark)


def _names(config: Config, of_desk: Definitions) -> list[str]:
    return join_campaigns(config, of_desk).names


def _unchanged(config: Config, computed: Sequence[Campaign], of_desk: Definitions) -> set[str]:
    return {one.name for one in join_campaigns(config, of_desk).campaigns if one in computed}


def _basis(  # noqa: PLR0913  # all that a campaign's posts are found by
    run: RunContext, connection: Connection, campaign: Campaign, own: set[str], today: date, *, everything: bool
) -> Basis:
    """Find a campaign's posts: where they would be found from the same as before, those that are kept."""
    from pipeline.transform.measures.campaigns import phases  # noqa: PLC0415  # brings pandas

    run.stop.check()
    sources, days = sources_of(campaign, own), (campaign.starts_on, campaign.ends_on)
    mark = None if everything else load_mark(connection, campaign.name)
    told = f"{VERSION} {campaign.model_dump_json()}"
    digest, output = digest_candidates(connection, days, sources, told)
    if mark and mark.posts == digest:
        kept = kept_members(connection, campaign.name)
        found = Found(campaign, [Chosen(*ids, at.date(), why) for ids, at, why in kept], output)
    else:
        found = find_posts(connection, campaign, sources, date.max)
    spans = phases(*days, today - DAY)  # of the day that is not over nobody knows all posts
    return Basis(found, digest, mark, [(*span, published_between(connection, *span[1:])) for span in spans])


def _is_stale(basis: Basis, digests: Mapping[str, str]) -> bool:
    return basis.mark is None or basis.mark[:2] != (basis.digest, digests[basis.found.campaign.name])
