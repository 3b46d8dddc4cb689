"""The reasons that keep a source from being complete.

PantauError
├── ConfigError            mend the configuration (pipeline/settings/models.py)
├── StoreError             mend the store (storage/)
│   └── RowRefused         one thing that the store cannot hold; the others of the run can be stored
├── Locked                 wait for the other run
├── WrongClock             set the machine's clock right; nothing was stored
├── Stopped                nothing: it was asked to end
│   └── BrokenOff          the same in the middle of a request or a step
└── CollectorError         one source; the others go on
    ├── AuthFailed         fix the credentials
    ├── AccountGone        fix the account's name, or ask the platform
    ├── RateLimited        wait until ``retry_at``
    ├── Blocked            give what the platform wants (a login), or leave it
    │   └── Refused        let it rest, longer each time; a person may have to act
    ├── SourceChanged      repair the parser or its selectors
    ├── Unavailable        try again later
    │   └── NotOffered     ask in another way; nothing was refused
    ├── Incomplete         what was found is stored; something is missing
    │   └── TimeUp         the source's time for one night is over
    └── BudgetExhausted    the month's money is spent
        └── QuotaSpent     the platform itself says so: it rests until the month, or its day, ends
"""

from __future__ import annotations

from datetime import datetime


class PantauError(Exception):
    """Something a person can mend; the message is one line that says what and how."""


class ConfigError(PantauError):
    """The configuration or the way a command was called is wrong; nothing was done."""


class StoreError(PantauError):
    """The store cannot be used; what was committed stays."""


class RowRefused(StoreError):
    """The store cannot hold one thing that was given to it; others of the same run can be stored."""


class Locked(PantauError):
    """Another run holds the store."""


class WrongClock(PantauError):
    """The servers agree that the machine's clock is wrong; nothing was stored."""


ASKED = "asked to end; what was fetched is stored, and the next run goes on from there"
"""The words of ``Stopped`` and ``BrokenOff``."""


class Stopped(PantauError):
    """The program was asked to end; it ends between pages."""


class BrokenOff(Stopped):
    """It was asked to end, and ended in the middle of a request or a step."""


class CollectorError(PantauError):
    """A source could not be harvested to its end: what happened, and what to do next.

    ``billed`` tells whether the platform may charge for the request that ended so.
    """

    billed = True

    def __init__(self, what: str, *, advice: str = "") -> None:
        super().__init__(f"{what}; {advice}" if advice else what)
        self.what, self.advice = what, advice


class AuthFailed(CollectorError):
    """The platform refuses the credentials."""

    billed = False


class AccountGone(CollectorError):
    """The account is unknown, suspended, protected or private."""

    billed = False


class RateLimited(CollectorError):
    """The platform wants fewer requests; ``retry_at`` is when it answers again, if it told."""

    billed = False

    def __init__(self, what: str, *, advice: str = "", retry_at: datetime | None = None) -> None:
        super().__init__(what, advice=advice)
        self.retry_at = retry_at


class Blocked(CollectorError):
    """The platform stands in the way (login wall, checkpoint, firewall, robots.txt)."""

    billed = False


class Refused(Blocked):
    """The platform asked to be left alone: a checkpoint, a challenge, "wait a few minutes"."""


class SourceChanged(CollectorError):
    """The answer is not of the shape that the parser knows."""


class Unavailable(CollectorError):
    """The source did not answer, or answered with an error of its own."""


class NotOffered(Unavailable):
    """This way of reading gives that to nobody; nothing was refused."""


class Incomplete(CollectorError):
    """The walk ended, but something that the source announced was not to be had."""


class TimeUp(Incomplete):
    """The source's time for one night is over; the next one goes on from here."""

    billed = False


class BudgetExhausted(CollectorError):
    """The next request could cost more than what is left of the month's budget."""

    billed = False


class QuotaSpent(BudgetExhausted):
    """The platform says that its cap or the account's credits are used up: until ``until``, else until next month."""

    def __init__(self, what: str, *, advice: str = "", until: datetime | None = None) -> None:
        super().__init__(what, advice=advice)
        self.until = until


def other_account(account: str) -> AccountGone:
    """Explain a name that now belongs to somebody else: the platform's own number of it is not the stored one."""
    error = AccountGone(
        f"@{account} is another account than the one whose posts are stored",
        advice="give it a source id of its own, and look for the new name of the old one",
    )
    error.billed = True  # the platform did serve it
    return error
