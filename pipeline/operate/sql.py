"""The analyst's own SQL: read-only, from the command line, a file or stdin, to stdout."""

from __future__ import annotations

import sys
from pathlib import Path

from collectors.errors import ConfigError
from pipeline.operate.sql_output import FORMATS, print_rows, print_table
from pipeline.settings.models import Settings
from storage.queries.read_only.query import open_query
from storage.queries.read_only.refusals import QueryRefused, nearest_name
from storage.schema.dictionary import VIEWS
from storage.schema.versions import open_to_read

TIMEOUT = 600.0  # seconds
ADVICE = {"slow": ", or allow more with --timeout", "name": " (pantau sql --views lists all)"}


def run_query(settings: Settings, query: str, form: str, *, seconds: float = TIMEOUT) -> None:
    """Run one statement and write its rows. Raises ConfigError for a query that the database refuses."""
    if form not in FORMATS:
        raise ConfigError(f"no format {form!r}; use {', '.join(FORMATS)}")
    if form == "parquet" and sys.stdout.isatty():
        raise ConfigError("parquet is no text for a terminal; send it to a file: pantau sql … --format parquet > out")
    try:
        with open_to_read(settings.database_url) as engine, open_query(engine, query, seconds=seconds) as (names, rows):
            print_rows(form, names, rows)
    except QueryRefused as error:
        raise ConfigError(f"{error}{ADVICE.get(error.why, '')}") from error


def read_query(given: str | None, file: Path | None) -> str:
    """Return the query of the command line, of a file, or of stdin. Raises ConfigError where there is none, or two."""
    if given and file:
        raise ConfigError("give one query: on the line, or in a file by -f")
    if file and str(file) != "-":
        try:
            return file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"the query file {file} cannot be read ({error})") from error
    if given and given != "-":
        return given
    if sys.stdin.isatty():
        raise ConfigError('no query; try: pantau sql "SELECT count(*) FROM v_posts", or pantau sql --views')
    return sys.stdin.read()


def show_views(name: str | None) -> None:
    """Print all views with their meaning, or one view's columns. Raises ConfigError for a name that is none."""
    if name is None:
        print_table(("view", "meaning"), [(view, meaning) for view, (meaning, _) in VIEWS.items()])
        return
    name = name.lower()
    if name not in VIEWS:
        near = nearest_name(name, list(VIEWS))
        meant = f"; did you mean {near}?" if near else ""
        raise ConfigError(f"there is no view {name}{meant}; pantau sql --views lists all")
    meaning, columns = VIEWS[name]
    sys.stdout.write(f"{name}: {meaning}\n\n")
    print_table(("column", "type", "meaning"), [(column, kind, told) for column, (kind, told) in columns.items()])
