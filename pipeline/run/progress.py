"""Progress of long work: a moving line where a person looks at a terminal, lines of detail with ``-v`` elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

from collectors.records import Page
from collectors.wording import counted
from pipeline.run.console import LOG, is_watched, say


@contextmanager
def progress(source_id: str) -> Iterator[Callable[[Page], None]]:
    """Show how many pages and posts a source has brought."""
    seen = {"pages": 0, "posts": 0}

    def told(page: Page) -> str:
        seen["pages"] += 1
        seen["posts"] += len(page.parsed.posts)
        return f"{source_id}: {counted(seen['posts'], 'post')}, {counted(seen['pages'], 'page')}"

    if not is_watched() or current_thread() is not main_thread():  # lanes would draw over one another
        yield lambda page: say(told(page), logging.DEBUG) if LOG.isEnabledFor(logging.DEBUG) else None
        return
    from rich.console import Console  # noqa: PLC0415  # cron does not need it
    from rich.status import Status  # noqa: PLC0415

    with Status(f"{source_id} …", console=Console(stderr=True)) as shown:
        yield lambda page: shown.update(told(page))
