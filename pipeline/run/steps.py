"""Steps of a run: one that fails is told, and the steps after it are taken."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from collectors.errors import Locked, PantauError, Stopped, StoreError, WrongClock
from pipeline.run.context import FAILED, INCOMPLETE, RunContext
from pipeline.run.secrets import redact_secrets, sent_secrets
from storage.runs.alive import takes_writes

COMPUTING = (
    "labelling posts", "engagement", "activities", "campaigns", "messages across channels", "texts that come back",
    "labelling responses", "strategy", "conversation", "issues", "issues of the press",
)  # fmt: skip
"""The steps whose figures reports tell; where one fails they say of when its figures are."""
LONGEST = 200  # characters of an unforeseen error's own words


@contextmanager
def step(run: RunContext, what: str, *, part_of: str | None = None) -> Iterator[None]:
    """Take a step whose failure is told and borne; a lost store and a request to stop end the run.

    With *part_of*, the step that it is a part of counts as failed.
    """
    try:
        with run.breakable():
            yield
    except (Stopped, Locked, WrongClock):
        raise
    except StoreError as error:
        require_store(run)
        _note_failed(run, part_of or what, FAILED)
        run.say(f"{what} was left out: {error}", logging.ERROR)
    except PantauError as error:
        _note_failed(run, part_of or what, INCOMPLETE)
        run.say(f"{what} was left out: {error}", logging.ERROR)
    except Exception as error:  # noqa: BLE001  # a fault of ours must not cost the report
        _note_failed(run, part_of or what, FAILED)
        told = redact_secrets(" ".join(str(error).split())[:LONGEST], sent_secrets(run.settings))
        run.say(f"{what} failed ({type(error).__name__}: {told}); that is a fault of Pantau", logging.ERROR)


def _note_failed(run: RunContext, what: str, code: int) -> None:
    run.worsen(code)
    run.failed_steps.append(what)


def require_store(run: RunContext) -> None:
    """Raise the error being handled again when the store takes nothing at all; Stopped when asked to end, or late."""
    run.stop.check()
    run.store_is_lost = run.store_is_lost or not takes_writes(run.engine)
    if run.store_is_lost:
        raise  # noqa: PLE0704  # called while a StoreError is handled
