"""The month's money: booked before a request is sent, settled with its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from collectors.errors import BudgetExhausted
from collectors.records import Reads
from pipeline.platforms.platform import Platform, Stream
from pipeline.platforms.source import Prices
from pipeline.settings.models import Settings
from storage.db.engine import reading, transaction
from storage.runs.runs import Booking, Price, hold_budget, paid_posts, reserve, settle, spent_since

A_HAIR = 1e-9  # what adding up floats may lose of the last cent
PACE_DAYS = 28  # how far back the account's pace of posting is measured


def month_start(moment: datetime) -> datetime:
    """Return the first moment of *moment*'s month in UTC, by which platforms bill."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Month:
    """A platform's month in US dollars: booked so far, what is still planned, and what a captured post cost."""

    spent: float
    planned: float
    per_post: float | None
    budget: float
    responses_spent: float
    """What of it responses took."""
    responses_budget: float
    """What of it responses may take."""


def month_of(connection: Connection, settings: Settings, platform: Platform, now: datetime) -> Month:
    """Add up the month of a platform, and plan the rest of it at the pace of the last 28 days."""
    prices, name, start = settings.prices(platform) or Prices(), platform.name, month_start(now)
    end = month_start(start + timedelta(days=32))
    days = settings.config.snapshot_days
    rows = paid_posts(connection, name, min(start, now - timedelta(days=max(*days, PACE_DAYS))))
    looks = sum(now < row.published_at + timedelta(days=day) < end for row in rows for day in days)
    left = (end - now) / timedelta(days=1)
    coming = left * sum(row.published_at >= now - timedelta(days=PACE_DAYS) for row in rows) / PACE_DAYS
    # A post that is still to come is read once when new, and at those ages that it reaches before the month ends.
    coming_looks = coming * sum(max(left - day, 0) for day in days) / left if left else 0
    users = left * sum(source.platform == name for source in settings.config.sources)
    captured = sum(row.first_seen_at >= start for row in rows)
    spent = spent_since(connection, start, platform=name)
    planned = (looks + coming + coming_looks) * prices.usd_per_post + users * prices.usd_per_user
    budget = prices.monthly_budget_usd
    return Month(
        spent,
        planned,
        spent / captured if captured else None,
        budget,
        spent_since(connection, start, platform=name, purpose="responses"),
        prices.responses_share * budget,
    )


@dataclass
class Ledger:
    """What one source reads in one run, against the budget of its whole platform; without prices it books nothing.

    A kill between the two steps leaves the worst cost standing: the month is never overspent by mistake.
    """

    engine: Engine
    run_id: int
    source_id: str
    platform: Platform
    prices: Prices | None
    now: Callable[[], datetime]
    open: int | None = None

    @property
    def price(self) -> Price:
        """What a read costs."""
        prices = self.prices or Prices()
        return Price(prices.usd_per_post, prices.usd_per_user, prices.usd_per_media)

    def budget(self, purpose: Stream) -> float:
        """Return what a month may cost, or what of it responses may take."""
        prices = self.prices or Prices()
        return prices.monthly_budget_usd * (prices.responses_share if purpose == "responses" else 1)

    def is_short(self, connection: Connection, posts: int, *, purpose: Stream = "posts") -> bool:
        """Whether what is left of the month's money for this purpose may not reach for so many more posts."""
        return self.prices is not None and posts * self.price.post > self._left(connection, purpose)

    def check(self, read: Reads) -> None:
        """Raise BudgetExhausted when what is left of the month's budget does not reach for so much."""
        if self.prices is not None:
            with reading(self.engine) as connection:
                self._check(connection, self.price.of(read))

    def reserve(self, read: Reads, *, purpose: Stream = "posts") -> None:
        """Book the worst that the next request can cost. Raises BudgetExhausted instead of passing the limit."""
        if self.prices is None:
            return
        at, worst = self.now(), Booking(read, self.price.of(read))
        with transaction(self.engine) as connection:
            hold_budget(connection)
            if purpose == "responses":
                self._check_share(connection, worst.usd)
            self._check(connection, worst.usd)
            self.open = reserve(connection, self.run_id, self.source_id, worst, at, purpose=purpose)

    def _left(self, connection: Connection, purpose: Stream) -> float:
        of_purpose = purpose if purpose == "responses" else None  # posts may take what responses leave
        start, platform = month_start(self.now()), self.platform.name
        return self.budget(purpose) - spent_since(connection, start, platform=platform, purpose=of_purpose)

    def _check(self, connection: Connection, worst: float) -> None:
        left = self._left(connection, "posts")
        if worst > left + A_HAIR:
            raise BudgetExhausted(
                f"of the month's ${self.budget('posts'):.2f} for {self.platform.label} ${max(left, 0):.2f} is left, "
                f"and the next request may cost ${worst:.2f}",
                advice=f"the rest waits for the next month, or raise {self.platform.name}.monthly_budget_usd",
            )

    def _check_share(self, connection: Connection, worst: float) -> None:
        """Raise BudgetExhausted when responses would take more than their share of the month's budget."""
        left = self._left(connection, "responses")
        if worst > left:
            raise BudgetExhausted(
                f"of the month's ${self.budget('responses'):.2f} for responses on {self.platform.label} "
                f"${max(left, 0):.2f} is left",
                advice=f"the rest waits for the next month, or raise {self.platform.name}.responses_share",
            )

    def record(self, read: Reads) -> None:
        """Book what an answer brought; the page that is made of it settles the booking for good."""
        if self.open is not None:
            with transaction(self.engine) as connection:
                settle(connection, self.open, Booking(read, self.price.of(read)), final=False)

    def settle(self, connection: Connection, read: Reads) -> None:
        """Book what a page really brought, in that page's transaction."""
        if self.open is not None:
            settle(connection, self.open, Booking(read, self.price.of(read)))
            self.open = None

    def close(self, *, billed: bool) -> None:
        """End the booking of a request that brought no page: it stands if the platform may charge for it."""
        if not billed:
            self.release()
        self.open = None

    def release(self) -> None:
        """Take back the booking of a request that the platform refused to serve."""
        if self.open is not None:
            with transaction(self.engine) as connection:
                self.settle(connection, Reads())
