"""One post to its topic label, by the phrases of the taxonomy: pure, and every label shows its evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.transform import programmes as programmes_file
from pipeline.transform import taxonomy as taxonomy_file
from pipeline.transform.marked_yaml import MarkedYaml, TaxonomyError, raise_mistakes
from pipeline.transform.phrases import Match, PhraseIndex
from pipeline.transform.programmes import LEVELS, NAMED, Programmes, read_programmes
from pipeline.transform.stems import Stemmer
from pipeline.transform.taxonomy import NONE, TOPIC_OF, PhraseBook, read_taxonomy
from pipeline.transform.text import lead_end

__all__ = ["Evidence", "Label", "Labeller", "TaxonomyError", "load_labeller"]

# Chosen on 346 posts labelled by hand: each stands on a plateau, where a quarter more or less moves macro-F1 by
# at most 0.01.
LEAD = 2.0  # a phrase in the title or the first sentence counts so much more (codebook, rule 2)
TAGGED = 0.5  # hashtags are often the same under every post
REPEATED = 0.5  # what the second occurrence of a phrase adds; later ones add nothing
ENOUGH = 1.0  # weight below which a dimension is not told from chance
SECOND = 0.7  # share of the primary dimension's weight that a further dimension must reach
MOST = 3  # dimensions (codebook, rule 2)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A phrase that was found, at its first place; ``weight`` is what it added in all.

    ``start`` and ``end`` are character offsets into title, one line feed and text put together, or into the
    text alone where there is no title; ``found`` is what stands there.
    """

    phrase: str
    found: str
    start: int
    end: int
    subtopic: str
    weight: float


@dataclass(frozen=True, slots=True)
class Label:
    """What a post is about, and why.

    ``topics`` are up to three dimensions, the primary one (``topic``) first, and empty when that is ``none``.
    ``score`` is the share of the matched weight that speaks for ``topic``, 0 when nothing matched.
    """

    topic: str
    subtopic: str | None
    topics: tuple[str, ...]
    programme_level: str
    programmes: tuple[str, ...]
    method: str
    score: float
    version: str
    evidence: tuple[Evidence, ...]


class Labeller:
    """Labels texts by one taxonomy and one programmes file; ``version`` changes when either does."""

    def __init__(self, index: PhraseIndex, programmes: Programmes, version: str) -> None:
        self._index = index
        self._programmes = programmes.by_name
        self.version = version

    def label(self, text: str, title: str | None = None) -> Label:
        """Label one post. Title and first sentence weigh more; any text gets a label, if only ``none``."""
        whole = f"{title}\n{text}" if title else text
        lead = len(whole) - len(text) + lead_end(text)
        matches = self._index.find(whole)
        evidence = _evidence(whole, matches, lead)
        totals = _totals(evidence)
        topics = _topics(totals)
        subtopic = _subtopic(evidence, topics[0]) if topics else None
        named = self._mentioned(matches)
        topic = topics[0] if topics else NONE
        return Label(
            topic=topic,
            subtopic=subtopic,
            topics=topics,
            programme_level=self._level(named, topic),
            programmes=named,
            method="taxonomy",
            score=round(totals[topic] / sum(totals.values()), 4) if totals.get(topic) else 0.0,
            version=self.version,
            evidence=evidence,
        )

    def _mentioned(self, matches: list[Match]) -> tuple[str, ...]:
        """Give the programmes that the text names; a hashtag may name the whole programme, but no way to act."""
        found = dict.fromkeys((match.phrase.programme, match.tagged) for match in matches)
        names = [name for name, tagged in found if name and (not tagged or self._is_whole(name))]
        return tuple(dict.fromkeys(names))

    def _is_whole(self, name: str) -> bool:
        return self._programmes[name].level == NAMED

    def _level(self, named: tuple[str, ...], topic: str) -> str:
        levels = {self._programmes[name].level for name in named}
        for level in LEVELS:
            if level in levels:
                return level
        return NONE if topic == NONE else "dimension"


def _evidence(text: str, matches: list[Match], lead: int) -> tuple[Evidence, ...]:
    """Add up the weight of each phrase over its first two places."""
    places: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in matches:
        places[match.phrase.subtopic, match.phrase.text].append(match)
    return tuple(
        Evidence(
            phrase=phrase,
            found=text[found[0].start : found[0].end],
            start=found[0].start,
            end=found[0].end,
            subtopic=subtopic,
            weight=round(_weight(found, lead), 4),
        )
        for (subtopic, phrase), found in places.items()
    )


def _weight(found: list[Match], lead: int) -> float:
    first = found[0]
    factor = TAGGED if first.tagged else LEAD if first.start < lead else 1.0
    return first.phrase.weight * (factor + (REPEATED if len(found) > 1 else 0.0))


def _totals(evidence: tuple[Evidence, ...]) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for one in evidence:
        totals[TOPIC_OF.get(one.subtopic, NONE)] += one.weight
    return dict(totals)


def _topics(totals: dict[str, float]) -> tuple[str, ...]:
    """Choose the dimensions, heaviest first; none of them where ceremony outweighs them all."""
    ranked = sorted(totals.items(), key=lambda total: -total[1])
    if not ranked or ranked[0][0] == NONE or ranked[0][1] < ENOUGH:
        return ()
    least = max(ENOUGH, SECOND * ranked[0][1])
    return tuple(topic for topic, weight in ranked if topic != NONE and weight >= least)[:MOST]


def _subtopic(evidence: tuple[Evidence, ...], topic: str) -> str:
    weights: dict[str, float] = defaultdict(float)
    for one in evidence:
        if TOPIC_OF.get(one.subtopic) == topic:
            weights[one.subtopic] += one.weight
    return max(weights, key=lambda subtopic: weights[subtopic])


def load_labeller(taxonomy: Path | None = None, programmes: Path | None = None) -> Labeller:
    """Read both files, by default the packaged ones. Raises TaxonomyError with the mistakes of both."""
    files = [
        MarkedYaml(taxonomy or taxonomy_file.PACKAGED),
        MarkedYaml(programmes or programmes_file.PACKAGED),
    ]
    stemmer = Stemmer()
    book = PhraseBook(stemmer)
    first, second = read_taxonomy(files[0], book), read_programmes(files[1], book)
    raise_mistakes(*files)
    digest = sha256(b"\0".join(file.path.read_bytes() for file in files)).hexdigest()[:8]
    return Labeller(PhraseIndex(book.phrases, stemmer), second, f"{first}+{second.version}+{digest}")
