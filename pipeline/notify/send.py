"""Write to those who are told, by apprise."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from collectors.errors import ConfigError
from collectors.extras import how_to_install
from pipeline.notify.addresses import Recipient

if TYPE_CHECKING:
    from pipeline.notify.message import Message

MAIL = ("mailto", "mailtos")


def require_apprise() -> None:
    """Raise ConfigError where apprise is not installed."""
    if find_spec("apprise") is None:
        raise ConfigError(f"notify needs the package apprise; {how_to_install('notify')}")


def is_readable(recipient: Recipient) -> bool:
    """Whether apprise knows what to do with an address."""
    with _quiet():
        from apprise import Apprise  # noqa: PLC0415  # an extra

        return bool(Apprise().add(recipient.url))


@contextmanager
def _quiet() -> Iterator[None]:
    """Let apprise work in silence: its log names addresses and answers, and it loads modules that are deprecated."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def send(message: Message, recipients: list[Recipient]) -> Iterator[tuple[Recipient, bool]]:
    """Write to each recipient, and tell who took it. Raises ConfigError without apprise; a dead server is no error."""
    require_apprise()
    for recipient in recipients:
        yield recipient, recipient.missing is None and _sent(message, recipient)


def _sent(message: Message, recipient: Recipient) -> bool:
    attached = [str(file) for file in message.attached] if recipient.url.partition(":")[0] in MAIL else []
    try:
        with _quiet():
            from apprise import Apprise, AppriseAsset, NotifyFormat  # noqa: PLC0415  # an extra

            to = Apprise(asset=AppriseAsset(http_redirects=False))  # a message that is led elsewhere arrives empty
            taken = to.add(recipient.url) and to.notify(
                title=message.title, body=message.body, body_format=NotifyFormat.TEXT, attach=attached or None
            )
    except Exception:  # noqa: BLE001  # whatever it raises may hold the address, and must not cost the night
        return False
    return bool(taken)
