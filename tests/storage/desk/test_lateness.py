"""Since when channels are not wholly read although nights try."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.desk.lateness import Turns, late_sources
from tests.storage.conftest import NIGHT

SOURCE = "x-kominfobekasi"


@pytest.mark.parametrize(
    ("turns", "complete", "pause_ended", "since"),
    [
        ((30, 0), 9, None, 9),  # tried every night, not whole for nine days
        ((30, 0), None, None, 30),
        ((30, 0), 6, None, None),
        ((0, 0), None, None, None),  # added last night
        ((6, 0), None, None, None),
        (None, None, None, None),  # no night yet
        ((30, 9), 9, None, None),  # no turn since it was read wholly
        ((30, 11), 11, 0, None),  # a pause ended, and no night came since
        ((30, 0), 11, 1, None),
        ((30, 0), 11, 8, 8),
    ],
)
def test_a_channel_is_late_where_nights_tried_for_a_week_and_never_read_it_wholly(
    turns: tuple[int, int] | None, complete: int | None, pause_ended: int | None, since: int | None
) -> None:
    def ago(days: int) -> timedelta:
        return timedelta(days=days)

    whole = None if complete is None else NIGHT - ago(complete)
    told = {SOURCE: Turns(NIGHT - ago(turns[0]), NIGHT - ago(turns[1]), whole)} if turns else {}
    resumed = {} if pause_ended is None else {SOURCE: NIGHT - ago(pause_ended)}
    found = late_sources(told, resumed, NIGHT)
    assert found == ({} if since is None else {SOURCE: NIGHT - ago(since)})
