"""Which long text of an archive is which post's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collectors.x.archives.notes import Notes

AT = datetime(2026, 11, 16, 3, 1, tzinfo=UTC)
WHOLE = "Jadwal lengkap pelayanan keliling untuk seluruh kecamatan di kota ini & sekitarnya. " * 6
CUT = WHOLE[:270].replace("&", "&amp;") + "… https://t.co/x"


def note(text: str = WHOLE, *, at: datetime | str | None = AT, **more: Any) -> dict[str, Any]:
    told = at.isoformat() if isinstance(at, datetime) else at
    return {"noteTweet": {"noteTweetId": "9", "createdAt": told, "core": {"text": text}}, **more}


def taken(*items: Any, number: str = "1", text: str = CUT, at: datetime | None = AT) -> str | None:
    found = Notes(items).take(number, text, at)
    return found.text if found else None


@pytest.mark.parametrize("seconds", [0, 1, -1, 90, 3600])
def test_a_long_text_is_found_by_its_beginning_near_in_time(seconds: int) -> None:
    assert taken(note(at=AT + timedelta(seconds=seconds))) == WHOLE


@pytest.mark.parametrize("at", [None, "x", 5])
def test_a_time_that_is_not_told_is_no_reason_against_it(at: Any) -> None:
    assert taken(note(at=at)) == WHOLE


def test_a_text_of_another_day_or_another_beginning_is_another() -> None:
    assert taken(note(at=AT + timedelta(days=3))) is None
    assert taken(note("Jadwal lain " * 40)) is None


@pytest.mark.parametrize("item", [
    {"noteTweet": {"noteTweetResults": {"text": "Lain sekali"}}, "tweetId": "1"},
    {"noteTweet": {"noteTweetResults": {"result": {"text": "Lain sekali"}}, "tweetId": 1}},
    {"noteTweet": {"noteTweetId": "1", "core": {"text": "Lain sekali"}}},
])  # fmt: skip
def test_a_number_tells_whose_text_it_is_whatever_it_says(item: Any) -> None:
    assert taken(note(), item) == "Lain sekali"


@pytest.mark.parametrize("later_first", [True, False])
def test_of_two_texts_of_one_post_the_later_stands_in_whatever_order(*, later_first: bool) -> None:
    told = [note("Lama"), note("Baru", at=AT + timedelta(minutes=9)), note("Tanpa waktu", at=None)]
    numbered = [{**one, "tweetId": "1"} for one in told]
    assert taken(*(reversed(numbered) if later_first else numbered)) == "Baru"


def test_an_escaped_text_and_a_plain_one_read_the_same() -> None:
    assert taken(note(WHOLE.replace("&", "&amp;"))) == WHOLE
    assert taken(note(WHOLE + " ditulis &lt;resmi&gt;")) == WHOLE + " ditulis &lt;resmi&gt;"


def test_two_posts_of_one_second_each_get_their_own() -> None:
    first, second = WHOLE + "Pagi.", WHOLE[:200] + "tetapi lain sesudah itu, di balai kota dan di semua kelurahan. " * 4
    notes = Notes([note(first), note(second)])
    found = [notes.take(n, text[:270] + "…", AT) for n, text in (("2", second), ("1", first))]
    assert [one.text for one in found if one] == [second, first]


def test_of_equal_beginnings_the_nearer_is_taken_and_none_twice() -> None:
    notes = Notes([note(WHOLE + "Selasa", at=AT + timedelta(hours=20)), note(WHOLE + "Senin", at=AT)])
    times = (AT, AT + timedelta(hours=20), AT)
    found = [notes.take(str(n), CUT, at) for n, at in enumerate(times)]
    assert [one.text[-6:] if one else None for one in found] == [" Senin", "Selasa", None]


def test_a_short_text_is_not_lengthened() -> None:
    assert taken(note(), text=WHOLE[:80]) is None


def test_an_answer_keeps_the_handles_that_its_long_text_leaves_out() -> None:
    assert taken(note(), text=f"@warga @camat {CUT}") == f"@warga @camat {WHOLE}"
    assert taken(note(f"@warga {WHOLE}"), text=f"@warga {CUT}") == f"@warga {WHOLE}"


@pytest.mark.parametrize(
    "item",
    [None, 5, {}, {"noteTweet": "x"}, {"noteTweet": {"core": {"text": 5}}}, note(""), {"noteTweet": {"core": "x"}}],
)
def test_what_is_no_long_text_costs_nothing(item: Any) -> None:
    assert taken(item, note()) == WHOLE
