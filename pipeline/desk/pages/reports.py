"""Reports: every folder that was written with its files, what they asked for, and research packages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from pipeline.desk.access import LOGGED_IN, Forbidden, Viewer
from pipeline.desk.render import language_of, render
from pipeline.desk.words.catalogue import say_word
from pipeline.desk.words.periods import last_day_of
from storage.db.engine import reading
from storage.runs.decisions import load_decisions

router = APIRouter()
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
VARIANTS = ("public", "full")
TO_READ = "report.html"  # named first: it is the report itself, and the others are its tables
CHUNK = 1 << 16
_PERIODS = (
    ("week", r"\d{4}-W\d{2}"),
    ("quarter", r"\d{4}-Q[1-4]"),
    ("month", r"\d{4}-\d{2}"),
    ("day", r"\d{4}-\d{2}-\d{2}"),
    ("span", r"\d{4}-\d{2}-\d{2}--\d{4}-\d{2}-\d{2}"),
)
# A page of a report holds its own styles in itself: only for it are those allowed, and no script at all.
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox allow-popups"
)


@router.get("/laporan", dependencies=LOGGED_IN)
def show_reports(request: Request) -> Response:
    """List the reports, newest first, with links to their files."""
    return reports_page(request)


def reports_page(
    request: Request,
    *,
    values: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    """Show the forms, how the last one that was made ended, the decisions, and all reports and packages."""
    state, language = request.app.state, language_of(request)
    with reading(state.engine) as connection:
        decisions = load_decisions(connection)
    last = state.jobs.last if state.jobs.last and state.jobs.last.what in {"report", "package"} else None
    return render(
        request,
        "reports.html.j2",
        422 if mistakes else status,
        title=say_word("menu_reports", language),
        values=values or {},
        mistakes=mistakes or {},
        wrong=say_word(wrong, language) if wrong else "",
        running=state.jobs.running,
        making=state.jobs.what in {"report", "package"},
        last=last,
        decisions=decisions,
        reports=[_described(folder) for folder in _folders(request)],
        packages={folder.name: (folder / "full").is_dir() for folder in _packages(request)},
    )


@router.get("/laporan/{folder}/{name}", dependencies=LOGGED_IN)
def send_file(request: Request, folder: str, name: str) -> Response:
    """Send a file of a report; no other file can be named."""
    found = next((one for one in _folders(request) if one.name == folder), None)
    files = found.iterdir() if found else ()
    file = next((one for one in files if one.name == name and one.suffix in KINDS and not one.is_symlink()), None)
    if file is None:
        raise HTTPException(404)
    response = Response(file.read_bytes(), media_type=KINDS[file.suffix])
    if file.suffix == ".html":
        response.headers["X-Pantau-Policy"] = PAGE_POLICY
    else:
        response.headers["Content-Disposition"] = f'attachment; filename="{folder}-{name}"'
    return response


@router.get("/laporan/paket/{folder}/{variant}.zip")
def send_package(request: Request, visitor: Viewer, folder: str, variant: str) -> Response:
    """Send a variant of a research package; the full one holds texts of citizens, and goes to editors only."""
    if variant == "full" and not visitor.may("editor"):
        raise Forbidden("refused_role")
    found = next((one for one in _packages(request) if one.name == folder), None)
    if found is None or variant not in VARIANTS or not (found / variant).is_dir():
        raise HTTPException(404)
    packed = TemporaryFile()  # noqa: SIM115  # it is sent after this function's end, and closed then
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for file in sorted((found / variant).rglob("*")):
            if file.is_file() and not file.is_symlink():
                archive.write(file, f"{folder}-{variant}/{file.relative_to(found / variant)}")
    headers = {"Content-Disposition": f'attachment; filename="{folder}-{variant}.zip"'}
    return StreamingResponse(_chunks(packed), media_type="application/zip", headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while part := file.read(CHUNK):
            yield part


def kind_of(name: str) -> str:
    """Tell which kind of period a folder is named after; empty for none."""
    return next((kind for kind, shape in _PERIODS if re.fullmatch(shape, name)), "")


def _described(folder: Path) -> dict[str, Any]:
    """Say of a report which period it tells of, which revision it is, and which files it has."""
    names = (file.name for file in folder.iterdir() if file.suffix in KINDS and not file.name.startswith("."))
    files = sorted(names, key=lambda name: (name != TO_READ, name))
    try:
        told = json.loads((folder / "datapackage.json").read_bytes())
    except (OSError, ValueError):
        told = {}
    told = told if isinstance(told, dict) else {}
    return {
        "name": folder.name,
        "kind": kind_of(folder.name),
        "files": files,
        "revision": told.get("revision"),
        "final": bool(told.get("final")),
        "changes": [str(change) for change in told.get("changes") or ()],
    }


def _folders(request: Request) -> list[Path]:
    return _named(request.app.state.settings.reports, {kind for kind, _ in _PERIODS})


def _packages(request: Request) -> list[Path]:
    settings = request.app.state.settings
    return _named(settings.path(settings.config.package.out), {"span"})


def _named(folder: Path, kinds: set[str]) -> list[Path]:
    if not folder.is_dir():
        return []
    found = [one for one in folder.iterdir() if one.is_dir() and not one.is_symlink() and kind_of(one.name) in kinds]
    return sorted(found, key=lambda one: (_ended(one.name), one.name), reverse=True)


def _ended(name: str) -> date:
    try:
        return last_day_of(name)
    except ValueError:  # a folder of the right shape with days that no calendar has
        return date.min
