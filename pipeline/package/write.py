"""``pantau package``: write the research package of a range of days, both variants, aside and renamed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from collectors.errors import ConfigError, StoreError
from collectors.wording import counted
from pipeline import clock
from pipeline.label.review.verification import verification_of
from pipeline.package.about import About, Described
from pipeline.package.days import read_days, require_posts
from pipeline.package.description import describe
from pipeline.package.documents import documents
from pipeline.package.files import open_converter, require_parquet, write_table
from pipeline.package.labelling import labelled_by
from pipeline.report.content.tables import Column
from pipeline.run.console import say
from pipeline.run.rights import protect
from pipeline.settings.models import Settings
from storage.queries.missing import missing_between
from storage.queries.packages import (
    LEFT_OUT,
    PARTS,
    Days,
    count_posts,
    database_version,
    posts_of_unknown_day,
    rows_of,
    snapshot,
    stored_days,
)
from storage.schema.dictionary import VIEWS
from storage.schema.versions import current_version, open_store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEPT_BACK = "is in the full variant only: texts, counts of single posts, citizens, or the office's own affairs"


def write_package(settings: Settings, first: str, last: str, out: Path | None = None) -> Path:
    """Write the package of the days from *first* to *last* below *out* (default: as configured); return its folder.

    The store is only read, as it is at one moment. Raises ConfigError for days that cannot be had or a package that is
    there already, StoreError when the folder cannot be written.
    """
    now = clock.now()
    days = read_days(first, last, now.astimezone(settings.zone).date())
    require_parquet()
    folder = (out or settings.path(settings.config.package.out)) / f"{days.first}--{days.last}"
    if folder.exists():
        raise ConfigError(f"{folder} exists already, and a package stays as it is; move it away or name another --out")
    part = folder.with_name(f".{folder.name}.part")
    try:
        with open_store(settings.database_url) as engine, snapshot(engine) as connection:
            require_posts(days, count_posts(connection, days), stored_days(connection))
            store = {"schema": current_version(engine) or "", "database": database_version(connection)}
            shutil.rmtree(part, ignore_errors=True)  # of a run that was killed
            beside = documents(settings, store)
            with open_converter(part) as converter:
                for public in (False, True):
                    about = _about(settings, connection, days, now, public=public)
                    _fill_variant(connection, converter, _make_variant(part, beside, about), days, about)
        protect(settings, part)
        part.rename(folder)
    except OSError as error:
        raise StoreError(f"the package {folder} cannot be written ({error}); check disk and rights") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _about(settings: Settings, connection: Connection, days: Days, now: datetime, *, public: bool) -> About:
    told, verified = settings.config.package, verification_of(connection)
    return About(
        public=public,
        first=days.first,
        last=days.last,
        made_at=now,
        timezone=settings.config.timezone,
        authors=told.authors,
        licence=told.licence,
        unknown_day=posts_of_unknown_day(connection),
        labelled_by={"en": labelled_by(verified), "id": labelled_by(verified, "id")},
        missing=missing_between(connection, days.first, days.last, settings.zone),
    )


def _make_variant(part: Path, beside: Mapping[str, bytes], about: About) -> Path:
    folder = part / ("public" if about.public else "full")
    (folder / "tables").mkdir(parents=True)
    (folder / "documents").mkdir()
    for name, content in beside.items():
        (folder / "documents" / name).write_bytes(content)
    return folder


def _fill_variant(
    connection: Connection, converter: DuckDBPyConnection, folder: Path, days: Days, about: About
) -> None:
    views = [view for view, told in PARTS.items() if told.public or not about.public]
    begin = datetime.combine(days.first, time.min, ZoneInfo(about.timezone)).astimezone(UTC)
    tables = []
    for view in views:
        meaning, described = VIEWS[view]
        told = PARTS[view]
        names = told.public if about.public else tuple(described)
        columns = tuple(Column(name, *described[name]) for name in names)
        found = rows_of(connection, view, names, days, begin)
        rows = write_table(converter, folder / "tables" / _name(view), columns, found)
        tables.append(Described(_name(view), view, meaning, columns, told.order[: told.key], rows))
    kept_back = {view: KEPT_BACK for view in PARTS if view not in views}
    contents = describe(folder, tables, {**kept_back, **LEFT_OUT}, about)
    posts = tables[0].rows
    say(f"{folder.name}: {counted(posts, 'post', form=',')}, {counted(len(tables), 'table')}, contents {contents}")


def _name(view: str) -> str:
    return view.removeprefix("v_")
