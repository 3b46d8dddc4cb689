"""``pantau import-coding``: evidence of obstacles that people coded from interviews, documents and media."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from collectors.errors import ConfigError
from collectors.privacy import masked
from collectors.wording import counted
from pipeline.files.cells import day_of
from pipeline.files.table_file import filled_rows
from pipeline.run.context import INCOMPLETE, RunContext
from pipeline.transform.posts.labelled import STAGES
from pipeline.transform.responses.labels import OBJECTS, OBSTACLES
from pipeline.transform.text.taxonomy import DIMENSIONS
from storage.db.engine import transaction
from storage.labels.codings import Coding, coded_cities, store_codings

EVIDENCE_SOURCES = ("officer", "document", "media", "citizen")
NEEDED = ("reference", "evidence_source", "date", "coder")
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "hindering": ("obstacle", "object"),
    "supporting": ("factor",),
    "strategy": (),
}
"""The question that a passage is asked, and what its answer must tell; of the strategy a stage or an element."""
CODED_OBSTACLES = (*OBSTACLES, "literacy", "understanding", "integration")
FACTORS = ("leadership", "regulation", "budget", "partners", "infrastructure", "staff")
ELEMENTS = ("media", "message", "audience", "frequency", "feedback")
YES, NO = ("yes", "ya", "1", "true"), ("", "no", "tidak", "0", "false", "-")
_INFORMANT = re.compile(r"(?i)i-\d{2,3}")
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]|Q[1-4]))?")
LONGEST = 2000  # characters of a quote or note: a passage, not an interview
_KNOWN: Mapping[str, Collection[str]] = {
    "evidence_source": EVIDENCE_SOURCES,
    "obstacle": CODED_OBSTACLES,
    "object": OBJECTS,
    "question": tuple(QUESTIONS),
    "factor": FACTORS,
    "stage": STAGES,
    "element": ELEMENTS,
    "topic": tuple(DIMENSIONS),
}


def import_coding(run: RunContext, path: Path) -> None:
    """Store what was coded; bad rows are left out, named, and make the exit code 1.

    Raises ConfigError where no row can be used.
    """
    known, faults = run.settings.known_accounts, list[str]()
    found = read_coding(path, run.now().astimezone(run.settings.zone).date(), known, faults.append)
    for fault in faults:
        run.worsen(INCOMPLETE)
        run.say(f"{fault}; the row is left out", logging.WARNING)
    config = run.settings.config
    cities = [config.office.city, *(source.city for source in config.sources)]
    with transaction(run.engine) as connection:
        spelled = _spell_cities(found, [*cities, *coded_cities(connection)])
        new, corrected, same = store_codings(connection, spelled, run.now())
    run.say(f"{path.name}: {counted(new, 'passage')} stored, {corrected} corrected, {same} known already")


def read_coding(
    path: Path, today: date, known: Collection[str] = frozenset(), left_out: Callable[[str], None] = lambda _: None
) -> list[Coding]:
    """Read coded passages with quotes and notes masked as responses are; handles in *known* stay readable.

    *left_out* is called with each mistake and its line; such rows have no passage. Raises ConfigError with all mistakes
    where the file cannot be read or no row of it used.
    """
    mistakes: list[str] = []
    found: dict[str, Coding] = {}
    for number, told in filled_rows(path, NEEDED, "see docs/sample-coding.csv", left_out=mistakes.append):
        row = _plain(told)
        day = day_of(row["date"])
        wrong = list(_mistakes(row, day, today))
        if not wrong and row["reference"] in found:
            wrong = [f"reference {row['reference']!r} stands twice, and the first counts; every passage needs its own"]
        mistakes += [f"{path.name}:{number}: {what}" for what in wrong]
        if day and not wrong:
            found[row["reference"]] = _coding(row, day, known)
    if not found:
        mistakes = mistakes or [f"{path.name}: no passage in the file; see docs/sample-coding.csv"]
        raise ConfigError(
            "\n".join([f"{path.name} has {counted(len(mistakes), 'mistake')}; nothing was stored:", *mistakes])
        )
    for mistake in mistakes:
        left_out(mistake)
    return list(found.values())


def _plain(row: Mapping[str, str]) -> dict[str, str]:
    """Write codes as the codebook does, whatever their capitals."""
    codes = {name: row[name].lower() for name in (*_KNOWN, "own_message") if row.get(name)}
    return {**row, **codes}


def _spell_cities(found: Iterable[Coding], known: Iterable[str | None]) -> list[Coding]:
    """Write each city as the configuration does, or as it stood first: only equal names are counted together."""
    spelled: dict[str, str] = {}
    for city in filter(None, known):
        spelled.setdefault(city.casefold(), city)
    return [one._replace(city=spelled.setdefault(one.city.casefold(), one.city)) if one.city else one for one in found]


def _mistakes(row: Mapping[str, str], day: date | None, today: date) -> Iterator[str]:
    question = row.get("question") or "hindering"
    empty = [name for name in (*NEEDED, *QUESTIONS.get(question, ())) if not row.get(name)]
    if empty:
        yield f"{', '.join(empty)} is empty; fill it"
    if question == "strategy" and not (row.get("stage") or row.get("element")):
        yield "stage and element are empty; of a strategy fill one of them"
    yield from _malformed(row)
    for name, values in _KNOWN.items():
        told = row.get(name)
        if told and told not in values:
            yield f"unknown {name} {told!r}; known: {', '.join(values)}"
    if row.get("own_message", "") not in (*YES, *NO):
        yield f"own_message {row['own_message']!r} is neither ya nor tidak"
    if row["date"] and day is None:
        yield f"date {row['date']!r} is no day; write it like 2026-11-16 or 16/11/2026"
    elif day and day > today:
        yield f"date {row['date']} is still to come"
    for name in ("quote", "note"):
        if len(row.get(name, "")) > LONGEST:
            yield f"{name} has more than {LONGEST} characters; keep the passage that shows the obstacle"


def _malformed(row: Mapping[str, str]) -> Iterator[str]:
    for name, form, words in (
        ("informant", _INFORMANT, "is no code; write it like I-01, never a name"),
        ("period", _PERIOD, "is none; write it like 2026, 2026-11 or 2026-Q4"),
    ):
        if row.get(name) and not form.fullmatch(row[name]):
            yield f"{name} {row[name]!r} {words}"


def _coding(row: Mapping[str, str], day: date, known: Collection[str]) -> Coding:
    quote, note = (masked(row[name], known) if row.get(name) else None for name in ("quote", "note"))
    return Coding(
        reference=row["reference"],
        evidence_source=row["evidence_source"],
        observed_on=day,
        obstacle=row.get("obstacle") or None,
        object=row.get("object") or None,
        topic=row.get("topic") or None,
        city=row.get("city") or None,
        quote=quote,
        note=note,
        coder=row["coder"],
        question=row.get("question") or "hindering",
        factor=row.get("factor") or None,
        stage=row.get("stage") or None,
        element=row.get("element") or None,
        informant=row.get("informant", "").upper() or None,
        period=row.get("period") or None,
        own_message=row.get("own_message") in YES,
    )
