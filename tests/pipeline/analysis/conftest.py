"""Responses that are grouped into issues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from sqlalchemy import Engine

from collectors.records import Page, Parsed, RawPage, Response
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from tests.pipeline.analysis.counted_issues import (
    JAKARTA,
    NIGHT,
    SAID,
)
from tests.pipeline.conftest import OpenNight


@pytest.fixture
def say(engine: Engine, night_of: OpenNight, settings: Settings) -> Callable[..., None]:
    """Store what citizens wrote, each by a person of its own."""

    def store(texts: Sequence[str], at: datetime = SAID) -> None:
        made = [
            Response(
                response_id=f"x:{at:%m%d}{n}", kind="reply", post_id="x:1", published_at=at, text=told,
                author_hash=f"hash-{at:%m%d}-{n}",
            )
            for n, told in enumerate(texts)
        ]  # fmt: skip
        page = Page(RawPage("search", "https://api.x.com/2", b"{}"), Parsed(responses=tuple(made)))
        with night_of(settings, lambda: NIGHT) as night, transaction(engine) as connection:
            commit_page(connection, page, Provenance(night.run_id, "x-kominfobekasi", NIGHT, JAKARTA))

    return store
