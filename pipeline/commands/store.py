"""Commands that make, migrate and copy the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.settings import read_settings

commands = typer.Typer(help="Make, migrate and copy the store.", no_args_is_help=True)


@commands.command("upgrade")
def db_upgrade(context: typer.Context) -> None:
    """Make the store, or migrate it; a SQLite file is copied first."""
    from pipeline.operate.db import upgrade_store  # noqa: PLC0415  # heavy

    upgrade_store(read_settings(context))


@commands.command("restore")
def db_restore(
    context: typer.Context, path: Annotated[Path, typer.Argument(help="A copy by pantau db backup.")]
) -> None:
    """Bring the store back from a copy; what stood there is set aside."""
    from pipeline.operate.restore import restore_store  # noqa: PLC0415  # heavy

    restore_store(read_settings(context), path)


@commands.command("copy")
def db_copy(context: typer.Context, to: Annotated[str, typer.Option("--to", help="URL of an empty database.")]) -> None:
    """Copy the whole store to another database: SQLite to PostgreSQL, or back."""
    from pipeline.operate.restore import copy_store  # noqa: PLC0415  # heavy

    copy_store(read_settings(context), to)


@commands.command("repair")
def db_repair(
    context: typer.Context,
    since: Annotated[str, typer.Option("--since", help="The first wrong moment, such as 2031-01-01T00:00Z.")],
) -> None:
    """Take back what a wrong clock wrote: observations and reports from a moment on."""
    from pipeline.operate.restore import read_moment, repair_store  # noqa: PLC0415  # heavy

    repair_store(read_settings(context), read_moment(since))


@commands.command("export")
def db_export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A file that ends in .db (SQLite), or a folder (Parquet).")],
    with_responses: Annotated[
        bool, typer.Option("--with-responses", help="With citizens' masked texts and hashes; never pass that on.")
    ] = False,
) -> None:
    """Write a read-only copy of all views for other accounts and tools."""
    from pipeline.operate.export import export_views  # noqa: PLC0415  # heavy

    export_views(read_settings(context), path, with_responses=with_responses)


@commands.command("backup")
def db_backup(context: typer.Context, path: Annotated[Path, typer.Argument(help="The copy to write.")]) -> None:
    """Write a consistent copy of the store, also while a night runs."""
    from pipeline.operate.db import backup_store  # noqa: PLC0415  # heavy

    backup_store(read_settings(context), path)
