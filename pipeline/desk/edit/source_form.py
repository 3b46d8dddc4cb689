"""A source to be watched as an admin proposes it: what is wrong with each field, and the block for config.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import indent
from typing import Any, Final
from urllib.parse import urlsplit

import yaml
from pydantic import ValidationError

from pipeline.platforms.registry import platform_named, platform_names, platform_of
from pipeline.report.guards.shown_text import safe_link
from pipeline.settings.models import Config

ROLES: Final = ("own", "agency", "media", "peer")
INSTITUTION = "lembaga"
SHORTEST_REASON, LONGEST = 15, 500
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
FIELDS: Final = ("platform", "address", "id", "role", "agency", "reason", "institution")


def find_source_mistakes(told: Mapping[str, str], config: Config) -> dict[str, str]:
    """Return field → key of the words that say what is wrong with it; empty where nothing is."""
    if long := {name: "wrong_over_500" for name in FIELDS if len(told[name]) > LONGEST}:
        return long
    wrong = {name: "wrong_missing" for name in ("address", "role", "reason") if not told[name]}
    if told["platform"] not in platform_names():
        return wrong | {"platform": "wrong_value"}
    if told["role"] and told["role"] not in ROLES:
        wrong["role"] = "wrong_value"
    if told["reason"] and len(told["reason"]) < SHORTEST_REASON:
        wrong["reason"] = "wrong_reason"
    if told["institution"] != INSTITUTION:
        wrong["institution"] = "wrong_private_person"
    if told["id"] and not _ID.fullmatch(told["id"]):
        wrong["id"] = "wrong_id"
    elif told["id"] in {source.id for source in config.sources}:
        wrong["id"] = "wrong_watched"
    return wrong if "address" in wrong else wrong | _wrong_address(told, config)


def _wrong_address(told: Mapping[str, str], config: Config) -> dict[str, str]:
    if is_probed(told["platform"]):
        if safe_link(told["address"]) is None:
            return {"address": "wrong_address"}
    elif block_of(told) is None:
        return {"address": "wrong_account"}
    meant = _plain(told["address"], told["platform"])
    watched = (_plain(_where(source), source.platform) for source in config.sources)
    return {"address": "wrong_watched"} if meant in watched else {}


def is_probed(platform: str) -> bool:
    """Whether an address of a platform is tried before it is proposed."""
    return platform_named(platform).probe is not None


def block_of(told: Mapping[str, str], found: Mapping[str, Any] | None = None) -> str | None:
    """Write the block for config.yaml, of what was typed and what a probe found; None where it would be refused."""
    account, words = _account(told["address"]), platform_named(told["platform"]).words
    short = words.short or told["platform"]
    name = re.sub(r"[^a-z0-9]+", "-", f"{short}-{account}".lower()).strip("-")[:60]
    source: dict[str, Any] = dict(found or {"id": name, "platform": told["platform"], "account": account})
    source |= {name: told[name] for name in ("id", "role", "agency") if told.get(name)}
    try:
        platform_named(told["platform"]).source_model.model_validate(source)
    except ValidationError:
        return None
    return indent(yaml.safe_dump([source], sort_keys=False, allow_unicode=True, width=200), "  ")


def _where(source: Any) -> str:
    profile = platform_of(source).describe(source)
    return str(profile.url if is_probed(source.platform) else profile.account)


def _plain(address: str, platform: str) -> str:
    if is_probed(platform):
        parts = urlsplit(address)
        return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}".lower()
    return f"{platform}:{_account(address)}".lower()


def _account(address: str) -> str:
    """Take the account out of what was typed: a handle, with or without @, or the profile's address."""
    return re.sub(r"^(https?://)?(www\.)?[a-z]+\.com/", "", address).strip("@/ ")
