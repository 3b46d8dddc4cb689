"""Commands that write reports and research packages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.settings import read_settings

if TYPE_CHECKING:
    from pipeline.reporting.asked import Asked
    from pipeline.reporting.periods import Period
    from pipeline.run.context import RunContext

commands = typer.Typer()


@commands.command()
def report(  # noqa: PLR0913, PLR0917  # each is an option that a person may give
    context: typer.Context,
    week: Annotated[str | None, typer.Option(help="Such as 2026-W47; default: the last finished.")] = None,
    day: Annotated[str | None, typer.Option(help="Such as 2026-11-22.")] = None,
    month: Annotated[str | None, typer.Option(help="Such as 2026-11.")] = None,
    quarter: Annotated[str | None, typer.Option(help="Such as 2026-Q4.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day, with --to.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; it must be over.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the report's folder; default: as configured.")] = None,
) -> None:
    """Write the weekly report, or that of a day, month, quarter or any days, as of their end."""
    from pipeline.reporting.asked import Asked  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415  # heavy

    asked = Asked(week=week, day=day, month=month, quarter=quarter, first=first, last=last)
    period = asked.period()
    with open_run(read_settings(context), "report") as run:
        if period:
            _write_period(run, period, out)
        else:
            _write_week(run, asked, out)
        code = run.exit_code
    raise typer.Exit(code)


def _write_period(run: RunContext, period: Period, out: Path | None) -> None:
    from pipeline.reporting.asked import require_over  # noqa: PLC0415  # as below
    from pipeline.reporting.period.report import write_period  # noqa: PLC0415  # heavy

    require_over(period, run.now(), run.settings.zone)
    run.say(f"report {period.name}: written to {write_period(run, period, out)}")


def _write_week(run: RunContext, asked: Asked, out: Path | None) -> None:
    from pipeline.reporting.asked import finished_week  # noqa: PLC0415  # as below
    from pipeline.weekly_report import report_week  # noqa: PLC0415

    report_week(run, finished_week(asked.iso_week(), run.now(), run.settings.zone), out)


@commands.command()
def package(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="First day, such as 2026-10-01.")],
    last: Annotated[str, typer.Option("--to", help="Last day; it must be over.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the package's folder; default: as configured.")] = None,
) -> None:
    """Write a frozen, citable folder for research: tables, documents, checksums; and a public variant."""
    from pipeline.package.write import write_package  # noqa: PLC0415  # heavy

    typer.echo(write_package(read_settings(context), first, last, out))
