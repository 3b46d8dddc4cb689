"""A step of the night that fails costs itself: it is told, and the steps after it are taken all the same."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from collectors.errors import PantauError, Stopped, StoreError
from pipeline.run.context import FAILED, INCOMPLETE, RunContext


@contextmanager
def step(night: RunContext, what: str) -> Iterator[None]:
    """Do something of a night whose failure the others can bear; without a store, and when asked to stop, it ends."""
    try:
        yield
    except (Stopped, StoreError):
        raise
    except PantauError as error:
        night.worsen(INCOMPLETE)
        night.say(f"{what} was left out: {error}", logging.ERROR)
    except Exception as error:  # noqa: BLE001  # a fault of ours must not cost the report
        night.worsen(FAILED)
        told = " ".join(str(error).split())[:200]
        night.say(f"{what} failed ({type(error).__name__}: {told}); that is a fault of Pantau", logging.ERROR)
