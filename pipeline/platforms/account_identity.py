"""One source, one account: what is stored under a source id belongs to what the configuration names now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from collectors.errors import ConfigError
from collectors.website.parse.addresses import site_of
from pipeline.platforms.registry import source_row
from pipeline.settings.models import Config, SourceBase
from storage.runs.identity import begin_anew, holds_anything, known_sources
from storage.runs.runs import SourceRow

SITE = "website"


def watched_rows(connection: Connection, config: Config) -> list[SourceRow]:
    """Return the configured sources as the store should know them from now on.

    A source that holds nothing may watch anything else. One that holds posts may watch an account only under a new
    name that ``formerly`` explains; until the platform itself has shown that account, by the number that is
    remembered of it, the store keeps the old name. Raises ConfigError for any other change.
    """
    if refused := refusals(connection, config.sources):
        raise ConfigError("; ".join(refused))
    known, rows = known_sources(connection), []
    for source in config.sources:
        new, old = source_row(source), known.get(source.id)
        if old and not _same(old, new):
            if not holds_anything(connection, source.id):
                begin_anew(connection, source.id)
            elif new.platform != SITE:
                new = replace(new, account=old.account, url=old.url)
        rows.append(replace(new, role=config.role_of(source), agency=source.agency))
    return rows


def refusals(connection: Connection, sources: Iterable[SourceBase]) -> list[str]:
    """Say which sources hold posts of another account than the configured one, and what to do."""
    known = known_sources(connection)
    pairs = [(source, known[source.id], source_row(source)) for source in sources if source.id in known]
    return [
        _refusal(old, new)
        for source, old, new in pairs
        if not _same(old, new)
        and (old.platform != new.platform or not _is_formerly(source.formerly, old))
        and holds_anything(connection, source.id)
    ]


def _same(old: SourceRow, new: SourceRow) -> bool:
    """Whether two rows name the same account: upper case, http, https and www. make no difference."""
    return (old.platform, old.account.casefold()) == (new.platform, new.account.casefold())


def _is_formerly(told: str | None, old: SourceRow) -> bool:
    if told is None:
        return False
    if old.platform == SITE:
        return site_of(told if "//" in told else f"//{told}") == old.account.casefold()
    return told.removeprefix("@").casefold() == old.account.casefold()


def _refusal(old: SourceRow, new: SourceRow) -> str:
    """Say what is held, and both ways out."""
    holds = old.account if old.platform == SITE else f"@{old.account}"
    if old.platform != new.platform:
        return f"source {old.source_id} holds posts of {holds} ({old.platform}); give the new source an id of its own"
    new_one, happened = ("site", "moved") if old.platform == SITE else ("account", "was renamed")
    return (
        f"source {old.source_id} holds posts of {holds}; give the new {new_one} an id of its own, or, if {holds} only "
        f"{happened}, add to the source: formerly: {old.account}"
    )
