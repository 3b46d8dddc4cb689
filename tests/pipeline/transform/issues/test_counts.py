from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.pipeline.transform.issues.voicing import CHATTER, MONDAY, QUEUE, ROAD, WEEK, Speakers

A_WEEK = timedelta(weeks=1)


def test_two_themes_are_told_apart_and_chatter_belongs_to_none() -> None:
    crowd = Speakers()
    issues = crowd.issues(crowd.say([*QUEUE, *ROAD, *CHATTER]))
    assert [(issue.responses, issue.people) for issue in issues] == [(6, 6), (5, 5)]
    assert set(issues[0].name.split()) >= {"antrean", "mpp"}
    assert "jalan" in issues[1].name.split()


@pytest.mark.parametrize("people", [1, 4])
def test_fewer_than_five_people_make_no_issue_however_much_they_write(people: int) -> None:
    crowd = Speakers()
    voices = [voice for who in range(people) for voice in crowd.say(QUEUE, person=f"person-{who}")]
    assert len(voices) >= 6
    assert crowd.issues(voices) == []
    assert crowd.issues([*voices, *crowd.say(QUEUE[:5])])[0].people == people + 5


def test_responses_without_a_known_author_count_for_no_person() -> None:
    crowd = Speakers()
    nobody = [type(voice)(None, voice.day, voice.words, voice.stems) for voice in crowd.say(QUEUE)]
    assert crowd.issues(nobody) == []


def test_a_theme_counts_the_week_before_only_where_that_was_listened_to() -> None:
    crowd = Speakers()
    before = crowd.say(QUEUE[:2], MONDAY - A_WEEK)
    voices = before + crowd.say(QUEUE)
    assert crowd.issues(voices, since=date(2026, 11, 1))[0].earlier == 2
    assert crowd.issues(voices, since=date(2026, 11, 12))[0].earlier is None
    assert crowd.issues(voices, since=date(2026, 11, 1))[0].first_seen == MONDAY - A_WEEK


def test_a_day_three_times_above_its_weekday_is_an_alert() -> None:
    crowd = Speakers()
    usual = [voice for back in range(1, 9) for voice in crowd.say(QUEUE[:2], MONDAY - back * A_WEEK)]
    (issue,) = crowd.issues([*usual, *crowd.say(QUEUE)])
    assert issue.alert is not None
    assert (issue.alert.day, issue.alert.responses, issue.alert.usual) == (MONDAY, 6, 2.0)


def test_a_usual_day_and_one_without_history_are_no_alerts() -> None:
    crowd = Speakers()
    usual = [voice for back in range(1, 9) for voice in crowd.say(QUEUE[:3], MONDAY - back * A_WEEK)]
    (busy,) = crowd.issues([*usual, *crowd.say(QUEUE)])
    assert busy.alert is None  # six are twice the usual three
    young = Speakers()
    (first,) = young.issues(young.say(QUEUE))
    assert first.alert is None  # nobody knows what is usual


def test_an_alert_needs_five_people_on_its_day() -> None:
    crowd = Speakers()
    spread = [voice for at, text in enumerate(QUEUE) for voice in crowd.say([text], MONDAY + timedelta(days=at % 3))]
    (issue,) = crowd.issues(spread, since=MONDAY - 8 * A_WEEK)
    assert issue.alert is None
    assert sum(issue.by_day.values()) == 6


def test_what_was_said_before_the_period_makes_no_issue_of_it() -> None:
    crowd = Speakers()
    assert crowd.issues(crowd.say(QUEUE, WEEK.first - A_WEEK)) == []
