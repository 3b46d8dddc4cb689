"""Commands that show the work of taxonomy.yaml and programmes.yaml."""

from __future__ import annotations

import typer

from pipeline.commands.settings import read_settings

commands = typer.Typer(help="See what taxonomy.yaml and programmes.yaml do.", no_args_is_help=True)


@commands.command("test")
def taxonomy_test(context: typer.Context, text: str) -> None:
    """Show the label that a text would get, with the words that lead to it."""
    from pipeline.label.explain import explain_text  # noqa: PLC0415  # heavy

    explain_text(read_settings(context), text)


@commands.command("check")
def taxonomy_check(context: typer.Context) -> None:
    """Check taxonomy and programmes, and name the phrases that stand in no stored post."""
    from pipeline.label.explain import check_taxonomy  # noqa: PLC0415  # heavy

    check_taxonomy(read_settings(context))
