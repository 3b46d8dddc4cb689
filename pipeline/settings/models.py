"""config.yaml and the environment, read once into frozen models; every mistake is reported together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import cache, cached_property, reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    create_model,
    model_validator,
)

from collectors.errors import ConfigError
from pipeline.platforms import registry
from pipeline.platforms.platform import Platform, Wiring
from pipeline.platforms.source import Budget, Credentials, Frozen, Role, SourceBase
from pipeline.settings.mistakes import told_mistakes
from pipeline.settings.sections import (
    BackupConfig,
    Campaign,
    EngagementConfig,
    FilesConfig,
    GroupConfig,
    LabelsConfig,
    NotifyConfig,
    Office,
    PackageConfig,
    RawConfig,
    ReportConfig,
    ScheduleConfig,
    StrategyConfig,
)
from pipeline.settings.yaml_lines import read_yaml

SQLITE_FILE = "sqlite:///"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ValueError("is not a time zone; write it like Asia/Jakarta") from error
    return name


class Config(Frozen):
    """The whole of config.yaml, but for what platforms add to it (``config_model``)."""

    office: Office = Office()
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Jakarta"
    database: str = "sqlite:///data/pantau.db"
    contact: Annotated[str, Field(min_length=3)] = "https://diskominfo.bekasikota.go.id"
    taxonomy: Path | None = None
    programmes: Path | None = None
    gazetteer: Path | None = None
    """The kecamatan and kelurahan, if not those of Kota Bekasi."""
    agencies: Path | None = None
    """The agencies of the city, of which issues concern one (docs/configuration.md)."""
    model: Path | None = None
    response_model: Path | None = None
    sources: tuple[SourceBase, ...]
    lanes: Annotated[int, Field(ge=1, le=12)] = 1
    """The number of lanes of sources, harvested side by side; those that share a credential or a host share a lane."""
    workers: bool = False
    """Whether ``pantau worker`` processes share the nights, by a queue in the PostgreSQL store (extra ``cluster``)."""
    campaigns: tuple[Campaign, ...] = ()
    activities: Path | None = None
    export: Path | None = None
    """The place of a read-only copy of the views that the night renews: a file .db, or a folder of Parquet."""
    night_limit_minutes: Annotated[float, Field(gt=0)] = 600
    """The minutes that a night may fetch; the rest waits for the next, and the closing steps are taken."""
    snapshot_days: tuple[Annotated[int, Field(ge=1)], ...] = (1, 2, 3, 7, 14, 28)
    retention_days: Annotated[int, Field(ge=1)] = 365
    """The greatest age of a response's text."""
    on_delete: Literal["keep", "tombstone"] = "keep"
    """Whether the text of what the platform says is gone is kept."""
    official_accounts: tuple[str, ...] = ()
    """The names that masking leaves readable besides the watched accounts."""
    engagement: EngagementConfig = EngagementConfig()
    raw: RawConfig = RawConfig()
    backup: BackupConfig | None = None
    files: FilesConfig = FilesConfig()
    strategy: StrategyConfig = StrategyConfig()
    report: ReportConfig = ReportConfig()
    package: PackageConfig = PackageConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    labels: LabelsConfig = LabelsConfig()
    notify: NotifyConfig = NotifyConfig()
    groups: dict[Annotated[str, Field(min_length=1)], GroupConfig] = Field(default_factory=dict)
    """The needs of a night, by groups of sources; of all others it needs every source."""

    def role_of(self, source: SourceBase) -> Role:
        """Return a source's role: as configured, else peer where its city is not the office's, else own."""
        elsewhere = self.office.city and source.city and _fold_name(source.city) != _fold_name(self.office.city)
        return source.role or ("peer" if elsewhere else "own")

    def unasked(self, outcomes: Mapping[str, str | None], paused: Iterable[str]) -> set[str]:
        """Name the sources that nobody has to mend: paused, skipped and not required, or no longer configured."""
        required = {source.id: source.required for source in self.sources}
        excused = {name for name, how in outcomes.items() if how == "skipped" and not required.get(name)}
        return {*paused, *excused, *(outcomes.keys() - required.keys())}

    def required_of(self, group: str | None) -> float:
        """Return the share of a group's sources that must be complete."""
        return self.groups[group].required if group in self.groups else 1.0

    @model_validator(mode="after")
    def _sources_stand(self) -> Config:
        if not self.sources:
            raise ValueError("sources is empty; name at least one")
        for what, names in (
            ("source id", [source.id for source in self.sources]),
            ("campaign name", [campaign.name for campaign in self.campaigns]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what} {', '.join(twice)} is given twice; every {what} must be its own")
        known = {source.id for source in self.sources}
        for campaign in self.campaigns:
            if unknown := sorted(set(campaign.sources) - known):
                raise ValueError(f"campaign {campaign.name} names {', '.join(unknown)}, which is no source's id")
        if unknown := sorted(set(self.groups) - {source.group for source in self.sources if source.group}):
            raise ValueError(f"groups names {', '.join(unknown)}, which is the group of no source")
        return self


def _fold_name(name: str) -> str:
    return " ".join(name.split()).casefold()


def config_model() -> type[Config]:
    """Return the model of config.yaml with the sources and prices of the platforms that are registered now."""
    registry.platform_names()  # two of the same name are a mistake of ours, told before anything runs
    return _config_model(registry.PLATFORMS)


@cache
def _config_model(platforms: tuple[Platform, ...]) -> type[Config]:
    models: list[Any] = [platform.source_model for platform in platforms]
    source: Any = Annotated[reduce(or_, models), Field(discriminator="platform")]
    added: dict[str, Any] = {p.name: (p.prices, p.prices()) for p in platforms if p.prices is not None}
    added["sources"] = (tuple.__class_getitem__((source, ...)), ...)
    return create_model("Config", __base__=Config, **added)


class Secrets(BaseModel):
    """The values that the environment or .env brings besides the platforms' credentials; never written anywhere."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    database_url: SecretStr | None = Field(None, alias="PANTAU_DATABASE_URL")
    pseudonym_key: SecretStr | None = Field(None, alias="PANTAU_PSEUDONYM_KEY")
    reader_key: SecretStr | None = None
    """The value of the variable that labels.reader.key_env names."""
    notify: dict[str, SecretStr] = Field(default_factory=dict)
    """The variables that the addresses of notify hold."""


@dataclass(frozen=True)
class Settings:
    """Configuration, secrets, and the folder from which every relative path is resolved."""

    config: Config
    secrets: Secrets
    folder: Path
    credentials: Mapping[str, Credentials] = field(default_factory=dict)
    """Platform → what it takes from the environment."""
    file: Path | None = None
    """The configuration that was read; empty for one that was put together."""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the report and of every local date."""
        return ZoneInfo(self.config.timezone)

    @property
    def database_url(self) -> str:
        """The store's URL; a relative SQLite path counts from the configuration's folder."""
        url = self.config.database
        if self.secrets.database_url:
            url = self.secrets.database_url.get_secret_value()
        if url.startswith(SQLITE_FILE):
            url = SQLITE_FILE + str(self.folder / url.removeprefix(SQLITE_FILE))
        elif url.startswith(("postgres://", "postgresql://")):
            url = "postgresql+psycopg://" + url.split("://", 1)[1]
        return url

    @property
    def reports(self) -> Path:
        """The folder of the weekly reports."""
        return self.path(self.config.report.out)

    def path(self, path: Path) -> Path:
        """Resolve a configured path."""
        return self.folder / path.expanduser()

    def since(self, source: SourceBase) -> datetime | None:
        """Return the beginning of the history that a source is asked for, in UTC."""
        if source.since is None:
            return None
        return datetime.combine(source.since, time.min, self.zone).astimezone(UTC)

    def retention_days(self, source: SourceBase) -> int:
        """Return the greatest age of a response's text: as configured, and no more than the platform's terms allow."""
        return min(self.left_retention_days(source), source.response_text_days or self.config.retention_days)

    def left_retention_days(self, source: SourceBase | type[SourceBase]) -> int:
        """Return the same of a source that is not configured any longer: nobody knows what time the office set it."""
        return min(self.config.retention_days, source.keeps_days or self.config.retention_days)

    def prices(self, platform: Platform) -> Budget | None:
        """Return the budget of reading a platform; None where it has none."""
        return getattr(self.config, platform.name) if platform.prices else None

    def wiring(self, platform: Platform) -> Wiring:
        """Return what a platform's collectors get besides their source."""
        return Wiring(
            credentials=self.credentials[platform.name],
            pseudonym_key=self.secrets.pseudonym_key,
            folder=self.folder,
            zone=self.zone,
            contact=self.config.contact,
            known_accounts=self.known_accounts,
            budget=self.prices(platform),
        )

    @cached_property
    def known_accounts(self) -> frozenset[str]:
        """The handles that masking leaves readable: the watched accounts, and those configured as official."""
        from collectors.privacy import known_names  # noqa: PLC0415  # only runs need it

        watched = set[str]()
        for source in self.config.sources:
            platform = registry.platform_of(source)
            handle = platform.describe(source).account if platform.words.sign else None
            watched.update(name.removeprefix("@") for name in (handle, source.formerly) if name)
        return known_names((*watched, *self.config.official_accounts))


def load_settings(path: Path, environment: Mapping[str, str]) -> Settings:
    """Read the configuration, and the secrets of *environment* or of ``.env`` beside it.

    Raises ConfigError that names every mistake with its line and how to mend it.
    """
    file = read_yaml(path)
    try:
        config = config_model().model_validate(file.value)
    except ValidationError as error:
        raise ConfigError(told_mistakes(file, error, config_model())) from error
    folder = path.resolve().parent
    given = _variables(folder, environment)
    credentials = {platform.name: platform.credentials.model_validate(given) for platform in registry.PLATFORMS}
    reader = config.labels.reader
    key = given.get(reader.key_env) if reader and reader.key_env else None
    told = {name: given[name] for name in config.notify.variables() & given.keys()}
    secrets = Secrets.model_validate(given | {"reader_key": key, "notify": told})
    return Settings(config, secrets, folder, credentials, path.resolve())


def _error_of_other_owner(place: Path) -> ConfigError:
    return ConfigError(
        f"{place} belongs to another account, and only that one runs Pantau here: run it as that account, or give "
        f"{place.parent} to this one (chown -R); who only reads takes the copy that pantau db export writes"
    )


def _variables(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Read the variables of *environment*, or else of ``.env``. Raises ConfigError."""
    from dotenv import dotenv_values  # noqa: PLC0415  # only where a .env can matter

    private = folder / "private"
    if private.is_dir() and not os.access(private, os.R_OK | os.X_OK):
        raise _error_of_other_owner(private)
    try:
        found = {**dotenv_values(folder / ".env"), **environment}
    except PermissionError as error:
        raise _error_of_other_owner(folder / ".env") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f".env cannot be read ({error}); mend or remove {folder / '.env'}") from error
    # A variable that is set but empty, as .env.example has them, is not set.
    return {name: value.strip() for name, value in found.items() if value and value.strip()}
