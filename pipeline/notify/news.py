"""The step of a night that tells people what changed, and the command that tries the way to them."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from pathlib import Path

from collectors.errors import ConfigError
from collectors.wording import counted
from pipeline import clock
from pipeline.notify.addresses import Recipient, recipients_of
from pipeline.notify.message import Message, title_of, trial_message, word_news
from pipeline.notify.send import send
from pipeline.notify.state import State, gather_state, keep_told, read_told
from pipeline.run.console import say
from pipeline.run.context import INCOMPLETE, OK, RunContext
from pipeline.settings.models import Settings
from storage.db.engine import reading, transaction


def tell_news(run: RunContext) -> None:
    """Send one message of what began or ended since the last; nothing in a night that had its message.

    What nobody took is told by the next night. Raises ConfigError where apprise is missing.
    """
    settings, now = run.settings, run.now()
    if not settings.config.notify.urls:
        return
    today = now.astimezone(settings.zone).date()
    with reading(run.engine) as connection:
        told = read_told(connection)
        state, details = gather_state(connection, settings, now)
    lines = word_news(state, told, details, settings.zone)
    if lines and told.night == str(today):
        return
    if not lines:
        _keep(run, replace(state, night=told.night))
        return
    title = title_of(settings.config.office.name, today)
    message = Message(title, "\n".join(lines), _files(settings, state.begun_since(told, "weeks")))
    taken = [sent for recipient, sent in send(message, recipients_of(settings)) if _told(recipient, sent=sent)]
    if any(taken):
        _keep(run, replace(state, night=str(today)))
        many = f"{len(taken)} of {len(settings.config.notify.urls)}"
        run.say(f"notify: {many} took a message of {counted(len(lines), 'line')}")


def _keep(run: RunContext, state: State) -> None:
    with transaction(run.engine) as connection:
        keep_told(connection, state)


def _files(settings: Settings, weeks: list[str]) -> tuple[Path, ...]:
    """Return the files of reports that are new, as far as they are there."""
    files = (settings.reports / week / name for week in weeks for name in settings.config.notify.attach)
    return tuple(file for file in files if file.is_file())


def _told(recipient: Recipient, *, sent: bool) -> bool:
    """Say who did not take a message; tell whether it was taken."""
    if not sent:
        say(f"{recipient.name} took no message: {_advice(recipient)}", logging.WARNING)
    return sent


def _advice(recipient: Recipient) -> str:
    if recipient.missing:
        return f"{recipient.missing} is not set; set it in .env"
    return "check its address, password and server, then run: pantau notify --test"


def try_notify(settings: Settings) -> int:
    """Send a test message to every recipient; return 0 when all took it, else 1.

    Raises ConfigError where none is configured, or apprise is missing.
    """
    recipients = recipients_of(settings)
    if not recipients:
        raise ConfigError("no recipient is configured; add notify: {urls: […]} to config.yaml (docs/operations.md)")
    code = OK
    message = trial_message(settings.config.office.name, clock.now(), settings.zone)
    for recipient, sent in send(message, recipients):
        words = "took the message" if sent else f"took no message: {_advice(recipient)}"
        sys.stdout.write(f"{'ok' if sent else 'MEND':4}  {recipient.name}: {words}\n")
        code = code if sent else INCOMPLETE
    return code
