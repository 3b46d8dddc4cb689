"""Describe a package: datapackage.json, README in both languages, CITATION.cff and SHA256SUMS."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from hashlib import file_digest
from pathlib import Path
from typing import Any

import yaml

from pipeline.package.about import SUMS, About, Described, moment
from pipeline.package.missing import missing_line
from pipeline.package.readme import READMES, readme
from pipeline.report.content.revision import DATAPACKAGE
from pipeline.report.output.datapackage import PROFILE, csv_entry, digest, file_entry, schema
from pipeline.report.words.views import column_words

CITATION = "CITATION.cff"
PARQUET_NOTE = "The same rows as the CSV, with every text as it was stored."


def describe(folder: Path, tables: Sequence[Described], left_out: Mapping[str, str], about: About) -> str:
    """Write the files that tell of *folder*, SHA256SUMS last; return the digest of the tables' contents."""
    checksums = {str(path.relative_to(folder)): checksum(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    contents = digest(json.dumps({p: c for p, c in checksums.items() if p.endswith(".csv")}).encode())
    for name, language in READMES.items():
        told = readme(tables, left_out, about, contents, language)
        (folder / name).write_text(told, encoding="utf-8")
    (folder / CITATION).write_text(_citation(about, contents), encoding="utf-8")
    package = _datapackage(folder, checksums, tables, about, contents)
    (folder / DATAPACKAGE).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    checksums |= {name: checksum(folder / name) for name in (*READMES, CITATION, DATAPACKAGE)}
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
        "created": moment(about.made_at),
        "contents": contents,
        "from": str(about.first),
        "to": str(about.last),
        "timezone": about.timezone,
        "contributors": [{"title": name, "roles": ["creator"]} for name in about.authors],
    }
    if about.licence:
        package["licenses"] = [{"name": about.licence}]
    package["resources"] = [
        _resource(path, (folder / path).stat().st_size, found, described, about) for path, found in checksums.items()
    ]
    return package


def _resource(path: str, size: int, found: str, tables: Mapping[str, Described], about: About) -> dict[str, Any]:
    entry = file_entry(path, size, f"sha256:{found}")
    table = tables.get(entry["name"])
    if table is None or entry["format"] not in {"csv", "parquet"}:
        return entry | {"name": f"document-{entry['name']}"}
    if entry["format"] == "csv":
        entry |= csv_entry(table.columns)
        entry["title"] = table.meaning
    else:
        entry |= {"name": f"{table.name}-parquet", "description": PARQUET_NOTE, "schema": schema(table.columns)}
    for field in entry["schema"]["fields"]:
        field["description_id"] = column_words(table.view, field["name"])
    if table.key:
        entry["schema"]["primaryKey"] = list(table.key)
    return entry | {"rows": table.rows, "missing": missing_line(table.view, about.missing, "en")}


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
