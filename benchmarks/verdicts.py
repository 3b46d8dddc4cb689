"""Verdicts on campaigns by simulation: how often chance alone gives one, and how often a true effect does.

Each run is an account with posts of lognormal loudness, counted in whole interactions, seen at the age of seven and a
half days, and scored as the program scores them: ``python -m benchmarks verdicts``, about a minute on one core. A run
begins with enough posts for a history. Others are published every day of it, on the campaign's days, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.count import Count
from pipeline.transform.measures.campaigns import Association, association, seven_day_scores

RUNS, AT_ONCE = 600, 100
BEFORE, AFTER = 100, 60  # days: history for the first scores, then eight weeks before; eight weeks after
USUAL, SPREAD = 60.0, 0.8  # interactions, and the standard deviation of their logarithm: e^0.8 is 2.2-fold
START = date(2026, 1, 1)
FALSE, MISSED, OFF = 0.06, 0.2, 0.3
FOLLOWERS = pd.DataFrame({"source_id": [], "observed_at": pd.to_datetime([], utc=True), "followers": []})


@dataclass(frozen=True, slots=True)
class Design:
    """A campaign: days, posts, how many days apart its posts stand alike, and how loud they truly are."""

    what: str
    days: int
    posts: int
    lasting: float = 0.0
    """Correlation of the loudness of one day with that of the next."""
    effect: float = 1.0


NULLS = (
    Design("8 posts on 4 days", 4, 8),
    Design("8 posts on 4 days, days alike (ρ 0.9)", 4, 8, lasting=0.9),
    Design("20 posts on 20 days", 20, 20),
    Design("20 posts on 20 days, days alike (ρ 0.9)", 20, 20, lasting=0.9),
    Design("30 posts on 30 days, days alike (ρ 0.9)", 30, 30, lasting=0.9),
    Design("30 posts on 60 days, days alike (ρ 0.9)", 60, 30, lasting=0.9),
    Design("20 posts on 60 days", 60, 20),
)
DOUBLE = Design("20 posts on 60 days, twice as loud", 60, 20, effect=2.0)
TRIPLE = Design("20 posts on 60 days, three times as loud", 60, 20, effect=3.0)


def measure(_folder: Path, runs: int = RUNS) -> Sequence[Count]:
    """Simulate each design; the aims are those of docs/methods.md."""
    found: list[Count] = []
    for design in NULLS:
        results = simulate(design, runs)
        wrong = _share(results, "better", "worse")
        found.append(Count(f"verdicts by chance alone, {design.what}", "of all runs", wrong, FALSE))
        found.append(Count("the same: too little for a verdict", "of all runs", _share(results, "insufficient_data")))
    missed = 1 - _share(simulate(DOUBLE, runs), "better")
    found.append(Count(f"true effects missed, {DOUBLE.what}", "of all runs", missed, MISSED))
    results = simulate(TRIPLE, runs // 4)
    for what, values in (
        ("ratio", [one.ratio.ratio for one in results if one.ratio]),
        ("median score", [one.median for one in results if one.median]),
    ):
        off = abs(float(np.median(values)) - TRIPLE.effect)
        found.append(Count(f"distance of the {what} from the truth, {TRIPLE.what}", "times", off, OFF))
    return found


def _share(results: Sequence[Association], *verdicts: str) -> float:
    return sum(one.verdict in verdicts for one in results) / len(results)


def simulate(design: Design, runs: int, seed: int = 20261124) -> list[Association]:
    """Run a design so many times; the same seed gives the same results."""
    chance = np.random.default_rng(seed)
    return [
        one for start in range(0, runs, AT_ONCE) for one in _simulate_some(design, min(AT_ONCE, runs - start), chance)
    ]


def _simulate_some(design: Design, runs: int, chance: np.random.Generator) -> list[Association]:
    days, mine = zip(*(_calendar(design, chance) for _ in range(runs)), strict=True)
    loud = [_loudness(day, own, design, chance) for day, own in zip(days, mine, strict=True)]
    run = np.repeat(np.arange(runs), [len(day) for day in days])
    posts = _posts(run, np.concatenate(days), np.concatenate(mine))
    looks = posts.assign(
        observed_at=posts["published_at"] + timedelta(days=7, hours=12), interactions=np.concatenate(loud)
    )
    campaigned = set(posts.loc[posts["mine"], "post_id"])
    scores = seven_day_scores(posts, looks[["post_id", "observed_at", "interactions"]], FOLLOWERS, apart=campaigned)
    scored = posts.assign(score=posts["post_id"].map(scores))
    first = START + timedelta(days=BEFORE)
    last = first + timedelta(days=design.days - 1)
    return [
        association(part, set(part.loc[part["mine"], "post_id"]), first, last, campaigned=campaigned)
        for _, part in scored.groupby("source_id", sort=True)
    ]


def _calendar(design: Design, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw the days of all posts: one other a day, and the campaign's spread over its days."""
    others = np.arange(BEFORE + design.days + AFTER)
    share = design.posts / design.days
    if share > 1:
        own = np.repeat(np.arange(design.days), int(share))
    else:
        own = np.sort(chance.choice(design.days, design.posts, replace=False))
    days = np.concatenate([others, BEFORE + own])
    return days, np.arange(len(days)) >= len(others)


def _loudness(days: np.ndarray, mine: np.ndarray, design: Design, chance: np.random.Generator) -> np.ndarray:
    """Draw the interactions of posts; with a lasting mood half of their spread is the day's."""
    spread = SPREAD * chance.standard_normal(len(days))
    if design.lasting:
        spread = (spread + SPREAD * _moods(int(days.max()) + 1, design.lasting, chance)[days]) / np.sqrt(2)
    return chance.poisson(USUAL * np.exp(spread) * np.where(mine, design.effect, 1.0)).astype(float)


def _moods(days: int, lasting: float, chance: np.random.Generator) -> np.ndarray:
    """Draw a mood of each day, of variance 1, correlated with that of the day before."""
    steps = chance.standard_normal(days) * np.sqrt(1 - lasting**2)
    steps[0] = chance.standard_normal()
    moods = np.empty(days)
    moods[0] = steps[0]
    for day in range(1, days):
        moods[day] = lasting * moods[day - 1] + steps[day]
    return moods


def _posts(run: np.ndarray, days: np.ndarray, mine: np.ndarray) -> pd.DataFrame:
    begin = pd.Timestamp(datetime(START.year, START.month, START.day, 3, tzinfo=UTC))
    return pd.DataFrame(
        {
            "post_id": [f"x:{number}" for number in range(len(run))],
            "source_id": [f"x-{number:05}" for number in run],
            "kind": "post",
            "published_at": begin + pd.to_timedelta(days * 24 + np.arange(len(run)) % 7, unit="h"),
            "day": [START + timedelta(days=int(day)) for day in days],
            "mine": mine,
        }
    )
