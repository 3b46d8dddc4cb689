"""A period's report put together: prose and sections of a month, quarter or any days; few lines of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.analysis.as_of import campaigns_as_of
from pipeline.analysis.engagement import parts_at
from pipeline.analysis.issues import Span
from pipeline.report.content.data import Press
from pipeline.report.content.document import Document, Section
from pipeline.report.content.figures import seen_campaign
from pipeline.report.content.media import MediaRow, media_used
from pipeline.report.content.press import press_section
from pipeline.report.page_one.lines import stale_line
from pipeline.reporting.issues import NOT_TOLD, ToldIssues, told_issues, told_press
from pipeline.reporting.period.lines import brief_lines, count_lines, partly_known, period_days, period_prose
from pipeline.reporting.period.sections import SectionMaker
from pipeline.reporting.period.tally import PeriodTally, tally_posts
from pipeline.transform.text.gazetteer import load_gazetteer
from storage.queries.period_posts import OF_CALENDAR, PeriodRows, posts_of_period, sources_of_period

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from pipeline.report.content.wording import Wording
    from pipeline.report.guards.attempts import Attempts
    from pipeline.reporting.period.figures import PeriodFigures
    from pipeline.reporting.periods import Period
    from pipeline.run.context import RunContext
    from storage.analysis.issues import Counted

Made = TypeVar("Made")


def _read(loaded: Made | Exception) -> Made:
    """Return what was loaded, or raise what kept it from being read."""
    if isinstance(loaded, Exception):
        raise loaded
    return loaded


class PeriodReport:
    """Reads what a period's report tells, part by part; what cannot be read costs its own section.

    All is read when it is made: the store is not needed to put the report together.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the run, its store, the period, and how to say it
        self,
        run: RunContext,
        connection: Connection,
        period: Period,
        found: PeriodFigures,
        rows: PeriodRows | None,
        counted: Counted | Exception,
        wording: Wording,
        attempts: Attempts,
    ) -> None:
        """Tell of *period* what was *found*, a day's without *rows*; note in *attempts* what cannot be told.

        *counted* tells how far issues are.
        """
        self._run, self._connection, self._period = run, connection, period
        self._found, self._rows, self._say, self._attempts = found, rows, wording, attempts
        self._until = period.until(run.settings.zone)
        self.issues, self._issues_gone = self._try("issues", lambda: self._load_issues(_read(counted)), NOT_TOLD)
        self._tally, self._campaigns = PeriodTally({}), list[Mapping[str, Any]]()
        self._press: Press | None = None
        if rows is not None:
            self._campaigns = self._try("targets", lambda: self._load_campaigns(rows), self._campaigns)
            self._press = self._try("press", lambda: told_press(run, connection, self._span()), None)
            self._tally = self._try("rates", lambda: self._load_tally(rows), self._tally)

    def lines(self) -> list[str]:
        """Give the plain text that fits a messenger: of a day ten lines at most."""
        return [
            self._title(),
            period_days(self._period, self._say),
            *self._opening(),
            *([] if self._brief else count_lines(self._found, self._say)),
            self._closing(),
        ]

    def document(self) -> Document:
        """Give the report for page, workbook and letter; a day has no sections."""
        office = self._run.settings.config.office
        return Document(
            title=self._title(),
            office=office.name or "",
            city=office.city or "",
            days=period_days(self._period, self._say),
            as_of=self._run.now(),
            opening=tuple(self._opening()),
            closing=self._closing(),
            sections=tuple(self._sections(self._rows)) if self._rows else (),
        )

    def _title(self) -> str:
        office = self._run.settings.config.office
        return self._say.title(self._say.text(f"title_{self._period.kind}"), office.name, office.city)

    def _closing(self) -> str:
        told = self._say.text("period_as_of_end", moment=self._say.moment(self._run.now()))
        return " ".join(filter(None, [told, stale_line(self._found.stale, self._say)]))

    @property
    def _brief(self) -> bool:
        return self._period.kind == "day"

    def _opening(self) -> list[str]:
        if self._brief:
            return brief_lines(self._found, self.issues, self._say)
        return period_prose(self._found, self.issues, self._targets(), self._say)

    def _targets(self) -> dict[str, float]:
        return {str(topic): share for topic, share in self._run.settings.config.strategy.targets.items()}

    def _load_issues(self, counted: Counted) -> ToldIssues:
        if self._found.tones is None:
            return NOT_TOLD
        return told_issues(self._run, self._connection, self._span(), counted)

    def _span(self) -> Span:
        period = self._period
        return Span(period.kind, period.name, period.first, period.last, period.before)

    def _sections(self, rows: PeriodRows) -> Iterable[Section]:
        make, tally = SectionMaker(self._say), self._tally
        makers: dict[str, Callable[[], Section]] = {
            "targets": lambda: make.targets(
                self._found.topics,
                self._targets(),
                self._campaigns,
                self._period.last,
                partly=partly_known(self._found, self._say),
            ),
            "rates": lambda: make.rates(tally, self._found.before, self._found.unknown),
            "media": lambda: make.media(self._media(_read(rows.media))),
            "agencies": lambda: make.agencies(_read(rows.agencies)),
            "issues": lambda: make.issues(self.issues, self._issues_gone, known=self._found.known),
            "districts": lambda: make.districts(
                self._districts(_read(rows.places)), sum(row.posts for row in self._found.posts)
            ),
            "together": lambda: make.together(tally, _read(rows.partners)),
            "peers": lambda: make.peers(tally, self._found.unknown, self._run.settings.config.office.city),
            "times": lambda: make.times(tally),
            "functions": lambda: make.functions(tally),
        }
        if self._press is not None or "press" in self._attempts.failed:
            makers["press"] = lambda: press_section(self._press or Press(None), self._say)
        for name, maker in makers.items():
            if name != "agencies" or self._period.kind in OF_CALENDAR:
                self._run.stop.check()
                yield self._made(name, maker)

    def _made(self, name: str, maker: Callable[[], Section]) -> Section:
        heading = self._say.text(f"section_{name}")
        failed = Section(name, heading, (self._say.text("section_failed", section=heading),))
        if name in self._attempts.failed:
            return failed
        return self._attempts.attempt(name, maker, failed)

    def _try(self, name: str, load: Callable[[], Made], otherwise: Made) -> Made:
        """Load a part inside a savepoint: PostgreSQL answers nothing more after a statement that failed."""

        def safely() -> Made:
            with self._connection.begin_nested():
                return load()

        made = self._attempts.attempt(name, safely, otherwise)
        if name in self._attempts.failed:
            self._run.stop.check()  # what broke a query off is no fault of its section
        return made

    def _load_tally(self, rows: PeriodRows) -> PeriodTally:
        sources, days = _read(rows.sources), (self._period.first, self._period.last)
        told = parts_at(self._connection, sources_of_period(self._connection, *days), self._until)
        found = posts_of_period(self._connection, days, self._until, told)
        return tally_posts(sources, chain.from_iterable(found))

    def _media(self, by_hand: Sequence[Row[Any]]) -> list[MediaRow]:
        told = [
            MediaRow(row.medium, by_hand=True, items=row.items, reached=row.reached, reached_items=row.reached_items)
            for row in by_hand
        ]
        return media_used([(row.platform, row.posts) for row in self._found.posts], told)

    def _load_campaigns(self, rows: PeriodRows) -> list[Mapping[str, Any]]:
        """Give the campaigns of which a day lies in the period, as they stood at its end."""
        own, of_desk = {row.source_id for row in _read(rows.sources) if row.role == "own"}, _read(rows.of_desk)
        last = self._period.last
        frame = campaigns_as_of(self._run, self._connection, of_desk, own=own, last_day=last, until=self._until)
        found: list[Mapping[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]  # the columns are named
        unread = self._found.unread
        return [
            seen_campaign(row, unread) | {"so_far": row["platform"] in unread}
            for row in found
            if row["ends_on"] >= self._period.first
        ]

    def _districts(self, places: Sequence[Row[Any]]) -> dict[str, int]:
        """Count each post once for every kecamatan that it names, itself or by a kelurahan of it."""
        chosen = self._run.settings.config.gazetteer
        gazetteer = load_gazetteer(self._run.settings.path(chosen) if chosen else None)
        kecamatan = gazetteer.districts()
        named: dict[str, set[str]] = {}
        for row in places:
            if row.place in kecamatan:
                named.setdefault(kecamatan[row.place], set()).add(row.post_id)
        return {name: len(posts) for name, posts in named.items()}
