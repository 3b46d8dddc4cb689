"""Confirm which agency an issue of citizens or of the press concerns."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from pipeline import clock
from pipeline.desk.access import ChangingEditor
from pipeline.desk.agency_names import agency_names
from pipeline.desk.render import render
from storage.db.engine import transaction
from storage.desk.changes import record_change
from storage.desk.findings import is_issue
from storage.labels.issue_agencies import confirm_agency

router = APIRouter()
PAGES = ("/warga/isu", "/warga/media")


@router.post("/warga/perangkat")
def confirm(
    request: Request,
    visitor: ChangingEditor,
    isu: Annotated[str, Form()] = "",
    perangkat: Annotated[str, Form()] = "",
    kembali: Annotated[str, Form()] = PAGES[0],
) -> Response:
    """Keep the agency of an issue, which wins over every guess; an empty one takes that back."""
    state, now = request.app.state, clock.now()
    with transaction(state.engine) as connection:
        if not is_issue(connection, isu):
            raise HTTPException(404)
        if perangkat and perangkat not in agency_names(state.settings, connection):
            return render(request, "refused.html.j2", 422, reason="refused_agency")
        before = confirm_agency(connection, isu, perangkat, visitor.user.name, now)
        # Words of citizens make the name of an issue: the log, which is kept, does not hold it.
        action = "agency of an issue" if perangkat else "remove agency of an issue"
        record_change(connection, visitor.user.name, action, perangkat or before or "\N{EN DASH}", now, before=before)
    page = kembali.partition("?")[0]
    back = kembali if page in PAGES and kembali.isprintable() else PAGES[0]
    return RedirectResponse(f"{request.scope.get('root_path', '')}{back}", 303)
