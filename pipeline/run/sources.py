"""Sources made ready for work: their collectors, their parsers, and how the store names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectors.request import Collector
from pipeline.platforms.platform import Parse, Skipped
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.settings.models import Config, Settings
from storage.runs.sources import SourceRow

if TYPE_CHECKING:
    from pydantic import SecretStr

    from collectors.privacy import Pseudonyms


def source_row(config: Config, source: SourceBase) -> SourceRow:
    """Describe a source as the store keeps it."""
    profile = platform_of(source).describe(source)
    return SourceRow(
        source.id,
        source.platform,
        profile.account,
        profile.url,
        source.city,
        source.group,
        config.role_of(source),
        source.agency,
    )


def make_collector(settings: Settings, source: SourceBase) -> Collector:
    """Make the collector of a source. Raises Skipped."""
    platform = platform_of(source)
    return platform.make_collector(source, settings.wiring(platform))


def make_responses_collector(settings: Settings, source: SourceBase) -> Collector:
    """Make the collector of what people write to a source. Raises Skipped, above all without a key."""
    platform = platform_of(source)
    if platform.responses is None:
        raise Skipped(f"{platform.label} has no responses that Pantau reads; take responses out of config.yaml")
    wiring = settings.wiring(platform)
    return platform.responses.make_collector(source, wiring, _make_pseudonyms(wiring.pseudonym_key))


def make_parser(settings: Settings, source: SourceBase) -> Parse:
    """Return what parses a source's stored pages; needs neither credentials nor network."""
    platform = platform_of(source)
    return platform.make_parser(source, settings.wiring(platform))


def _make_pseudonyms(key: SecretStr | None) -> Pseudonyms:
    from collectors.privacy import MIN_KEY_LENGTH, Pseudonyms  # noqa: PLC0415  # only runs need it

    if key is None:
        raise Skipped(
            f"a key is needed to hash people; set PANTAU_PSEUDONYM_KEY in .env ({MIN_KEY_LENGTH} characters or more)"
        )
    try:
        return Pseudonyms(key.get_secret_value().encode())
    except ValueError as error:
        raise Skipped(f"PANTAU_PSEUDONYM_KEY cannot be used: {error}; set a longer one in .env") from error
