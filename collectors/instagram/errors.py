"""The errors of instaloader, turned into advice."""

from __future__ import annotations

import re

import requests
from instaloader import InstaloaderContext
from instaloader.exceptions import (
    AbortDownloadException,
    BadResponseException,
    ConnectionException,
    InstaloaderException,
    LoginRequiredException,
    PrivateProfileNotFollowedException,
    QueryReturnedBadRequestException,
    QueryReturnedNotFoundException,
    TooManyRequestsException,
)

from collectors.errors import (
    AccountGone,
    AuthFailed,
    Blocked,
    CollectorError,
    RateLimited,
    Refused,
    SourceChanged,
    Unavailable,
)
from collectors.http.exchange import TOO_LARGE, TooLargeError
from collectors.http.reasons import why_not_reached
from collectors.instagram.walls import LET_REST, WAIT, Wall

AGAIN = "the next night tries again"
UPDATE = "try again tomorrow; if it stays so, update instaloader and Pantau"
SLOWER = "raise pace_seconds of this source if it happens again"
GIVE_SESSION = WAIT


def why_no_profile(context: InstaloaderContext, account: str) -> CollectorError:
    """Tell an unknown account from a wall: instaloader says the same of both, so the page is asked once more."""
    try:
        shown = context.get_page_data(f"{account}/")
    except QueryReturnedNotFoundException:
        return AccountGone(f"Instagram knows no account @{account}", advice="correct the account in config.yaml")
    except (InstaloaderException, AbortDownloadException, requests.RequestException) as error:
        return translate_error(error, account)
    if not shown:
        return Blocked(
            f"Instagram shows a login page, or one without the profile, instead of @{account}",
            advice="wait a day before the next try; if a browser shows the profile, update instaloader and Pantau",
        )
    return SourceChanged(f"Instagram's page of @{account} no longer holds the profile", advice=UPDATE)


def login_wall(account: str) -> Blocked:
    """Explain a profile that Instagram does not show to strangers, as whom instaloader always reads it."""
    return Blocked(f"Instagram shows a login page instead of @{account}", advice="wait a day before the next try")


def translate_error(error: Exception, account: str) -> CollectorError:
    """Turn an exception of instaloader or requests into the house's own."""
    chain = list(_causes(error))
    if isinstance(error, Wall):
        return error.problem
    if isinstance(error, AbortDownloadException):
        return _error_of_abort(str(error))
    if any(isinstance(cause, TooManyRequestsException) for cause in chain):
        return RateLimited("Instagram wants fewer requests (429)", advice=SLOWER)
    if isinstance(error, PrivateProfileNotFollowedException) or "private profile" in str(error):
        return AccountGone(f"@{account} is private", advice="ask its owner to open it, or follow it with the session")
    if isinstance(error, LoginRequiredException):
        return Blocked("Instagram wants a login", advice=GIVE_SESSION)
    if isinstance(error, QueryReturnedBadRequestException):
        return SourceChanged("Instagram refuses the query (400)", advice=UPDATE)
    if isinstance(error, BadResponseException):
        return _bad_response(str(error), account)
    if isinstance(error, ConnectionException):
        return _error_without_answer(chain)
    return Unavailable(f"the connection to Instagram broke ({type(error).__name__})", advice=AGAIN)


def _error_of_abort(words: str) -> CollectorError:
    asked = re.search(r"(checkpoint|challenge|feedback)_required", words)
    if asked:
        return Refused(f"Instagram wants a person to act ({asked[0]})", advice=LET_REST)
    return AuthFailed("Instagram has ended the session", advice="log in again and renew the session in .env")


def _bad_response(words: str, account: str) -> CollectorError:
    if "did not contain" in words:
        return Blocked(f"Instagram hides the posts of @{account} behind a login", advice=GIVE_SESSION)
    return SourceChanged("Instagram answered in an unknown shape", advice=UPDATE)


def _error_without_answer(chain: list[BaseException]) -> CollectorError:
    if near := next(filter(None, map(why_not_reached, chain)), None):
        # A proxy's words hold a status, too, which is not Instagram's: nothing rests for that.
        return Unavailable(f"Instagram was not reached: {near[0]}", advice=near[1])
    words = " ".join(str(cause) for cause in chain)
    status = re.search(r"\b([345]\d\d) [A-Z]", words)
    code = int(status[1]) if status else 0
    if code == requests.codes.too_many_requests:
        return RateLimited("Instagram wants fewer requests (429)", advice=SLOWER)
    if code in (requests.codes.unauthorized, requests.codes.forbidden):
        return Refused(f"Instagram refuses for now ({code})", advice=GIVE_SESSION)
    if re.search("checkpoint|challenge|feedback", words):
        return Refused("Instagram wants a person to act", advice=LET_REST)
    if code:
        return Unavailable(f"Instagram did not answer properly ({code})", advice=AGAIN)
    return Unavailable(_broken(chain), advice=AGAIN)


def _broken(chain: list[BaseException]) -> str:
    """Say what came instead of an answer; never in the words of the exceptions, which may repeat what was sent."""
    kinds: dict[type[BaseException], str] = {
        TooLargeError: f"Instagram was not read: {TOO_LARGE}",
        ValueError: "Instagram answered with no data, but a page (a login wall?) or half an answer",
        requests.Timeout: "Instagram did not answer in time",
        requests.RequestException: "the connection to Instagram broke",
    }
    found = (told for kind, told in kinds.items() if any(isinstance(cause, kind) for cause in chain))
    return next(found, "Instagram says that it failed, without a reason that is known")


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
