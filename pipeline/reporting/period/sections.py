"""The sections of a month's or quarter's report: each a table with its note, made from figures alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from babel.dates import get_day_names

from pipeline.report.content.document import Grid, Section, Share
from pipeline.report.content.media import reached_told
from pipeline.report.content.tables import known_count
from pipeline.report.page_one.lines import NAME, told_at_least
from pipeline.reporting.period.tally import Scores, SourceTally, class_in_band
from pipeline.transform.measures.change import interval_of_share
from storage.schema.selects.agencies import SHARED_FROM

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Row

    from pipeline.report.content.data import Issue
    from pipeline.report.content.document import Cell, Kind
    from pipeline.report.content.media import MediaRow
    from pipeline.report.content.wording import Wording
    from pipeline.reporting.period.tally import PeriodTally

TARGETS = (
    ("target_posts", "planned_posts", "posts"),
    ("target_interactions", "target_interactions", "interactions"),
    ("target_views", "target_views", "views"),
)
NAMING_FROM = 5
"""Labelled posts: of fewer no share that names the programme is told."""


@dataclass(frozen=True, slots=True)
class SectionMaker:
    """Makes sections in one language."""

    say: Wording

    def targets(
        self,
        topics: Mapping[str, int],
        targets: Mapping[str, float],
        campaigns: Iterable[Any],
        last: date,
        *,
        partly: str = "",
    ) -> Section:
        """Set what was done beside each target of a dimension or campaign; say until when one runs after *last*.

        Of dimensions nothing is judged where channels are *partly* known: their other posts may change shares. They are
        named below. A campaign that is told ``so_far`` has done so much at least, which is said below its target.
        """
        labelled = sum(topics.values())
        shares = [
            (topic, target, Share(topics.get(topic, 0) / labelled) if labelled else None)
            for topic, target in targets.items()
        ]
        rows: list[tuple[Cell, ...]] = [
            (
                self.say.short_topic(topic),
                self.say.text("share_of_posts"),
                Share(target),
                share,
                share / target if share is not None and not partly else None,
            )
            for topic, target, share in shares
        ]
        for row in campaigns:
            rows += self._campaign(row, last)
        captions = (self.say.text("aim"), self.say.text("measured_by"), self.say.column("target"))
        grid = Grid(
            (*captions, self.say.column("done"), self.say.text("reached_share")),
            ("text", "text", "integer", "integer", "share"),
            rows,
        )
        told = self._section("targets", grid, none="targets_none")
        notes = (self.say.text("targets_so_far", channels=partly),) if rows and partly else ()
        return replace(told, notes=notes)

    def _campaign(self, row: Mapping[str, Any], last: date) -> list[tuple[Cell, ...]]:
        name = str(row["campaign"])[:NAME]
        where = f"{name}, {self.say.term('platform', str(row['platform']))}" if row["platform"] else name
        if row["ends_on"] > last:
            where = self.say.text("aim_until", aim=where, day=self.say.day(row["ends_on"]))
        partly = self.say.text("aim_so_far", aim=where) if row.get("so_far") else where
        found = ((measure, known_count(row[target]), known_count(row[done])) for measure, target, done in TARGETS)
        return [
            (
                partly if told_at_least(done, target) else where,
                self.say.text(measure),
                target,
                done,
                done / target if done is not None else None,
            )
            for measure, target, done in found
            if target
        ]

    def rates(self, tally: PeriodTally, before: Mapping[str, int], unknown: Collection[str] = ()) -> Section:
        """Tell each own channel's posts, interactions and engagement rate with its class within the follower band.

        No post of a source that is *unknown* is a dash, and not zero.
        """
        rows: list[tuple[Cell, ...]] = [
            (
                self._channel(one),
                one.posts or (None if one.source.source_id in unknown else 0),
                before.get(one.source.source_id),
                one.interactions,
                one.source.followers,
                one.rate,
                self._class(one, tally.sources),
            )
            for one in sorted(tally.of_role("own"), key=self._place)
        ]
        names = ("posts", "previous", "interactions", "followers")
        captions = [self.say.text("previous_period") if name == "previous" else self.say.column(name) for name in names]
        grid = Grid(
            (self.say.text("channel"), *captions, self.say.text("mean_rate"), self.say.text("class_in_band")),
            ("text", "integer", "integer", "integer", "integer", "percent", "text"),
            rows,
        )
        return self._section("rates", grid, note="rates_note")

    def _class(self, one: SourceTally, sources: Mapping[str, SourceTally]) -> str | None:
        if one.rate is None or one.band is None:
            return None
        found = class_in_band(one, sources)
        if isinstance(found, int):
            return self.say.text("rate_alone", n=self.say.number(found))
        return self.say.text(f"rate_{found}", band=self._band(*one.band))

    def _band(self, low: int, high: int | None) -> str:
        if high is None:
            return self.say.text("band_from", low=self.say.number(low))
        if not low:
            return self.say.text("band_below", high=self.say.number(high))
        return self.say.text("band_from_to", low=self.say.number(low), high=self.say.number(high - 1))

    def media(self, rows: Iterable[MediaRow]) -> Section:
        """Set the media that people counted by hand beside the harvested ones; the two are never added up."""
        cells: list[tuple[Cell, ...]] = [
            (
                self.say.term("medium" if one.by_hand else "platform", one.name),
                one.items,
                reached_told(one, self.say),
                self.say.text("counted_by_hand" if one.by_hand else "counted_harvested"),
            )
            for one in rows
        ]
        captions = (
            self.say.text("medium"), self.say.text("items"), self.say.column("reached"), self.say.text("counted"),
        )  # fmt: skip
        grid = Grid(captions, ("text", "integer", "integer", "text"), cells)
        return self._section("media", grid, note="media_note")

    def agencies(self, accounts: Sequence[Row[Any]]) -> Section:
        """Set the accounts of agencies beside each other, by name; a share of answers only from 20 questions on."""
        rows: list[tuple[Cell, ...]] = [
            (
                row.agency or row.account,
                f"{self.say.term('platform', row.platform)} {row.account}",
                row.posts,
                row.useful_share,
                row.median_engagement_rate,
                row.questions,
                self._answered(row.answered, row.questions),
                row.median_working_days,
            )
            for row in accounts
        ]
        texts = ("useful", "median_rate")
        captions = (
            self.say.column("agency"), self.say.text("channel"), self.say.column("posts"),
            *(self.say.text(name) for name in texts), self.say.column("questions"), self.say.text("answered_share"),
            self.say.column("median_working_days"),
        )  # fmt: skip
        kinds: tuple[Kind, ...] = ("text", "text", "integer", "share", "percent", "integer", "text", "number")
        return self._section("agencies", Grid(captions, kinds, rows), none="agencies_none", note="agencies_note")

    def _answered(self, answered: int, questions: int) -> str | None:
        if not questions:
            return None
        if questions < SHARED_FROM:
            return self.say.text("share_from", n=self.say.number(answered), total=self.say.number(questions))
        low, high = interval_of_share(answered, questions)
        share = self.say.percent(answered / questions)
        return self.say.text("share_between", share=share, low=self.say.percent(low), high=self.say.percent(high))

    def issues(self, issues: Sequence[Issue] | None, gone: date | None = None, *, known: bool = True) -> Section:
        """Tell what citizens talk about; texts up to the day *gone* have gone for their age.

        That there is no issue is said only where anything is *known* of the period.
        """
        if issues is None:
            return self._section("issues", None, none="responses_none")
        rows: list[tuple[Cell, ...]] = [
            (
                f"{one.name} – {self.say.text('issue_alert_badge').lower()}" if one.alert else one.name,
                one.responses,
                one.people,
                one.responses_before,
                one.negative,
                one.neutral,
                one.positive,
                self._agency(one),
            )
            for one in issues
        ]
        counted = ("negative", "neutral", "positive", "agency")
        captions = (
            self.say.column("issue"), self.say.column("responses"), self.say.column("people"),
            self.say.text("previous_period"), *(self.say.column(name) for name in counted),
        )  # fmt: skip
        kinds: tuple[Kind, ...] = ("text", "integer", "integer", "integer", "integer", "integer", "integer", "text")
        none = "issues_none" if known else "no_data"
        told = self._section("issues", Grid(captions, kinds, rows), none=none, note="issues_note")
        lost = (self.say.text("issues_gone", day=self.say.day(gone)),) if gone else ()
        return replace(told, notes=(*told.notes, *lost))

    def _agency(self, issue: Issue) -> str | None:
        if issue.agency and issue.proposed:
            return self.say.text("agency_proposed", agency=issue.agency)
        return issue.agency

    def districts(self, counts: Mapping[str, int], posts: int) -> Section:
        """Count the posts that name each kecamatan, by name; without *posts* there is nothing to tell."""
        grid = Grid((self.say.text("kecamatan"), self.say.column("posts")), ("text", "integer"), sorted(counts.items()))
        return self._section("districts", grid, none="districts_none" if posts else "no_data", note="districts_note")

    def together(self, tally: PeriodTally, partners: Sequence[Row[Any]]) -> Section:
        """Count the posts that were published with another account, by partner."""
        own = tally.of_role("own")
        if not any(one.posts for one in own):
            return self._section("together", None)
        count = self.say.text(
            "together_count",
            n=self.say.number(sum(one.together for one in own)),
            contents=self.say.counted(sum(one.posts for one in own), "contents"),
        )
        rows = [(row.partner or self.say.text("other_partners"), row.posts) for row in partners]
        grid = Grid((self.say.text("partner"), self.say.column("posts")), ("text", "integer"), rows)
        return Section("together", self.say.text("section_together"), (count,), grid)

    def peers(self, tally: PeriodTally, unknown: Collection[str] = (), home: str | None = None) -> Section:
        """Set the peers' accounts beside the own, by platform and city; a dash as in ``rates``.

        Own ones of no city are of *home*.
        """
        peers = tally.of_role("peer")
        shown = sorted([*tally.of_role("own"), *peers], key=self._place_and_city) if peers else []
        rows: list[tuple[Cell, ...]] = [
            (
                one.source.city or (home if one.source.role == "own" else None) or str(one.source.account),
                self._channel(one),
                one.posts or (None if one.source.source_id in unknown else 0),
                one.source.followers,
                one.rate,
                one.naming / one.labelled if one.labelled >= NAMING_FROM else None,
            )
            for one in shown
        ]
        captions = (
            self.say.text("whose"), self.say.text("channel"), self.say.column("posts"), self.say.column("followers"),
            self.say.text("mean_rate"), self.say.text("naming_share"),
        )  # fmt: skip
        grid = Grid(captions, ("text", "text", "integer", "integer", "percent", "share"), rows)
        return self._section("peers", grid, none="peers_none", note="peers_note")

    def times(self, tally: PeriodTally) -> Section:
        """Tell weekdays and parts of the day with their posts and the median of their scores."""
        days = get_day_names("wide", locale=self.say.locale)
        rows = [
            *((str(days[day - 1]), tally.weekdays[day]) for day in sorted(tally.weekdays)),
            *((self._hours(*part), tally.parts[part]) for part in sorted(tally.parts)),
        ]
        return self._scored("times", self.say.text("time"), rows, "times_note")

    def _hours(self, first: int, last: int) -> str:
        return self.say.text("hours", first=f"{first:02d}", last=f"{last:02d}")

    def functions(self, tally: PeriodTally) -> Section:
        """Tell message functions with their posts and the median of their scores."""
        ranked = sorted(tally.functions.items(), key=lambda one: (-one[1].posts, one[0]))
        rows = [(self.say.term("message_function", name), scores) for name, scores in ranked]
        return self._scored("functions", self.say.column("message_function"), rows, "scores_note")

    def _scored(self, name: str, caption: str, rows: Sequence[tuple[str, Scores]], note: str) -> Section:
        captions = (caption, self.say.column("posts"), self.say.column("scored_posts"), self.say.column("median_score"))
        cells = [(told, scores.posts, len(scores.scores), scores.middle) for told, scores in rows]
        grid = Grid(captions, ("text", "integer", "integer", "number"), cells)
        return self._section(name, grid, none="no_data", note=note)

    def _place(self, one: SourceTally) -> int:
        return self.say.place(one.source.platform)

    def _place_and_city(self, one: SourceTally) -> tuple[int, str, str, str]:
        source = one.source
        return self._place(one), source.platform, str(source.city or ""), str(source.account)

    def _channel(self, one: SourceTally) -> str:
        return f"{self.say.term('platform', one.source.platform)} {one.source.account}"

    def _section(self, name: str, grid: Grid | None, *, none: str = "no_data", note: str = "") -> Section:
        """Give a section with its table and note, or with one sentence where the table has no row."""
        heading = self.say.text(f"section_{name}")
        if grid is None or not grid.rows:
            return Section(name, heading, (self.say.text(none),))
        return Section(name, heading, (), grid, (self.say.text(note),) if note else ())
