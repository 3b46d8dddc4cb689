"""A session of Instagram: three cookies of a logged-in browser, or the file that ``instaloader --login`` writes."""

from __future__ import annotations

import io
import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from instaloader import InstaloaderContext

from collectors.errors import AuthFailed

COOKIES = ("sessionid", "csrftoken", "ds_user_id")
SECRET = ("sessionid", "csrftoken")  # of them; the third is the account's public number
COOKIE = re.compile(r"[!#-+\--:<-\[\]-~]+")  # what a header may hold of one
LARGEST = 1_000_000  # bytes; a session is some hundred
RENEW = "renew it with instaloader --login, or set the three INSTAGRAM_ cookies in .env"


@dataclass(frozen=True, slots=True)
class Session:
    """The account that is logged in; ``cookies`` or ``file`` holds the session. Neither is ever shown."""

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
    odd = [name for name in COOKIES if not COOKIE.fullmatch(cookies[name])]
    if odd:
        raise AuthFailed(f"the Instagram session has no possible {', '.join(odd)}", advice=RENEW)
    context.load_session(session.username, cookies)  # type: ignore[no-untyped-call]  # instaloader left it untyped


def cookies_of(file: Path | None) -> dict[str, str]:
    """Read the cookies of a session file. Raises AuthFailed."""
    if file is None:
        return {}
    if not file.exists():
        raise AuthFailed(f"there is no Instagram session at {file}", advice=RENEW)
    try:
        found = _PlainUnpickler(io.BytesIO(_content(file))).load()
    except Exception as error:  # a broken or hostile file makes pickle raise whatever its author liked
        raise AuthFailed(f"the Instagram session at {file} cannot be read", advice=RENEW) from error
    cookies = found if isinstance(found, dict) else {}
    return {name: value for name, value in cookies.items() if isinstance(name, str) and isinstance(value, str)}


def _content(file: Path) -> bytes:
    """Return what a file holds. Raises ValueError for what no session file is: a pipe would be waited for."""
    if not file.is_file() or file.stat().st_size > LARGEST:
        raise ValueError("it is no session file")
    return file.read_bytes()
