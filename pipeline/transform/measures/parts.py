"""The parts of interactions that a source tells: only looks that tell the same ones are compared.

A platform may hide a count, such as the likes of one post. The rest of its interactions is no low figure but an
unknown one: 3 comments beside hidden likes are not 3 interactions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # pandas is heavy
    from pandas import DataFrame, Series

PARTS = ("likes", "comments", "shares")
USUAL = 0.5
"""A part belongs to a source's interactions when at least this share of its looks tells it."""


def usual_parts(looks: DataFrame) -> tuple[str, ...]:
    """Return the parts on which a source's posts are compared; none where it tells no likes at all.

    *looks*: ``likes, comments, shares``.
    """
    return parts_of_counts(*_count_parts(looks))


def parts_of_counts(told: int, counts: Mapping[str, int]) -> tuple[str, ...]:
    """Do the same for *counts*: how many of the *told* looks, which tell any part, tell each.

    Likes always count, for where they are hidden everything else is a remainder.
    """
    if not counts["likes"]:
        return ()
    return tuple(name for name in PARTS if name == "likes" or counts[name] >= USUAL * told)


def are_constant(looks: DataFrame) -> bool:
    """Whether all looks that tell anything tell the same parts: any choice of them then has the same usual parts."""
    told, counts = _count_parts(looks)
    return all(count in {0, told} for count in counts.values())


def _count_parts(looks: DataFrame) -> tuple[int, dict[str, int]]:
    told = looks[list(PARTS)].notna().to_numpy()
    return int(told.any(axis=1).sum()), dict(zip(PARTS, map(int, told.sum(axis=0)), strict=True))


def comparable_interactions(looks: DataFrame, parts: tuple[str, ...]) -> Series:
    """Sum up the *parts* of each look; NULL where one is not told, and for posts whose newest look hides one.

    *looks*: ``post_id, observed_at, likes, comments, shares``.
    """
    import numpy as np  # noqa: PLC0415  # heavy
    import pandas as pd  # noqa: PLC0415  # heavy

    # in one array: most accounts have few looks, and each step of pandas takes longer than all of their sums
    counts = looks[list(PARTS)].to_numpy(dtype=float, na_value=np.nan)
    told = ~np.isnan(counts)
    wanted = [place for place, name in enumerate(PARTS) if name in parts]
    left_out = ~told[:, wanted].all(axis=1) if wanted else np.ones(len(looks), dtype=bool)
    sums = counts[:, wanted].sum(axis=1)
    some = told.any(axis=1)
    if (some & left_out).any():
        seen = looks.assign(left_out=left_out)[some].sort_values("observed_at", kind="stable")
        newest = seen.drop_duplicates("post_id", keep="last")
        left_out |= looks["post_id"].isin(newest.loc[newest["left_out"], "post_id"]).to_numpy()
    return pd.Series(pd.arrays.FloatingArray(sums, left_out), index=looks.index)
