"""Official websites: list pages newest first, then the articles that the store does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectors.records import Parsed
from collectors.website_pages import parse_article, post_id_of
from collectors.website_visit import Visit
from collectors.website_walk import ARTICLE, GONE, Site, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    import requests

    from collectors.records import Page, RawPage, Task
    from collectors.website_layout import Layout


class WebsiteCollector:
    """One website's way from network to records; *url* is its home, *timezone* that of its dates.

    The cursor is ``{"complete": bool}``: false from the first new article of a walk until the last list page,
    so that a walk that died is taken up from the top. It may also hold ``since`` (where the walked history
    begins) and ``absent`` (listed articles that were not to be had, to be tried once more).
    """

    def __init__(  # noqa: PLR0913  # keyword-only, set once by the wiring
        self,
        *,
        source_id: str,
        url: str,
        layout: Layout,
        session: requests.Session,
        pace_seconds: float,
        timezone: ZoneInfo,
        max_pages: int = 500,
    ) -> None:
        self.source_id, self.url, self.layout = source_id, url, layout
        self.session, self.pace_seconds = session, pace_seconds
        self.timezone, self.max_pages = timezone, max_pages

    def pages(self, task: Task) -> Iterator[Page]:
        """Yield each new or due article, and each list page behind its articles, with the cursor.

        Raises Blocked, RateLimited, Unavailable or SourceChanged where the walk could not go on, and
        Incomplete at its end when single articles failed or the list ended where it should not.
        """
        visit = Visit(self.session, self.url, pace_seconds=self.pace_seconds, pause=task.pause)
        yield from Walk(Site(self.url, self.layout, self.max_pages, self.parse), visit, task).pages()

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page; lists hold no posts. Raises SourceChanged for an article that is none."""
        if raw.kind == ARTICLE:
            return Parsed(posts=(parse_article(raw, self.layout, self.timezone),))
        post_id = post_id_of(raw.url, self.layout) if raw.kind == GONE else None
        return Parsed(gone=(post_id,) if post_id else ())
