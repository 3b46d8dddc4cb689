"""The ``twarc2`` command, its requests led to the address given first.

It runs in an environment of its own, which has twarc and nothing of Pantau. The account's profile, which twarc2 looks
up first, is left out: the stand-in tells no profile by number, and that is at most two requests beside 33.
"""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from twarc import Twarc2  # type: ignore[import-not-found]  # see above
from twarc.command2 import twarc2  # type: ignore[import-not-found]  # see above

PLAIN = HTTPAdapter.send
NOBODY = {"public_metrics": {"tweet_count": 0}}


def main() -> None:
    """Run twarc2 with its requests sent to the stand-in."""
    to = urlsplit(sys.argv.pop(1))

    def send(self: HTTPAdapter, request: PreparedRequest, *args: Any, **told: Any) -> Response:
        asked = urlsplit(str(request.url))
        request.headers["Host"] = asked.netloc
        request.url = asked._replace(scheme=to.scheme, netloc=to.netloc).geturl()
        return PLAIN(self, request, *args, **told)

    HTTPAdapter.send = send  # type: ignore[method-assign]  # for this process
    Twarc2._ensure_user = lambda _self, user: {"id": user, **NOBODY}  # noqa: SLF001  # see above
    Twarc2._ensure_user_id = lambda _self, user: user  # noqa: SLF001  # as above
    twarc2()


if __name__ == "__main__":
    main()
