"""Reading of the configuration that a command was called with, and options that commands share."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.platforms.source import SourceBase
    from pipeline.settings.models import Settings

SourceOption = Annotated[list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")]


def read_settings(context: typer.Context) -> Settings:
    """Read the configuration that was named; its credentials stand in the environment or in .env.

    Lines that are said from then on have the time of the office.
    """
    from pipeline.run.console import use_zone  # noqa: PLC0415  # beside the next
    from pipeline.settings.models import load_settings  # noqa: PLC0415  # pydantic is heavy

    settings = load_settings(context.obj, os.environ)
    use_zone(settings.zone)
    return settings


def choose_sources(settings: Settings, ids: list[str] | None) -> Iterable[SourceBase]:
    """Choose the sources with these ids, all without any. Raises ConfigError for one that is not configured."""
    from collectors.errors import ConfigError  # noqa: PLC0415

    known = {source.id: source for source in settings.config.sources}
    unknown = [name for name in ids or () if name not in known]
    if unknown:
        raise ConfigError(f"no source {', '.join(unknown)} in the configuration; known: {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(ids)] if ids else settings.config.sources
