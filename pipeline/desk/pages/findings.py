"""Show the themes of citizens, what several kinds of sources say of a factor, and the agencies' own accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from pipeline.desk.access import LOGGED_IN, Viewer, Visitor
from pipeline.desk.agency_names import agency_names
from pipeline.desk.kept import Figure, figure_for
from pipeline.desk.render import DeskWording, language_of, render, wording_of, words_of
from pipeline.desk.sections import Cell, Section, badge, choice, link
from pipeline.desk.words.catalogue import say_word
from pipeline.report.guards.shown_text import excerpt, safe_link
from storage.db.engine import reading
from storage.desk.findings import (
    ARTICLES_SHOWN,
    agency_rows,
    articles_of_press,
    counted_periods,
    issue_periods,
    issue_rows,
    press_periods,
    press_rows,
    triangulation_rows,
)

router = APIRouter()
TRIANGULATION = Figure("triangulation", triangulation_rows)
FIGURES = (TRIANGULATION,)
ISSUE_KINDS, AGENCY_KINDS = ("week", "month", "quarter"), ("month", "quarter", "year")
COUNTED = (
    "n_responses", "n_people", "change_before", "positive", "neutral", "negative", "officers", "documents", "media",
    "citizens", "responses", "contradicting", "n_posts", "useful_share", "median_rate", "questions", "answered_share",
    "median_days", "seen_share", "n_articles", "n_outlets",
)  # fmt: skip


class Choice(NamedTuple):
    """The page on which a finding stands, and the period chosen there out of those of its kind."""

    page: str
    kinds: Sequence[str] = ()
    kind: str = ""
    periods: Sequence[str] = ()
    period: str = ""

    @property
    def address(self) -> str:
        """Return the address that leads back to it."""
        return f"{self.page}?{urlencode({'jenis': self.kind, 'periode': self.period})}"


@router.get("/warga/isu")
def show_issues(request: Request, visitor: Viewer, jenis: str = "week", periode: str = "") -> Response:
    """Show the issues of a period with tone, change, agency, and whether a day lay far above the usual."""
    say, words = wording_of(request), words_of(request)
    kind = jenis if jenis in ISSUE_KINDS else "week"
    with reading(request.app.state.engine) as connection:
        periods = issue_periods(connection, kind)
        chosen = Choice("/warga/isu", ISSUE_KINDS, kind, periods, _chosen(periods, periode))
        rows = issue_rows(connection, kind, chosen.period)
        confirm = _confirmation(request, visitor, connection, chosen)
    columns = words(
        "issue", "n_responses", "n_people", "change_before", "positive", "neutral", "negative", "agency", "state"
    )
    section = Section(
        say.named(chosen.period) or words("issues")[0],
        [*columns, *words("confirm_agency")] if confirm else columns,
        [_issue(row, say, words) + ([confirm(row)] if confirm else []) for row in rows],
        note=words("issues_note")[0],
        empty=words("no_issues")[0],
        numbers=words(*COUNTED),
    )
    return _page(request, "issues", chosen, section)


@router.get("/warga/triangulasi", dependencies=LOGGED_IN)
def show_triangulation(request: Request) -> Response:
    """Show each factor by the kinds of sources that name it, and what speaks against it."""
    say, words = wording_of(request), words_of(request)
    with reading(request.app.state.engine) as connection:
        rows = figure_for(request, connection, TRIANGULATION)
    columns = words(
        "question", "factor", "city", "officers", "documents", "media", "citizens", "responses", "named_by",
        "contradicting",
    )  # fmt: skip
    section = Section(
        words("triangulation")[0],
        columns,
        [_factor(row, say, words) for row in rows],
        note=words("triangulation_note")[0],
        empty=words("no_triangulation")[0],
        numbers=words(*COUNTED),
    )
    return _page(request, "triangulation", Choice("/warga/triangulasi"), section)


@router.get("/strategi/perangkat", dependencies=LOGGED_IN)
def show_agencies(request: Request, jenis: str = "quarter", periode: str = "") -> Response:
    """Show the agencies' own accounts in a period, in alphabetical order."""
    say, words = wording_of(request), words_of(request)
    kind = jenis if jenis in AGENCY_KINDS else "quarter"
    with reading(request.app.state.engine) as connection:
        periods = counted_periods(connection, kind)
        period = _chosen(periods, periode)
        chosen = Choice("/strategi/perangkat", AGENCY_KINDS, kind, periods, period)
        asked = Figure(("agencies", kind, period), lambda reader: agency_rows(reader, kind, period))
        rows = figure_for(request, connection, asked)
    columns = words(
        "agency", "account", "n_posts", "useful_share", "median_rate", "questions", "answered_share", "median_days",
        "seen_share",
    )  # fmt: skip
    section = Section(
        say.named(period) or words("agencies")[0],
        columns,
        [_agency(row, say) for row in rows],
        note=words("agencies_note")[0],
        empty=words("no_agencies")[0],
        numbers=words(*COUNTED),
    )
    return _page(request, "agencies", chosen, section)


@router.get("/warga/media")
def show_press(request: Request, visitor: Viewer, jenis: str = "week", periode: str = "") -> Response:
    """Show issues and articles of the press in a period; a tone stands where enough articles and outlets have one."""
    say, words = wording_of(request), words_of(request)
    kind = jenis if jenis in ISSUE_KINDS else "week"
    with reading(request.app.state.engine) as connection:
        periods = press_periods(connection, kind)
        period = _chosen(periods, periode)
        chosen = Choice("/warga/media", ISSUE_KINDS, kind, periods, period)
        rows, articles = press_rows(connection, kind, period), articles_of_press(connection, kind, period)
        confirm = _confirmation(request, visitor, connection, chosen)
    columns = words("issue", "n_articles", "n_outlets", "change_before", "positive", "neutral", "negative", "agency")
    section = Section(
        say.named(period) or words("press")[0],
        [*columns, *words("confirm_agency")] if confirm else columns,
        [_press(row, say, words) + ([confirm(row)] if confirm else []) for row in rows],
        note=words("press_note")[0],
        empty=words("no_press")[0],
        numbers=words(*COUNTED),
    )
    listed = Section(
        words("press_articles")[0],
        words("when", "title", "outlet", "issue", "agency", "source_link"),
        [_article(row, say, words, request.scope.get("root_path", "")) for row in articles],
        note=words("press_articles_note", n=say.number(ARTICLES_SHOWN))[0],
        empty=words("no_press_articles")[0],
    )
    return _page(request, "press", chosen, section, listed)


def _article(row: Any, say: DeskWording, words: Callable[..., list[str]], root: str) -> list[Cell]:
    title, address = row.title or row.post_id, safe_link(row.url)
    return [
        say.day(row.published_local.date()) if row.published_local else "–",
        link(excerpt(title), f"{root}/unggahan/{quote(row.post_id, safe='/:')}"),
        row.account,
        row.issue or "–",
        _agency_named(row, words),
        link(words("open")[0], address, outside=True) if address else "–",
    ]


def _agency_named(row: Any, words: Callable[..., list[str]]) -> str:
    """Name an agency, and whether a person confirmed it or words let guess it."""
    told = row.agency_origin if row.agency_origin in {"proposed", "confirmed"} else ""
    return f"{row.agency} ({words(told)[0]})" if row.agency and told else row.agency or "–"


def _confirmation(
    request: Request, visitor: Visitor, connection: Connection, chosen: Choice
) -> Callable[[Any], Cell] | None:
    """Return the cell in which an editor confirms the agency of an issue; None for a viewer."""
    if not visitor.may("editor"):
        return None
    names, words = agency_names(request.app.state.settings, connection), words_of(request)
    root = request.scope.get("root_path", "")

    def cell(row: Any) -> Cell:
        return choice(
            f"{root}/warga/perangkat",
            {"isu": row.issue, "kembali": chosen.address},
            name="perangkat",
            label=words("agency_of", issue=row.issue)[0],
            choices=names,
            chosen=row.agency or "",
            button=words("confirm")[0],
        )

    return cell


def _chosen(periods: Sequence[str], asked: str) -> str:
    """Return the period that was asked for, else the newest; nothing where there is none."""
    return asked if asked in periods else next(iter(periods), "")


def _press(row: Any, say: DeskWording, words: Callable[..., list[str]]) -> list[Cell]:
    counts = (row.articles, row.outlets, row.change, row.positive, row.neutral, row.negative)
    return [row.issue, *map(say.number, counts), _agency_named(row, words)]


def _issue(row: Any, say: DeskWording, words: Callable[..., list[str]]) -> list[Cell]:
    state: Cell = badge(words("far_above")[0], good=False) if row.alert else ""
    counts = (row.responses, row.people, row.change, row.positive, row.neutral, row.negative)
    return [row.issue, *map(say.number, counts), _agency_named(row, words), state]


def _factor(row: Any, say: DeskWording, words: Callable[..., list[str]]) -> list[Cell]:
    terms = {"obstacle": "obstacle", "factor": "supporting_factor", "stage": "stage"}
    factor = say.term(terms[row.aspect], row.factor) if row.aspect in terms else row.factor
    counts = (row.n_officer, row.n_document, row.n_media, row.n_citizen, row.n_response)
    named = words("named_by_kinds", n=say.number(row.kinds_named))[0]
    asked = words(f"question_{row.question}")[0] if row.question in QUESTIONS else row.question
    return [asked, factor, row.city or "–", *map(say.number, counts), named, say.number(row.contradicting)]


QUESTIONS = ("strategy", "hindering", "supporting")


def _agency(row: Any, say: DeskWording) -> list[Cell]:
    return [
        row.agency or "–",
        row.source_id,
        say.number(row.posts),
        say.percent(row.useful_share),
        say.percent(row.median_engagement_rate, 2),
        say.number(row.questions),
        say.percent(row.answered_share),
        say.number(row.median_working_days, 1),
        say.percent(row.responses_seen_share),
    ]


def _page(request: Request, title: str, chosen: Choice, *sections: Section) -> Response:
    return render(
        request,
        "findings.html.j2",
        title=say_word(title, language_of(request)),
        told="",
        wrong="",
        **chosen._asdict(),
        sections=sections,
    )
