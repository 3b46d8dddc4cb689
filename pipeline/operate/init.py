"""A new office's folder: a commented configuration, and an .env to fill in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from collectors.errors import ConfigError
from pipeline.files.shipped import find_shipped
from pipeline.platforms.platform import Platform
from pipeline.platforms.registry import PLATFORMS
from pipeline.run.console import say

PRIVATE_FILE = 0o600
ADVICE = "see that office, city and contact are yours; fill in .env; then run there: pantau db upgrade, pantau nightly"
OFFICE = {
    "name": "The office's name (empty: the sample's)",
    "city": "Its city, such as Kota Depok (empty: the sample's)",
}
NAME_ALONE = "write the account's name alone, without spaces and not as an address"
TRIES = 3  # answers to one question


def read_accounts(told: list[str]) -> dict[str, str]:
    """Read ``platform=account`` of the command line. Raises ConfigError for a platform that is not known."""
    known = {platform.name: platform for platform in PLATFORMS}
    found = dict[str, str]()
    for one in told:
        name, sign, account = one.partition("=")
        if name not in known or not sign or not account.strip():
            raise ConfigError(f"{one!r} names no account; write PLATFORM=ACCOUNT with one of: {', '.join(known)}")
        platform = known[name]
        if name in found:
            raise ConfigError(f"{platform.label} has two accounts here; name one, and add the other to config.yaml")
        found[name] = _account(platform, account)
        if wrong := _mistake(platform, found[name]):
            raise ConfigError(f"{platform.label} cannot have {account!r}: {wrong}")
    return found


def make_folder(
    folder: Path, accounts: Mapping[str, str], ask: Callable[[str], str] | None, **office: str | None
) -> Path:
    """Write config.yaml and .env for the accounts told, or asked for; return the configuration.

    *office* tells its ``name`` and ``city``; what is not told is asked for, too.

    Raises ConfigError where one of the two is there already, or no account was told.
    """
    config, environment = folder / "config.yaml", folder / ".env"
    try:
        taken = [file for file in (config, environment) if file.exists()]
    except OSError as error:
        raise ConfigError(f"{folder} cannot be looked into ({error}); name another folder") from error
    if taken:
        raise ConfigError(f"{taken[0]} is there already; name another folder")
    usual = _shipped("config.yaml")
    of_office = {
        key: " ".join((office.get(key) or (ask(words) if ask else "")).split()) for key, words in OFFICE.items()
    }
    told = {
        p.name: _account(p, accounts.get(p.name, "")) or (_asked(p, ask) if ask and _block(p).search(usual) else "")
        for p in PLATFORMS
    }
    if not any(told.values()):
        raise ConfigError("name at least one account: --source PLATFORM=ACCOUNT")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        config.write_text(_configuration(told, of_office), encoding="utf-8")
        environment.write_text(_shipped(".env.example"), encoding="utf-8")
        environment.chmod(PRIVATE_FILE)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written ({error}); name another folder") from error
    say(f"wrote {config} and {environment}; {ADVICE}")
    for platform in PLATFORMS:
        if told[platform.name]:
            say(f"{platform.label}: {platform.words.access}")
    return config


def _asked(platform: Platform, ask: Callable[[str], str]) -> str:
    """Ask for an account until the answer can be one. Raises ConfigError after a few that cannot."""
    for _ in range(TRIES):
        answer = _account(platform, ask(_question(platform)))
        wrong = _mistake(platform, answer) if answer else None
        if wrong is None:
            return answer
        say(f"{answer!r} cannot be: {wrong}")
    raise ConfigError(f"no account for {platform.label}; name it by --source {platform.name}=ACCOUNT")


def _account(platform: Platform, told: str) -> str:
    """Return an account or address as config.yaml has it: without its sign, with its scheme."""
    told = told.strip()
    if platform.words.sign:
        return told.removeprefix(platform.words.sign)
    return told if not told or "://" in told else f"https://{told}"


def _mistake(platform: Platform, account: str) -> str | None:
    """Say why a source cannot have that account, if so."""
    try:
        platform.source_model.model_validate({"id": "new", "platform": platform.name, _key(platform): account})
    except ValidationError as error:
        first = error.errors()[0]
        return NAME_ALONE if first["type"] == "string_pattern_mismatch" else first["msg"]
    return None


def _question(platform: Platform) -> str:
    return f"{platform.words.label[1]}: the {_key(platform)} to watch (empty: none)"


def _key(platform: Platform) -> str:
    return "url" if "url" in platform.source_model.model_fields else "account"


def _configuration(told: Mapping[str, str], office: Mapping[str, str]) -> str:
    """Return the shipped configuration with the office's own accounts; platforms without one are left out."""
    text = _shipped("config.yaml")
    site = next((account for account in told.values() if "://" in account), "")
    for key, value in (*office.items(), ("contact", site)):
        if value:
            # A comment behind the value stays.
            scalar = _scalar(value).replace("\\", r"\\")
            text = re.sub(rf"(?m)^( *{key}: )[^#\n]*?( +#.*)?$", rf"\g<1>{scalar}\g<2>", text)
    for platform in PLATFORMS:
        found = _block(platform).search(text)
        if found:
            text = text.replace(found[0], _named(found[0], platform, told[platform.name]))
        elif told[platform.name]:  # the shipped file has no source of it
            block = f"  - id: new\n    platform: {platform.name}\n    {_key(platform)}: new\n"
            text = text.replace("sources:\n", "sources:\n" + _named(block, platform, told[platform.name]) + "\n", 1)
    return text


def _block(platform: Platform) -> re.Pattern[str]:
    """Return what finds a platform's source in the shipped configuration."""
    return re.compile(rf"  - id: \S+\n    platform: {platform.name}\n(?:    .*\n)+\n?")


def _named(block: str, platform: Platform, told: str) -> str:
    """Return a source's block with another account and an id of its own; nothing without an account."""
    if not told:
        return ""
    short = re.sub(r"[^a-z0-9]+", "-", re.sub(r"^https?://(www\.)?", "", told.lower())).strip("-")[:40]
    block = re.sub(r"id: .*", f"id: {platform.name}-{short}", block, count=1)
    return re.sub(rf"{_key(platform)}: .*", lambda _: f"{_key(platform)}: {_scalar(told)}", block, count=1)


def _scalar(value: str) -> str:
    """Write a value as YAML does: between quotation marks where it would be taken for a number."""
    return yaml.safe_dump(value, width=10_000, allow_unicode=True).splitlines()[0]


def _shipped(name: str) -> str:
    place = find_shipped(name)
    if place is None:
        raise ConfigError(f"{name} was not installed with Pantau; install it anew")
    return place.read_text(encoding="utf-8")
