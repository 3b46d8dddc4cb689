"""The desk as a web application: routes, headers, and the pages that tell what went wrong."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from collectors.errors import ConfigError, PantauError, StoreError
from pipeline import clock
from pipeline.desk.access import Forbidden, LoginNeeded
from pipeline.desk.bounds import MISSING, TOO_LARGE, WRONG_METHOD, refusal_of, refuse_nul
from pipeline.desk.edit import agencies, responses, review, users
from pipeline.desk.edit import campaigns as edit_campaigns
from pipeline.desk.edit import reports as edit_reports
from pipeline.desk.edit import sources as edit_sources
from pipeline.desk.jobs import Jobs
from pipeline.desk.kept import Kept, count_ahead
from pipeline.desk.pages import (
    campaigns,
    citizens,
    entry,
    findings,
    harvest,
    home,
    post,
    posts,
    queries,
    reports,
    strategy,
)
from pipeline.desk.render import address_of, compile_templates, render
from pipeline.settings.models import Settings
from storage.db.engine import open_engine
from storage.schema.versions import require_current

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send the desk's own forms with "Origin: null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STATIC = {
    "desk.css": "text/css; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
}
REASONS = {MISSING: "refused_missing", TOO_LARGE: "refused_large", WRONG_METHOD: "refused_method"}
PAGES = (
    entry,
    home,
    posts,
    post,
    responses,
    edit_campaigns,
    edit_reports,
    edit_sources,
    review,
    agencies,
    citizens,
    findings,
    campaigns,
    strategy,
    reports,
    harvest,
    queries,
    users,
)
_PORT = re.compile(r":\d{1,5}$")


def make_app(settings: Settings, *, hosts: tuple[str, ...] = (), root_path: str = "", ahead: bool = False) -> FastAPI:
    """Make the desk of a store. Raises ConfigError for a store that is missing, StoreError for one that is not read.

    While the store is of another version, every page says so and what to do; once it is upgraded, they open.
    *hosts* are the names under which it is asked for besides this machine's own. With *ahead* slow figures are
    counted in the background as long as it serves; without, each page counts what it shows.
    """

    @asynccontextmanager
    async def counting(app: FastAPI) -> AsyncIterator[None]:
        if ahead:
            _make_ready(settings)
        counter = count_ahead(app.state.kept, settings.database_url) if ahead else None
        try:
            yield
        finally:
            if counter:
                counter.stop()

    app = FastAPI(
        lifespan=counting,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(refuse_nul)],
    )
    # Not by FastAPI's argument, which it warns of, nor by the server's, which puts it before each path.
    app.root_path = f"/{root_path.strip('/')}".rstrip("/")
    show_store(app, settings)
    allowed = {"127.0.0.1", "localhost", "[::1]", *(host.lower() for host in hosts)}
    for page in PAGES:
        app.include_router(page.router)
    _add_static(app)
    _add_refusals(app)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        host = _PORT.sub("", request.headers.get("host", "")).lower()
        if host not in allowed:
            response: Response = PlainTextResponse("403", 403)
        elif refused := refusal_of(request):
            response = render(request, "refused.html.j2", refused, reason=REASONS.get(refused, "refused_form"))
        elif _is_unready(request):
            response = _failed(request, "")
        else:
            response = await call_next(request)
        policy = response.headers.get("X-Pantau-Policy")
        response.headers.update(HEADERS)
        if policy:  # a report's own page
            response.headers["Content-Security-Policy"] = policy
            del response.headers["X-Pantau-Policy"]
        return response

    return app


def show_store(app: FastAPI, settings: Settings) -> None:
    """Let a desk show this store from now on. Raises as make_app does."""
    app.state.settings = settings
    app.state.engine = open_engine(settings.database_url)
    app.state.office = office_of(settings)
    app.state.jobs = Jobs()
    app.state.kept = Kept([one for page in PAGES for one in getattr(page, "FIGURES", ())])
    app.state.wrong_version = _wrong_version(app.state.engine)


def _make_ready(settings: Settings) -> None:
    """Do at the start what the first visitor would wait for otherwise."""
    compile_templates()
    home.next_night(settings, clock.now())


def _wrong_version(engine: Engine) -> str:
    """Say what to do with a store of another version, or an empty one. Raises StoreError for one that is not read."""
    try:
        require_current(engine)
    except ConfigError as error:
        return str(error)
    return ""


def _is_unready(request: Request) -> bool:
    """Whether a page cannot open because the store is of another version; styles and scripts can."""
    state = request.app.state
    if state.wrong_version and "/static/" not in request.url.path:
        with suppress(StoreError):  # it may have been upgraded meanwhile
            state.wrong_version = _wrong_version(state.engine)
        return bool(state.wrong_version)
    return False


def _failed(request: Request, words: str) -> Response:
    """Say that the store cannot be read and what to do: of another version before anything else."""
    version = request.app.state.wrong_version
    advice = "version_advice" if version else "failed_advice"
    return render(request, "failed.html.j2", 503, words=version or words, advice=advice)


def office_of(settings: Settings) -> str:
    """Name the office and its city, as far as they are configured."""
    office = getattr(settings.config, "office", None)
    name, city = getattr(office, "name", None) or "", getattr(office, "city", None) or ""
    return name if city and city in name else " ".join(filter(None, (name, city))) or "Pantau"


def _add_static(app: FastAPI) -> None:
    folder = files("pipeline.desk").joinpath("static")
    for name, kind in STATIC.items():
        content = folder.joinpath(name).read_bytes()

        def serve(content: bytes = content, kind: str = kind) -> Response:
            return Response(content, media_type=kind)

        app.add_api_route(f"/static/{name}", serve, methods=["GET"])


def _add_refusals(app: FastAPI) -> None:
    @app.exception_handler(LoginNeeded)
    async def to_login(request: Request, _error: LoginNeeded) -> Response:
        root = request.scope.get("root_path", "")
        if request.method != "GET":
            return await entry.keep_typed(request, "refused_stranger")
        back = address_of(request)  # with its filter: such an address is sent to people who are not logged in
        return RedirectResponse(f"{root}/masuk" + ("" if back == "/" else f"?kembali={quote(back, safe='/')}"), 303)

    @app.exception_handler(Forbidden)
    async def forbidden(request: Request, error: Forbidden) -> Response:
        if str(error) == "refused_forged" and request.method == "POST":
            return await entry.keep_typed(request, str(error))
        return render(request, "refused.html.j2", 403, reason=str(error))

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, _error: RequestValidationError) -> Response:
        return render(request, "refused.html.j2", 422, reason="refused_form")

    @app.exception_handler(PantauError)
    def failed(request: Request, error: PantauError) -> Response:
        with suppress(StoreError):
            request.app.state.wrong_version = _wrong_version(request.app.state.engine)
        return _failed(request, str(error))

    @app.exception_handler(Exception)
    def broken(request: Request, _error: Exception) -> Response:
        response = render(request, "refused.html.j2", 500, reason="refused_fault")
        response.headers.update(HEADERS)  # it goes past the guard; the log of the service tells the fault itself
        return response

    @app.exception_handler(HTTPException)
    def missing(request: Request, error: HTTPException) -> Response:
        reason = REASONS.get(error.status_code, "refused_form")
        return render(request, "refused.html.j2", error.status_code, reason=reason)
