"""datapackage.json: what each file and column is, and checksums that tell a half-refreshed folder.

Follows the Data Package standard, version 2 (https://datapackage.org).
"""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.report.content.revision import DATAPACKAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.report.content.data import ReportSettings
    from pipeline.report.content.revision import Revision
    from pipeline.report.content.tables import Column, Table
    from pipeline.report.output.page import Heading

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
}
BINARY = (".parquet", ".xlsx")
CSV_NOTE = (
    "Cells, and lines or parts after a semicolon, that a spreadsheet could run as a formula begin with an "
    "apostrophe. An empty cell is NULL."
)


def package_bytes(  # noqa: PLR0913  # what a package tells is this much
    files: Mapping[str, bytes],
    tables: Mapping[str, Table],
    heading: Heading,
    styles: Mapping[str, ReportSettings],
    *,
    contents: str,
    revision: Revision,
) -> bytes:
    """Describe *files*; *styles* are the marks of each CSV, *contents* the digest that ``unchanged`` compares."""
    moment = heading.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z")
    package = {
        "$schema": PROFILE,
        "name": f"pantau-{heading.week}".lower(),
        "title": f"{heading.title}, {heading.week}",
        "created": moment,
        "as_of": moment,
        "week": str(heading.week),
        "contents": contents,
        "final": revision.final,
        "revision": revision.number,
        "changes": list(revision.changes),
        "figures": revision.figures,
        "resources": [_resource(name, content, tables, styles) for name, content in files.items()],
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
        package = json.loads((folder / DATAPACKAGE).read_bytes())
        whole = all(
            digest((folder / resource["path"]).read_bytes()) == resource["hash"] for resource in package["resources"]
        )
        return whole and package["contents"] == contents
    except (FileNotFoundError, ValueError, KeyError, TypeError):  # no report, or not one of ours
        return False


def file_entry(path: str, size: int, checksum: str) -> dict[str, Any]:
    """Describe a file of a Data Package; *path* counts from its folder."""
    file = PurePosixPath(path)
    entry: dict[str, Any] = {
        "name": file.stem.lower(),
        "path": path,
        "format": file.suffix.removeprefix("."),
        "mediatype": MEDIA_TYPES[file.suffix],
        "bytes": size,
        "hash": checksum,
    }
    if file.suffix not in BINARY:
        entry["encoding"] = "utf-8"
    return entry


def csv_entry(columns: Sequence[Column], *, delimiter: str = ",", decimal_mark: str = ".") -> dict[str, Any]:
    """Describe a CSV's columns and how it is written."""
    return {
        "type": "table",
        "description": CSV_NOTE,
        "dialect": {
            "delimiter": delimiter,
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": schema(columns, decimal_mark),
    }


def schema(columns: Sequence[Column], decimal_mark: str = ".") -> dict[str, Any]:
    """Describe columns as Table Schema does."""
    return {"fields": [_field(column, decimal_mark) for column in columns], "missingValues": [""]}


def _resource(
    name: str, content: bytes, tables: Mapping[str, Table], styles: Mapping[str, ReportSettings]
) -> dict[str, Any]:
    entry = file_entry(name, len(content), digest(content))
    if entry["format"] == "csv":
        columns, settings = tables[entry["name"]].columns, styles[entry["name"]]
        entry |= csv_entry(columns, delimiter=settings.csv_delimiter, decimal_mark=settings.decimal_mark)
    return entry


def _field(column: Column, decimal_mark: str) -> dict[str, str]:
    field = {"name": column.name, "type": column.type, "description": column.meaning}
    if column.type == "number" and decimal_mark != ".":
        field["decimalChar"] = decimal_mark
    return field
