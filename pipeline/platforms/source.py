"""Configuration of a watched source: what every platform's sources have."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from collectors.records import Reads

Role = Literal["own", "agency", "media", "peer"]


class Frozen(BaseModel):
    """A part of config.yaml: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceBase(Frozen):
    """The keys that every watched source has."""

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
    formerly: str | None = None
    """The earlier name of the account that was renamed, or the earlier address of the site that moved."""

    @property
    def wants_responses(self) -> bool:
        """Whether people's responses are harvested too; platforms without any have no such key."""
        return bool(getattr(self, "responses", False))


class Prices(Frozen):
    """The price of a read, and the most that a month may cost, in US dollars."""

    usd_per_post: Annotated[float, Field(ge=0)] = 0.0
    usd_per_user: Annotated[float, Field(ge=0)] = 0.0
    usd_per_media: Annotated[float, Field(ge=0)] = 0.0
    monthly_budget_usd: Annotated[float, Field(ge=0)] = 0.0
    responses_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    """The share of the month's budget that responses may take."""
    max_wait_seconds: Annotated[float, Field(ge=0, le=900)] = 60.0
    """The longest wait for a rate limit to end, rather than leave the rest to the next night."""

    def cost_of(self, read: Reads) -> float:
        """Return what a read costs."""
        return read.posts * self.usd_per_post + read.users * self.usd_per_user + read.media * self.usd_per_media


class Credentials(BaseModel):
    """The values that a platform takes from the environment or .env; its secrets are never written anywhere."""

    model_config = ConfigDict(frozen=True, extra="ignore")
