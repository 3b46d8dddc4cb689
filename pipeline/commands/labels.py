"""Commands that label posts and responses, and make and measure what labels them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.settings import read_settings

commands = typer.Typer()


class Labelled(StrEnum):
    """The kind of texts in a labelled file."""

    posts = "posts"
    responses = "responses"


OfOption = Annotated[Labelled, typer.Option("--of", help="What the files hold.")]


@commands.command()
def label(
    context: typer.Context,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Label everything again; after a kill it goes on where it stopped.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show which topics would move where.")] = False,
) -> None:
    """Label what is unlabelled, and compute engagement and campaigns."""
    from pipeline.label.posts import label as label_posts  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    if dry_run:
        from pipeline.label.dry_run import show_moves  # noqa: PLC0415

        show_moves(read_settings(context), everything=everything)
        return
    with open_run(read_settings(context), "label") as run:
        label_posts(run, everything=everything)
    raise typer.Exit(run.exit_code)


@commands.command()
def explain(
    context: typer.Context, post_id: Annotated[str, typer.Argument(help="As v_posts or v_responses has it.")]
) -> None:
    """Show the label of a post or a response with the words that led to it."""
    from pipeline.label.explain import explain_post  # noqa: PLC0415  # heavy

    explain_post(read_settings(context), post_id)


@commands.command()
def train(  # noqa: PLR0913, PLR0917  # one parameter an option
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Labelled posts or responses, one JSON object a line.")],
    out: Annotated[Path, typer.Option(help="Folder for the model.")],
    also: Annotated[
        list[Path] | None, typer.Option(help="Labelled posts to learn from, but not to measure on.")
    ] = None,
    unlabelled: Annotated[list[Path] | None, typer.Option(help="Posts without labels: which words there are.")] = None,
    annotations: Annotated[
        list[Path] | None, typer.Option(help="Labels without texts, by id: of posts in the other files.")
    ] = None,
    of: OfOption = Labelled.posts,
    corrections: Annotated[
        Path | None, typer.Option(help="Responses: labels of the files that are wrong, by id and with the reason.")
    ] = None,
    *,
    reviewed: Annotated[bool, typer.Option("--reviewed", help="Learn from the store's human labels too.")] = False,
) -> None:
    """Make a model of labelled posts or responses, with its scores (docs/labels.md)."""
    if of is Labelled.responses:
        from collectors.errors import ConfigError  # noqa: PLC0415
        from pipeline.label.review.responses import reviewed_response_examples  # noqa: PLC0415
        from pipeline.label.train_responses import ResponseMaterial, train_response_model  # noqa: PLC0415  # heavy

        if unlabelled or annotations:
            raise ConfigError("--unlabelled and --annotations are for posts alone; leave them out")
        said = reviewed_response_examples(read_settings(context)) if reviewed else ()
        train_response_model(ResponseMaterial(files, also or (), corrections, said), out)
        return
    from pipeline.label.review.posts import reviewed_examples  # noqa: PLC0415
    from pipeline.label.train import Material, train_model  # noqa: PLC0415  # heavy

    settings = read_settings(context)
    people = reviewed_examples(settings) if reviewed else []
    train_model(settings, Material(files, also or (), unlabelled or (), annotations or (), people), out)


@commands.command()
def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Labelled posts or responses, one JSON object a line.")],
    of: OfOption = Labelled.posts,
    *,
    reader: Annotated[
        bool, typer.Option("--reader", help="Also let the configured reader (labels.reader) read the unsure posts.")
    ] = False,
) -> None:
    """Score the labels that a file's posts or responses would get against those it holds."""
    if reader:
        from collectors.errors import ConfigError  # noqa: PLC0415
        from pipeline.label.evaluate_reader import evaluate_reader  # noqa: PLC0415  # heavy
        from pipeline.run.context import open_run  # noqa: PLC0415

        if of is Labelled.responses:
            raise ConfigError("the reader reads posts alone, never citizens' words; leave --reader or --of out")
        with open_run(read_settings(context), "evaluate") as run:
            evaluate_reader(run, file)
        return
    if of is Labelled.responses:
        from pipeline.label.train_responses import evaluate_responses  # noqa: PLC0415  # heavy

        evaluate_responses(read_settings(context), file)
        return
    from pipeline.label.train import evaluate_file  # noqa: PLC0415  # heavy

    evaluate_file(read_settings(context), file)
