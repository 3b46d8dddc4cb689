"""Posts labelled per second, against stemming all their words by PySastrawi without a memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from benchmarks.ratio import Ratio
from benchmarks.texts import texts
from pipeline.transform.topics import load_labeller

POSTS = 20_000
STEMMED = 250  # posts for the peer, which takes some milliseconds for each


def measure() -> list[Ratio]:
    """Label the posts twice, cold and warm, and stem a sample of them before and after."""
    posts = texts(POSTS)
    sample = posts[:: POSTS // STEMMED]
    stem = Stemmer(ArrayDictionary(StemmerFactory().get_words())).stem
    peer = [_rate(stem, sample)]
    began = time.process_time()
    labeller = load_labeller()
    loading = time.process_time() - began
    cold = 1 / (1 / _rate(labeller.label, posts) + loading / POSTS)
    warm = _rate(labeller.label, posts)
    peer.append(_rate(stem, sample))
    mean = sum(peer) / len(peer)
    return [
        Ratio("labelling, first time", cold, mean, "posts/s", 20, at_least=True),
        Ratio("labelling, words known", warm, mean, "posts/s", 20, at_least=True),
    ]


def _rate(work: Callable[[str], object], posts: Sequence[str]) -> float:
    """Return how many posts a second of processor time are done."""
    began = time.process_time()
    for post in posts:
        work(post)
    return len(posts) / (time.process_time() - began)
