"""Names of citizens that no honorific announces: told by a given name, an age behind, or a word such as *korban*.

Officials keep theirs: a title of office stands shortly before. So do streets, hospitals and days named after somebody.
"""

from __future__ import annotations

import re
from typing import Final

_GIVEN: Final = """
abdul abdullah achmad adi adinda aditya agus agustina ahmad aisyah ajeng alya amelia amin aminah anggi anisa
anita annisa ari arif arifin asep aulia ayu bagas bambang budi budiman cahyo chandra daffa dadang darmawan
dede dedi deni desi dewi dian diana didik dimas djoko edi eko endang erna evi fadli fahmi farhan fatimah fauzi
febri feri fitri fitriani gilang gunawan hadi haris hartono hasan hasanah hendra hendri herman heru hidayat
hidayah ibrahim ika indra irfan irma iwan jaenal jajang joko juliana khadijah khoirul komariah kurniawan lia
lilis lina linda lukman maemunah mahmud mariam maryam muhamad muhammad mulyadi mulyani nadia nanang nia nisa
nina novi nur nurul nurhayati rahma rahmat rahmawati ratna reni reza rian ridwan rifki rina rini risma riska
rizal rizki rizky rohmah rosidah rudi rusdi saiful samsul santi santoso setiawan siti slamet soleh sri subagyo
sudirman sugeng suhartini suharto sujatmiko sukarno sulastri sumarni sunarto supriyadi susanti susilo sutrisno
syahrul syaiful taufik teguh titin tono tuti udin umar usman utami vina wahyu wahyuni wati wawan wibowo widodo
wijaya wulandari yani yanti yanto yayan yuli yuliana yulianti yunita yusuf zaenal zahra zainal zulkifli
"""
GIVEN_NAMES: Final = frozenset(_GIVEN.split())
_TITLE = (
    r"wali\s*kota|walikota|wakil|bupati|gubernur|presiden|menteri|mensos|camat|lurah|kepala|kabid|kasi|kasie|ketua"
    r"|sekda|sekretaris|kapolres|kapolsek|kapolda|dandim|danramil|pj|plt|plh|kadis|kadinkes|kasatpol|direktur|dirut"
    r"|anggota dewan|dprd|asda|asisten daerah|staf ahli|juru bicara|jubir|humas"
    r"|rektor|ustaz|ustadz|kh|kyai|dr|prof|ir|hj?"
    r"|bunda\s+paud|duta|atlet|pelatih|pahlawan|penyanyi|artis|narasumber|pembina|komandan|jenderal|letkol|akbp"
)
_PLACE = (
    r"jalan|jln?|gang|rsud|rs|rumah sakit|stadion|masjid|musala|gedung|taman|sekolah|s[dm][np]n?|sm[ak]n?|universitas"
    r"|puskesmas|kelurahan|kel|kecamatan|kec|kota|kabupaten|desa|kampung|perumahan|hari|bulan|pasar|stasiun|terminal"
    r"|bendungan|jembatan|danau|pantai|gunung|museum|bandara|alun-alun|kampus|klinik|gor|aula"
)
TITLED: Final = re.compile(rf"\b(?:{_TITLE})\b\.?[^.!?\n]{{0,60}}$", re.IGNORECASE)
TITLE: Final = re.compile(rf"\b(?:{_TITLE})\b", re.IGNORECASE)
PLACED: Final = re.compile(rf"\b(?:{_PLACE})\b\.?\s*$", re.IGNORECASE)
PLACE: Final = re.compile(rf"\b(?:{_PLACE})\b", re.IGNORECASE)
_WORD = r"[A-Z][a-z'’]+\.?|[A-Z]{3,}(?![a-z])|[A-Z]\."
NAMES: Final = re.compile(rf"(?<![\w#@])(?:{_WORD})(?:\s+(?:bin|binti|{_WORD})){{0,4}}(?!\w)")
_AGE = r"(?:0?[1-9]|[1-9]\d|10\d)"  # neither an area code such as 021, nor 112, the number for emergencies
AGED: Final = re.compile(
    rf"\s*\(\s*{_AGE}(?:\s*(?:th|thn|tahun))?\.?\s*\)|,?\s*{_AGE}\s*(?:th|thn|tahun)\b(?!\s+[A-Z])"
)
NOT_AGED: Final = re.compile(r"\b(?:usia|umur|nomor|no|ke|hut|perda|perwal|undang|negeri)\b", re.IGNORECASE)
_ABOUT = (
    r"pasien|korban|bernama|nama|penderita|jenazah|almarhumah?|alm|ahli waris|keluarga dari|menimpa|menjemput"
    r"|mengantar|mengevakuasi|saudara"
)
NAMED: Final = re.compile(rf"\b(?:{_ABOUT})\s*:?\s*$", re.IGNORECASE)
BEGINS: Final = re.compile(rf"^(?:{_ABOUT})\s+", re.IGNORECASE)
BEFORE = 80  # characters that are looked at before a name


def hide_names(text: str, hidden: str) -> str:
    """Put *hidden* in place of what looks like a citizen's name; ``korban Sutrisno (45)`` becomes ``korban … (45)``."""

    def replaced(match: re.Match[str]) -> str:
        words, before = match[0], text[max(0, match.start() - BEFORE) : match.start()]
        begun = BEGINS.match(words)
        if begun:
            rest = words[begun.end() :]
            return words if _is_public(rest, before) else begun[0] + hidden
        if _is_public(words, before) or not _names_somebody(words, before, text[match.end() :]):
            return words
        return words if TITLED.search(before) and not NAMED.search(before) else hidden

    return NAMES.sub(replaced, text)


def _is_public(words: str, before: str) -> bool:
    """Tell whether capitalised words are an official with the title, or a place."""
    return bool(TITLE.search(words) or PLACE.search(words) or PLACED.search(before))


def _names_somebody(words: str, before: str, after: str) -> bool:
    """Tell whether capitalised words are a person's name, by a given name, by the words before, or by an age."""
    if NAMED.search(before) or (AGED.match(after) and not NOT_AGED.search(words)):
        return True
    parts = [part.strip(".'’").casefold() for part in words.split()]
    return len(parts) > 1 and any(part in GIVEN_NAMES for part in parts)
