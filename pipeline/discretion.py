"""The last gate before something is said or stored: no secret that was sent passes it, whoever repeats it.

Messages are made so that they hold none. But servers echo requests, and libraries put them into their exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, unquote

from collectors.records import Page
from pipeline.config import Secrets

STRUCK = "[secret]"
SHORTEST = 8  # what is shorter is no secret, and may stand in other words


def sent_secrets(secrets: Secrets) -> tuple[str, ...]:
    """Return what is sent to platforms and nobody else may read, as it is written in headers and addresses."""
    sent = (secrets.x_bearer_token, secrets.instagram_sessionid, secrets.instagram_csrftoken)
    values = [value.get_secret_value() for value in sent if value is not None]
    forms = {form for value in values for form in (value, quote(value, safe=""), unquote(value))}
    return tuple(sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True))


def discreet(words: str, secrets: Iterable[str]) -> str:
    """Strike secrets out of words."""
    for secret in secrets:
        words = words.replace(secret, STRUCK)
    return words


def discreet_page(page: Page, secrets: Iterable[str]) -> Page:
    """Strike secrets out of a raw answer; the records that were parsed from it keep what they are."""
    body = page.raw.body
    for secret in secrets:
        body = body.replace(secret.encode(), STRUCK.encode())
    return page if body == page.raw.body else replace(page, raw=replace(page.raw, body=body))
