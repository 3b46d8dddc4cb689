"""Log in, log out, choose a language."""

from __future__ import annotations

import logging
import secrets
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.desk.access import (
    SESSION,
    STRANGER,
    ChangingViewer,
    Forbidden,
    Viewer,
    Visitor,
    csrf_token_of,
    is_forged,
    log_in,
    log_out,
)
from pipeline.desk.render import LANGUAGE, LANGUAGES, render

router = APIRouter()
A_YEAR = 365 * 86_400
log = logging.getLogger(__name__)


@router.get("/masuk")
def show_login(request: Request, kembali: str = "/") -> Response:
    """Show the form; a new secret for it goes into a cookie."""
    return _form(request, kembali, "")


@router.post("/masuk")
def enter(
    request: Request,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    csrf_token: Annotated[str, Form()] = "",
    kembali: Annotated[str, Form()] = "/",
) -> Response:
    """Open a session; a wrong name, a wrong password and too many tries look alike."""
    if is_forged(request, csrf_token):
        raise Forbidden("refused_forged")
    address = request.client.host if request.client else ""
    token = log_in(request.app.state.engine, username, password, address)
    if token is None:
        return _form(request, kembali, "login_wrong", 403)
    if earlier := request.cookies.get(SESSION):
        log_out(request.app.state.engine, earlier)
    response = RedirectResponse(_root(request) + _local(kembali), 303)
    _set(request, response, SESSION, token)
    response.delete_cookie(STRANGER, path=_root(request) or "/")
    return response


@router.post("/keluar")
def leave(request: Request, visitor: ChangingViewer) -> Response:
    """End the session."""
    return _end_session(request, visitor)


def _end_session(request: Request, visitor: Visitor) -> Response:
    log.info("%s logged out", visitor.user.name)
    log_out(request.app.state.engine, request.cookies.get(SESSION, ""))
    response = RedirectResponse(f"{_root(request)}/masuk", 303)
    response.delete_cookie(SESSION, path=_root(request) or "/")
    return response


@router.get("/keluar")
def leave_by_link(request: Request, visitor: Viewer) -> Response:
    """End the session of somebody who types the address; a link on another site ends nothing."""
    if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        raise Forbidden("refused_forged")
    return _end_session(request, visitor)


@router.get("/bahasa/{language}")
def choose_language(request: Request, language: str, kembali: str = "/") -> Response:
    """Remember the visitor's language."""
    response = RedirectResponse(_root(request) + _local(kembali), 303)
    if language in LANGUAGES:
        _set(request, response, LANGUAGE, language, max_age=A_YEAR)
    return response


def _form(request: Request, back: str, wrong: str, status: int = 200) -> Response:
    secret, back = secrets.token_urlsafe(24), _local(back)
    values = {"back": back, "address": f"/masuk?kembali={quote(back)}", "csrf_token": csrf_token_of(secret)}
    response = render(request, "login.html.j2", status, wrong=wrong, **values)
    _set(request, response, STRANGER, secret)
    return response


def _set(request: Request, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=_root(request) or "/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",  # a log-in on 127.0.0.1 works without
    )


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", ""))


def _local(path: str) -> str:
    """Return a path of the desk itself; anything that leads elsewhere becomes the beginning."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path and "\n" not in path
    return path if plain and path.isprintable() else "/"
