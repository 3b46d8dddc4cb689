"""A period in few lines of plain text, and in three paragraphs of prose; no sentence says why."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pipeline.platforms.registry import unit_of_posts
from pipeline.report.content.figures import platforms
from pipeline.report.page_one.lines import below_so_far, incomplete_line, issue_lines
from pipeline.report.words.terms import SHORT_TOPICS
from pipeline.transform.measures.change import change_of_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

    from pipeline.report.content.data import Issue
    from pipeline.report.content.wording import Wording
    from pipeline.reporting.period.figures import PeriodFigures
    from pipeline.reporting.periods import Period

JUDGED_FROM = 10  # labelled posts: of fewer, chance brings dimensions below their target
MOST_CHANNELS = 3  # of the brief, so that it has ten lines at most
MOST_NAMED = 5  # of those that share a first place


def period_days(period: Period, wording: Wording) -> str:
    """Say the days: of one its weekday and week, of others the first and the last."""
    if period.kind == "day":
        number = period.first.isocalendar().week
        return wording.text("period", days=wording.weekday(period.first), number=number)
    return wording.days(period.first, period.last)


def brief_lines(found: PeriodFigures, issues: Sequence[Issue] | None, wording: Wording) -> list[str]:
    """Say channels, programme and dimensions, tones and what waits, and issues: seven lines at most."""
    groups = ([*_programme(found, wording), *_dimensions(found, wording)], _citizens(found, wording))
    talk = issue_lines(issues, heard=True, wording=wording, before="issue_before_period") if issues else []
    return [
        *_channels(found, wording),
        *_incomplete(found, wording),
        *(" ".join(group) for group in groups if group),
        *(f"{wording.text('line_issues')}: {line}" for line in talk),
    ]


def count_lines(found: PeriodFigures, wording: Wording) -> list[str]:
    """Say each channel's and each dimension's posts, below the prose of a longer period."""
    return [*(_channels(found, wording) if found.posts else []), *_dimensions(found, wording)]


def period_prose(
    found: PeriodFigures, issues: Sequence[Issue] | None, targets: Mapping[str, float], wording: Wording
) -> list[str]:
    """Write three paragraphs: what was published, on which dimensions, and what citizens wrote."""
    paragraphs = (
        _say_published(found, wording),
        [*_topics(found, wording), *_programme(found, wording), *_targets_told(found, targets, wording)],
        _say_responses(found, issues, wording),
    )
    return [" ".join(sentences) for sentences in paragraphs if sentences]


def _say_published(found: PeriodFigures, wording: Wording) -> list[str]:
    """Say how much was published, and whether that differs from the period before."""
    if not found.posts:
        return [*_channels(found, wording), *_incomplete(found, wording)]
    posts = sum(row.posts for row in found.posts)
    said = [
        wording.text(
            "prose_posts" if _known_before(found) else "prose_posts_alone",
            contents=wording.counted(posts, "contents"),
            channels=wording.counted(len(found.posts), "channels"),
            before=wording.counted(sum(found.before.values()), "contents"),
        )
    ]
    if _known_before(found) and not found.incomplete:
        word = change_of_count(posts, sum(found.before.values()), found.days)
        said.append(wording.text(f"prose_count_{word}"))
    said += _busiest(found, wording)
    if found.returned:
        said.append(wording.text("prose_returned", n=wording.counted(found.returned, "contents")))
    if found.since:
        said.append(wording.text("prose_since", day=wording.day(found.since)))
    return [*said, *_incomplete(found, wording)]


def _busiest(found: PeriodFigures, wording: Wording) -> list[str]:
    """Name the channel with most posts, or those that share the first place; of channels partly read none is it."""
    most = max(row.posts for row in found.posts)
    busiest = [row for row in found.posts if row.posts == most]
    first = [f"{wording.term('platform', row.platform)} {row.account}" for row in busiest]
    if found.incomplete or len(first) == len(found.posts):
        return []
    units = {unit_of_posts(row.platform) for row in busiest}
    posts = _say_each(most, len(first), wording, units.pop() if len(units) == 1 else "contents")
    return [wording.text("prose_busiest", channels=_list_names(first, "prose_other_channels", wording), posts=posts)]


def partly_known(found: PeriodFigures, wording: Wording) -> str:
    """Name the own channels of which posts of the period may be missing: not read to its end, or from a later day."""
    rows = [*found.incomplete, *(row for row in found.posts if row.source_id in found.unknown)]
    named = {row.source_id: f"{wording.term('platform', row.platform)} {row.account}" for row in rows}
    return _list_names(list(named.values()), "prose_other_channels", wording)


def _list_names(names: Sequence[str], others: str, wording: Wording) -> str:
    """List five names at most, and count the others."""
    told, left = list(names[:MOST_NAMED]), len(names) - MOST_NAMED
    rest = [wording.text(others, n=wording.number(left))] if left > 0 else []
    return ", ".join([*told, *rest])


def _say_each(posts: int, sharing: int, wording: Wording, unit: str = "posts") -> str:
    """Say a number of posts; of several that have as many, that each has them."""
    count = wording.counted(posts, unit)
    return wording.text("prose_each", count=count) if sharing > 1 else count


def _topics(found: PeriodFigures, wording: Wording) -> list[str]:
    ranked = sorted(SHORT_TOPICS, key=lambda topic: -found.topics.get(topic, 0))
    if not found.topics.get(ranked[0]) or not found.whole:
        return []
    most, few = found.topics[ranked[0]], found.topics.get(ranked[-1], 0)
    if most == few:
        return []
    return [
        wording.text(
            "prose_topic",
            most=", ".join(raised := _all_with(found, most, wording)),
            n=_say_each(most, len(raised), wording, "contents"),
            least=", ".join(left := _all_with(found, few, wording)),
            few=_say_each(few, len(left), wording, "contents"),
        )
    ]


def _all_with(found: PeriodFigures, posts: int, wording: Wording) -> list[str]:
    """Name every dimension with so many posts: of equals none is the first."""
    return [wording.short_topic(topic) for topic in SHORT_TOPICS if found.topics.get(topic, 0) == posts]


def _targets_told(found: PeriodFigures, targets: Mapping[str, float], wording: Wording) -> list[str]:
    labelled = sum(found.topics.values())
    if not targets or not labelled:
        return []
    if labelled < JUDGED_FROM:
        return [wording.text("prose_targets_few", n=wording.number(JUDGED_FROM))]
    shares = {topic: found.topics.get(topic, 0) / labelled for topic in targets}
    below = [name for name, share in shares.items() if share < targets[name] and not math.isclose(share, targets[name])]
    if not found.whole:
        told = (
            below_so_far(wording.short_topic(one), found.topics.get(one, 0), labelled, targets[one], wording)
            for one in below
        )
        return [_say_so_far("; ".join(told), found, wording)]
    if not below:
        return [wording.text("prose_targets_met")]
    told = (_say_share_and_target(topic, shares[topic], targets[topic], wording) for topic in below)
    return [wording.text("prose_below_target", topics="; ".join(told))]


def _say_so_far(below: str, found: PeriodFigures, wording: Wording) -> str:
    """Say how the posts that were read stand to the targets, and of which channels some are missing."""
    key = "prose_targets_so_far" if below else "prose_targets_met_so_far"
    return wording.text(key, channels=partly_known(found, wording), topics=below)


def _say_share_and_target(topic: str, share: float, target: float, wording: Wording) -> str:
    """Say a share and its target with as many digits as tell them apart."""
    done, aim = wording.percents(share, target, 1)
    return wording.text("period_target", topic=wording.short_topic(topic), done=done, target=aim)


def _say_responses(found: PeriodFigures, issues: Sequence[Issue] | None, wording: Wording) -> list[str]:
    if found.tones is None:
        return [wording.text("responses_none")]
    if not _was_heard(found):
        return []
    return [
        _tones(found.tones, "prose_responses", wording),
        _say_waiting(found, wording),
        *_most_raised(issues, wording),
    ]


def _tones(found: Mapping[str, int], key: str, wording: Wording) -> str:
    """Say how many responses of each tone were read; none is said as none, and not as three zeros."""
    if not sum(found.values()):
        return wording.text("prose_unheard")
    tones = {tone: wording.number(found.get(tone, 0)) for tone in ("negative", "neutral", "positive")}
    return wording.text(key, n=wording.number(sum(found.values())), **tones)


def _most_raised(issues: Sequence[Issue] | None, wording: Wording) -> list[str]:
    """Name the issue with most responses, or those that share the first place."""
    first = [one for one in issues or () if one.responses == max(other.responses for other in issues or ())]
    named = [
        f"{one.name} ({wording.counted(one.responses, 'responses')}, {wording.counted(one.people, 'people')})"
        for one in first
    ]
    return [wording.text("prose_issue", issues=_list_names(named, "prose_other_issues", wording))] if first else []


def _known_before(found: PeriodFigures) -> bool:
    """Tell whether the period before is known of every channel that has posts in it or now."""
    return not found.partly_before and all(row.source_id in found.before for row in found.posts)


def _channels(found: PeriodFigures, wording: Wording) -> list[str]:
    if not found.posts:
        # Nobody knows that nothing was published where a channel was not read to its end, or before what is stored.
        told = (
            wording.text("prose_since", day=wording.day(found.since)) if found.since else wording.text("period_silent")
        )
        return [] if found.incomplete else [told]
    if len(found.posts) > MOST_CHANNELS:
        return [_by_platform(found, wording)]
    return [
        wording.text(
            "period_channel",
            platform=wording.term("platform", row.platform),
            account=row.account,
            posts=wording.counted(row.posts, unit_of_posts(row.platform)),
            more=_more_of(row, found, wording),
        )
        for row in found.posts
    ]


def _by_platform(found: PeriodFigures, wording: Wording) -> str:
    """Say on one line how many posts each platform has, and had in the period before where all its channels tell.

    One that is silent now is told where it had posts before.
    """
    told = []
    channels = {**found.platforms, **{row.source_id: row.platform for row in found.posts}}
    for name in platforms([{"platform": name} for name in channels.values()], wording.platforms):
        posts = sum(row.posts for row in found.posts if row.platform == name)
        before = [found.before.get(source) for source, platform in channels.items() if platform == name]
        known = sum(n for n in before if n is not None) if None not in before else None
        if not posts and (not known or name in found.unread):
            continue
        more = "" if known is None else wording.text("period_before", n=wording.number(known))
        count = wording.number(posts)
        told.append(wording.text("period_platform", platform=wording.term("platform", name), n=count, more=more))
    return wording.text(
        "period_platforms",
        posts=wording.counted(sum(row.posts for row in found.posts), "contents"),
        channels=wording.counted(len(found.posts), "channels"),
        platforms=" · ".join(told),
    )


def _more_of(row: Row[Any], found: PeriodFigures, wording: Wording) -> str:
    """Say a channel's posts before and its interactions, where they are known."""
    before = found.before.get(row.source_id)
    return "".join(
        wording.text(key, n=wording.number(n))
        for key, n in (("period_before", before), ("period_interactions", row.interactions))
        if n is not None
    )


def _incomplete(found: PeriodFigures, wording: Wording) -> list[str]:
    if not found.incomplete:
        return []
    note = "figures_low" if found.known else "figures_none"
    return [incomplete_line([(row.platform, row.account) for row in found.incomplete], found.channels, wording, note)]


def _programme(found: PeriodFigures, wording: Wording) -> list[str]:
    labelled = sum(row.labelled for row in found.posts)
    if not labelled:
        return []
    naming = wording.number(sum(row.naming for row in found.posts))
    contents = wording.counted(labelled, "contents")
    if labelled < sum(row.posts for row in found.posts):
        contents = wording.text("contents_labelled", contents=contents)
    return [wording.text("period_programme", n=naming, contents=contents)]


def _dimensions(found: PeriodFigures, wording: Wording) -> list[str]:
    if not sum(found.topics.values()):
        return []
    unseen = 0 if found.whole else None
    counted = " · ".join(
        wording.text(
            "dimension_count", topic=wording.short_topic(topic), n=wording.number(found.topics.get(topic) or unseen)
        )
        for topic in SHORT_TOPICS
    )
    return [wording.text("period_dimensions", topics=counted)]


def _citizens(found: PeriodFigures, wording: Wording) -> list[str]:
    if found.tones is None:
        return [wording.text("responses_none")]
    if not _was_heard(found):
        return []
    return [_tones(found.tones, "period_tones", wording), _say_waiting(found, wording)]


def _was_heard(found: PeriodFigures) -> bool:
    """Tell whether responses could be read: where nothing is known of any channel, none was looked at."""
    return found.known or bool(found.overdue) or bool(sum((found.tones or {}).values()))


def _say_waiting(found: PeriodFigures, wording: Wording) -> str:
    if not found.overdue:
        return wording.text("period_answered")
    return wording.text("period_overdue", questions=wording.counted(found.overdue, "questions"))
