"""Runs of four words at a text's beginning, and the keys by which texts that share many of them meet.

MinHash (A. Broder, "On the resemblance and containment of documents", 1997) with banding (Leskovec et al., "Mining of
Massive Datasets", ch. 3); what meets is verified by the exact share of the shorter text's shingles that the longer one
contains. Of long texts only the beginning counts: an article's lead is what a caption repeats.
"""

from __future__ import annotations

import re
from zlib import crc32

import numpy as np

WORDS = 60
"""The words of a text that count."""
SHINGLE = 4
FEWEST_SHINGLES = 6
"""A greeting of a few words is no message of its own."""
BANDS, ROWS = 12, 2
"""Texts that share a quarter of their shingles meet in a band with a probability of about 54 %, half: 97 %."""
WORD = re.compile(r"\w+")
ADDRESS = re.compile(r"https?://\S+")
_RANDOM = np.random.default_rng(20261124)
_FACTORS = _RANDOM.integers(1, 1 << 63, size=(BANDS * ROWS, 1), dtype=np.uint64) | np.uint64(1)
_ADDENDS = _RANDOM.integers(0, 1 << 63, size=(BANDS * ROWS, 1), dtype=np.uint64)
_MIX = _RANDOM.integers(1, 1 << 63, size=SHINGLE, dtype=np.uint64) | np.uint64(1)
VERSION = f"{crc32(_FACTORS.tobytes() + _ADDENDS.tobytes() + _MIX.tobytes()):08x}"
"""The hash functions: keys that other ones made meet none of these."""


def share_contained(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the share of the smaller set that the larger one contains; 0 where one is too small to tell."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= FEWEST_SHINGLES else 0.0


def words_of(text: str) -> list[str]:
    """Return the words at a text's beginning that count; addresses do not."""
    return WORD.findall(ADDRESS.sub(" ", text))[:WORDS]


def shingles_of(text: str) -> np.ndarray:
    """Hash each run of four words at the text's beginning; addresses do not count."""
    words = words_of(text.casefold())
    count = len(words) - SHINGLE + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    codes = np.fromiter((crc32(word.encode("utf-8", "replace")) for word in words), dtype=np.uint64, count=len(words))
    found = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE):
        found = (found * _MIX[0]) ^ (codes[place : place + count] * _MIX[place])
    return np.unique(found)


def bands_of(values: np.ndarray) -> tuple[int, ...]:
    """Return the keys under which texts with many shingles in common meet."""
    mixed = values ^ (values >> np.uint64(29))
    smallest = ((mixed * _FACTORS + _ADDENDS) >> np.uint64(16)).min(axis=1).reshape(BANDS, ROWS)
    return tuple((smallest[:, 0] * np.uint64(31) ^ smallest[:, 1]).tolist())
