"""Responses in which nothing is said to the government: emoji, a tagged friend, a greeting, a number, a cheer.

Codebook, section 3, rule 1: such a response is neutral, of no intent, about nothing, and hinders nobody.
"""

from __future__ import annotations

from collections.abc import Container

from pipeline.transform.responses.features import Reading

APPLAUSE = "👏"
"""The one sign that applauds by itself: a heart, a thumb or folded hands under a post may mean anything."""
EMPTY = frozenset(
    """
    min admin kak kakak pak bapak bu ibu bang bro sis gan mas mbak mba om tante bos guys teman sobat kawan
    halo hallo hai hay hello hi woi oi assalamualaikum assalamu alaikum waalaikumsalam waalaikum salam wr wb
    selamat pagi siang sore malam rahayu sampurasun punten permisi
    siap siaap hadir ok oke okay ya iya yes yess yup yoi
    pertamax pertama kedua ketiga first up sundul nyimak simak absen titik p test tes
    haha hahaha hehe hihi huhu wkwk wkwkwk kwkw xixi lol wow wah wih waw eh oh ah hmm hm cie
    amin alhamdulillah allahuakbar allah gas kuy yuk ayo mantau pantau lanjut nih tuh sini folback
    waduh waduuh cek dm follback folbek followback rabbal ya robbal alamin alaamiin allahumma
    dulu wali rt rw kelurahan kecamatan bekasi timur barat utara selatan
    atas dan di ke dari yang itu ini saya aku kita kami kamu anda dong deh sih lah loh juga dengan untuk
    """.split()  # noqa: SIM905  # a block of words reads better than a list
)
"""Words that greet, laugh or fill: where only these and unknown words stand, nothing is said."""


def says_nothing(reading: Reading, known: Container[str]) -> bool:
    """Tell whether no word of a response, empty ones aside, is *known* to the model or belongs to a cue."""
    if any(token.text == APPLAUSE for token in reading.tokens):
        return False
    cued = {place for cues in reading.cues.values() for cue in cues for place in range(cue.first, cue.last + 1)}
    return not any(
        token.text[0].isalpha() and token.text not in EMPTY and (place in cued or token.text in known)
        for place, token in enumerate(reading.tokens)
    )


def only_applauds(reading: Reading, known: Container[str]) -> bool:
    """Tell whether a response applauds by the sign alone, which is praise."""
    others = [token for token in reading.tokens if token.text != APPLAUSE]
    return len(others) < len(reading.tokens) and says_nothing(reading._replace(tokens=others, cues={}), known)
