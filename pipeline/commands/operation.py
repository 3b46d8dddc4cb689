"""Commands for those who run Pantau: set up, look, and try."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.settings import read_settings

commands = typer.Typer()


@commands.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The new folder.")],
    source: Annotated[
        list[str] | None, typer.Option("--source", help="PLATFORM=ACCOUNT to watch; may be repeated.")
    ] = None,
    office: Annotated[str | None, typer.Option("--office", help="The office's name, as reports show it.")] = None,
    city: Annotated[str | None, typer.Option("--city", help="Its city, such as Kota Depok.")] = None,
) -> None:
    """Write a commented configuration and an .env to fill in, into a new folder."""
    from pipeline.operate.doctor import examine  # noqa: PLC0415  # heavy
    from pipeline.operate.init import make_folder, read_accounts  # noqa: PLC0415

    told = read_accounts(source or [])
    ask = None if told or not sys.stdin.isatty() else (lambda words: str(typer.prompt(words, default="")))
    config = make_folder(folder, told, ask, name=office, city=city)
    examine(config, os.environ)


@commands.command()
def status(
    context: typer.Context,
    *,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show per source: last run, outcome, expected against stored, cost so far this month."""
    from pipeline.operate.status import show_status  # noqa: PLC0415  # heavy

    show_status(read_settings(context), as_json=json)


@commands.command()
def notify(
    context: typer.Context,
    *,
    test: Annotated[bool, typer.Option("--test", help="Send a test message to every recipient.")] = False,
) -> None:
    """Try the way to those who are told of a night (extra notify; docs/operations.md)."""
    from collectors.errors import ConfigError  # noqa: PLC0415
    from pipeline.notify.news import try_notify  # noqa: PLC0415  # heavy

    if not test:
        raise ConfigError("nights send their messages by themselves; to try it, say: pantau notify --test")
    raise typer.Exit(try_notify(read_settings(context)))


@commands.command()
def login(
    context: typer.Context,
    platform: Annotated[str, typer.Argument(help="The platform on which the owner agrees.")],
    source: Annotated[str | None, typer.Option("--source", help="Whose account; default: the office's own.")] = None,
) -> None:
    """Let the owner of an account agree that Pantau reads it as the owner does (docs/x.md)."""
    from pipeline.operate.login import log_in  # noqa: PLC0415  # heavy

    def ask(address: str, advice: str) -> str:
        typer.echo(address)
        return str(typer.prompt(f"{advice}\nAddress", err=True))

    log_in(read_settings(context), platform, source, ask)


@commands.command()
def doctor(
    context: typer.Context,
    *,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask each platform one cheap question (X: one user read).")
    ] = False,
) -> None:
    """Check configuration, credentials, database, disk and clock: what is wrong and what to do."""
    from pipeline.operate.doctor import examine  # noqa: PLC0415  # heavy

    raise typer.Exit(examine(context.obj, os.environ, online=online))


@commands.command(context_settings={"ignore_unknown_options": True})  # a query may begin with a comment: --
def sql(  # noqa: PLR0913, PLR0917  # one parameter an option
    context: typer.Context,
    query: Annotated[
        str | None, typer.Argument(help="One SELECT; the database itself keeps it from writing. - reads stdin.")
    ] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", help="Read the query from a file.")] = None,
    format: Annotated[str, typer.Option("--format", help="table, csv, json or parquet.")] = "table",  # noqa: A002  # its name on the line
    views: Annotated[bool, typer.Option("--views", help="List the views; with a name, its columns.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="End the query after so many seconds.")] = 600,
) -> None:
    """Run a read-only query on the views (docs/data-dictionary.md)."""
    from pipeline.operate.sql import read_query, run_query, show_views  # noqa: PLC0415  # heavy

    if views:
        show_views(query)
        return
    run_query(read_settings(context), read_query(query, file), format, seconds=timeout)


@commands.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's database and report go.")] = Path("demo"),
) -> None:
    """Run the whole night on a built-in sample, without network or credentials."""
    from pipeline.demo.run import run_demo  # noqa: PLC0415  # heavy

    raise typer.Exit(run_demo(folder))
