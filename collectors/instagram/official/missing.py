"""Own posts that the list no longer shows where they should stand: each is asked for by its official number.

Meta answers the same for a post that is deleted and one that the token may not see. So one is gone when Meta does not
find it on two different days, while in the same reading it finds one that the list shows. The cursor keeps, of the
newest posts, ``{"numbers": {"DTxM…": "1799…"}, "absent": {"DTxM…": "2026-11-24T18:00:00+00:00"}}``: the number under
which a post is asked for, which a shortcode does not tell, and the moment since when it is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from collectors.errors import SourceChanged, Unavailable
from collectors.graph.errors import GraphError
from collectors.http.absence import proves_absence, waiting_note
from collectors.instagram.cursor import InstagramCursor
from collectors.instagram.missing import LOOKUPS_MOST, REMEMBERED, list_missed_codes
from collectors.instagram.official.door import OWN_MEDIA, Door
from collectors.instagram.official.insights import InsightReader
from collectors.instagram.official.parser import OWN, code_of, media_page, minimise_medium
from collectors.instagram.parser import gone_page
from collectors.records import ODD, Page
from collectors.side_values import Item

MEMORY = ("numbers", "absent")
UNANSWERED = "Meta did not tell of posts that the list no longer shows; whether they are deleted stays open"
NUMBERS_MOST = 300  # the newest posts, of which one may be asked for by its number


def remember_numbers(walk: InstagramCursor, media: Sequence[Item]) -> None:
    """Keep in the cursor of a walk the numbers of the posts that a page lists; what is listed is not absent."""
    official = walk.request.cursor["official"]
    numbers = dict(official.get("numbers") or {})
    for medium in media:
        with suppress(*ODD):
            numbers[code_of(medium)] = str(medium["id"])
    in_order = dict.fromkeys((*(code for code in walk.order if code in numbers), *numbers))
    kept = {code: numbers[code] for code in islice(in_order, NUMBERS_MOST)}
    absent = {code: since for code, since in (official.get("absent") or {}).items() if code not in walk.order}
    _remember(walk, official={**official, "numbers": kept, "absent": absent})


def missing_pages(walk: InstagramCursor, insights: InsightReader) -> Iterator[Page]:
    """Yield what look-ups of missing posts bring; where they fail that is told, and the list is whole all the same.

    Raises GraphError and CollectorError where Meta would refuse every further request, too.
    """
    try:
        yield from _missing_pages(walk, insights)
    except GraphError as error:
        if error.ends_reading:
            raise
        yield _unanswered(walk, insights)
    except (SourceChanged, Unavailable):
        yield _unanswered(walk, insights)


def _unanswered(walk: InstagramCursor, insights: InsightReader) -> Page:
    return Page(*media_page(OWN, insights.door.account, None, []), cursor=walk.cursor, note=UNANSWERED)


def _missing_pages(walk: InstagramCursor, insights: InsightReader) -> Iterator[Page]:
    """Yield those that are there, and those that are gone; so many a night."""
    door, numbers = insights.door, walk.request.cursor["official"]["numbers"]
    before = door.client.requests
    unlisted = [code for code in list_missed_codes(walk, newest=True) if code in numbers]
    told = {code: _looked_up(door, numbers[code]) for code in unlisted[:LOOKUPS_MOST]}
    found = {code: medium for code, medium in told.items() if medium is not None}
    lost = [code for code in told if code not in found]
    if lost and not found and _looked_up(door, numbers.get(walk.order[-1], "")) is None:
        yield _unanswered(walk, insights)  # what is listed is not found by its number, either: that proves nothing
        return
    insights.read(insights.choose(list(found.values()), walk.request))
    for page in chain(_found_pages(walk, found, door.account), _lost_pages(walk, lost, door.account)):
        yield replace(page, requests=door.client.requests - before)
        before = door.client.requests


def _looked_up(door: Door, number: str) -> dict[str, Any] | None:
    """Return a medium; None where Meta finds none under that number. Raises GraphError and CollectorError."""
    try:
        return minimise_medium(door.ask(number, fields=OWN_MEDIA))
    except GraphError as error:
        if error.finds_nothing:
            return None
        raise


def _found_pages(walk: InstagramCursor, found: Mapping[str, Item], account: str) -> Iterator[Page]:
    """Yield a page of posts that are there although no list shows them; they are not asked for again until due."""
    if found:
        others = [code for code in walk.request.cursor.get("unlisted", ()) if code not in found]
        _remember(walk, unlisted=[*others, *found][-REMEMBERED:])
        raw, parsed = media_page(OWN, account, None, list(found.values()))
        yield Page(raw, parsed, cursor=walk.cursor)


def _lost_pages(walk: InstagramCursor, lost: Sequence[str], account: str) -> Iterator[Page]:
    """Yield a page for each post that was not found on an earlier day, either, and one that remembers the others.

    Raises Incomplete behind them where another post was announced in the place of one that is gone.
    """
    official, now = walk.request.cursor["official"], walk.request.now
    absent = {code: (official.get("absent") or {}).get(code) or (now.isoformat() if now else "") for code in lost}
    gone = [code for code, since in absent.items() if proves_absence(since, now)]
    _remember(walk, official={**official, "absent": {code: absent[code] for code in lost if code not in gone}})
    cursor = walk.cursor
    for code in gone:
        cursor = walk.without_one(code, cursor)
        yield gone_page(code, {"gone": code, "since": absent[code]}, account, cursor=cursor)
    if told := waiting_note(len(lost) - len(gone)):
        yield Page(*media_page(OWN, account, None, []), cursor=cursor, note=told)
    if problem := walk.yet_unfound(cursor):
        raise problem


def _remember(walk: InstagramCursor, **told: Any) -> None:
    walk.request = replace(walk.request, cursor={**walk.request.cursor, **told})
