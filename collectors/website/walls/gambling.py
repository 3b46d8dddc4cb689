"""Advertisements for gambling, which whoever broke into a site shows in the place of its articles. Pure."""

from __future__ import annotations

import re

ADVERTISED = re.compile(  # in a page's title
    r"\b(?:slot\s?(?:[0-9]{2,4}|online|gacor|dana|qris|thailand|demo|resmi|maxwin|terpercaya|hari ini|deposit|pulsa)"
    r"|(?:situs|link|bandar|agen|daftar|akun|info) (?:slot|judi|togel|toto|casino)|toto\s?(?:macau|slot|togel|4d)"
    r"|togel (?:online|4d|hari ini|terpercaya|singapore|sgp|hk)|rtp (?:live|slot)|gacor\s?(?:[0-9]+|hari ini|maxwin)"
    r"|maxwin|judi (?:online|bola|slot)|sbobet|casino online|live casino|(?:keluaran|data) (?:hk|sgp|sdy|macau))\b",
    re.IGNORECASE,
)
REPORTED = re.compile(  # news of gambling mostly say who does what about it
    r"\b(?:waspad\w*|hati-hati|bahaya|dampak|(?:men)?cegah|pencegahan|berantas\w*|memberantas|pemberantasan|(?:men)?tolak"
    r"|(?:mem)?perang\w*|anti|(?:di)?larang\w*|sosialisasi|edukasi|literasi|(?:di|meng)?imbau\w*|ingatkan|minta"
    r"|polisi|polres\w*|polda|polri|bareskrim|kejari|kejaksaan|(?:di|men)?tangkap|gerebek|bongkar|dibekuk|terjerat"
    r"|tersangka|pelaku|hukum\w*|sanksi|razia|kominfo|komdigi|diskominfo\w*|satpol|wali ?kota"
    r"|bupati|gubernur|camat|lurah|menteri|dpr\w*|ppatk|ojk|mui|(?:di|mem)?blokir\w*|ditutup|takedown|diretas|peretas\w*|disusupi|diserang|serangan"
    r"|pulih\w*|klarifikasi|penjelasan|kata|kasus|korban|kecanduan|warga|pelajar|siswa|mahasiswa|asn|pegawai|keluarga"
    r"|ekonomi|masyarakat)\b",
    re.IGNORECASE,
)
PHRASES = tuple(  # of which news of gambling have a few, and advertisements nearly all
    re.compile(phrase)
    for phrase in (
        r"gacor",
        r"max ?win",
        r"rtp (?:live|slot)|live rtp|rtp tertinggi",
        r"deposit (?:pulsa|dana|qris|[0-9]+(?:k|rb|ribu)?)|depo [0-9]|tanpa potongan",
        r"bonus (?:new member|deposit|harian|terbesar)|new member 100",
        r"link alternatif|situs slot|link slot|slot resmi",
        r"gampang (?:menang|maxwin|jackpot|jp|scatter)|mudah (?:menang|maxwin|jackpot)|pasti (?:bayar|menang)",
        r"anti ?rungka[dt]",
        r"scatter (?:hitam|naga)",
        r"mahjong ways|gates of olympus|sweet bonanza|starlight princess|wild west gold",
        r"slot ?(?:88|777|77|99|138|303|4d)\b",
        r"pragmatic play|pg ?soft|habanero|joker123|spadegaming|sbobet",
        r"togel (?:online|4d|terpercaya)|toto (?:macau|slot|togel|4d)",
        r"server (?:thailand|luar negeri|kamboja|rusia|filipina)|akun pro\b",
    )
)
ENOUGH = 5


def is_gambling(titles: list[str], text: str) -> bool:
    """Tell whether a page advertises gambling: its title does, and its text has most of what such pages say."""
    if not any(map(ADVERTISED.search, titles)) or any(map(REPORTED.search, titles)):
        return False
    words = text.lower()
    return sum(phrase.search(words) is not None for phrase in PHRASES) >= ENOUGH
