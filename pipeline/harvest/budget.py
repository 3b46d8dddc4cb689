"""The month's money: booked before a request is sent, settled with its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Engine

from collectors.errors import BudgetExhausted
from collectors.records import Reads
from pipeline.settings.models import Settings, XPrices, XSource
from storage.db.engine import reading, transaction
from storage.runs.runs import Booking, Price, hold_budget, paid_posts, reserve, settle, spent_since

Purpose = Literal["posts", "responses"]
A_HAIR = 1e-9  # what adding up floats may lose of the last cent
PACE_DAYS = 28  # how far back the account's pace of posting is measured


def month_start(moment: datetime) -> datetime:
    """Return the first moment of *moment*'s month in UTC, by which X bills."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Month:
    """X's month in US dollars: booked so far, what the snapshot plan still wants, and what a captured post cost."""

    spent: float
    planned: float
    per_post: float | None
    budget: float
    responses_spent: float
    """What of it responses took."""
    responses_budget: float
    """What of it responses may take."""


def month_of(connection: Connection, settings: Settings, now: datetime) -> Month:
    """Add up the month, and plan the rest of it at the pace of the last 28 days."""
    config, start = settings.config, month_start(now)
    end = month_start(start + timedelta(days=32))
    days = config.snapshot_days
    rows = paid_posts(connection, min(start, now - timedelta(days=max(*days, PACE_DAYS))))
    looks = sum(now < row.published_at + timedelta(days=day) < end for row in rows for day in days)
    left = (end - now) / timedelta(days=1)
    coming = left * sum(row.published_at >= now - timedelta(days=PACE_DAYS) for row in rows) / PACE_DAYS
    # A post that is still to come is read once when new, and at those ages that it reaches before the month ends.
    coming_looks = coming * sum(max(left - day, 0) for day in days) / left if left else 0
    users = left * sum(isinstance(source, XSource) for source in config.sources)
    captured = sum(row.first_seen_at >= start for row in rows)
    spent = spent_since(connection, start)
    planned = (looks + coming + coming_looks) * config.x.usd_per_post + users * config.x.usd_per_user
    budget = config.x.monthly_budget_usd
    return Month(
        spent,
        planned,
        spent / captured if captured else None,
        budget,
        spent_since(connection, start, purpose="responses"),
        config.x.responses_share * budget,
    )


@dataclass
class Ledger:
    """What one source reads in one run, against the budget of all.

    A kill between the two steps leaves the worst cost standing: the month is never overspent by mistake.
    """

    engine: Engine
    run_id: int
    source_id: str
    prices: XPrices
    now: Callable[[], datetime]
    open: int | None = None

    @property
    def price(self) -> Price:
        """What a read costs."""
        return Price(self.prices.usd_per_post, self.prices.usd_per_user, self.prices.usd_per_media)

    @property
    def share(self) -> float:
        """What of the month's budget responses may take."""
        return self.prices.responses_share * self.prices.monthly_budget_usd

    def is_short(self, connection: Connection, posts: int, *, purpose: Purpose = "posts") -> bool:
        """Whether what is left of the month's money for this purpose may not reach for so many more posts."""
        return posts * self.price.post > self._left(connection, purpose)

    def check(self, read: Reads) -> None:
        """Raise BudgetExhausted when what is left of the month's budget does not reach for so much."""
        with reading(self.engine) as connection:
            self._check(connection, self.price.of(read))

    def reserve(self, read: Reads, *, purpose: Purpose = "posts") -> None:
        """Book the worst that the next request can cost. Raises BudgetExhausted instead of passing the limit."""
        at, worst = self.now(), Booking(read, self.price.of(read))
        with transaction(self.engine) as connection:
            hold_budget(connection)
            if purpose == "responses":
                self._check_share(connection, worst.usd)
            self._check(connection, worst.usd)
            self.open = reserve(connection, self.run_id, self.source_id, worst, at, purpose=purpose)

    def _left(self, connection: Connection, purpose: Purpose) -> float:
        start = month_start(self.now())
        if purpose == "responses":
            return self.share - spent_since(connection, start, purpose=purpose)
        return self.prices.monthly_budget_usd - spent_since(connection, start)

    def _check(self, connection: Connection, worst: float) -> None:
        left = self._left(connection, "posts")
        if worst > left + A_HAIR:
            raise BudgetExhausted(
                f"of the month's ${self.prices.monthly_budget_usd:.2f} for X ${max(left, 0):.2f} is left, and the next "
                f"request may cost ${worst:.2f}",
                advice="the rest waits for the next month, or raise x.monthly_budget_usd",
            )

    def _check_share(self, connection: Connection, worst: float) -> None:
        """Raise BudgetExhausted when responses would take more than their share of the month's budget."""
        left = self._left(connection, "responses")
        if worst > left:
            raise BudgetExhausted(
                f"of the month's ${self.share:.2f} for responses on X ${max(left, 0):.2f} is left",
                advice="the rest waits for the next month, or raise x.responses_share",
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
