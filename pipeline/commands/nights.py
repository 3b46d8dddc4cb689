"""Commands that fill the store: one night, a part of it, or all nights by themselves."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.settings import SourceOption, choose_sources, read_settings

commands = typer.Typer()


@commands.command()
def schedule(context: typer.Context) -> None:
    """Stay running: start the nights by themselves, and catch up a missed one."""
    from pipeline.scheduler import serve  # noqa: PLC0415  # heavy

    raise typer.Exit(serve(read_settings(context)))


@commands.command()
def nightly(context: typer.Context) -> None:
    """Harvest, label, and report the weeks that are due."""
    from pipeline.workers.night import run_night  # noqa: PLC0415  # heavy

    raise typer.Exit(run_night(read_settings(context)))


@commands.command()
def harvest(
    context: typer.Context,
    source: SourceOption = None,
    *,
    full: Annotated[bool, typer.Option("--full", help="Walk the whole history.")] = False,
) -> None:
    """Pull new posts and due metric snapshots."""
    from pipeline.harvest.harvest import harvest as harvest_sources  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    settings = read_settings(context)
    sources = choose_sources(settings, source)
    with open_run(settings, "harvest") as run:
        harvest_sources(run, sources, full=full)
    raise typer.Exit(run.exit_code)


@commands.command()
def worker(
    context: typer.Context,
    lanes: Annotated[int, typer.Option("--lanes", min=1, max=12, help="How many jobs are done side by side.")] = 1,
) -> None:
    """Take part in shared nights until Ctrl+C (workers: true, PostgreSQL, extra cluster; docs/scale.md)."""
    from pipeline.workers.night import run_worker  # noqa: PLC0415  # heavy

    run_worker(read_settings(context), lanes)
