"""A new office's folder: a commented configuration, and an .env to fill in."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from collectors.errors import ConfigError
from pipeline.platforms.platform import Platform
from pipeline.platforms.registry import PLATFORMS
from pipeline.run.console import say

PLACES = (Path(__file__).parents[2], Path(sys.prefix) / "share" / "pantau")
"""The folders of the shipped files: in a checkout, or of an installed Pantau."""
PRIVATE_FILE = 0o600
ADVICE = "fill in .env: its comments tell where each credential comes from; then run: pantau db upgrade, pantau nightly"


def read_accounts(told: list[str]) -> dict[str, str]:
    """Read ``platform=account`` of the command line. Raises ConfigError for a platform that is not known."""
    known = [platform.name for platform in PLATFORMS]
    found = dict[str, str]()
    for one in told:
        name, sign, account = one.partition("=")
        if name not in known or not sign or not account.strip():
            raise ConfigError(f"{one!r} names no account; write PLATFORM=ACCOUNT with one of: {', '.join(known)}")
        found[name] = account.strip()
    return found


def make_folder(folder: Path, accounts: Mapping[str, str], ask: Callable[[str], str] | None) -> Path:
    """Write config.yaml and .env for the accounts told, or asked for; return the configuration.

    Raises ConfigError where one of the two is there already, or no account was told.
    """
    config, environment = folder / "config.yaml", folder / ".env"
    if taken := [file for file in (config, environment) if file.exists()]:
        raise ConfigError(f"{taken[0]} is there already; name another folder")
    told = {p.name: accounts.get(p.name) or (ask(_question(p)).strip() if ask else "") for p in PLATFORMS}
    if not any(told.values()):
        raise ConfigError("name at least one account: --source PLATFORM=ACCOUNT")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        config.write_text(_configuration(told), encoding="utf-8")
        environment.write_text(_shipped(".env.example"), encoding="utf-8")
        environment.chmod(PRIVATE_FILE)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written ({error}); name another folder") from error
    say(f"wrote {config} and {environment}; {ADVICE}")
    return config


def _question(platform: Platform) -> str:
    return f"{platform.words.label[1]}: the {_key(platform)} to watch (empty: none)"


def _key(platform: Platform) -> str:
    return "url" if "url" in platform.source_model.model_fields else "account"


def _configuration(told: Mapping[str, str]) -> str:
    """Return the shipped configuration with the office's own accounts; platforms without one are left out."""
    text = _shipped("config.yaml")
    for platform in PLATFORMS:
        block = re.compile(rf"  - id: \S+\n    platform: {platform.name}\n(?:    .*\n)+\n?")
        found = block.search(text)
        if found:
            text = text.replace(found[0], _named(found[0], platform, told[platform.name]))
    return text


def _named(block: str, platform: Platform, told: str) -> str:
    """Return a source's block with another account and an id of its own; nothing without an account."""
    if not told:
        return ""
    account = told.removeprefix(platform.words.sign) if platform.words.sign else told
    short = re.sub(r"[^a-z0-9]+", "-", re.sub(r"^https?://(www\.)?", "", account.lower())).strip("-")[:40]
    block = re.sub(r"id: .*", f"id: {platform.name}-{short}", block, count=1)
    return re.sub(rf"{_key(platform)}: .*", lambda _: f"{_key(platform)}: {account}", block, count=1)


def _shipped(name: str) -> str:
    for place in PLACES:
        if (place / name).is_file():
            return (place / name).read_text(encoding="utf-8")
    raise ConfigError(f"{name} was not installed with Pantau; install it anew")
