"""pantau login: let the owner of an account agree that Pantau reads it as the owner does."""

from __future__ import annotations

from collections.abc import Callable

from collectors.errors import CollectorError, ConfigError
from pipeline.harvest.budget import Ledger
from pipeline.harvest.limits import SourceLimits
from pipeline.platforms import registry
from pipeline.platforms.platform import Permission, Platform
from pipeline.platforms.source import SourceBase
from pipeline.run.console import say
from pipeline.run.context import RunContext, open_run
from pipeline.run.secrets import redact_secrets, sent_secrets
from pipeline.settings.models import Settings

Ask = Callable[[str, str], str]
"""Shows an address and what to do there, and returns what a person pastes."""


def log_in(settings: Settings, name: str, source_id: str | None, ask: Ask) -> None:
    """Get and keep the permission of an account's owner. Raises ConfigError; then nothing is kept."""
    platform = _platform_of(name)
    source = _source_of(settings, platform, source_id)
    if platform.login is None:
        raise ConfigError(f"{platform.label} knows no log-in of an owner; {platform.words.access}")
    permission = platform.login.begin(source, settings.wiring(platform))
    pasted = ask(permission.address, permission.advice)
    secrets = [*sent_secrets(settings)]
    try:
        with open_run(settings, "login") as run:  # first: a code is good for one use
            ledger = _ledger_of(run, platform, source)
            ledger.check(permission.cost)
            secrets += permission.take(pasted, run.now())
            told = _kept(run, source, ledger, permission)
    except CollectorError as error:
        raise ConfigError(redact_secrets(f"{error}; nothing was kept", secrets)) from None
    say(told)


def _platform_of(name: str) -> Platform:
    found = next((platform for platform in registry.PLATFORMS if platform.name == name), None)
    if found is None:
        known = ", ".join(platform.name for platform in registry.PLATFORMS if platform.login)
        raise ConfigError(f"no platform {name!r} on which an owner logs in; known: {known}")
    return found


def _source_of(settings: Settings, platform: Platform, source_id: str | None) -> SourceBase:
    """Return the source that is meant; without a name the only one of the office's own."""
    config = settings.config
    found = [source for source in config.sources if source.platform == platform.name]
    own = [source for source in found if config.role_of(source) == "own"]
    chosen = [source for source in found if source.id == source_id] if source_id else own
    if len(chosen) != 1:
        ids = ", ".join(source.id for source in (found if source_id else own) or found) or "none is configured"
        raise ConfigError(f"say whose account of {platform.label} logs in, with --source ID; known: {ids}")
    return chosen[0]


def _ledger_of(run: RunContext, platform: Platform, source: SourceBase) -> Ledger:
    return Ledger(run.engine, run.run_id, source.id, platform, run.settings.prices(platform), run.now)


def _kept(run: RunContext, source: SourceBase, ledger: Ledger, permission: Permission) -> str:
    """Keep a permission; what it costs to ask whose it is, is booked."""
    try:
        told = permission.keep(SourceLimits(run, source, ledger, run.now()))
    except CollectorError as error:
        ledger.close(billed=error.billed)
        raise
    ledger.close(billed=True)
    return told
