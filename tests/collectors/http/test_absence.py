from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collectors.http.absence import proves_absence


@pytest.mark.parametrize(
    ("since", "now", "proven"),
    [
        ("2026-11-24T23:58:00+00:00", datetime(2026, 11, 25, 0, 3, tzinfo=UTC), False),
        ("2026-11-24T23:58:00+00:00", datetime(2026, 11, 25, 11, 58, tzinfo=UTC), True),
        ("2026-11-24T00:01:00+00:00", datetime(2026, 11, 24, 23, 59, tzinfo=UTC), False),
        ("2026-11-24", datetime(2026, 11, 24, 23, 59, tzinfo=UTC), False),
        ("2026-11-24", datetime(2026, 11, 25, 0, 3, tzinfo=UTC), False),
        ("2026-11-24", datetime(2026, 11, 25, 18, 0, tzinfo=UTC), True),
        ("2026-11-24", None, False),
        ("", datetime(2026, 11, 25, 18, 0, tzinfo=UTC), False),
    ],
)
def test_only_another_day_and_hours_between_prove_that_a_post_is_gone(
    since: str, now: datetime | None, proven: bool
) -> None:
    assert proves_absence(since, now) is proven
