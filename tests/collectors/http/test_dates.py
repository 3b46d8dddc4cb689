from __future__ import annotations

from datetime import UTC, datetime

import requests

from collectors.http.dates import dates_told_to, observe_date


def answer(url: str, second: int, **headers: str) -> requests.Response:
    made = requests.Response()
    made.url = url
    made.headers.update({"Date": f"Mon, 23 Nov 2026 10:00:{second:02} GMT", **headers})
    return made


def test_each_host_tells_the_time_by_its_first_answer_that_no_cache_gave() -> None:
    told: list[tuple[str, datetime]] = []
    with dates_told_to(lambda host, moment: told.append((host, moment))):
        observe_date(answer("https://a.test/1", 1, Age="60"))
        for second, url in enumerate(("https://a.test/2", "https://b.test/", "https://a.test/3"), 2):
            observe_date(answer(url, second))
    observe_date(answer("https://c.test/", 5))
    assert told == [
        ("a.test", datetime(2026, 11, 23, 10, 0, 2, tzinfo=UTC)),
        ("b.test", datetime(2026, 11, 23, 10, 0, 3, tzinfo=UTC)),
    ]
