"""A read-only copy of the views: for other accounts, BI tools and DuckDB, renewed by the night where configured."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Connection, Engine

from collectors.errors import ConfigError, StoreError
from collectors.wording import counted
from pipeline.package.files import open_converter, require_parquet, write_parquet
from pipeline.report.content.tables import Column
from pipeline.run.console import say
from pipeline.run.context import RunContext
from pipeline.run.rights import protect, share
from pipeline.settings.models import Settings
from storage.db.engine import PRIVATE_FOLDER, create_private
from storage.queries.exports import exported_columns, view_rows, write_copy
from storage.queries.packages import snapshot
from storage.schema.dictionary import VIEWS
from storage.schema.versions import open_store


def export_views(settings: Settings, target: Path, *, with_responses: bool) -> None:
    """Write all views to *target*: a SQLite file where its name ends in .db, else a folder of Parquet files.

    An earlier copy is replaced once the new one is whole. Raises ConfigError or StoreError.
    """
    with open_store(settings.database_url) as engine:
        count = _write(settings, engine, target, with_responses=with_responses)
    say(f"{counted(count, 'row', form=',')} of {len(VIEWS)} views copied to {target}")


def renew_export(run: RunContext) -> None:
    """Renew the copy that the configuration names, if any."""
    target = run.settings.config.export
    if target is not None:
        path = run.settings.path(target)
        count = _write(run.settings, run.engine, path, with_responses=False)
        run.say(f"export: {counted(count, 'row', form=',')} of {len(VIEWS)} views copied to {path}")


def _write(settings: Settings, engine: Engine, target: Path, *, with_responses: bool) -> int:
    is_file = target.suffix == ".db"
    if not is_file:
        require_parquet()
        _require_own_folder(target)
    part = target.with_name(target.name + ".part")
    try:
        _remove(part)
        target.parent.mkdir(parents=True, exist_ok=True)
        with snapshot(engine) as connection:
            if is_file and with_responses:
                create_private(part)
            write = write_copy if is_file else _write_folder
            count = write(connection, part, with_responses=with_responses)
        (protect if with_responses else share)(settings, part)
        if not is_file:
            _remove(target)
        part.replace(target)
    except OSError as error:
        raise StoreError(f"the copy {target} cannot be written ({error}); check disk and rights") from error
    finally:
        _remove(part)
    return count


def _write_folder(connection: Connection, folder: Path, *, with_responses: bool) -> int:
    folder.mkdir(PRIVATE_FOLDER if with_responses else 0o777)
    count = 0
    with open_converter(folder) as converter:
        for view, (_, told) in VIEWS.items():
            names = exported_columns(view, with_responses=with_responses)
            columns = [Column(name, *told[name]) for name in names]
            count += write_parquet(converter, folder / f"{view}.parquet", columns, view_rows(connection, view, names))
    return count


def _require_own_folder(target: Path) -> None:
    """Refuse to replace a folder that holds anything but an earlier copy."""
    if target.is_file():
        raise ConfigError(f"{target} is a file; name a folder, or a file that ends in .db")
    if target.is_dir() and any(file.suffix != ".parquet" for file in target.iterdir()):
        raise ConfigError(f"the folder {target} holds other files than an earlier copy; name a folder of its own")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
