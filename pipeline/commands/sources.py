"""Commands about sources and what came from them: archives, codings, probes, raw pages, erasure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.settings import SourceOption, choose_sources, read_settings

if TYPE_CHECKING:
    from pipeline.run.context import RunContext

commands = typer.Typer()


@commands.command("import")
def import_archive(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(help="The ZIP of X or Instagram (JSON) as it came, or the NDJSON of Zeeschuimer.")
    ],
    source: Annotated[str, typer.Option("--source", help="Whose archive it is.")],
    account: Annotated[
        str | None, typer.Option("--account", help="You know that it is of this account, though it does not tell.")
    ] = None,
) -> None:
    """Add what the account owner's official data export holds and the store lacks; list what stays without an id."""
    from pipeline.harvest.archives.imports import import_export, opened_export  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    settings = read_settings(context)
    (chosen,) = choose_sources(settings, [source])
    opened = opened_export(path, chosen, account=account, known=settings.known_accounts)
    with opened as export, open_run(settings, "import") as run:
        for line in import_export(run, chosen, export):
            typer.echo(line)
    raise typer.Exit(run.exit_code)


@commands.command("import-coding")
def coding_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="XLSX or CSV with the columns of docs/sample-coding.csv.")],
) -> None:
    """Add evidence of obstacles that people coded from interviews, documents and media."""
    from pipeline.analysis.coding import import_coding  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    with open_run(read_settings(context), "import-coding") as run:
        import_coding(run, file)
    raise typer.Exit(run.exit_code)


@commands.command()
def probe(
    context: typer.Context, url: Annotated[str, typer.Argument(help="The site's home, or its list of articles.")]
) -> None:
    """Try every method on a website, show the first ten posts of each, and print the configuration to paste."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # as below

    from pipeline.operate.probe import probe_address  # noqa: PLC0415  # beautifulsoup4 is heavy
    from pipeline.settings.models import Config  # noqa: PLC0415  # pydantic is heavy

    known = read_settings(context).config if context.obj.is_file() else None
    usual = Config.model_fields
    zone = ZoneInfo(known.timezone if known else usual["timezone"].default)
    raise typer.Exit(probe_address(url, known.contact if known else usual["contact"].default, zone))


@commands.command()
def replay(context: typer.Context, source: SourceOption = None) -> None:
    """Parse the stored raw pages again, without the network."""
    from pipeline.harvest.replay import replay as replay_pages  # noqa: PLC0415
    from pipeline.run.context import open_run  # noqa: PLC0415  # heavy

    settings = read_settings(context)
    sources = choose_sources(settings, source)
    with open_run(settings, "replay") as run:
        replay_pages(run, sources)
    raise typer.Exit(run.exit_code)


@commands.command()
def forget(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="HASH|POST_ID", help="An author_hash, a response_id or a post_id.")],
) -> None:
    """Purge the texts of a person, a response or a post for good (docs/privacy.md)."""
    from pipeline.harvest.retention import forget as forget_subject  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    with open_run(read_settings(context), "forget") as run:
        forget_subject(run, subject)
        _renew_follow_up(run)
        _renew_export(run)


def _renew_export(run: RunContext) -> None:
    """Write the configured copy of the views anew, where there is one: a forgotten post's text stands in it too."""
    from pipeline.operate.export import renew_export  # noqa: PLC0415  # heavy

    target = run.settings.config.export
    if target is not None and run.settings.path(target).exists():
        renew_export(run)


def _renew_follow_up(run: RunContext) -> None:
    """Write the list of what waits for an answer anew, where there is one: what is forgotten leaves it at once."""
    from pipeline.reporting.follow_up import FOLDER, NAME, write_follow_up  # noqa: PLC0415  # heavy

    if (run.settings.folder / FOLDER / NAME).exists():
        write_follow_up(run)


@commands.command()
def wake(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A platform, or a source's id, as pantau status shows it.")],
) -> None:
    """End a rest that a platform asked for, because its cause is mended."""
    from pipeline.harvest.backoff import wake as wake_source  # noqa: PLC0415  # heavy

    wake_source(read_settings(context), name)
