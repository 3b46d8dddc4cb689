"""Templates and words: a page in the visitor's language, everything fetched escaped."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pipeline.desk.bounds import SAFE
from pipeline.desk.words.catalogue import TERMS, WORDS, say_word
from pipeline.desk.words.periods import period_name
from pipeline.platforms.registry import platform_labels
from pipeline.report.content.wording import Wording
from pipeline.report.guards.shown_text import BIDI, excerpt, safe_link

HERE = Path(__file__).parent
LANGUAGE = "pantau_language"
LANGUAGES = ("id", "en")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,  # a desk that runs while Pantau is upgraded keeps the pages that fit its code
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"excerpt": excerpt, "link": safe_link}
    return made


def compile_templates() -> None:
    """Compile all templates, which takes as long as some pages do."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def language_of(request: Request) -> str:
    """Return the visitor's language: of the cookie, else Indonesian."""
    told = request.cookies.get(LANGUAGE, "")
    return told if told in LANGUAGES else "id"


class DeskWording(Wording):
    """The report's words, with the terms that only the desk shows."""

    def term(self, column: str, value: str) -> str:
        """Say a coded value; an unknown one stays as it is."""
        if value in TERMS.get(column, {}):
            return self._choose(TERMS[column][value])
        return super().term(column, value)

    def named(self, period: str) -> str:
        """Name a week, month, quarter, year, day or span as people do."""
        return period_name(period, self)


def wording_of(request: Request) -> DeskWording:
    """Return the words of the visitor's language in the office's time zone."""
    return DeskWording(cast("Any", language_of(request)), request.app.state.settings.zone, platform_labels())


def words_of(request: Request) -> Callable[..., list[str]]:
    """Return the desk's words for keys, such as the captions of a table, in the visitor's language."""
    language = language_of(request)
    return lambda *keys, **parts: [say_word(key, language, **parts) for key in keys]


def path_below_root(request: Request) -> str:
    """Return the path of a page below the root path: below ``/p``, ``/p/panen`` is ``/panen`` and ``/panen`` stays."""
    root, path = request.scope.get("root_path", ""), request.url.path
    return path.removeprefix(root) or "/" if f"{path}/".startswith(f"{root}/") else path


def address_of(request: Request) -> str:
    """Return the address of a page below the root path, its filter included; of a form's answer, its section's.

    ``/unggahan?words=banjir`` stays so, ``POST /panen/jeda`` becomes ``/panen``: it opens again in another language.
    """
    path = path_below_root(request)
    if request.method not in SAFE:
        return f"/{path.split('/')[1]}"
    return f"{path}?{request.url.query}" if request.url.query else path


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template with what every page needs: words, language, visitor, root path."""
    language = language_of(request)
    say = wording_of(request)
    root = request.scope.get("root_path", "")

    def t(key: str, **parts: object) -> str:
        return WORDS[key][LANGUAGES.index(language)].format(**parts)

    page = _environment().get_template(template)
    content = page.render(
        t=t,
        say=say,
        language=language,
        visitor=getattr(request.state, "visitor", None),
        root=root,
        path=path_below_root(request),
        office=request.app.state.office,
        report_language=request.app.state.settings.config.report.language,
        counted_at=getattr(request.state, "counted_at", None),
        **{"address": address_of(request)} | values,
    )
    return HTMLResponse(content, status)


def marked(text: str, spans: list[tuple[int, int, str]]) -> Markup:
    """Return a text with spans marked; each span has a title, overlapping ones give way to the earlier."""
    parts, at = list[Markup](), 0
    for start, end, title in sorted(spans):
        if start < at or end > len(text) or start >= end:
            continue
        parts.append(escape(BIDI.sub("", text[at:start])))
        parts.append(Markup('<mark title="{}">{}</mark>').format(title, BIDI.sub("", text[start:end])))
        at = end
    parts.append(escape(BIDI.sub("", text[at:])))
    return Markup("").join(parts)
