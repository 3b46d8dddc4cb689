"""One source, one account: what is stored under a source id belongs to what the configuration names now."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from collectors.errors import ConfigError
from collectors.wording import counted
from pipeline.platforms import registry
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.run.sources import source_row
from pipeline.settings.models import Config
from storage.runs.sources import SourceRow, begin_anew, holds_anything, known_sources

MOST_TOLD = 3  # sources in one message


def watched_rows(connection: Connection, config: Config) -> list[SourceRow]:
    """Return the configured sources as the store should know them from now on.

    A source that holds nothing may watch anything else. One that holds posts may watch an account only under a new
    name that ``formerly`` explains; until the platform itself has shown that account, by the number that is
    remembered of it, the store keeps the old name. Raises ConfigError for any other change.
    """
    if refused := refusals(connection, config):
        more = len(refused) - MOST_TOLD
        others = [f"and {counted(more, 'source')} more, which pantau doctor names"] if more > 0 else []
        raise ConfigError("; ".join(refused[:MOST_TOLD] + others))
    known, rows = known_sources(connection), []
    for source in config.sources:
        new, old = source_row(config, source), known.get(source.id)
        if old and old.identity != new.identity:
            if not holds_anything(connection, source.id):
                begin_anew(connection, source.id)
            elif platform_of(source).tells_identity:
                new = replace(new, account=old.account, url=old.url)
        rows.append(new)
    return rows


def refusals(connection: Connection, config: Config) -> list[str]:
    """Say which sources hold posts of another account than the configured one, and what to do."""
    known = known_sources(connection)
    pairs = [(source, known[source.id], source_row(config, source)) for source in config.sources if source.id in known]
    return [
        _refusal(source, old, new)
        for source, old, new in pairs
        if old.identity != new.identity
        and (old.platform != new.platform or not _is_formerly(source, old))
        and holds_anything(connection, source.id)
    ]


def _is_formerly(source: SourceBase, old: SourceRow) -> bool:
    return source.formerly is not None and platform_of(source).is_formerly(source.formerly, old.account)


def _refusal(source: SourceBase, old: SourceRow, new: SourceRow) -> str:
    """Say what is held, and both ways out."""
    sign = next((platform.words.sign for platform in registry.PLATFORMS if platform.name == old.platform), "")
    holds = f"{sign}{old.account}"
    if old.platform != new.platform:
        return f"source {old.source_id} holds posts of {holds} ({old.platform}); give the new source an id of its own"
    words = platform_of(source).words
    return (
        f"source {old.source_id} holds posts of {holds}; give the new {words.account} an id of its own, or, if {holds} "
        f"only {words.renamed}, add to the source: formerly: {old.account}"
    )
