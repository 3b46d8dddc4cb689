"""Describe a package: datapackage.json, README.md, CITATION.cff and SHA256SUMS."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import yaml

from pipeline.report.content.revision import DATAPACKAGE
from pipeline.report.content.tables import Column
from pipeline.report.output.datapackage import PROFILE, csv_entry, digest, file_entry, schema

SUMS = "SHA256SUMS"
CITATION = "CITATION.cff"
README = "README.md"
PARQUET_NOTE = "The same rows as the CSV, with every text as it was stored."


@dataclass(frozen=True, slots=True)
class Described:
    """A table as it was written: where its view's rows stand, under which columns, and what names a row."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class About:
    """One variant of a package."""

    public: bool
    first: date
    last: date
    made_at: datetime
    timezone: str
    authors: tuple[str, ...]
    licence: str | None
    unknown_day: int
    labelled_by: str

    @property
    def title(self) -> str:
        """The name under which it is cited."""
        what = "identifiers and labels" if self.public else "posts, counts, labels and responses"
        return f"Pantau: {what}, {self.first} to {self.last}"


def describe(folder: Path, tables: Sequence[Described], left_out: Mapping[str, str], about: About) -> str:
    """Write the four files that tell of *folder*, SHA256SUMS last; return the digest of the tables' contents."""
    checksums = {str(path.relative_to(folder)): checksum(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    contents = digest(json.dumps({p: c for p, c in checksums.items() if p.endswith(".csv")}).encode())
    (folder / README).write_text(_readme(tables, left_out, about, contents), encoding="utf-8")
    (folder / CITATION).write_text(_citation(about, contents), encoding="utf-8")
    package = _datapackage(folder, checksums, tables, about, contents)
    (folder / DATAPACKAGE).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    checksums |= {name: checksum(folder / name) for name in (README, CITATION, DATAPACKAGE)}
    (folder / SUMS).write_text("".join(f"{checksums[path]}  {path}\n" for path in sorted(checksums)), encoding="utf-8")
    return contents


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _datapackage(
    folder: Path, checksums: Mapping[str, str], tables: Sequence[Described], about: About, contents: str
) -> dict[str, Any]:
    described = {table.name: table for table in tables}
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": f"pantau-{about.first}-{about.last}-{'public' if about.public else 'full'}",
        "title": about.title,
        "created": _moment(about.made_at),
        "contents": contents,
        "from": str(about.first),
        "to": str(about.last),
        "timezone": about.timezone,
        "contributors": [{"title": name, "roles": ["creator"]} for name in about.authors],
    }
    if about.licence:
        package["licenses"] = [{"name": about.licence}]
    package["resources"] = [
        _resource(path, (folder / path).stat().st_size, found, described) for path, found in checksums.items()
    ]
    return package


def _resource(path: str, size: int, found: str, tables: Mapping[str, Described]) -> dict[str, Any]:
    entry = file_entry(path, size, f"sha256:{found}")
    table = tables.get(entry["name"])
    if table is None or entry["format"] not in {"csv", "parquet"}:
        return entry | {"name": f"document-{entry['name']}"}
    if entry["format"] == "csv":
        entry |= csv_entry(table.columns)
        entry["title"] = table.meaning
    else:
        entry |= {"name": f"{table.name}-parquet", "description": PARQUET_NOTE, "schema": schema(table.columns)}
    if table.key:
        entry["schema"]["primaryKey"] = list(table.key)
    return entry | {"rows": table.rows}


def _citation(about: About, contents: str) -> str:
    cited: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Please cite this data set as below, with the version: it names these very contents.",
        "type": "dataset",
        "title": about.title,
        "authors": [{"name": name} for name in about.authors],
        "date-released": about.made_at.astimezone(UTC).date(),
        "version": contents,
    }
    if about.licence:
        cited["license"] = about.licence
    return yaml.safe_dump(cited, sort_keys=False, allow_unicode=True, width=1000)


def _readme(tables: Sequence[Described], left_out: Mapping[str, str], about: About, contents: str) -> str:
    rows = "".join(f"| `{table.name}` | {table.rows:,} | {table.meaning} |\n" for table in tables)
    out = "".join(f"- `{name}`: {why}.\n" for name, why in left_out.items())
    unknown = (
        f"\nPosts whose day of publication is unknown are in no package: {about.unknown_day:,}."
        if about.unknown_day
        else ""
    )
    return f"""\
# {about.title}

{PUBLIC if about.public else FULL}
Days are those of {about.timezone}, both ends included. Posts belong by their publication; counts, labels and links to
messages and campaigns are theirs, of any date. Weeks, quarters and years are told where they lie wholly within these
days. A campaign that began earlier or ended later stands with all its posts' figures.{unknown}

Contents: `{contents}`. The same store gives the same tables,
whenever and wherever they are made; only `datapackage.json`, `CITATION.cff` and this file tell the moment,
{_moment(about.made_at)}. Check a copy with `sha256sum -c {SUMS}`.

| table | rows | what it holds |
|---|---|---|
{rows}
Each table stands in `tables/` as CSV and as Parquet. In the CSV, cells that a spreadsheet could run as a formula begin
with an apostrophe; Parquet holds every text as it was stored. An empty cell is NULL: what a platform does not tell is
never 0. `datapackage.json` tells each column's type and meaning. `documents/` holds codebook, methods, taxonomy,
programmes, the model's card, and the versions that made all this.

## Who gave the labels

{about.labelled_by}

Licence: {about.licence or "none was chosen; ask before you use it"}. How to cite: `CITATION.cff`.

## Not in here

{out}"""


FULL = """\
**Not for publication.** Posts with their texts, and what citizens wrote, masked and under keyed hashes: personal data
(`documents/privacy.md`). Keep it as the store is kept; destroy it when the texts' time is over (`retention_days`), and
when somebody asked to be forgotten. Hand out the public variant.
"""
PUBLIC = """\
What may be handed out: identifiers of the office's own posts, with which everyone can fetch them from the platforms,
and what Pantau made of them. No texts, no counts of single posts, nothing of what citizens wrote. Whoever fetches the
posts is bound by the platforms' terms.
"""


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
