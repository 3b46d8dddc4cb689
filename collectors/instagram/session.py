"""A session of Instagram: three cookies of a logged-in browser, or the file that ``instaloader --login`` writes."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from instaloader import InstaloaderContext

from collectors.errors import AuthFailed

COOKIES = ("sessionid", "csrftoken", "ds_user_id")
SECRET = ("sessionid", "csrftoken")  # of them; the third is the account's public number
RENEW = "renew it with instaloader --login, or set the three INSTAGRAM_ cookies in .env"


@dataclass(frozen=True, slots=True)
class Session:
    """Who is logged in; ``cookies`` or ``file`` holds the session. Neither is ever shown."""

    username: str
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    file: Path | None = None


class _PlainUnpickler(pickle.Unpickler):
    """Reads dictionaries of text and nothing that could run."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name} has no place in a session file")


def log_in(context: InstaloaderContext, session: Session) -> None:
    """Give the session to instaloader; asks nothing of Instagram. Raises AuthFailed."""
    cookies = dict(session.cookies) or cookies_of(session.file)
    absent = [name for name in COOKIES if not cookies.get(name)]
    if absent:
        raise AuthFailed(f"the Instagram session lacks {', '.join(absent)}", advice=RENEW)
    context.load_session(session.username, cookies)  # type: ignore[no-untyped-call]  # instaloader left it untyped


def cookies_of(file: Path | None) -> dict[str, str]:
    """Read the cookies of a session file. Raises AuthFailed."""
    if file is None:
        return {}
    try:
        with file.open("rb") as stream:
            found = _PlainUnpickler(stream).load()
    except FileNotFoundError as error:
        raise AuthFailed(f"there is no Instagram session at {file}", advice=RENEW) from error
    except (OSError, pickle.UnpicklingError, EOFError, ValueError, IndexError, KeyError) as error:
        raise AuthFailed(f"the Instagram session at {file} cannot be read", advice=RENEW) from error
    cookies = found if isinstance(found, dict) else {}
    return {name: value for name, value in cookies.items() if isinstance(name, str) and isinstance(value, str)}
