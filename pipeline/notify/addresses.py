"""The addresses that are told, read from the configuration with the secrets that they name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from pipeline.settings.models import Settings
from pipeline.settings.sections import VARIABLE


@dataclass(frozen=True)
class Recipient:
    """An address that is told; ``name`` is what may be said of it: its place in config.yaml, and its kind."""

    name: str
    url: str
    missing: str | None = None
    """The variable that it needs and .env lacks."""

    def __repr__(self) -> str:
        """Show no secret."""
        return f"Recipient({self.name})"


def recipients_of(settings: Settings) -> list[Recipient]:
    """Read the configured addresses, with the variables that they name."""
    return [
        _recipient(f"notify.urls {number}", url, settings)
        for number, url in enumerate(settings.config.notify.urls, start=1)
    ]


def monitor_of(settings: Settings) -> Recipient | None:
    """Read the address of the monitor that gets signs of life, if one is configured."""
    told = settings.config.notify.health
    return _recipient("notify.health", told, settings) if told else None


def _recipient(name: str, url: str, settings: Settings) -> Recipient:
    filled, missing = fill(url, {name: value.get_secret_value() for name, value in settings.secrets.notify.items()})
    scheme = re.match(r"\s*([a-z]+)://", filled or url)
    return Recipient(f"{name} ({scheme[1] if scheme else 'unset'})", filled, missing)


def fill(url: str, variables: Mapping[str, str]) -> tuple[str, str | None]:
    """Put variables into an address, and name one that is not set.

    >>> fill("tgram://${TOKEN}/99", {"TOKEN": "1:a/b"})
    ('tgram://1%3Aa%2Fb/99', None)
    """
    names = VARIABLE.findall(url)
    missing = next((name for name in names if name not in variables), None)
    whole = VARIABLE.fullmatch(url.strip())
    if whole or missing:
        return variables.get(names[0], ""), missing
    return VARIABLE.sub(lambda found: quote(variables[found[1]], safe=""), url), None


def holds_password(url: str) -> bool:
    """Whether an address of config.yaml has a secret in it, rather than the name of a variable."""
    if VARIABLE.search(url):
        return False
    return bool(urlsplit(url).password) or url.startswith("tgram://")
