"""Choose the words and pairs that a model may know; rare ones, and those that look like names, are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.transform.posts.classifier import Classifier
from pipeline.transform.posts.features import BLOCKS, Floats
from pipeline.transform.posts.labeller import BATCH, Rules
from pipeline.transform.text.reading import Post
from pipeline.transform.text.stems import Stemmer

POSTS_WITH = {
    "word": 3,
    "lead": 3,
    "pair": 4,
}  # posts a word must stand in: what stands in fewer may be somebody's name
COMMON = 0.5  # share of the posts above which a word tells nothing
# Share of its places in which a word must stand in small letters, or it may be a name: one that no dictionary knows,
# and one that the dictionary knows (budi is one). Words of the taxonomy need none.
SMALL_UNKNOWN, SMALL_KNOWN = 0.5, 0.05
_PLAIN = re.compile(r"[^\W\d_]{2,30}")


@dataclass(frozen=True)
class Document:
    """The words of a text, folded; which of them are written in small letters outside hashtags; how many open it."""

    words: list[str]
    small: list[bool]
    opening: int


def _documents(rules: Rules, texts: Sequence[str]) -> Iterator[Document]:
    index = rules.reader().index
    for start in range(0, len(texts), BATCH):
        reading = index.read([Post(text) for text in texts[start : start + BATCH]])
        for number in range(len(reading.wholes)):
            places = reading.places(number)
            surfaces = reading.lexicon.surfaces(reading.words[places])
            small = [s.islower() and not tagged for s, tagged in zip(surfaces, reading.tagged[places], strict=True)]
            opening = int(reading.opening[places].sum())
            yield Document(reading.lexicon.folded(reading.words[places]), small, opening)


def build_vocabulary(rules: Rules, texts: Sequence[str]) -> Classifier:
    """Choose the words and pairs that a model may know, from labelled and unlabelled texts; its weights are nothing."""
    documents = list(_documents(rules, texts))
    words = _known_words(documents, rules)
    vocabulary = {word: number for number, word in enumerate(words)}
    leads: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for document in documents:
        leads.update(set(document.words[: document.opening]))
        pairs.update({pair for pair in pairwise(document.words) if vocabulary.keys() >= set(pair)})
    most = COMMON * len(texts)
    leading = [word for word in words if POSTS_WITH["lead"] <= leads[word] <= most]
    paired = sorted(pair for pair, count in pairs.items() if POSTS_WITH["pair"] <= count <= most)
    empty: Floats = np.zeros((0, 0), dtype=np.float32)
    counts = {
        "word": _document_counts(documents, words),
        "lead": [leads[word] for word in leading],
        "pair": [pairs[pair] for pair in paired],
    }
    return Classifier(
        words=tuple(words),
        leads=tuple(vocabulary[word] for word in leading),
        pairs=tuple((vocabulary[first], vocabulary[second]) for first, second in paired),
        classes={},
        tables={},
        squares={block: _rarity(counts[block], len(texts)) ** 2 for block in BLOCKS},
        dense=empty,
        bias=empty,
        heat={},
        threshold=0.0,
        digest="",
    )


def _rarity(counts: Sequence[int], total: int) -> Floats:
    share = (1 + total) / (1 + np.array(counts, dtype=np.float32))
    return (np.log(share) + 1).astype(np.float32)


def _document_counts(documents: Sequence[Document], words: Sequence[str]) -> list[int]:
    counts = Counter[str]()
    for document in documents:
        counts.update(set(document.words))
    return [counts[word] for word in words]


def _known_words(documents: Sequence[Document], rules: Rules) -> list[str]:
    """Choose words that stand in enough posts, and of those that no dictionary knows only such as look like no name."""
    posts, places, small = Counter[str](), Counter[str](), Counter[str]()
    for document in documents:
        posts.update(set(document.words))
        places.update(document.words)
        small.update(word for word, is_small in zip(document.words, document.small, strict=True) if is_small)
    most = COMMON * len(documents)
    own = {word for phrase in rules.lines for word in phrase.text.lower().replace("=", "").split()}
    stems = _dictionary() | own
    return sorted(
        word
        for word, count in posts.items()
        if POSTS_WITH["word"] <= count <= most
        and _PLAIN.fullmatch(word)
        and (word in own or small[word] >= places[word] * _least_small(word, stems, rules.stemmer))
    )


def _least_small(word: str, stems: set[str], stemmer: Stemmer) -> float:
    return SMALL_KNOWN if word in stems or stemmer(word) in stems else SMALL_UNKNOWN


def _dictionary() -> set[str]:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # noqa: PLC0415  # only training needs it

    return set(StemmerFactory().get_words())
