"""Whether a week differs from another one by more than chance would make it: an interval and one word.

Interactions: the posts of two weeks are compared by ranks (Mann and Whitney, 1947). The interval of their ratio is that
of Hodges and Lehmann (1963): all ratios of a post of the one week to a post of the other, less as many of the smallest
and of the largest as chance leaves out in 5 of 100 draws from one pool. It needs no normal distribution, and is exact.
Shares: Fisher's exact test (1935), and the interval of the difference by Newcombe (1998, method 10). Numbers of posts:
the exact test of Przyborowski and Wilenski (1940), given their sum.

The words of one table are tested together by Tarone (1990), step by step as Holm (1979) does: a change is told at 5 %
divided by the number of rows that could be told at that level at all, those told are put aside, and the others are
tested again. A row of few posts, or of none on both sides, so takes nothing from the others. A table in which nothing
changed holds a false word in 5 of 100 weeks at most, whatever hangs together with what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb, erfc, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np

Word = Literal["higher", "lower", "not_distinguishable", "too_few"]
FEWEST = 5  # posts of either week
LEVEL = 0.05
HALF = 0.5  # added to each count, so that no interactions have a ratio too
SUMMED = 500  # posts up to which chances are summed up one by one; above, the normal distribution is as good
EXACT = 400  # pairs up to which the ranks are counted out; above, the normal distribution is as good
NORMAL = 1.959964


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a figure: relative for interactions (0.5: by half), in points for shares (0.1: ten points)."""

    word: Word
    low: float | None = None
    high: float | None = None


class Tested(NamedTuple):
    """The chance of a row's numbers where nothing changed, and the least one that its posts could have come to."""

    chance: float
    least: float


TOO_FEW = Change("too_few")


def changes_of_interactions(pairs: Sequence[tuple[Sequence[float], Sequence[float]]]) -> list[Change]:
    """Compare the interactions of the posts of two weeks, of several channels that stand in one table."""
    told, level = _find_told([_test_of(now, before) for now, before in pairs])
    return [change_of_interactions(*pair, LEVEL if place in told else level) for place, pair in enumerate(pairs)]


def changes_of_shares(rows: Sequence[tuple[int, int, int, int]]) -> list[Word]:
    """Compare shares of one table, each given as ``change_of_share`` takes it, in a word."""
    words = [change_of_share(*row).word for row in rows]
    return _withhold_words(words, [Tested(_fisher(*row), _least_fisher(*row)) for row in rows])


def changes_of_counts(pairs: Sequence[tuple[int, int]]) -> list[Word]:
    """Compare the numbers of posts of two weeks, of several rows of one table, in a word."""
    words = [change_of_count(*pair) for pair in pairs]
    return _withhold_words(words, [Tested(_chance_of_count(*pair, HALF), 2 * HALF ** sum(pair)) for pair in pairs])


def _withhold_words(words: Sequence[Word], tests: Sequence[Tested]) -> list[Word]:
    told, _ = _find_told([None if word == "too_few" else one for word, one in zip(words, tests, strict=True)])
    return [
        "not_distinguishable" if word != "too_few" and place not in told else word for place, word in enumerate(words)
    ]


def _find_told(tests: Sequence[Tested | None]) -> tuple[frozenset[int], float]:
    """Return the places of what may be told, and the level at which the others failed (Tarone, 1990, and Holm, 1979).

    Hommel and Krummenauer (1998) show that the steps keep the level: fewer rows never get a stricter one.
    """
    left, told = {place: one for place, one in enumerate(tests) if one is not None}, set[int]()
    while True:
        level = _shared_level([one.least for one in left.values()])
        found = {place for place, one in left.items() if one.chance <= level}
        if not found:
            return frozenset(told), level
        told |= found
        left = {place: one for place, one in left.items() if place not in found}


def _shared_level(least: Sequence[float]) -> float:
    """Return the level by the fewest parts that suffice for all rows that could be told at it."""
    levels = (LEVEL / parts for parts in range(1, len(least) + 1))
    fitting = (level for parts, level in enumerate(levels, 1) if sum(one <= level for one in least) <= parts)
    return next(fitting, LEVEL)


def change_of_interactions(now: Sequence[float], before: Sequence[float], level: float = LEVEL) -> Change:
    """Compare the interactions of the posts of two weeks."""
    if min(len(now), len(before)) < FEWEST:
        return TOO_FEW
    ratios = np.sort(_ratios(now, before))
    left_out = _left_out(len(now), len(before), level)
    if left_out < 0:  # so few posts that no ratio can be left out
        return Change("not_distinguishable")
    low, high = (float(np.expm1(ratios[place])) for place in (left_out, len(ratios) - 1 - left_out))
    return Change(_word(low, high), low, high)


def _ratios(now: Sequence[float], before: Sequence[float]) -> np.ndarray:
    """Give the logarithm of the ratio of each post of the one week to each of the other."""
    loud, earlier = (np.log(np.asarray(values, dtype=float) + HALF) for values in (now, before))
    ratios: np.ndarray = (loud[:, None] - earlier[None, :]).ravel()
    return ratios


def _chance_of(now: Sequence[float], before: Sequence[float]) -> float | None:
    """Return the level from which on the interval leaves out that nothing changed; none for few posts."""
    one, other = len(now), len(before)
    if min(one, other) < FEWEST:
        return None
    ratios = _ratios(now, before)
    against = int(min((ratios <= 0).sum(), (ratios >= 0).sum()))
    if one * other > EXACT:
        spread = sqrt(one * other * (one + other + 1) / 12)
        return erfc((one * other / 2 - HALF - against) / spread / sqrt(2))
    return min(1.0, 2 * float(_chance_below(one, other)[against]))


def _test_of(now: Sequence[float], before: Sequence[float]) -> Tested | None:
    """Return the chance of these posts, and the least one if the same posts lay otherwise in the two weeks."""
    chance, size, posts = _chance_of(now, before), len(now), sorted([*now, *before])
    if chance is None:
        return None
    apart = ((posts[-size:], posts[:-size]), (posts[:size], posts[size:]))
    return Tested(chance, min(found for one, other in apart if (found := _chance_of(one, other)) is not None))


def change_of_share(now: int, of_now: int, before: int, of_before: int) -> Change:
    """Compare *now* of *of_now* posts with *before* of *of_before*."""
    if min(of_now, of_before) < FEWEST:
        return TOO_FEW
    low, high = _difference(now, of_now, before, of_before)
    if _fisher(now, of_now, before, of_before) >= LEVEL:
        return Change("not_distinguishable", low, high)
    return Change("higher" if now / of_now > before / of_before else "lower", low, high)


def change_of_count(now: int, before: int, days: tuple[int, int] = (1, 1)) -> Word:
    """Compare the numbers of posts of two periods of so many *days*: chance alone spreads them evenly over all days."""
    total, part = now + before, days[0] / sum(days)
    if total < FEWEST:
        return "too_few"
    if _chance_of_count(now, before, part) >= LEVEL:
        return "not_distinguishable"
    return "higher" if now > total * part else "lower"


def _chance_of_count(now: int, before: int, part: float) -> float:
    """Return the chance of numbers that are as far apart, on either side, where *part* of the days is the later's."""
    total = now + before
    return 2 * min(_at_least(now, total, part), _at_least(before, total, 1 - part))


def _at_least(posts: int, total: int, part: float) -> float:
    """Return the chance that so many of all posts or more fall into a *part* of the days."""
    if total > SUMMED:
        beyond = (posts - HALF - total * part) / sqrt(total * part * (1 - part))
        return erfc(beyond / sqrt(2)) / 2
    return sum(comb(total, k) * part**k * (1 - part) ** (total - k) for k in range(posts, total + 1))


def _word(low: float, high: float) -> Word:
    if low > 0:
        return "higher"
    return "lower" if high < 0 else "not_distinguishable"


@lru_cache(maxsize=1024)
def _left_out(one: int, other: int, level: float = LEVEL) -> int:
    """Return how many of the smallest ratios of two groups lie outside the interval, and as many of the largest."""
    if one * other > EXACT:
        beyond = -NormalDist().inv_cdf(level / 2) * sqrt(one * other * (one + other + 1) / 12)
        return int(one * other / 2 - beyond - HALF)
    return int(np.searchsorted(_chance_below(one, other), level / 2, side="right")) - 1


@lru_cache(maxsize=1024)
def _chance_below(one: int, other: int) -> np.ndarray:
    """Return the chances that so many pairs or fewer speak against a change, where there is none."""
    below: np.ndarray = np.cumsum(_rank_sums(one, other)) / comb(one + other, one)
    return below


def _rank_sums(one: int, other: int) -> np.ndarray:
    """Count the orders of two groups by how many pairs have the first group's member behind: Gauss's binomials."""
    ways = np.zeros(one * other + 1)
    ways[0] = 1
    for size in range(1, one + 1):
        for place in range(len(ways) - 1, other + size - 1, -1):
            ways[place] -= ways[place - other - size]
        for place in range(size, len(ways)):
            ways[place] += ways[place - size]
    return ways


@lru_cache(maxsize=1024)  # each row of a table asks twice: for its own word, and for that among the others
def _fisher(now: int, of_now: int, before: int, of_before: int) -> float:
    """Return the probability of a table at least as unlikely, both margins given."""
    hits, total = now + before, of_now + of_before
    possible = range(max(0, hits - of_before), min(hits, of_now) + 1)
    chances = [comb(of_now, possible[0]) * comb(of_before, hits - possible[0])]
    for k in possible[:-1]:  # from one table to the next, since each from its beginning takes seconds of thousands
        chances.append(chances[-1] * (of_now - k) * (hits - k) // ((k + 1) * (of_before - hits + k + 1)))
    found = chances[now - possible[0]]
    return sum(chance for chance in chances if chance <= found) / comb(total, hits)


def _least_fisher(now: int, of_now: int, before: int, of_before: int) -> float:
    """Return the least probability that tables of these margins can have: that of the rarer end, or of both."""
    hits, total = now + before, of_now + of_before
    ends = {max(0, hits - of_before), min(hits, of_now)}
    chances = [comb(of_now, end) * comb(of_before, hits - end) for end in ends]
    return chances.count(min(chances)) * min(chances) / comb(total, hits)


def _difference(now: int, of_now: int, before: int, of_before: int) -> tuple[float, float]:
    share, earlier = now / of_now, before / of_before
    (low, high), (low_before, high_before) = _wilson(share, of_now), _wilson(earlier, of_before)
    apart = share - earlier
    return (
        apart - sqrt((share - low) ** 2 + (high_before - earlier) ** 2),
        apart + sqrt((high - share) ** 2 + (earlier - low_before) ** 2),
    )


def interval_of_share(n: int, of: int) -> tuple[float, float]:
    """Give the 95 % interval of a share by Wilson (1927), within 0 and 1."""
    low, high = _wilson(n / of, of)
    return max(0.0, low), min(1.0, high)


def _wilson(share: float, posts: int) -> tuple[float, float]:
    middle = (share + NORMAL**2 / (2 * posts)) / (1 + NORMAL**2 / posts)
    half = NORMAL * sqrt(share * (1 - share) / posts + NORMAL**2 / (4 * posts**2)) / (1 + NORMAL**2 / posts)
    return middle - half, middle + half
