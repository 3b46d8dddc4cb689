"""Posts labelled per second, against stemming all their words by PySastrawi, which remembers nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from benchmarks.ratio import Ratio
from benchmarks.texts import texts
from pipeline.transform.posts.labeller import Labeller, load_labeller
from pipeline.transform.text.reading import Post
from pipeline.transform.text.stems import stem_of
from storage.labels.labels import BATCH

POSTS, REPEATS = 20_000, 3
STEMMED = 250  # so many posts for the peer, which takes milliseconds for each
PEER = "PySastrawi, every word stemmed anew"


def measure(_folder: Path) -> list[Ratio]:
    """Label all posts by a new labeller, once more by the same, and stem a sample of them; compare the medians."""
    posts = texts(POSTS)
    sample = posts[:: POSTS // STEMMED]
    stem = Stemmer(ArrayDictionary(StemmerFactory().get_words())).stem
    cold, warm, peer = [], [], []
    for _ in range(REPEATS):
        stem_of.cache_clear()
        began = time.process_time()
        labeller = load_labeller()
        loading = time.process_time() - began
        cold.append(POSTS / (loading + _seconds(_labelling(labeller), _batches(posts))))
        warm.append(POSTS / _seconds(_labelling(labeller), _batches(posts)))
        peer.append(len(sample) / _seconds(stem, sample))
    return [
        Ratio(
            "labelling, cold: loading, all words new", PEER, "posts/s", median(cold), median(peer), 20, at_least=True
        ),
        Ratio("labelling, warm: all words known", PEER, "posts/s", median(warm), median(peer), 20, at_least=True),
    ]


def _labelling(labeller: Labeller) -> Callable[[Sequence[str]], object]:
    return lambda batch: labeller.label_all([Post(post) for post in batch])


def _batches(posts: Sequence[str]) -> list[Sequence[str]]:
    """Deal posts as the night does."""
    return [posts[start : start + BATCH] for start in range(0, len(posts), BATCH)]


def _seconds(work: Callable[[Any], object], all_: Sequence[Any]) -> float:
    """Return the seconds of processor time that all of it takes."""
    began = time.process_time()
    for one in all_:
        work(one)
    return time.process_time() - began
