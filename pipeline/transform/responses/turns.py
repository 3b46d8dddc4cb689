"""Denials and reproaches that leave no other reading, where single words of a response mislead the model.

A word of blame stays one for the model when a denial turns it round: "tidak pernah mengecewakan" is praise. Whoever
asks "sampai kapan begini" asks for no date: a question that reproaches is a complaint (codebook, section 3).
In doubt the model decides: one further word ("dulu ga ribet", "ga ribet asal ada orang dalam") may turn a denial into
a complaint again, so a response is praise only where every word of it is known here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.transform.responses.features import Reading
from pipeline.transform.responses.words import Token


class Turn(NamedTuple):
    """The intent that a response bears in place of another, and the places of the words that turn it."""

    intent: str
    instead_of: str
    phrase: str
    start: int
    end: int


def _pattern_of_any(words: str) -> str:
    """Return a pattern of these words, written as the lexicon of slang leaves them ("ribet" is read as "rumit")."""
    return f"(?:{'|'.join(words.split())})"


_BLAME = _pattern_of_any(
    """
    rumit repot lelet lambat error mengecewakan kecewa jutek judes galak sombong kasar mempersulit
    dipersulit menyulitkan merepotkan membingungkan menyesal
    """
)
_HINDRANCE = _pattern_of_any("kendala hambatan error")
_NAMES = _pattern_of_any(
    """
    pelayanan layanan proses petugas pegawai perawat dokter aplikasi website pendaftaran daftar urus ngurus mengurus
    pengurusan urusan administrasi prosedur pelayanane
    """
)
_FILLERS = _pattern_of_any("min admin pak bu kak dan dengan sama sekali selama pakai memakai ini sekarang nya !")
_PRAISE = _pattern_of_any(
    """
    mantap bagus baik keren ramah cepat hebat top puas memuaskan mudah praktis terima kasih alhamdulillah langsung jadi
    sangat banget 👍 ❤ 😍 👏 🙌 🥰 😊 🙏
    """
)
_DENIAL = (
    rf"(?:(?:tidak|belum pernah|tanpa)(?: pernah| terlalu| begitu)?(?: berbelit(?: belit)?| bertele tele| {_BLAME})"
    rf"|(?:tidak ada|tanpa) {_HINDRANCE}|tidak se(?:sulit|ribet|rumit) yang dibayangkan)(?: lagi)?"
)
_DENIED = re.compile(f" (?P<turn>{_DENIAL}) ")
_CLOSED = re.compile(
    rf" (?!selama )(?:(?:{_NAMES}(?:nya)?|{_FILLERS}|{_PRAISE}|{_DENIAL}|tanpa (?:pungli|calo|antri|antre)) )++"
)
"""A response of which every word is known; it holds no question mark, for that is none of them.

It gives no word back (++): words that could be read in two ways would take time without end.
"""
_TO_OTHERS = re.compile(r"[@\[\"“”'‘’«»]")
"""Marks of a tagged person, a masked part or a quotation: others speak or are spoken to."""

_WE = "(?:kami |kita |warga |rakyat )?(?:harus |mau |akan )?(?:terus )?"
_SUFFERED = _pattern_of_any("dibiarkan kebanjiran dibohongi menderita bersabar ditelantarkan dipersulit diabaikan")
_CHARGED = _pattern_of_any("bayar disuruh diminta dimintai dipungut ditarik harus")
_REPROACHED = tuple(
    re.compile(pattern)
    for pattern in (
        rf" (?P<turn>sampai kapan {_WE}{_SUFFERED}) ",
        rf" (?P<turn>sampai kapan {_WE}(?:begini|seperti ini)) (?:terus )?(?:(?:pak|bu|min|wali|walikota|\?|!) )*$",
        r"(?<! di)(?<! ke)(?<! yang)(?<! kapan) (?P<turn>mana janji(?:nya|mu)?) (?!(?:ber|ke)?temu|kita |saya )",
        rf" saya dengar(?: \S+){{0,8}}? gratis(?: \S+){{0,8}}? (?P<turn>kok (?:malah |tetap |masih )?{_CHARGED}) ",
    )
)
"""The lexicon of slang makes "saya dengar" of "katanya"."""
_ASKED = re.compile(
    " "
    + _pattern_of_any(
        """
        maaf mohon permisi izin tanya bertanya menumpang info informasi infonya petunjuk berapa benar
        betul apakah bagaimana
        """
    )
    + " "
)
"""Words of someone who asks to know."""


def read_turn(reading: Reading) -> Turn | None:
    """Give the intent that a denial or reproach leaves to a response, None where the model decides."""
    text = f" {' '.join(token.text for token in reading.tokens)} "
    denied = _DENIED.search(text)
    if denied and _CLOSED.fullmatch(text) and not _TO_OTHERS.search(reading.text):
        return _make_turn("praise", "complaint", denied, reading.tokens)
    if _ASKED.search(text):
        return None
    found = next((match for pattern in _REPROACHED if (match := pattern.search(text))), None)
    return _make_turn("complaint", "question", found, reading.tokens) if found else None


def _make_turn(intent: str, instead_of: str, match: re.Match[str], tokens: list[Token]) -> Turn:
    first = match.string.count(" ", 0, match.start("turn")) - 1
    last = first + match["turn"].count(" ")
    return Turn(intent, instead_of, match["turn"], tokens[first].start, tokens[last].end)
