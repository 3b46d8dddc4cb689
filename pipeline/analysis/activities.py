"""activities.csv: what the office did off line, so that a campaign's page shows all of it.

The file is written by hand, in a spreadsheet. A row that cannot be read is left out and named; the others count. A file
that cannot be used at all changes nothing: the activities of the last run stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from collectors.errors import ConfigError
from pipeline.analysis.known_campaigns import join_campaigns
from pipeline.files.cells import NOTHING, day_of, whole_number
from pipeline.files.fault import Fault, in_indonesian
from pipeline.files.table_file import TITLES, header_place, table_lines
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.transform.text.media_kinds import ADDRESS, medium_of, topic_names, topic_of
from storage.analysis.campaigns import has_activities, load_definitions, replace_activities
from storage.db.engine import reading, transaction
from storage.desk.campaigns import activity_rows

REQUIRED = ("date", "kind")
CALLED = {
    "date": "tanggal", "kind": "jenis", "campaign": "kampanye", "district": "kecamatan", "reached": "jumlah",
    "cost": "biaya", "proof": "bukti", "note": "catatan", "title": "judul", "url": "tautan", "topic": "topik",
}  # fmt: skip
"""The columns, and the Indonesian names that messages tell; a file may bear either."""
COLUMNS = tuple(CALLED)
_STAY = Fault("the earlier activities stay", "kegiatan yang sudah tercatat tetap berlaku")
_TOO_MANY = Fault("more cells than columns", "sel lebih banyak daripada kolom")
_OF = ("pelaksanaan", "kegiatan", "tayang", "terbit", "pasang", "siar")
_PEOPLE = (
    "peserta", "orang", "penerima", "warga", "jangkauan", "terjangkau", "hadir", "penonton", "pendengar", "pembaca",
    "audiens", "sasaran",
)  # fmt: skip
KINDS = ("kind", "media", "jenis media", "media yang digunakan", "kanal", "jenis", "jenis kegiatan", "kegiatan")
"""Names of the kind; where several stand in a file, the first of them means it."""
INDONESIAN = {
    **dict.fromkeys(("tanggal", "tgl", "hari tanggal", "hari tgl"), "date"),
    **{f"{day} {of}": "date" for day in ("tanggal", "tgl") for of in _OF},
    "nama kegiatan": "title", "judul": "title", "judul kegiatan": "title",
    "kampanye": "campaign", "kecamatan": "district",
    **dict.fromkeys(("jumlah", "jml", "peserta", "jangkauan", "terjangkau"), "reached"),
    **{f"{number} {people}": "reached" for number in ("jumlah", "jml") for people in _PEOPLE},
    "biaya": "cost", "anggaran": "cost", "bukti": "proof", "dokumentasi": "proof", "catatan": "note",
    "keterangan": "note", "ket": "note", "tautan": "url", "link": "url", "topik": "topic", "dimensi": "topic",
}  # fmt: skip
RUNNING = ("no", "nomor", "nr")
"""Columns of running numbers, which tell nothing."""
YEARS = range(1990, 2100)  # another one, such as 2206, is a slip of the keyboard, and no report would show it
TEXTS = ("campaign", "kind", "district", "proof", "note", "title")
Row = Mapping[str, Any]


@dataclass
class Activities:
    """The readable rows of a file, and the faults of the others; ``None`` for a file that cannot be used."""

    rows: list[Row] | None = None
    faults: list[Fault] = field(default_factory=list)


def record_activities(run: RunContext) -> None:
    """Make the store hold what the file and the desk tell, and say which rows of the file it leaves out."""
    with reading(run.engine) as connection:
        of_desk, has_some = load_definitions(connection), has_activities(connection)
    names = join_campaigns(run.settings.config, of_desk).names
    found = configured_activities(run.settings, names)
    tell = run.tell_fault if found.rows is None else run.say
    for fault in found.faults:
        tell(fault)
    if found.rows is not None and (found.rows or has_some):
        with transaction(run.engine) as connection:
            held = [row | {"medium": medium_of(row["kind"])} for row in activity_rows(connection)]
            replace_activities(connection, [*found.rows, *held])


def configured_activities(settings: Settings, campaigns: Sequence[str]) -> Activities:
    """Read the configured file, whose rows may name these *campaigns*; without one there are no activities."""
    config = settings.config
    if config.activities is None:
        return Activities([])
    return read_activities(settings.path(config.activities), campaigns)


def read_activities(path: Path, campaigns: Sequence[str] = ()) -> Activities:
    """Read the file; columns may stand in any order and bear English or Indonesian names.

    A row of none of the *campaigns* is a mistake, where there are any.
    """
    try:
        lines = table_lines(path)
    except ConfigError as error:
        words = in_indonesian(error.args[0])
        return Activities(None, [Fault(f"activities: {error}; {_STAY}", f"kegiatan: {words}; {_STAY.indonesian}")])
    headers = [_columns(line) for line in lines[:TITLES]]
    place = header_place(headers, REQUIRED)
    header = headers[place] if lines else []
    if missing := [name for name in REQUIRED if name not in header]:
        return Activities(None, [_fault_at_line(path.name, place + 1, _fault_of_missing(missing))])
    found = Activities([], [_fault_at_line(path.name, place + 1, fault) for fault in _header_faults(header)])
    for number, cells in enumerate(lines[place + 1 :], start=place + 2):
        if any(cells[len(header) :]):
            found.faults.append(_left_out(path.name, number, [_TOO_MANY]))
        elif any(cells):
            told = ["" if cell.lower() in NOTHING else cell for cell in cells]
            _add(found, path.name, number, dict(zip(header, told, strict=False)), campaigns)
    return found


def _columns(line: Sequence[str]) -> list[str]:
    """Return the columns that a line of names means: ``Tgl.``, ``Jenis``, ``Biaya (Rp)`` are date, kind and cost."""
    plain = [_plain_caption(name) for name in line]
    known = [INDONESIAN.get(name, name) for name in plain]
    kind = next((name for name in KINDS if name in plain), None)
    named = dict.fromkeys(RUNNING, "") | ({kind: "kind"} if kind else {})
    if kind != "kegiatan" and "title" not in known:
        named["kegiatan"] = "title"
    return [named.get(name, column) for name, column in zip(plain, known, strict=True)]


def _plain_caption(name: str) -> str:
    """Return a column's name without what spreadsheets add to it: ``Biaya (Rp)``, ``Tgl.``, ``Hari/Tanggal *``."""
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\([^()]*\)", " ", name.lower())))


def _fault_of_missing(names: Sequence[str]) -> Fault:
    known, theirs = ", ".join(COLUMNS), ", ".join(CALLED[name] for name in names)
    return Fault(
        f"column {', '.join(names)} is missing; the columns are {known} "
        f"(or tanggal, jenis, kampanye, kecamatan, jumlah, …); {_STAY}",
        f"kolom {theirs} tidak ada; kolomnya: {', '.join(CALLED.values())}; {_STAY.indonesian}",
    )


def _header_faults(header: Sequence[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(header):
        if name and name not in COLUMNS:
            yield Fault(
                f"column {name!r} is not known and not read; known: {', '.join(COLUMNS)}",
                f"kolom {name!r} tidak dikenal, tidak dibaca; dikenal: {', '.join(CALLED.values())}",
            )
        if name and header.count(name) > 1:
            yield Fault(
                f"column {name} stands twice; the last one counts",
                f"kolom {CALLED.get(name, name)} ada dua kali; yang terakhir dipakai",
            )


def _fault_at_line(file: str, line: int, fault: Fault) -> Fault:
    return Fault(f"{file}, line {line}: {fault}", f"{file}, baris {line}: {fault.indonesian}")


def _left_out(file: str, line: int, wrong: Sequence[Fault]) -> Fault:
    theirs = "; ".join(fault.indonesian for fault in wrong)
    return Fault(
        f"{file}, line {line} is left out: {'; '.join(wrong)}", f"{file}, baris {line} tidak ikut dihitung: {theirs}"
    )


def _add(found: Activities, file: str, number: int, told: Mapping[str, str], campaigns: Collection[str]) -> None:
    """Add a row, or what is wrong with it."""
    wrong = list(_mistakes(told, campaigns))
    if wrong or found.rows is None:
        found.faults.append(_left_out(file, number, wrong))
        return
    texts = {name: told.get(name) or None for name in TEXTS}
    counts = {name: whole_number(told.get(name, "")) for name in ("reached", "cost")}
    named = {"campaign": _campaign(told.get("campaign", ""), campaigns)} | media_values(told)
    found.rows.append({"line": number, "held_on": day_of(told["date"]), **texts, **counts, **named})


def media_values(told: Mapping[str, str]) -> dict[str, str | None]:
    """Return the medium that the kind names, the dimension and the address of a row without mistakes."""
    return {
        "medium": medium_of(told.get("kind", "")),
        "topic": topic_of(told.get("topic", "")),
        "url": told.get("url") or None,
    }


def _mistakes(told: Mapping[str, str], campaigns: Collection[str]) -> Iterator[Fault]:
    day = day_of(told.get("date", ""))
    if day is None or day.year not in YEARS:
        yield Fault(
            f"date {told.get('date', '')!r} is no day; write it like 2026-11-16 or 16/11/2026",
            f"tanggal {told.get('date', '')!r} tidak dikenali; tulis seperti 16/11/2026 atau 2026-11-16",
        )
    if not told.get("kind"):
        yield Fault(
            "kind is empty; write what it was, such as banner or radio",
            "jenis kosong; tulis misalnya spanduk atau radio",
        )
    for name in ("reached", "cost"):
        if told.get(name) and whole_number(told[name]) is None:
            yield Fault(
                f"{name} {told[name]!r} is not a whole number",
                f"{CALLED[name]} {told[name]!r} bukan bilangan bulat",
            )
    if told.get("topic") and topic_of(told["topic"]) is None:
        yield Fault(
            f"topic {told['topic']!r} is no dimension; the dimensions are {topic_names()}",
            f"topik {told['topic']!r} bukan dimensi; dimensinya: {topic_names(indonesian=True)}",
        )
    if told.get("url") and not ADDRESS.fullmatch(told["url"]):
        yield Fault(
            f"url {told['url']!r} is no address; write it whole, like https://contoh.id/berita/1",
            f"tautan {told['url']!r} bukan alamat; tulis lengkap, seperti https://contoh.id/berita/1",
        )
    name = told.get("campaign", "")
    if name and campaigns and _campaign(name, campaigns) is None:
        near = get_close_matches(name.casefold(), {one.casefold(): one for one in campaigns}, 1)
        meant = next((one for one in campaigns if near and one.casefold() == near[0]), None)
        yield Fault(
            f"campaign {name!r} is not configured{f'; did you mean {meant}?' if meant else ''}",
            f"kampanye {name!r} tidak terdaftar{f'; mungkin maksudnya {meant}?' if meant else ''}",
        )


def _campaign(name: str, campaigns: Collection[str]) -> str | None:
    """Return the configured name that is meant: upper case and spaces make no difference."""
    if not name or not campaigns:
        return name or None
    folded = " ".join(name.split()).casefold()
    return next((one for one in campaigns if " ".join(one.split()).casefold() == folded), None)
