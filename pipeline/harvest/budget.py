"""The month's money, or the day's units: booked before a request is sent, settled with its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from collectors.errors import BudgetExhausted
from collectors.records import Reads
from pipeline.clock import DAY
from pipeline.platforms.platform import Platform, Stream
from pipeline.platforms.source import Budget, Prices, month_start
from pipeline.settings.models import Settings
from storage.db.engine import reading, transaction
from storage.runs.ledger import Booking, BudgetPeriod, Spent, hold_spent, paid_posts, reserve, settle, spent_in

A_HAIR = 1e-9  # what adding up floats may lose of the last cent
PACE_DAYS = 28  # how far back the account's pace of posting is measured


@dataclass(frozen=True, slots=True)
class Day:
    """A platform's day in units of its quota: booked so far, and the most; the part of responses, and its most."""

    used: float
    limit: float
    responses_used: float
    responses_limit: float


def day_of(connection: Connection, settings: Settings, platform: Platform, now: datetime) -> Day:
    """Add up the day of a platform that counts units."""
    quota = settings.prices(platform)
    if quota is None:
        return Day(0, 0, 0, 0)
    spent = spent_in(connection, _period(quota, platform, now))
    return Day(spent.total, quota.limit, spent.responses, quota.responses_share * quota.limit)


def _period(budget: Budget, platform: Platform, now: datetime) -> BudgetPeriod:
    return BudgetPeriod(budget.start(now).date(), platform.name, budget.unit)


@dataclass(frozen=True, slots=True)
class Month:
    """A platform's month in US dollars: booked so far, what is still planned, and what a captured post cost."""

    spent: float
    planned: float
    per_post: float | None
    budget: float
    responses_spent: float
    """The part of it that responses took."""
    responses_budget: float
    """The part of it that responses may take."""


@dataclass(frozen=True, slots=True)
class Paid:
    """The US dollars that are booked of a platform's month, and the most that the month may take."""

    spent: float
    budget: float


def paid_of(connection: Connection, settings: Settings, platform: Platform, now: datetime) -> Paid:
    """Add up what a platform's month took, without planning the rest of it: no post is looked at."""
    told = settings.prices(platform)
    budget = told.monthly_budget_usd if isinstance(told, Prices) else Prices().monthly_budget_usd
    return Paid(spent_in(connection, BudgetPeriod(month_start(now).date(), platform.name)).total, budget)


def month_of(connection: Connection, settings: Settings, platform: Platform, now: datetime) -> Month:
    """Add up the month of a platform, and plan the rest of it at the pace of the last 28 days."""
    told, name, start = settings.prices(platform), platform.name, month_start(now)
    prices = told if isinstance(told, Prices) else Prices()
    end = month_start(start + timedelta(days=32))
    days = settings.config.snapshot_days
    rows = paid_posts(connection, name, min(start, now - timedelta(days=max(*days, PACE_DAYS))))
    left = (end - now) / DAY
    users = left * sum(source.platform == name for source in settings.config.sources)
    captured = sum(row.first_seen_at >= start for row in rows)
    spent = spent_in(connection, BudgetPeriod(start.date(), name))
    owned = {source.id for source in settings.config.sources if platform.is_owned(source, settings.folder)}
    planned = users * prices.usd_per_user
    for is_owned in (False, True):
        of_kind = [row.published_at for row in rows if (row.source_id in owned) is is_owned]
        planned += _planned_reads(of_kind, now, end, days) * prices.cost_of(Reads(posts=1, owned=int(is_owned)))
    budget = prices.monthly_budget_usd
    return Month(
        spent.total,
        planned,
        spent.total / captured if captured else None,
        budget,
        spent.responses,
        prices.responses_share * budget,
    )


def _planned_reads(published: Sequence[datetime], now: datetime, end: datetime, days: Sequence[int]) -> float:
    """Return how many reads posts and those that are still to come will take until *end*."""
    left = (end - now) / DAY
    looks = sum(now < at + timedelta(days=day) < end for at in published for day in days)
    coming = left * sum(at >= now - timedelta(days=PACE_DAYS) for at in published) / PACE_DAYS
    # A post that is still to come is read once when new, and at those ages that it reaches before the month ends.
    coming_looks = coming * sum(max(left - day, 0) for day in days) / left if left else 0
    return looks + coming + coming_looks


@dataclass
class Ledger:
    """The reads of one source in one run, against the budget of its whole platform; without one it books nothing.

    A kill between the two steps leaves the worst cost standing: the budget is never overspent by mistake.
    """

    engine: Engine
    run_id: int
    source_id: str
    platform: Platform
    prices: Budget | None
    now: Callable[[], datetime]
    open: int | None = None
    _arrived: Reads | None = None
    """The reads that the answer to the open request brought, until its page is stored."""

    def budget(self, purpose: Stream) -> float:
        """Return what a period may take, or what of it responses may take."""
        prices = self.prices or Prices()
        return prices.limit * (prices.responses_share if purpose == "responses" else 1)

    @property
    def period(self) -> BudgetPeriod | None:
        """The period in which it books now; None without a budget."""
        return _period(self.prices, self.platform, self.now()) if self.prices else None

    def is_short(self, read: Reads, spent: Spent, *, purpose: Stream = "posts") -> bool:
        """Whether what is left after *spent* of the budget for this purpose may not reach for so much."""
        taken = spent.responses if purpose == "responses" else spent.total
        return self.prices is not None and self.prices.cost_of(read) > self.budget(purpose) - taken

    def check(self, read: Reads) -> None:
        """Raise BudgetExhausted when what is left of the budget does not reach for so much."""
        if self.prices is None:
            return
        worst, budget, period = self.prices.cost_of(read), self.budget("posts"), self.period
        with reading(self.engine) as connection:
            left = budget - spent_in(connection, period).total
        if worst > left + A_HAIR:
            raise self._exhausted(self.prices, left, worst)

    def reserve(self, read: Reads, *, purpose: Stream = "posts") -> None:
        """Book the worst that the next request can cost. Raises BudgetExhausted instead of passing the limit."""
        if self.prices is None:
            return
        prices, now, worst = self.prices, self.now(), self.prices.cost_of(read)
        budget, share, period = self.budget("posts"), self.budget("responses"), _period(prices, self.platform, now)
        booking, day = Booking(read, prices.usd_of(read)), prices.local(now).date()
        with transaction(self.engine) as connection:
            spent = hold_spent(connection, period)
            if purpose == "responses" and worst > (left := share - spent.responses):
                raise self._share_exhausted(prices, left)
            if worst > (left := budget - spent.total) + A_HAIR:
                raise self._exhausted(prices, left, worst)
            self.open = reserve(connection, self.run_id, self.source_id, booking, day, purpose=purpose)
        self._arrived = None

    def _exhausted(self, prices: Budget, left: float, worst: float) -> BudgetExhausted:
        return BudgetExhausted(
            f"of the {prices.period}'s {prices.amount(prices.limit)} for {self.platform.label} {prices.left(left)}, "
            f"and the next request may cost {prices.amount(worst)}",
            advice=f"the rest waits for the next {prices.period}, or raise {self.platform.name}.{prices.limit_key}",
        )

    def _share_exhausted(self, prices: Budget, left: float) -> BudgetExhausted:
        return BudgetExhausted(
            f"of the {prices.period}'s {prices.amount(self.budget('responses'))} for responses on "
            f"{self.platform.label} {prices.left(left)}",
            advice=f"the rest waits for the next {prices.period}, or raise {self.platform.name}.responses_share",
        )

    def record(self, read: Reads) -> None:
        """Remember what an answer brought: its page settles the booking, and so does an error in place of a page."""
        self._arrived = read

    def take(self, read: Reads) -> tuple[int, Booking] | None:
        """Hand over the open booking with what a page really brought, to be settled in that page's transaction."""
        if self.open is None or self.prices is None:
            return None
        taken, self.open, self._arrived = self.open, None, None
        return taken, Booking(read, self.prices.usd_of(read))

    def close(self, *, billed: bool) -> None:
        """End the booking of a request that brought no page: it stands if the platform may charge for it."""
        if not billed:
            self.release()
        elif self._arrived is not None and (taken := self.take(self._arrived)):
            with transaction(self.engine) as connection:
                settle(connection, *taken, final=False)
        self.open = None

    def release(self) -> None:
        """Take back the booking of a request that the platform refused to serve."""
        if taken := self.take(Reads()):
            with transaction(self.engine) as connection:
                settle(connection, *taken)
