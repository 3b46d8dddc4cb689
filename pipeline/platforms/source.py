"""Configuration of a watched source: what every platform's sources have."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from collectors.records import Reads
from collectors.wording import dollars

Role = Literal["own", "agency", "media", "peer"]


class Frozen(BaseModel):
    """A part of config.yaml: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        defer_build=True,  # the whole configuration builds its parts
    )


class SourceBase(Frozen):
    """The keys that every watched source has."""

    keeps_days: ClassVar[int | None] = None
    """The days for which the platform's terms let raw answers and people's texts be kept; None without a limit.

    Where there is a limit, what the platform says is gone is emptied, too.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    platform: str
    city: str | None = None
    group: str | None = None
    role: Role | None = None
    """The owner's role: only ``own`` ones enter the office's figures; see Config.role_of for the default."""
    agency: Annotated[str, Field(min_length=1)] | None = None
    """The agency of the city that runs it, where that is not the office itself."""
    since: date | None = None
    required: bool = True
    pace_seconds: Annotated[float, Field(ge=0, le=3600)] = 2.0
    minutes: Annotated[float, Field(gt=0)] = 120
    """The longest time of one night's run of it; the next night goes on from there."""
    snapshot_days: tuple[Annotated[int, Field(ge=1)], ...] | None = None
    """Ages at which counts are looked at again, if not those of the whole configuration."""
    response_text_days: Annotated[int, Field(ge=1)] | None = None
    """The greatest age of a response's text here, where that is less than retention_days."""
    formerly: str | None = None
    """The earlier name of the account that was renamed, or the earlier address of the site that moved."""

    @property
    def wants_responses(self) -> bool:
        """Whether people's responses are harvested too; platforms without any have no such key."""
        return bool(getattr(self, "responses", False))

    @property
    def rungs(self) -> tuple[SourceBase, ...]:
        """The ways in which it may be read, each as a source, in the order in which they are tried."""
        return (self,)

    @property
    def way(self) -> str:
        """The name of the one way in which a rung reads."""
        return self.platform

    @property
    def by_hand(self) -> bool:
        """Whether only people bring what a rung holds, so that no night asks for it."""
        return False

    @property
    def takes_archives(self) -> bool:
        """Whether an archive of its owner may be imported."""
        return True

    @property
    def numbers_anew(self) -> bool:
        """Whether the ways in which it may be read number people's responses differently."""
        return False

    @property
    def rests_with(self) -> str | None:
        """The name under which refusals are kept, where its credentials are not its platform's usual ones."""
        return None


class Budget(Frozen):
    """The most that reading a platform may take in a period, whatever it is counted in."""

    unit: ClassVar[Literal["usd", "units"]]
    """The column of the ledger that counts it."""
    period: ClassVar[str]
    limit_key: ClassVar[str]
    """The key in config.yaml that raises the limit."""

    responses_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    """The share of the period's budget that responses may take."""
    max_wait_seconds: Annotated[float, Field(ge=0, le=900)] = 60.0
    """The longest wait for a rate limit to end, rather than leave the rest to the next night."""

    @property
    def limit(self) -> float:
        """The most of a period."""
        return float(getattr(self, self.limit_key))

    def cost_of(self, read: Reads) -> float:
        """Return what a read takes."""
        raise NotImplementedError

    def usd_of(self, read: Reads) -> float:  # noqa: ARG002  # what costs money says so
        """Return what a read costs in US dollars."""
        return 0.0

    def local(self, moment: datetime) -> datetime:
        """Return *moment* by the clock by which the platform counts days."""
        return moment.astimezone(UTC)

    def start(self, moment: datetime) -> datetime:
        """Return the beginning of the period of *moment*."""
        raise NotImplementedError

    def amount(self, of: float) -> str:
        """Write an amount."""
        raise NotImplementedError

    @property
    def cheapest(self) -> str:
        """The cheapest request in words, for ``pantau doctor --online``."""
        raise NotImplementedError

    def left(self, of: float) -> str:
        """Say how much is left."""
        return f"{self.amount(max(of, 0))} is left"


class Prices(Budget):
    """The price of a read, and the most that a month may cost, in US dollars."""

    unit: ClassVar[Literal["usd", "units"]] = "usd"
    period: ClassVar[str] = "month"
    limit_key: ClassVar[str] = "monthly_budget_usd"

    usd_per_post: Annotated[float, Field(ge=0)] = 0.0
    usd_per_user: Annotated[float, Field(ge=0)] = 0.0
    usd_per_media: Annotated[float, Field(ge=0)] = 0.0
    monthly_budget_usd: Annotated[float, Field(ge=0)] = 0.0

    def cost_of(self, read: Reads) -> float:
        """Return what a read costs."""
        return read.posts * self.usd_per_post + read.users * self.usd_per_user + read.media * self.usd_per_media

    def usd_of(self, read: Reads) -> float:
        """Return the same: the budget is money."""
        return self.cost_of(read)

    def start(self, moment: datetime) -> datetime:
        """Return the first moment of the month in UTC, by which platforms bill."""
        return month_start(moment)

    def amount(self, of: float) -> str:
        """Write US dollars."""
        return dollars(of)

    @property
    def cheapest(self) -> str:
        """The price of a user."""
        return f"one user read, ${self.usd_per_user:.3f}"


class Quota(Budget):
    """The units that a platform gives for nothing, and the most that a day may take of them."""

    unit: ClassVar[Literal["usd", "units"]] = "units"
    period: ClassVar[str] = "day"
    limit_key: ClassVar[str] = "daily_units"
    zone: ClassVar[ZoneInfo] = ZoneInfo("UTC")
    """The zone at whose midnight the units are full again."""

    daily_units: Annotated[int, Field(ge=0)] = 0

    def cost_of(self, read: Reads) -> float:
        """Return the units of a read."""
        return read.units

    def local(self, moment: datetime) -> datetime:
        """Return *moment* in the zone of the quota."""
        return moment.astimezone(self.zone)

    def start(self, moment: datetime) -> datetime:
        """Return the midnight with which the day of *moment* began."""
        return self.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)

    def amount(self, of: float) -> str:
        """Write units."""
        return "1 unit" if round(of) == 1 else f"{of:,.0f} units"

    @property
    def cheapest(self) -> str:
        """One request takes one unit."""
        return "one unit"

    def left(self, of: float) -> str:
        """Say how many are left."""
        return f"{max(of, 0):,.0f} are left"


def month_start(moment: datetime) -> datetime:
    """Return the first moment of *moment*'s month in UTC, by which platforms bill."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


class Credentials(BaseModel):
    """The values that a platform takes from the environment or .env; its secrets are never written anywhere."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
