"""Advertisements for gambling in a site's place are told from news of gambling."""

from __future__ import annotations

import pytest

from collectors.errors import Unavailable
from collectors.website.walls.diagnose import find_wall
from tests.collectors.website.walls.test_diagnose import raw

NAV = "<nav><a href=/>Beranda</a><a href=/profil>Profil</a><a href=/berita>Berita</a></nav>"
ADVERTISEMENT = (
    "<p>Daftar di link alternatif, deposit pulsa tanpa potongan, bonus new member, RTP live tertinggi malam ini.</p>"
    "<p>Scatter hitam gampang menang maxwin di server thailand, gacor setiap hari.</p>"
)
NEWS = (
    "<p>Diskominfo menemukan tautan slot gacor dan togel di laman tiga kelurahan, lalu menutupnya malam itu juga.</p>"
    "<p>Judi online memikat dengan kata jackpot; pengelola diminta memakai situs resmi dan sandi yang kuat.</p>"
)
STORY = (
    "<p>Rini menghabiskan gaji setelah tergiur bonus new member di situs slot. Ia memakai deposit pulsa, lalu link"
    " alternatif, dan berharap scatter hitam membuat akunnya gacor. Korban lain percaya kabar maxwin.</p>"
    "<p>Pemerintah kota membuka konseling tanpa biaya. Keluarga mendaftar di puskesmas, dan identitas dijaga.</p>"
)
PLAIN = "<p>Orang tua diharap duduk bersama anak dan bertanya dengan tenang tentang uang jajan yang cepat habis.</p>"


@pytest.mark.parametrize(
    "title",
    [
        "Slot Gacor Hari Ini: Link Maxwin",
        "SLOT88 # Situs Judi Slot Resmi",
        "Bandar Togel Online Toto Macau 4D",
        "Info RTP Live Malam Ini | Kota Contoh",
        "Daftar Slot Deposit 5000 - Kelurahan Contoh",
    ],
)
def test_a_page_that_advertises_gambling_is_no_article(title: str) -> None:
    named = find_wall(raw(f"<html><title>{title}</title>{NAV}<h1>{title}</h1>{ADVERTISEMENT}</html>"))
    assert isinstance(named, Unavailable)
    assert "advertises gambling" in str(named)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Slot Gacor Muncul di Laman Kelurahan, Ini Kata Diskominfo", NEWS),
        ("Waspada Situs Judi Slot Online", NEWS + ADVERTISEMENT),
        ("Polisi Bongkar Bandar Togel Online", NEWS),
        ("Judi Online", NEWS),
        ("Judi Online", ADVERTISEMENT),
        ("Judi Online: Jerat Digital bagi Generasi Muda", ADVERTISEMENT),
        ("Mengenal Istilah Judi Slot yang Menjerat Remaja", ADVERTISEMENT),
        ("Stop Situs Judi Online!", ADVERTISEMENT),
        ("Sekda: Slot Gacor Merusak Masa Depan", ADVERTISEMENT),
        ("Slot Gacor - Penjelasan Dinas", ADVERTISEMENT),
        ("Kamus Slot Gacor", ADVERTISEMENT + PLAIN * 40),
        ("RTP Live Slot Gacor: Pelaku Ditangkap Polisi", NEWS + ADVERTISEMENT),
        ("Ketika Maxwin Jadi Mimpi", STORY),
        ("Slot Gacor, Cerita dari Warung Kopi", STORY),
        ("Slot Parkir di Alun-alun Ditambah", NEWS),
        ("Kerja Bakti di Kelurahan", ADVERTISEMENT),
    ],
)
def test_news_of_gambling_is_an_article(title: str, text: str) -> None:
    assert find_wall(raw(f"<html><title>{title} - Kota</title>{NAV}<h1>{title}</h1>{text}</html>")) is None


@pytest.mark.parametrize("mark", ["-", "~", "|"])
def test_the_name_of_an_office_makes_no_news_of_an_advertisement(mark: str) -> None:
    body = f"<title>Slot Gacor Maxwin {mark} Diskominfo Kota</title>{NAV}<h1>Slot Gacor Maxwin</h1>{ADVERTISEMENT}"
    assert "advertises gambling" in str(find_wall(raw(f"<html>{body}</html>")))
