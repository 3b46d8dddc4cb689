"""config.yaml and the environment, read once into frozen models; every mistake is reported together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    model_validator,
)

from collectors.errors import ConfigError
from pipeline.settings.yaml_lines import YamlFile, read_yaml
from pipeline.transform.text.text import tokens

SQLITE_FILE = "sqlite:///"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ValueError("is not a time zone; write it like Asia/Jakarta") from error
    return name


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _cron(text: str) -> str:
    fields = text.split()
    if len(fields) != 5:  # noqa: PLR2004  # minute hour day month weekday
        raise ValueError('is not a cron line; write it like "0 1 * * *" (minute hour day month weekday)')
    if any(character.isdecimal() for character in fields[4]):
        raise ValueError("numbers its weekdays, which cron and APScheduler count differently; write sun, mon-fri …")
    return text


def _layout(block: dict[str, Any]) -> dict[str, Any]:
    from collectors.website.parse.layout import Layout  # noqa: PLC0415  # its selectors are heavy to load

    Layout.read(block)
    return block


class Frozen(BaseModel):
    """Unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Role = Literal["own", "agency", "media", "peer"]


class Office(Frozen):
    """The communications office that reads the reports."""

    name: Annotated[str, Field(min_length=1)] | None = None
    city: Annotated[str, Field(min_length=1)] | None = None


class SourceBase(Frozen):
    """What every watched source has."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    city: str | None = None
    group: str | None = None
    role: Role | None = None
    """Whose account it is: only ``own`` ones enter the office's figures; see Config.role_of for the default."""
    agency: Annotated[str, Field(min_length=1)] | None = None
    """The agency of the city that runs it, where that is not the office itself."""
    since: date | None = None
    required: bool = True
    pace_seconds: Annotated[float, Field(ge=0, le=3600)] = 2.0
    minutes: Annotated[float, Field(gt=0)] = 120
    """How long one night's turn may take; the next night goes on from there."""
    snapshot_days: tuple[Annotated[int, Field(ge=1)], ...] | None = None
    """Ages at which counts are looked at again, if not those of the whole configuration."""
    formerly: str | None = None
    """The earlier name of the account that was renamed, or the earlier address of the site that moved."""


class XSource(SourceBase):
    """An account on X."""

    platform: Literal["x"]
    account: Annotated[str, Field(pattern=r"^\w{1,15}$")]
    responses: bool = False
    """Also harvest replies and mentions (docs/privacy.md)."""
    media: bool = False
    """Also buy what X tells of pictures and videos (address, description); their number and kind are free."""


class InstagramSource(SourceBase):
    """An account on Instagram."""

    platform: Literal["instagram"]
    account: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.]{1,30}$")]
    responses: bool = False
    """Also harvest comments; needs a session (docs/privacy.md)."""
    comments_per_night: Annotated[int, Field(ge=1)] = 300
    anonymous: bool = False
    """Read it as a stranger when no session is given: one request a post, and a wall after a dozen."""


class WebsiteSource(SourceBase):
    """An official website; ``layout`` says where its list and articles stand (docs/configuration.md)."""

    platform: Literal["website"]
    url: HttpUrl
    layout: Annotated[dict[str, Any], AfterValidator(_layout)] = Field(default_factory=dict)
    method: Literal["list", "feed", "sitemap", "wordpress"] = "list"
    """How articles are found."""
    feed: str = "/feed"
    sitemap: str = "/sitemap.xml"
    text: Literal["selectors", "trafilatura", "feed"] | None = None
    """How their text is got: by default selectors for a list, trafilatura for a feed or sitemap."""
    must: tuple[Annotated[str, Field(min_length=2)], ...] = ()
    must_not: tuple[Annotated[str, Field(min_length=2)], ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> WebsiteSource:
        if self.text == "feed" and self.method != "feed":
            raise ValueError("text: feed goes with method: feed only; choose selectors or trafilatura")
        if self.method == "wordpress" and self.text:
            raise ValueError("method: wordpress brings the texts itself; leave text out")
        if self.method == "sitemap" and "article_pattern" not in self.layout:
            raise ValueError("method: sitemap needs layout.article_pattern: a sitemap lists more than articles")
        return self


Source = Annotated[XSource | InstagramSource | WebsiteSource, Field(discriminator="platform")]


class XPrices(Frozen):
    """What X charges for a read, and how much a month may cost, in US dollars."""

    usd_per_post: Annotated[float, Field(ge=0)] = 0.005
    usd_per_user: Annotated[float, Field(ge=0)] = 0.010
    usd_per_media: Annotated[float, Field(ge=0)] = 0.005
    monthly_budget_usd: Annotated[float, Field(ge=0)] = 20.0
    responses_share: Annotated[float, Field(ge=0, le=1)] = 0.3
    """How much of the month's budget responses may take."""
    max_wait_seconds: Annotated[float, Field(ge=0, le=900)] = 60.0
    """How long to wait for a rate limit to end, rather than leave the rest to the next night."""


class EngagementConfig(Frozen):
    """When a same-age score may be given, and where its levels begin."""

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


Dimension = Literal["governance", "branding", "economy", "living", "society", "environment"]
Platform = Literal["x", "instagram", "website"]


class Plan(Frozen):
    """What a campaign wants of one platform."""

    posts: Annotated[int, Field(ge=1)] | None = None
    interactions: Annotated[int, Field(ge=1)] | None = None
    views: Annotated[int, Field(ge=1)] | None = None


class Campaign(Frozen):
    """A campaign: the posts of its days (and sources, and topics) that carry one of its hashtags or phrases."""

    name: Annotated[str, Field(min_length=1)]
    starts_on: date
    ends_on: date
    hashtags: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    topics: tuple[Dimension, ...] = ()
    sources: tuple[str, ...] = ()
    plan: dict[Platform, Plan] = Field(default_factory=dict)

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
    """What the office sets itself: a least share of its posts for each dimension (0.1: a tenth), and time to answer."""

    targets: dict[Dimension, Annotated[float, Field(gt=0, le=1)]] = Field(default_factory=dict)
    answer_working_days: Annotated[int, Field(ge=0, le=60)] = 3
    holidays: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def _fit_into_one(self) -> StrategyConfig:
        if sum(self.targets.values()) > 1:
            raise ValueError("targets add up to more than 1; they are shares of the same posts")
        return self


class ReportConfig(Frozen):
    """Where the weekly report goes and how it is written."""

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


class LabelsConfig(Frozen):
    """How labels are made beside taxonomy and model."""

    reader: ReaderConfig | None = None


class PackageConfig(Frozen):
    """Where research packages go, and how they are cited."""

    out: Path = Path("packages")
    authors: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)] = ("Pantau",)
    licence: Annotated[str, Field(pattern=r"^[A-Za-z0-9.+-]+$")] | None = None
    """An SPDX identifier, such as CC-BY-4.0."""


class RawConfig(Frozen):
    """How long raw answers are kept; without them a later parser cannot read them again."""

    keep_days: Annotated[int, Field(ge=30)] | None = None


class ScheduleConfig(Frozen):
    """When schedule.py runs the night, in the configured time zone."""

    cron: Annotated[str, AfterValidator(_cron)] = "0 1 * * *"
    misfire_grace_minutes: Annotated[int, Field(ge=1)] = 240


class Config(Frozen):
    """The whole of config.yaml."""

    office: Office = Office()
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Jakarta"
    database: str = "sqlite:///data/pantau.db"
    contact: Annotated[str, Field(min_length=3)] = "https://diskominfo.bekasikota.go.id"
    taxonomy: Path | None = None
    programmes: Path | None = None
    gazetteer: Path | None = None
    """The kecamatan and kelurahan, if not those of Kota Bekasi."""
    model: Path | None = None
    response_model: Path | None = None
    sources: tuple[Source, ...]
    campaigns: tuple[Campaign, ...] = ()
    activities: Path | None = None
    export: Path | None = None
    """Where the night renews a read-only copy of the views: a file .db, or a folder of Parquet."""
    snapshot_days: tuple[Annotated[int, Field(ge=1)], ...] = (1, 2, 3, 7, 14, 28)
    retention_days: Annotated[int, Field(ge=1)] = 365
    """How old the text of a response may become."""
    on_delete: Literal["keep", "tombstone"] = "keep"
    """Whether the text of what the platform says is gone is kept."""
    official_accounts: tuple[str, ...] = ()
    """Whom masking leaves readable besides the watched accounts."""
    engagement: EngagementConfig = EngagementConfig()
    raw: RawConfig = RawConfig()
    strategy: StrategyConfig = StrategyConfig()
    report: ReportConfig = ReportConfig()
    package: PackageConfig = PackageConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    x: XPrices = XPrices()
    labels: LabelsConfig = LabelsConfig()

    def role_of(self, source: SourceBase) -> Role:
        """Return a source's role: as configured, else peer where its city is not the office's, else own."""
        elsewhere = self.office.city and source.city and _folded(source.city) != _folded(self.office.city)
        return source.role or ("peer" if elsewhere else "own")

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
        return self


class Secrets(BaseModel):
    """What the environment or .env brings; never written anywhere."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    database_url: SecretStr | None = Field(None, alias="PANTAU_DATABASE_URL")
    pseudonym_key: SecretStr | None = Field(None, alias="PANTAU_PSEUDONYM_KEY")
    x_bearer_token: SecretStr | None = Field(None, alias="X_BEARER_TOKEN")
    instagram_username: str | None = Field(None, alias="INSTAGRAM_USERNAME")
    instagram_session_file: Path | None = Field(None, alias="INSTAGRAM_SESSION_FILE")
    instagram_sessionid: SecretStr | None = Field(None, alias="INSTAGRAM_SESSIONID")
    instagram_csrftoken: SecretStr | None = Field(None, alias="INSTAGRAM_CSRFTOKEN")
    instagram_ds_user_id: SecretStr | None = Field(None, alias="INSTAGRAM_DS_USER_ID")
    reader_key: SecretStr | None = None
    """The value of the variable that labels.reader.key_env names."""


@dataclass(frozen=True)
class Settings:
    """Configuration, secrets, and the folder from which every relative path is resolved."""

    config: Config
    secrets: Secrets
    folder: Path

    @property
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
        """When the history that a source is asked for begins, in UTC."""
        if source.since is None:
            return None
        return datetime.combine(source.since, time.min, self.zone).astimezone(UTC)


def load_settings(path: Path, environment: Mapping[str, str]) -> Settings:
    """Read the configuration, and the secrets of *environment* or of ``.env`` beside it.

    Raises ConfigError that names every mistake with its line and how to mend it.
    """
    file = read_yaml(path)
    try:
        config = Config.model_validate(file.value)
    except ValidationError as error:
        raise ConfigError(_mistakes(file, error)) from error
    folder = path.resolve().parent
    return Settings(config, _secrets(folder, environment, config.labels.reader), folder)


def _secrets(folder: Path, environment: Mapping[str, str], reader: ReaderConfig | None) -> Secrets:
    from dotenv import dotenv_values  # noqa: PLC0415  # only where a .env can matter

    try:
        found = {**dotenv_values(folder / ".env"), **environment}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f".env cannot be read ({error}); mend or remove {folder / '.env'}") from error
    # A variable that is set but empty, as .env.example has them, is not set.
    told = {name: value.strip() for name, value in found.items() if value and value.strip()}
    key = told.get(reader.key_env) if reader and reader.key_env else None
    return Secrets.model_validate(told | {"reader_key": key})


def _mistakes(file: YamlFile, error: ValidationError) -> str:
    lines = [f"{file.place(e['loc'])}: {_wording(file, e)}" for e in error.errors()]
    count = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
    return "\n".join([f"{file.name} has {count}; nothing was done:", *(f"  {line}" for line in lines)])


def _wording(file: YamlFile, error: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return "unknown key" + file.suggestion(error["loc"], _keys_at(error["loc"]))
    if kind == "missing":
        return "is missing; add it"
    if kind == "union_tag_invalid":
        return f"platform {context['tag']!r} is not known; use x, instagram or website"
    if kind == "union_tag_not_found":
        return "has no platform; add platform: x, instagram or website"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"{error['input']!r} does not fit; it must match {context['pattern']}"
    return f"{error['msg'][0].lower()}{error['msg'][1:]} (it is {error['input']!r})"


def _keys_at(location: tuple[int | str, ...]) -> list[str]:
    """Return the keys that are known where an unknown one stood."""
    tables: dict[str, type[BaseModel]] = {
        "x": XPrices, "engagement": EngagementConfig, "report": ReportConfig,
        "package": PackageConfig, "raw": RawConfig, "strategy": StrategyConfig,
        "schedule": ScheduleConfig, "campaigns": Campaign, "office": Office, "labels": LabelsConfig,
    }  # fmt: skip
    platforms: dict[str, type[BaseModel]] = {
        "x": XSource,
        "instagram": InstagramSource,
        "website": WebsiteSource,
    }
    model: type[BaseModel] = Config
    if location[0] == "sources" and len(location) > 2:  # noqa: PLR2004  # sources, index, platform, key
        model = platforms[str(location[2])]
    elif location[:2] == ("labels", "reader") and len(location) > 2:  # noqa: PLR2004  # labels, reader, key
        model = ReaderConfig
    elif len(location) > 1:
        model = tables.get(str(location[0]), Config)
    return list(model.model_fields)
