"""Sections of config.yaml: what each of its tables may say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, HttpUrl, model_validator

from pipeline.files.rights import known_group
from pipeline.platforms.registry import platform_names
from pipeline.platforms.source import Frozen
from pipeline.transform.text.text import tokens

Dimension = Literal["governance", "branding", "economy", "living", "society", "environment"]


class Office(Frozen):
    """The communications office that reads the reports."""

    name: Annotated[str, Field(min_length=1)] | None = None
    city: Annotated[str, Field(min_length=1)] | None = None


def _known_platform(name: str) -> str:
    if name not in platform_names():
        raise ValueError(f"platform {name!r} is not known; use {any_of(platform_names())}")
    return name


def any_of(names: Sequence[str]) -> str:
    """Say that one of the names is to be used: "a, b or c"."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _cron(text: str) -> str:
    fields = text.split()
    if len(fields) != 5:  # noqa: PLR2004  # minute hour day month weekday
        raise ValueError('is not a cron line; write it like "0 1 * * *" (minute hour day month weekday)')
    if any(character.isdecimal() for character in fields[4]):
        raise ValueError("numbers its weekdays, which cron and APScheduler count differently; write sun, mon-fri …")
    return text


class EngagementConfig(Frozen):
    """The rules of the same-age score: when it may be given, and where its levels begin."""

    history: Annotated[int, Field(ge=1)] = 100
    min_history: Annotated[int, Field(ge=1)] = 20
    min_expected: Annotated[float, Field(ge=0)] = 5.0
    low: float = 0.5
    high: float = 2.0
    very_high: float = 5.0

    @model_validator(mode="after")
    def _levels_rise(self) -> EngagementConfig:
        if not 0 < self.low < self.high < self.very_high:
            raise ValueError("levels must rise: 0 < low < high < very_high")
        return self


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""Campaigns are counted, and reports written, between these days; the margin leaves room for the weeks around them."""


def _within_bounds(day: date) -> date:
    """Return the nearest day within bounds: 9999-12-31 is a usual way to write that a campaign has no end."""
    return min(max(day, FIRST_DAY), LAST_DAY)


class Plan(Frozen):
    """The targets of a campaign on one platform."""

    posts: Annotated[int, Field(ge=1)] | None = None
    interactions: Annotated[int, Field(ge=1)] | None = None
    views: Annotated[int, Field(ge=1)] | None = None


class Campaign(Frozen):
    """A campaign: the posts of its days (and sources, and topics) that carry one of its hashtags or phrases."""

    name: Annotated[str, Field(min_length=1)]
    starts_on: Annotated[date, AfterValidator(_within_bounds)]
    ends_on: Annotated[date, AfterValidator(_within_bounds)]
    hashtags: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    topics: tuple[Dimension, ...] = ()
    sources: tuple[str, ...] = ()
    plan: dict[Annotated[str, AfterValidator(_known_platform)], Plan] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _can_match(self) -> Campaign:
        if self.ends_on < self.starts_on:
            raise ValueError("ends_on lies before starts_on; swap them")
        if not (self.hashtags or self.phrases or self.topics):
            raise ValueError("has neither hashtags nor phrases nor topics; add one, or no post can belong to it")
        if wordless := [phrase for phrase in self.phrases if not any(tokens(phrase))]:
            raise ValueError(f"phrase {wordless[0]!r} holds no word; phrases are matched by whole words")
        return self


class StrategyConfig(Frozen):
    """Targets of the office: a least share of its posts for each dimension (0.1: a tenth), and time to answer."""

    targets: dict[Dimension, Annotated[float, Field(gt=0, le=1)]] = Field(default_factory=dict)
    answer_working_days: Annotated[int, Field(ge=0, le=60)] = 3
    holidays: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def _fit_into_one(self) -> StrategyConfig:
        if sum(self.targets.values()) > 1:
            raise ValueError("targets add up to more than 1; they are shares of the same posts")
        return self


class ReportConfig(Frozen):
    """The folder of the weekly report and how it is written."""

    out: Path = Path("reports")
    language: Literal["id", "en"] = "id"
    csv_delimiter: Literal[",", ";", "\t"] = ","
    decimal_mark: Literal[".", ","] = "."

    @model_validator(mode="after")
    def _marks_differ(self) -> ReportConfig:
        if self.csv_delimiter == self.decimal_mark:
            raise ValueError("csv_delimiter and decimal_mark are the same; choose ';' with ','")
        return self


class ReaderConfig(Frozen):
    """A language model that reads posts a second time (docs/reader.md): any server that speaks as OpenAI's does."""

    base_url: HttpUrl
    model: Annotated[str, Field(min_length=1)]
    key_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    """The environment variable that holds the key, if the server asks for one."""
    usd_per_million_tokens: Annotated[float, Field(ge=0)] = 0.0
    monthly_budget_usd: Annotated[float, Field(ge=0)] = 0.0
    only_below: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Only posts whose label_score is below this are read."""
    only_local: bool = False
    """Send nothing unless the address that is connected to is this machine's or of a private network."""
    posts_per_night: Annotated[int, Field(ge=1)] = 500
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 60.0

    @model_validator(mode="after")
    def _paid_by_a_budget(self) -> ReaderConfig:
        if self.usd_per_million_tokens and not self.monthly_budget_usd:
            raise ValueError("usd_per_million_tokens goes with monthly_budget_usd; without a budget nothing is asked")
        return self


VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""A variable of .env within an address: ``${NAME}``."""


class GroupConfig(Frozen):
    """The needs of a night of the sources that share a ``group``."""

    required: Annotated[float, Field(ge=0, le=1)] = 1.0
    """The share that must be complete, lest the night be incomplete; false is none, true all."""


class NotifyConfig(Frozen):
    """Recipients of notices (docs/operations.md): addresses as apprise reads them, with secrets as ``${NAME}``."""

    urls: tuple[Annotated[str, Field(pattern=r"^\s*([a-z]+://|\$\{)")], ...] = ()
    health: Annotated[str, Field(pattern=r"^\s*(https?://|\$\{)")] | None = None
    """The address at which a monitor takes signs of life."""
    attach: tuple[Annotated[str, Field(pattern=r"^[\w-][\w.-]*$")], ...] = ("weekly.xlsx", "ringkasan.csv")
    """The files of a new weekly report that go with a mail."""
    budget_share: Annotated[float, Field(gt=0, le=1)] = 0.8
    """The share of a month's budget from which on it is told."""

    def variables(self) -> set[str]:
        """Return the names of the variables that the addresses hold."""
        return {name for url in (*self.urls, self.health or "") for name in VARIABLE.findall(url)}


class LabelsConfig(Frozen):
    """The making of labels beside taxonomy and model."""

    reader: ReaderConfig | None = None


class PackageConfig(Frozen):
    """The folder of research packages, and how they are cited."""

    out: Path = Path("packages")
    authors: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)] = ("Pantau",)
    licence: Annotated[str, Field(pattern=r"^[A-Za-z0-9.+-]+$")] | None = None
    """An SPDX identifier, such as CC-BY-4.0."""


class BackupConfig(Frozen):
    """The folder of each night's checked copy of the store, how many are kept, and for whom they are encrypted."""

    to: Path
    keep: Annotated[int, Field(ge=1)] = 14
    recipient: Annotated[str, Field(pattern=r"^[A-Za-z0-9][^\n]*$")] | None = None
    """A key of age (age1…) or SSH (ssh-ed25519 …), else a key of gpg."""


class FilesConfig(Frozen):
    """The group that may open what Pantau writes, beside the account that runs it."""

    group: Annotated[str, AfterValidator(known_group)] | None = None


class RawConfig(Frozen):
    """The time for which raw answers are kept; without them a later parser cannot read them again."""

    keep_days: Annotated[int, Field(ge=30)] | None = None


class ScheduleConfig(Frozen):
    """The time at which schedule.py runs the night, in the configured time zone."""

    cron: Annotated[str, AfterValidator(_cron)] = "0 1 * * *"
    misfire_grace_minutes: Annotated[int, Field(ge=1)] = 240
