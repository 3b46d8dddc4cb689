"""Commands that let people look at labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.settings import read_settings

commands = typer.Typer(help="Let people look at labels.", no_args_is_help=True)
ResponsesOption = Annotated[bool, typer.Option("--responses", help="Citizens' responses instead of posts.")]


@commands.command("export")
def review_export(  # noqa: PLR0913  # one parameter an option
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option(help="Where the files go; review.xlsx, or private/tanggapan.xlsx for responses.")
    ] = None,
    random: Annotated[int, typer.Option(help="Draw so many at random: to measure.")] = 0,
    uncertain: Annotated[int, typer.Option(help="Take so many of the least sure: to learn, never to measure.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed draws the same.")] = 0,
    *,
    responses: ResponsesOption = False,
) -> None:
    """Write posts or responses for annotators, as XLSX and CSV."""
    from collectors.errors import ConfigError  # noqa: PLC0415
    from pipeline.label.review.posts import export_review  # noqa: PLC0415  # heavy
    from pipeline.label.review.responses import export_response_review  # noqa: PLC0415  # heavy

    if (random > 0) == (uncertain > 0):
        raise ConfigError("say either --random N or --uncertain N")
    settings = read_settings(context)
    export = export_response_review if responses else export_review
    usual = settings.path(Path("private/tanggapan.xlsx")) if responses else Path("review.xlsx")
    export(settings, out or usual, count=random or uncertain, uncertain=uncertain > 0, seed=seed)


@commands.command("import")
def review_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The exported file, filled in: of posts or of responses.")],
    annotator: Annotated[str, typer.Option(help="Who filled it in.")],
    *,
    responses: ResponsesOption = False,
) -> None:
    """Store what an annotator filled in; it wins over the machine."""
    from collectors.errors import ConfigError  # noqa: PLC0415
    from pipeline.label.review.posts import import_review  # noqa: PLC0415
    from pipeline.label.review.response_file import is_response_review  # noqa: PLC0415
    from pipeline.label.review.responses import import_response_review  # noqa: PLC0415
    from pipeline.run.context import open_run  # noqa: PLC0415  # heavy

    if not (name := " ".join(annotator.split())):
        raise ConfigError("--annotator is empty; say who filled the file in")
    of_responses = responses or is_response_review(file)
    with open_run(read_settings(context), "review import") as run:
        (import_response_review if of_responses else import_review)(run, file, name)


@commands.command("agreement")
def review_agreement(context: typer.Context, *, responses: ResponsesOption = False) -> None:
    """Show how well annotators agree, and the machine with them: publish, provisional or hide."""
    from pipeline.label.review.posts import show_agreement  # noqa: PLC0415  # heavy
    from pipeline.label.review.responses import show_response_agreement  # noqa: PLC0415  # heavy

    (show_response_agreement if responses else show_agreement)(read_settings(context))
