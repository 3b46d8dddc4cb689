"""The last gate before something is said or stored: no secret that was sent passes it, whoever repeats it.

Messages are made so that they hold none. But servers echo requests, and libraries put them into their exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, unquote

from collectors.errors import AuthFailed
from collectors.records import Page
from pipeline.settings.models import Settings

STRUCK = "[secret]"
SHORTEST = 8  # what is shorter is no secret, and may stand in other words


def sent_secrets(settings: Settings) -> tuple[str, ...]:
    """Return what is sent to platforms and nobody else may read, as it is written in headers and addresses."""
    secrets = settings.secrets
    sent = (secrets.x_bearer_token, secrets.instagram_sessionid, secrets.instagram_csrftoken, secrets.reader_key)
    values = [value.get_secret_value() for value in sent if value is not None] + _of_session_file(settings)
    forms = {form for value in values for form in (value, quote(value, safe=""), unquote(value))}
    return tuple(sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True))


def _of_session_file(settings: Settings) -> list[str]:
    """Return what the session file holds, unless cookies of the environment are sent in its place."""
    if settings.secrets.instagram_sessionid or not settings.secrets.instagram_session_file:
        return []
    from collectors.instagram.session import SECRET, cookies_of  # noqa: PLC0415  # instaloader is heavy

    try:
        cookies = cookies_of(settings.path(settings.secrets.instagram_session_file))
    except AuthFailed:  # told by the source that needs it
        return []
    return [cookies[name] for name in SECRET if name in cookies]


def redact_secrets(words: str, secrets: Iterable[str]) -> str:
    """Strike secrets out of words."""
    for secret in secrets:
        words = words.replace(secret, STRUCK)
    return words


def redact_page_secrets(page: Page, secrets: Iterable[str]) -> Page:
    """Strike secrets out of a raw answer and of why it could not be read; the records parsed from it stay."""
    body, secrets = page.raw.body, list(secrets)
    for secret in secrets:
        body = body.replace(secret.encode(), STRUCK.encode())
    unreadable = tuple(replace(unread, why=redact_secrets(unread.why, secrets)) for unread in page.parsed.unreadable)
    if body == page.raw.body and unreadable == page.parsed.unreadable:
        return page
    return replace(page, raw=replace(page.raw, body=body), parsed=replace(page.parsed, unreadable=unreadable))
