"""datapackage.json: what each file and column is, and checksums that tell a half-refreshed folder.

Follows the Data Package standard, version 2 (https://datapackage.org).
"""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.report.data import ReportSettings
    from pipeline.report.page import Heading
    from pipeline.report.revision import Revision
    from pipeline.report.tables import Column, Table

NAME = "datapackage.json"
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CSV_NOTE = (
    "Cells, and lines or parts after a semicolon, that a spreadsheet could run as a formula begin with an "
    "apostrophe. An empty cell is NULL."
)


def package_bytes(  # noqa: PLR0913  # what a package tells is this much
    files: Mapping[str, bytes],
    tables: Mapping[str, Table],
    heading: Heading,
    settings: ReportSettings,
    *,
    contents: str,
    revision: Revision,
) -> bytes:
    """Describe *files*; *contents* is the digest that ``unchanged`` compares."""
    moment = heading.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z")
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"pantau-{heading.week}".lower(),
        "title": f"{heading.title}, {heading.week}",
        "created": moment,
        "as_of": moment,
        "week": str(heading.week),
        "contents": contents,
        "revision": revision.number,
        "changes": list(revision.changes),
        "figures": revision.figures,
        "resources": [_resource(name, content, tables, settings) for name, content in files.items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def contents_digest(files: Mapping[str, bytes]) -> str:
    """Digest names and contents of *files*."""
    listing = [(name, digest(content)) for name, content in files.items()]
    return digest(json.dumps(listing).encode())


def digest(content: bytes) -> str:
    """Write a checksum as a Data Package does."""
    return f"sha256:{sha256(content).hexdigest()}"


def unchanged(folder: Path, contents: str) -> bool:
    """Tell whether the folder holds a whole report with these contents, every checksum right."""
    try:
        package = json.loads((folder / NAME).read_bytes())
        whole = all(
            digest((folder / resource["path"]).read_bytes()) == resource["hash"] for resource in package["resources"]
        )
        return whole and package["contents"] == contents
    except (FileNotFoundError, ValueError, KeyError, TypeError):  # no report, or not one of ours
        return False


def _resource(name: str, content: bytes, tables: Mapping[str, Table], settings: ReportSettings) -> dict[str, Any]:
    stem, dot, ending = name.partition(".")
    described: dict[str, Any] = {
        "name": stem,
        "path": name,
        "format": ending,
        "mediatype": MEDIA_TYPES[dot + ending],
        "bytes": len(content),
        "hash": digest(content),
    }
    if ending != "xlsx":
        described["encoding"] = "utf-8"
    if ending == "csv":
        described |= _table(tables[stem], settings)
    return described


def _table(table: Table, settings: ReportSettings) -> dict[str, Any]:
    return {
        "type": "table",
        "description": CSV_NOTE,
        "dialect": {
            "delimiter": settings.csv_delimiter,
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": {
            "fields": [_field(column, settings) for column in table.columns],
            "missingValues": [""],
        },
    }


def _field(column: Column, settings: ReportSettings) -> dict[str, str]:
    field = {"name": column.name, "type": column.type, "description": column.meaning}
    if column.type == "number" and settings.decimal_mark != ".":
        field["decimalChar"] = settings.decimal_mark
    return field
