"""Reports: every folder that was written, its files, and its page."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from pipeline.desk.access import LOGGED_IN
from pipeline.desk.render import language_of, render
from pipeline.desk.sections import Cell, Section, link
from pipeline.desk.words.catalogue import say_word

router = APIRouter()
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
_FOLDER = re.compile(r"\d{4}-(?:W\d{2}|\d{2}|\d{2}-\d{2}|Q[1-4])(?:--\d{4}-\d{2}-\d{2})?")
# A page of a report holds its own styles in itself: only for it are those allowed, and no script at all.
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox allow-popups"
)


@router.get("/laporan", dependencies=LOGGED_IN)
def show_reports(request: Request) -> Response:
    """List the reports, newest first, with links to their files."""
    language, root = language_of(request), request.scope.get("root_path", "")
    rows = list[list[Cell]]()
    for folder in _folders(request):
        for file in sorted(folder.iterdir()):
            if file.suffix in KINDS:
                rows.append([folder.name, link(file.name, f"{root}/laporan/{folder.name}/{file.name}")])
    columns = [say_word(key, language) for key in ("period", "file")]
    title = say_word("menu_reports", language)
    section = Section(title, columns, rows, empty=say_word("no_report", language))
    return render(request, "sections.html.j2", title=title, told="", wrong="", sections=[section])


@router.get("/laporan/{folder}/{name}", dependencies=LOGGED_IN)
def send_file(request: Request, folder: str, name: str) -> Response:
    """Send a file of a report; no other file can be named."""
    found = next((one for one in _folders(request) if one.name == folder), None)
    file = next((one for one in found.iterdir() if one.name == name and one.suffix in KINDS), None) if found else None
    if file is None:
        raise HTTPException(404)
    response = Response(file.read_bytes(), media_type=KINDS[file.suffix])
    if file.suffix == ".html":
        response.headers["X-Pantau-Policy"] = PAGE_POLICY
    else:
        response.headers["Content-Disposition"] = f'attachment; filename="{folder}-{name}"'
    return response


def _folders(request: Request) -> list[Path]:
    reports: Path = request.app.state.settings.reports
    if not reports.is_dir():
        return []
    found = [one for one in reports.iterdir() if one.is_dir() and not one.is_symlink() and _FOLDER.fullmatch(one.name)]
    return sorted(found, key=lambda one: one.name, reverse=True)
