"""The last gate before something is said or stored: no secret that was sent passes it, whoever repeats it.

Messages are made so that they hold none. But servers echo requests, and libraries put them into their exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, unquote

from collectors.records import Page
from pipeline.platforms import registry
from pipeline.settings.models import Settings

STRUCK = "[secret]"
SHORTEST = 8  # what is shorter is no secret, and may stand in other words


def sent_secrets(settings: Settings) -> tuple[str, ...]:
    """Return what is sent to platforms and nobody else may read, as it is written in headers and addresses."""
    platforms = registry.PLATFORMS
    values = [v for p in platforms for v in p.sent_secrets(settings.credentials[p.name], settings.folder)]
    if settings.secrets.reader_key:
        values.append(settings.secrets.reader_key.get_secret_value())
    forms = {form for value in values for form in (value, quote(value, safe=""), unquote(value))}
    return tuple(sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True))


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
