"""Progress of long work: on stderr, and only where a person looks at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from collectors.records import Page


@contextmanager
def progress(source_id: str) -> Iterator[Callable[[Page], None]]:
    """Show how many pages and posts a source has brought; silent when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _page: None
        return
    from rich.console import Console  # noqa: PLC0415  # cron does not need it
    from rich.status import Status  # noqa: PLC0415

    counted = {"pages": 0, "posts": 0}
    with Status(f"{source_id} …", console=Console(stderr=True)) as shown:

        def step(page: Page) -> None:
            counted["pages"] += 1
            counted["posts"] += len(page.parsed.posts)
            shown.update(f"{source_id}: {counted['posts']} posts, {counted['pages']} pages")

        yield step
