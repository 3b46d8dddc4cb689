"""Advertisements for gambling, which whoever broke into a site shows in the place of its articles. Pure."""

from __future__ import annotations

import re

ADVERTISED = re.compile(  # in a page's title
    r"\b(?:slot\s?(?:[0-9]{2,4}|online|gacor|dana|qris|thailand|demo|resmi|maxwin|terpercaya|hari ini|deposit|pulsa)"
    r"|(?:situs|link|bandar|agen|daftar|akun|info) (?:slot|judi|togel|toto|casino)|toto\s?(?:macau|slot|togel|4d)"
    r"|togel (?:online|4d|hari ini|terpercaya|singapore|sgp|hk)|rtp (?:live|slot)|gacor\s?(?:[0-9]+|hari ini|maxwin)"
    r"|maxwin|judi (?:bola|slot)|sbobet|casino online|live casino|(?:keluaran|data) (?:hk|sgp|sdy|macau))\b",
    re.IGNORECASE,
)
REPORTED = re.compile(  # news of gambling mostly say who does what about it
    r"\b(?:waspad\w*|hati-hati|bahaya|dampak|(?:men)?cegah|pencegahan|berantas\w*|memberantas|pemberantasan|(?:men)?tolak"
    r"|(?:mem)?perang\w*|anti(?! ?rungka)|(?:di)?larang\w*|sosialisasi|edukasi|literasi|(?:di|meng)?imbau\w*|ingatkan"
    r"|minta|polisi|polres\w*|polda|polri|bareskrim|kejari|kejaksaan|(?:di|men)?tangkap|gerebek|bongkar|dibekuk|terjerat"
    r"|tersangka|pelaku|hukum\w*|sanksi|razia|kominfo|komdigi|diskominfo\w*|satpol|wali ?kota"
    r"|bupati|gubernur|camat|lurah|menteri|dpr\w*|ppatk|ojk|mui|(?:di|mem)?blokir\w*|ditutup|takedown|diretas|peretas\w*|disusupi|diserang|serangan"
    r"|pulih\w*|klarifikasi|penjelasan|kata|kasus|korban|kecanduan|warga|pelajar|siswa|mahasiswa|asn|pegawai|keluarga"
    r"|ekonomi|masyarakat|stop|setop|(?:me)?lawan|jerat\w*|(?:men|ter)jerat|mengenal|kenali|istilah|(?:me)?rusak|jauhi"
    r"|hindari|menghindari|ancam\w*|mengancam|ancaman|jebak\w*|menjebak|perangkap|racun|candu|kecanduan|adiksi|modus|marak"
    r"|maraknya|fenomena|mengapa|kenapa|bagaimana|apa itu|remaja|generasi|anak|orang ?tua|guru|sekolah|kampus|sekda"
    r"|sekretaris|kepala|kapolres\w*|kapolsek|kapolda|kapolri|polsek|tni|jaksa|hakim|sidang|vonis|satgas|pemkot|pemkab|pemprov"
    r"|pemerintah|presiden|bank indonesia|ulama|ustaz|haram|dosa|deklarasi|komitmen|ajak|mengajak|tegas\w*|tutup|hapus"
    r"|laporkan|aduan|pinjol|judol|narkoba|hoaks|penipuan|tertipu|kerugian|rugi|utang|bunuh|tewas)\b",
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
# such phrases in 1000 characters that a reader sees; who explains the words says them less often
DENSE = 6


def is_advertised(titles: list[str], headlines: list[str]) -> bool:
    """Tell whether titles advertise gambling; *headlines*, without the site's name, say nothing as news do."""
    return any(map(ADVERTISED.search, titles)) and not any(map(REPORTED.search, headlines))


def is_gambling(code: str, shown: str) -> bool:
    """Tell whether a page says most of what advertisements say, and what it shows to readers hardly anything else."""
    if sum(phrase.search(code) is not None for phrase in PHRASES) < ENOUGH:
        return False
    seen = shown.lower()
    return sum(len(phrase.findall(seen)) for phrase in PHRASES) * 1000 >= DENSE * len(seen)
