"""Texts to the kecamatan and kelurahan that they name as where something happens or is offered: pure.

A name in running text is a place; "Camat X", "Puskesmas X" or "Kelurahan X melaksanakan …" is an office, which counts
only when no place is named; a hashtag or the account's own name only when neither is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from pipeline.transform.audience.words import (
    CITY_WORDS,
    COMPASS,
    ESTATES,
    INSTITUTIONS,
    LOCATIVES,
    MARKERS,
    NO_NAME,
    OFFICES,
    OTHER_CITIES,
    PERSONS,
    STREETS,
    TITLES,
)
from pipeline.transform.text.gazetteer import KECAMATAN, Gazetteer, Place, city_key, letters
from pipeline.transform.text.stems import stem_of
from pipeline.transform.text.text import Word, fold

_JOINED = re.compile(r"[^\S\n]*[,(]?[^\S\n]*")
"""Between a name and the city in which it lies."""
_DATELINE = re.compile(r"[\s\])]{0,3}[-–—]\s")
_PARTED = re.compile(r"\s*[,/&]\s*")
_AND = frozenset(("dan", "serta"))
LOOK_BACK = 5  # words before a name that tell place from office
LONGEST_UNKNOWN = 3  # words of a name that the gazetteer does not hold
_HANDLE = re.compile(r"^(?:kelurahan|kecamatan|kel[._]|kec[._])[._]?([a-z]{4,}?)(?:[._].*|official|\d*)$")
_TAGGED_MARKER = re.compile(r"^(?:kelurahan|kecamatan|kel|kec)(?=.)")


class Rank(IntEnum):
    """The ways of naming a place; only the best rank of a text counts."""

    PLACE = 0
    OFFICE = 1
    TAG = 2


class Mention(NamedTuple):
    """A place named: what stands where in the text, and as what."""

    name: str
    level: str
    start: int
    end: int
    rank: Rank
    source: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text cut into words; ``folded`` are their surfaces in small plain letters, "" where a sentence ends."""

    whole: str
    words: Sequence[Word]
    folded: Sequence[str]

    @classmethod
    def of(cls, whole: str, words: Sequence[Word]) -> Text:
        """Fold the words of a text."""
        return cls(whole, words, [_fold_surface(word.surface) for word in words])

    def before(self, place: int) -> Iterator[str]:
        """Give the words before *place*, nearest first, back to the beginning of the sentence."""
        for word in reversed(self.folded[max(0, place - LOOK_BACK) : place]):
            if not word:
                return
            yield word

    def between(self, place: int) -> str:
        """Give what stands between a word and the one before it."""
        return self.whole[self.words[place - 1].end : self.words[place].start]

    def word(self, place: int) -> str:
        """Give a word, "" beyond both ends."""
        return self.folded[place] if 0 <= place < len(self.folded) else ""


def _fold_surface(surface: str) -> str:
    return surface.lower() if surface.isascii() else fold(surface)


class PlaceFinder:
    """Finds places by a gazetteer; those of other cities only where "Kecamatan" or "Kelurahan" stands before them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._triggers = frozenset((*gazetteer.starts, *MARKERS))
        self._own: dict[tuple[str, bool], str | None] = {}

    def find(self, text: Text, *, at_home: bool = True) -> list[Mention]:
        """Give the places that count, in their order, each once; not *at_home* the gazetteer's names mean nothing."""
        found = [one for one in self._mentions(text, at_home=at_home) if one]
        best = min((one.rank for one in found), default=Rank.PLACE)
        first = {one.name.casefold(): one for one in reversed(found) if one.rank == best}
        return sorted(first.values(), key=lambda one: one.start)

    def own(self, account: str, *, at_home: bool = True) -> str | None:
        """Give the place whose office an account is, by its name: ``kelurahan_durenjaya``."""
        key = (account, at_home)
        if key not in self._own:
            self._own[key] = self._own_of(account, at_home=at_home)
        return self._own[key]

    def _own_of(self, account: str, *, at_home: bool) -> str | None:
        handle = account.lower().lstrip("@")
        squeezed = letters(handle)
        keys = self.gazetteer.names if at_home else ()
        held = max((key for key in keys if key in squeezed), key=len, default=None)
        if held:
            return self.gazetteer.names[held][0].name
        unknown = _HANDLE.match(handle)
        return unknown.group(1).title() if unknown else None

    def _mentions(self, text: Text, *, at_home: bool) -> Iterator[Mention | None]:
        after, rank, last = 0, Rank.PLACE, None
        for place, word in enumerate(text.folded):
            listed = _goes_on_a_list(text, after, place)
            short = self._shortened(text, place, last) if listed and last else None
            if place < after or not (short or self._may_begin(word, tagged=text.words[place].tagged)):
                continue
            known = short or (self._known(text, place) if at_home else None)
            if known:
                where, after, street = known
                rank = rank if listed else self._rank(text, place, after)
                named = street or (listed and last is not None and _is_item(text, after))
                mention = self._checked(text, place, after, where, rank, street=street, named=named)
                last = where if mention else None
                yield mention
            elif word in MARKERS and at_home and self._known(text, place + 1):
                continue
            elif word in MARKERS and (end := _unknown_end(text, place + 1)):
                after, last = end, None
                rank = rank if listed else self._rank(text, place + 1, after)
                yield _mention(text, place + 1, after, rank, MARKERS[word])

    def _may_begin(self, word: str, *, tagged: bool) -> bool:
        return word in self._triggers or (tagged and _TAGGED_MARKER.match(word) is not None)

    def _known(self, text: Text, place: int) -> tuple[Place, int, bool] | None:
        """Find the longest name or street of the gazetteer that begins at *place*."""
        if place >= len(text.words):
            return None
        tagged = text.words[place].tagged
        longest = self.gazetteer.starts.get(text.folded[place], 1 if tagged else 0)
        for after in range(min(place + longest, len(text.folded)), place, -1):
            parts = text.folded[place:after]
            key = "".join(parts)
            if tagged:
                key = _TAGGED_MARKER.sub("", key)
            street = self.gazetteer.streets.get(key)
            found = street or (self.gazetteer.place(key, _level(text, place)) if key in self.gazetteer.names else None)
            if found and all(parts) and tagged == text.words[after - 1].tagged:
                return found, after, street is not None
        return None

    def _shortened(self, text: Text, place: int, last: Place) -> tuple[Place, int, bool] | None:
        """Find the kecamatan of a word that leaves out how the one before it begins: "Bekasi Timur dan Utara"."""
        if last.level != KECAMATAN or not text.words[place].surface[:1].isupper() or not _is_item(text, place + 1):
            return None
        if not (text.word(place - 1) in _AND or _PARTED.fullmatch(text.between(place))):
            return None
        found = self.gazetteer.place(letters(last.name.split()[0]) + text.folded[place], KECAMATAN)
        return (found, place + 1, False) if found and found.level == KECAMATAN else None

    def _checked(  # noqa: PLR0913  # the parts of one mention
        self, text: Text, place: int, after: int, where: Place, rank: Rank, *, street: bool, named: bool
    ) -> Mention | None:
        """Make a mention, unless it is an address, an ordinary word (not *named*), or a place of another city."""
        if not street and _is_other_name(text, place, after):
            return None
        if not (named and text.words[place].surface[:1].isupper()) and self._is_common(text, place, after, where):
            return None
        if self._elsewhere(text, after) or self._is_namesake(text, after, where):
            return None
        start, end = text.words[place].start, text.words[after - 1].end
        return Mention(where.name, where.level, start, end, rank, "gazetteer")

    def _is_common(self, text: Text, place: int, after: int, where: Place) -> bool:
        """Tell whether an ordinary word is meant, not the place that bears it as its name."""
        return where.common and not self._marked(text, place, after, where)

    def _marked(self, text: Text, place: int, after: int, where: Place) -> bool:
        """Tell whether an ordinary word is meant as a name: after "Kelurahan", or large and beside what says so."""
        before = text.word(place - 1)
        if before in MARKERS or (text.words[place].tagged and _TAGGED_MARKER.match(text.folded[place])):
            return True
        if not text.words[place].surface[:1].isupper():
            return False
        if before in TITLES or before in LOCATIVES or before.isdecimal() or before[:2] == "rw":
            return True
        after += text.word(after) in MARKERS
        following = self._known(text, after)
        return following is not None and following[0].kecamatan == where.kecamatan

    def _elsewhere(self, text: Text, after: int) -> bool:
        """Tell whether the names go on to another city: ", Kecamatan Sukarame, Kota Bandar Lampung"."""
        for place in range(after, min(after + LOOK_BACK + 1, len(text.folded) - 1)):
            word, surface = text.folded[place], text.words[place].surface
            following = text.words[place + 1].surface
            if word in CITY_WORDS and following[:1].isupper() and not self._known(text, place):
                kind, home = CITY_WORDS[word], city_key(self.gazetteer.city)
                return not f"{kind}{text.folded[place + 1]}{text.word(place + 2)}".startswith(home)
            if not word or not (word in MARKERS or surface[:1].isupper()):
                return False
        return False

    def _is_namesake(self, text: Text, after: int, where: Place) -> bool:
        """Tell whether a city with a place of the same name follows: "Pekayon, Pasar Rebo, Jakarta"."""
        if not where.elsewhere:
            return False
        return any(_is_city(text, begin, where.elsewhere) for begin in (after, self._after_district(text, after)))

    def _after_district(self, text: Text, after: int) -> int:
        """Give the place after a district that stands between commas and is none of ours; *after* where none does."""
        end = first = after + (text.word(after) in MARKERS)
        while (
            end < min(first + LONGEST_UNKNOWN, len(text.folded))
            and text.words[end].surface[:1].isupper()
            and (end == first or text.between(end) == " ")
            and not self._known(text, end)
        ):
            end += 1
        parted = end < len(text.folded) and text.between(after).strip() == text.between(end).strip() == ","
        return end if parted else after

    def _rank(self, text: Text, place: int, after: int) -> Rank:
        """Tell what a name stands for by the words before it, its marker left out."""
        if text.words[place].tagged:
            return Rank.TAG
        marked = text.word(place - 1) in MARKERS
        begin = place - 1 if marked else place
        if text.word(begin - 1) in ("se", *INSTITUTIONS) or _is_dateline(text, place, after):
            return Rank.OFFICE
        for word in text.before(begin):
            if word in LOCATIVES or word.isdecimal():
                return Rank.PLACE
            if word in OFFICES:
                return Rank.OFFICE
        return Rank.OFFICE if marked and _acts(text, begin, after) else Rank.PLACE


def _is_other_name(text: Text, place: int, after: int) -> bool:
    """Tell whether a name is part of an address, of a person's name, or of an estate's or firm's."""
    return text.word(place - 1) in STREETS or _is_person(text, place, after) or _is_estate(text, place, after)


def _is_person(text: Text, place: int, after: int) -> bool:
    """Tell whether one person bears a name; "Bapak dan Ibu Jatiasih" and "Yth. Ibu Jatisari yang …" are residents."""
    if text.word(place - 1) not in PERSONS or not text.words[place].surface[:1].isupper():
        return False
    earlier = [word for word in text.folded[max(0, place - LOOK_BACK) : place - 1] if word not in _AND]
    addressed = earlier[-1:] == ["yth"] and text.word(after) == "yang"
    return not addressed and not PERSONS.intersection(earlier[-1:])


def _is_estate(text: Text, place: int, after: int) -> bool:
    """Tell whether a name goes on as that of an estate: "Jatibening Permai", not "Jatibening, apartemen …"."""
    return (
        text.word(after) in ESTATES
        and text.words[after].surface[:1].isupper()
        and text.between(after) in (" ", "\N{NO-BREAK SPACE}")
        and text.word(place - 1) not in MARKERS
    )


def _is_city(text: Text, begin: int, cities: frozenset[str]) -> bool:
    """Tell whether one of *cities*, and no list of them, follows a name at once."""
    end = next((begin + size for size in (1, 2) if "".join(text.folded[begin : begin + size]) in cities), 0)
    return (
        end > 0
        and text.words[begin].surface[:1].isupper()
        and _JOINED.fullmatch(text.between(begin)) is not None
        and not _goes_on(text, end)
    )


def _is_item(text: Text, after: int) -> bool:
    """Tell whether a name ends before *after*, as in a list: neither "Barat daya" nor "Perwira TNI"."""
    if not text.word(after) or text.between(after).strip():
        return True
    following = text.words[after]
    return text.folded[after] in _AND or not (following.surface[:1].isupper() or text.folded[after] in COMPASS)


def _goes_on(text: Text, after: int) -> bool:
    """Tell whether a list of cities goes on: ", Bogor dan Depok"."""
    following = after + (text.word(after) in _AND)
    if text.word(following) not in OTHER_CITIES:
        return False
    return following > after or text.between(following).strip() in (",", "/", "&")


def _acts(text: Text, begin: int, after: int) -> bool:
    """Tell whether an office opens a sentence and does something: "Kelurahan X terus …"."""
    opens = not text.word(begin - 1) or text.word(begin - 1).isdecimal()
    following = text.words[after].surface if after < len(text.words) else ""
    return (
        opens
        and following[:1].islower()
        and following not in ("dan", "di", "yang", "pada", "serta", "rt", "rw", *MARKERS)
    )


def _is_dateline(text: Text, place: int, after: int) -> bool:
    """Tell whether a text opens with where it was written: "MEDANSATRIA - Hari ini …"."""
    end = text.words[after - 1].end
    return text.whole[text.words[place].start : end].isupper() and _DATELINE.match(text.whole, end) is not None


def _level(text: Text, place: int) -> str | None:
    before = text.word(place - 1)
    return MARKERS.get(before) or TITLES.get(before)


def _goes_on_a_list(text: Text, after: int, place: int) -> bool:
    """Tell whether a name goes on a list of names: "Lurah A, B dan C"."""
    between = text.folded[after:place]
    return 0 < after <= place and len(between) <= 1 and _AND.issuperset(between)


def _unknown_end(text: Text, place: int) -> int | None:
    """Give the place after a name that no gazetteer holds, such as "Kertek" after "Kecamatan"; None without one."""
    end = place
    while end < min(place + LONGEST_UNKNOWN, len(text.words)) and _names(text, place, end):
        end += 1
    return end if end > place else None


def _names(text: Text, first: int, place: int) -> bool:
    word = text.words[place]
    folded = text.folded[place]
    if word.tagged or not word.surface.isalpha() or folded in NO_NAME or _is_verb(folded):
        return False
    between = text.whole[text.words[place - 1].end : word.start]
    spaced = between in (" ", "\N{NO-BREAK SPACE}") or (place == first and between in (". ", "."))
    return spaced and word.surface.istitle()


def _is_verb(folded: str) -> bool:
    """Tell whether a word of a headline is what an office does: "Kecamatan X Teguhkan …", "… Meningkatkan …"."""
    return folded.endswith("kan") and stem_of(folded) != folded


def _mention(text: Text, place: int, after: int, rank: Rank, level: str) -> Mention:
    start, end = text.words[place].start, text.words[after - 1].end
    return Mention(" ".join(text.whole[start:end].split()), level, start, end, rank, "marker")
