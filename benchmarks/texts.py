"""Invented posts of an Indonesian city office: affixed words in natural proportions, hashtags, links, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from pipeline.demo.world.world import XMedia, XPost

SEED = 20261124
NEWEST = datetime(2026, 11, 22, 13, tzinfo=UTC)
APART = timedelta(minutes=37)
FORMS = 40_000  # different words; a corpus of a million words has about as many
COMMON = (
    "yang dan di untuk dengan pada dari dalam ini itu akan juga kota warga masyarakat bisa dapat agar serta oleh "
    "sebagai tidak kami kita para telah sudah secara lebih menjadi hari tahun kegiatan melalui bersama kepada"
).split()
PHRASES = (
    "layanan pengaduan daring", "aplikasi kependudukan", "identitas kependudukan digital", "bank sampah",
    "pengelolaan sampah", "perbaikan jalan", "pelaku UMKM", "pelatihan keterampilan", "posyandu balita",
    "puskesmas keliling", "lampu penerangan jalan", "kamera pengawas", "siaga banjir", "jalur sepeda",
    "transportasi publik", "ruang terbuka hijau", "keterbukaan informasi publik", "pajak bumi dan bangunan",
    "sekolah dasar", "beasiswa pelajar", "wifi gratis", "pemadam kebakaran", "penanaman pohon", "pasar murah",
)  # fmt: skip
TAGS = ("BekasiKeren", "KotaBekasi", "SmartCity", "BekasiSehat", "BebasSampah", "LayananPublik", "UMKMNaikKelas")
SUFFIXES = ("", "", "", "kan", "an", "i", "nya", "annya")
NASAL = {"k": "meng", "p": "mem", "s": "meny", "t": "men"}  # these swallow the root's first letter
BEFORE = {**dict.fromkeys("aeiough", "meng"), **dict.fromkeys("bfv", "mem"), **dict.fromkeys("cdjz", "men")}


def affixed(random: Random, root: str) -> str:
    """Put a prefix and suffixes on a root as Indonesian does: *sapu*, *menyapukan*, *disapu*."""
    prefix = random.choice(("", "", "", "", "me", "me", "di", "ber", "ter", "pe", "ke", "se"))
    suffix = random.choice(SUFFIXES)
    if prefix not in ("me", "pe"):
        return prefix + root + suffix
    nasal = NASAL.get(root[0]) or BEFORE.get(root[0], "me")
    rest = root[1:] if root[0] in NASAL else root
    return prefix[0] + nasal[1:] + rest + suffix


class Writer:
    """Writes texts: common words half of the time, otherwise affixed roots, some of them far oftener than others."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = Random(seed)  # the same posts in every run
        roots = [word for word in StemmerFactory().get_words() if word.isalpha() and 4 <= len(word) <= 8]  # noqa: PLR2004
        self.forms = [affixed(self.random, root) for root in self.random.choices(roots, k=FORMS)]
        self.weights = list(accumulate(1 / rank for rank in range(10, FORMS + 10)))  # Zipf's law

    def text(self) -> str:
        """Write one post of 300 to 800 characters."""
        size = self.random.randint(300, 760)
        parts: list[str] = []
        length = 0
        while length < size:
            parts.append(self._sentence())
            length += len(parts[-1]) + 1
        ending = " ".join(f"#{tag}" for tag in self.random.sample(TAGS, 2))
        if self.random.random() < 0.4:  # noqa: PLR2004  # two posts in five link to an article
            ending = f"https://diskominfo.bekasikota.go.id/berita/{self.random.randint(1000, 9999)} {ending}"
        return f"{' '.join(parts)[: size - 1].rstrip(' ,.')}.\n{ending}"

    def _sentence(self) -> str:
        words = self._words(self.random.randint(7, 16))
        if self.random.random() < 0.3:  # noqa: PLR2004
            words.insert(self.random.randrange(len(words)), self.random.choice(PHRASES))
        return " ".join(words).capitalize() + "."

    def _words(self, count: int) -> list[str]:
        common = self.random.choices(COMMON, k=count)
        rare = self.random.choices(self.forms, cum_weights=self.weights, k=count)
        return [self.random.choice(pair) for pair in zip(common, rare, strict=True)]


def texts(count: int) -> list[str]:
    """Write *count* texts, the same in every run."""
    writer = Writer()
    return [writer.text() for _ in range(count)]


def x_posts(count: int) -> Iterator[XPost]:
    """Make *count* posts, newest first; half of them with pictures."""
    random = Random(SEED)
    for number, text in enumerate(texts(count)):
        yield XPost(text=text, at=NEWEST - number * APART, media=_media(random), **_counts(random))


def _media(random: Random) -> list[XMedia]:
    return [XMedia() for _ in range(random.choice((0, 0, 1, 2)))]


def _counts(random: Random) -> dict[str, Any]:
    likes = int(random.lognormvariate(3, 1))
    return {"likes": likes, "replies": likes // 6, "reposts": likes // 3, "quotes": likes // 30, "views": likes * 50}
