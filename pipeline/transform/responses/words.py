"""A citizen's response to plain words: slang made plain, what was masked left out, with the place of each word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.transform.text.text import UNSEEN, fold, tag_spans

LEXICON = Path(__file__).with_name("slang.tsv")
_TOKEN = re.compile(
    r"""
    (?:https?://|www\.)\S++ | \[\w{1,20}\] | @\[?[\w.]*+\]? | [\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}\w{2,}
  | \#(?P<tag> \w++ (?:[UNSEEN]++\w++)*+ )
  | (?P<word> [^\W\d_]++ (?:[UNSEEN]++[^\W\d_]++)*+ ) (?:[2²](?!\w))?
  | (?P<mark> \? | ! | [\u2600-\u27bf\U0001f300-\U0001faff] )
    """.replace("UNSEEN", UNSEEN),
    re.VERBOSE,
)
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
# What the lexicon lacks, or makes something else of than citizens mean who write to an office.
_OWN = {
    "tidak": "ga gak gk g ngga nggak enggak nggk ngak ndak tdk tak ra rak ora tda gx kagak kaga engga nda gag tdak "
    "mboten boten teu henteu",
    "tidak ada": "gada gaada gaono euweuh teuaya",
    "tidak bisa": "gabisa gabs gbisa gbs gkbisa gaiso gabisaa",
    "tapi": "tp tpi",
    "min": "mimin minmin",
    "tahu": "tau taw",
    "banget": "bgt bangat bngt bgtt",
    "bagaimana": "bgmn gmn gmna gimana gmana gimn piye pye kumaha",
    "di mana": "dmn dmna dimana nandi",
    "mana": "mna endi ngendi pundi",
    "aplikasi": "apl apk app apps aplikasine aplikasinya apknya appnya aplikasix",
    "hp": "handphone hape",
    "aja": "aj ae",
    "saja": "sj",
    "semoga": "moga smg smoga mugi mugo",
    "error": "eror erorr ero",
    "amin": "aamiin amiin amiiin aamin",
    "terima kasih": "makasih mksh tks thx trims trimakasih terimakasih trmkasih tksh makasi trmksh",
    "matur suwun": "matursuwun maturnuwun suwun nuwun",
    "belum": "lom lum blm belom blom durung dereng",
    "kalau": "kl klo klu kalo klw",
    "update": "updet upgrade apdet",
    "sih": "si seh",
    "respon": "respons",
    "kenapa": "knp knpa napa ngapa ngopo",
    "ya": "iya yah iyah y yak yha",
    "jogja": "yogya",
    "admin": "adminnya",
    "sudah": "udah udh dah sdh wis wes uda sdah sampun geus atos parantos",
    "tetap": "ttp tetep",
    "bisa": "bs isa iso bsa bisaa saged tiasa",
    "susah": "ssh hese",
    "mudah": "gampang",
    "semangat": "semngat smangat",
    "bagus": "bgus bgs alus",
    "alhamdulillah": "alhamdulilah",
    "ada": "ono",
    "apa": "opo nopo naon",
    "yang": "sing seng",
    "tidak jelas": "gajelas gaje",
    "buruk": "bruk",
    "seperti": "kaya kayak kyk",
    "buat": "bwt",
    "hoaks": "hoax",
    # Javanese and Sundanese of everyday letters to an office.
    "jalan": "dalane jalanna",
    "semua": "kabeh sadayana",
    "segera": "ndang enggal",
    "diperbaiki": "didandani didandanono dibenerkeun didangdosan",
    "sama sekali": "blas babar",
    "sekali": "sanget pisan tenan",
    "baik": "sae",
    "ini": "niki iki ieu",
    "itu": "niku kuwi eta",
    "berapa": "pinten piro sabaraha",
    "lama": "suwe suwi lami",
    "jelek": "elek butut awon",
    "gelap": "peteng poek",
    "minta": "nyuwun njaluk menta",
    "masuk": "mlebu asup lebet",
    "pusing": "lieur mumet",
    "kapan": "iraha",
    "dong": "atuh",
    "banyak": "akeh kathah loba seueur",
    "jangan": "ojo",
    "harus": "kudu kedah",
    "mau": "hayang hoyong arep badhe",
    "hilang": "leungit",
    "rusak": "ruksak",
    "banjir": "caah",
    "sampah": "runtah",
    "saya": "kulo kula abdi",
    "ditambah": "ditambihan ditambahi",
    "lagi": "deui maneh",
}
# What the lexicon makes something else of ("nuhun" to "ya"), and citizens mean as it stands.
_AS_WRITTEN = ("nuhun", "hatur", "gercep", "recommended", "alamin", "follback")


class Token(NamedTuple):
    """A plain word or mark, and where in the text it was read."""

    text: str
    start: int
    end: int


def read_tokens(text: str) -> list[Token]:
    """Cut a response into plain words and marks; one word of slang, or a hashtag, may give several."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "mark":
            found.append(Token(match.group(), *match.span()))
        elif match.lastgroup == "word":
            found += _plain(text, *match.span("word"))
        elif match.lastgroup == "tag":
            for start, end in tag_spans(match["tag"], match.start("tag")):
                found += _plain(text, start, end) if not text[start].isdecimal() else ()
    return found


def _plain(text: str, start: int, end: int) -> list[Token]:
    folded = _DRAWN_OUT.sub(r"\1", fold(text[start:end]))
    return [Token(part, start, end) for part in plain_words().get(folded, folded).split()]


@cache
def plain_words() -> Mapping[str, str]:
    """Give for words of slang what they mean."""
    told = dict(line.split("\t") for line in LEXICON.read_text(encoding="utf-8").splitlines())
    own = {word: plain for plain, words in _OWN.items() for word in words.split()}
    own |= {word: word for word in _AS_WRITTEN}
    return {word: " ".join(own.get(part, part) for part in meant.split()) for word, meant in told.items()} | own
