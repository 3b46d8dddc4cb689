"""Log in, log out, choose a language."""

from __future__ import annotations

import json
import logging
import secrets
from itertools import chain
from typing import Annotated
from urllib.parse import quote, quote_plus

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.desk.access import (
    SESSION,
    STRANGER,
    ChangingViewer,
    Forbidden,
    LoginNeeded,
    Viewer,
    Visitor,
    csrf_token_of,
    find_visitor,
    is_forged,
    log_in,
    log_out,
)
from pipeline.desk.bounds import MOST_BYTES
from pipeline.desk.render import LANGUAGE, LANGUAGES, address_of, path_below_root, render
from pipeline.desk.words.kept_forms import KeptForm, kept_form
from storage.db.engine import reading
from storage.desk.users import load_users

router = APIRouter()
_NOT_KEPT = {"csrf_token", "password"}
A_YEAR = 365 * 86_400
log = logging.getLogger(__name__)


@router.get("/masuk")
def show_login(request: Request, kembali: str = "/") -> Response:
    """Show the form; a new secret for it goes into a cookie."""
    return _form(request, kembali, "")


@router.post("/masuk")
def enter(  # noqa: PLR0913, PLR0917  # the fields of the form
    request: Request,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    csrf_token: Annotated[str, Form()] = "",
    kembali: Annotated[str, Form()] = "/",
    typed: Annotated[str, Form()] = "",
) -> Response:
    """Open a session; a wrong name, a wrong password and too many tries look alike.

    What was *typed* in a form after the session before had ended is shown, to be sent now.
    """
    if is_forged(request, csrf_token):
        if not _is_own(request):
            raise Forbidden("refused_forged")
        if not request.cookies.get(STRANGER):
            return _without_form(request, username, kembali, typed)
        return _form(request, kembali, "login_again", 403, typed)  # another window asked for a form since
    address = request.client.host if request.client else ""
    token = log_in(request.app.state.engine, username, password, address)
    if token is None:
        return _form(request, kembali, "login_wrong", 403, typed)
    if earlier := request.cookies.get(SESSION):
        log_out(request.app.state.engine, earlier)
    response = _entered(request, kembali, typed, csrf_token_of(token))
    _set(request, response, SESSION, token)
    response.delete_cookie(STRANGER, path=_root(request) or "/")
    return response


def _entered(request: Request, back: str, typed: str, csrf_token: str) -> Response:
    """Show what was typed before a log-in, to be sent now; without, go back."""
    if form := _read_typed(typed):
        return _confirmation(request, form, csrf_token)
    return RedirectResponse(_root(request) + _local(back), 303)


def _without_form(request: Request, username: str, back: str, typed: str) -> Response:
    """Answer a log-in whose form has no cookie: the page after a log-in was loaded anew, or cookies are refused."""
    try:
        visitor = find_visitor(request)
    except LoginNeeded:
        return _form(request, back, "login_cookies", 403, typed)
    if visitor.user.name != username:
        return _form(request, back, "login_again", 403, typed)
    return _entered(request, back, typed, visitor.csrf_token)


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


async def keep_typed(request: Request, reason: str) -> Response:
    """Refuse a form without a session or of an earlier one, and keep what was typed, in the page alone.

    It can be sent after a log-in. Of a form that another site sent nothing is kept: nobody is asked to confirm it.
    """
    fields = [(name, str(value)) for name, value in (await request.form()).multi_items() if name not in _NOT_KEPT]
    path = path_below_root(request)
    form, typed = kept_form(path, fields), json.dumps([path, fields], ensure_ascii=False)
    too_long = len(quote_plus(typed, errors="replace")) > MOST_BYTES // 2  # it would be refused beside a log-in
    if form is None or too_long or not _is_own(request):
        return render(request, "refused.html.j2", 403, reason=reason)
    if visitor := getattr(request.state, "visitor", None):
        return _confirmation(request, form, visitor.csrf_token, 403)
    return _form(request, address_of(request), "login_typed", 403, typed)


def _is_own(request: Request) -> bool:
    """Whether the browser says that a page of the desk's own sent this; over plain http it tells the origin alone."""
    if site := request.headers.get("sec-fetch-site"):
        return site == "same-origin"
    return request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host')}"


def _read_typed(typed: str) -> KeptForm | None:
    """Return the form that was kept as text; None of anything else."""
    try:
        path, fields = json.loads(typed)
        told = [(str(name), str(value)) for name, value in fields if name not in _NOT_KEPT]
        "".join((str(path), *chain.from_iterable(told))).encode()  # a lone surrogate can be in no page
    except (ValueError, TypeError, RecursionError):
        return None
    return kept_form(str(path), told)


def _confirmation(request: Request, form: KeptForm, csrf_token: str, status: int = 200) -> Response:
    """Say what the form does, and ask whether it is to be sent now."""
    action = quote(form.path)
    return render(request, "confirm.html.j2", status, form=form, action=action, csrf_token=csrf_token, address="")


def _form(request: Request, back: str, wrong: str, status: int = 200, typed: str = "") -> Response:
    secret, back = secrets.token_urlsafe(24), _local(back)
    address = "" if typed else f"/masuk?kembali={quote(back)}"  # in another language the page would not hold it
    values = {"back": back, "address": address, "csrf_token": csrf_token_of(secret)}
    with reading(request.app.state.engine) as connection:
        nobody = not load_users(connection)
    response = render(request, "login.html.j2", status, wrong=wrong, typed=typed, nobody=nobody, **values)
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
