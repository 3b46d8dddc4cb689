"""A page that stands in the place of an article is never stored, also where nobody knows its maker yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collectors.errors import Incomplete, SourceChanged
from collectors.website.crawl.judge import agree
from collectors.website.parse.layout import Layout

if TYPE_CHECKING:
    from tests.collectors.website.office import Desk, DeskOf, Office

WORDS = "Petugas melayani warga sejak pagi hari di halaman kantor kelurahan, dan mencatat semua keluhan dengan sabar."
WALL = (
    "<html><head><title>Pintu Gerbang XYZ</title></head><body><div id='gerbang' class='kotak putar'><h2>Pintu"
    " Gerbang XYZ</h2>"
    "<p>Pengelola memasang gerbang ini karena terlalu banyak program yang mengambil isi situs sekaligus, sehingga"
    " warga tidak"
    " dapat membukanya lagi dengan lancar pada jam sibuk setiap hari kerja.</p><p>Peramban Anda sedang menghitung"
    " sebuah soal"
    " kecil. Satu pengunjung hampir tidak merasakannya, tetapi program yang mengambil ribuan halaman merasakannya."
    "</p></div>"
    "</body></html>"
)


def page(number: int, title: str = "", text: str = "", *, look: str = "lama") -> str:
    """Write an article of the site's own make; its title is in no address."""
    return (
        f"<html><head><title>{title or f'Judul ke-{number}'}</title></head><body class='situs {look}'><div"
        f" class='atas {look}-atas'>"
        f"<a href=/>Beranda</a></div><article class='{look}-isi'><h1"
        f" class='{look}-judul'>{title or f'Judul ke-{number}'}</h1>"
        f"<p>{text or WORDS}</p><p>Kabar {number} selesai. {WORDS}</p></article><div class='{look}-kaki'>Kontak"
        f"</div></body></html>"
    )


@pytest.fixture
def desk(office: Office, desk_of: DeskOf) -> Desk:
    """A store that harvests a sitemap of ten articles that bear numbers only."""
    office.pages |= {f"/b/{number}": page(number) for number in range(1, 11)}
    listed(office, range(1, 11))
    made = desk_of(discovery="sitemap", address="/sitemap.xml", text="trafilatura")
    made.layout = Layout(article_pattern=r"^/b/(?P<number>[0-9]+)")
    return made


def listed(office: Office, numbers: range) -> None:
    found = "".join(f"<url><loc>{office.base}/b/{number}</loc></url>" for number in numbers)
    office.pages["/sitemap.xml"] = f"<urlset>{found}</urlset>"


def numbers(desk: Desk) -> list[int]:
    return sorted(int(post_id.rpartition("/")[2]) for post_id in desk.held)


def test_articles_with_numbers_only_are_stored(desk: Desk) -> None:
    assert desk.harvest().error is None
    assert numbers(desk) == list(range(1, 11))


def test_an_unknown_wall_before_some_articles_is_never_stored(office: Office, desk: Desk) -> None:
    for number in (2, 5, 8):
        office.pages[f"/b/{number}"] = WALL
    desk.harvest()
    assert isinstance(desk.error, Incomplete)
    assert "is the same page for several addresses" in str(desk.error)
    assert numbers(desk) == [1, 3, 4, 6, 7, 9, 10]
    office.pages |= {f"/b/{number}": page(number) for number in (2, 5, 8)}
    assert desk.harvest().error is None
    assert numbers(desk) == list(range(1, 11))


@pytest.mark.parametrize("again", [True, False])
def test_an_unknown_wall_never_overwrites(office: Office, desk: Desk, again: bool) -> None:
    desk.harvest()
    before = dict(desk.held)
    office.pages |= {"/b/3": WALL, **({"/b/4": WALL} if again else {})}
    desk.harvest(**desk.due())
    assert "was not stored" in str(desk.error)
    assert desk.held["website:127.0.0.1/3"] == before["website:127.0.0.1/3"]
    assert (desk.gone, desk.cursor["complete"]) == ([], True)


def test_a_new_article_behind_an_unknown_wall_waits(office: Office, desk: Desk) -> None:
    desk.harvest()
    listed(office, range(1, 12))
    office.pages["/b/11"] = WALL
    desk.harvest()
    assert "looks unlike the site's other articles" in str(desk.error)
    assert 11 not in numbers(desk)
    office.pages["/b/11"] = page(11)
    desk.harvest()
    assert (desk.error, 11 in numbers(desk)) == (None, True)


def test_a_strange_page_that_stays_the_same_is_meant(office: Office, desk: Desk) -> None:
    desk.harvest()
    listed(office, range(1, 12))
    office.pages["/b/11"] = page(11, look="khusus")
    seen = []
    for _ in range(3):
        desk.harvest()
        seen.append(11 in numbers(desk))
    assert seen == [False, False, True]
    assert desk.error is None


def test_an_unknown_wall_before_the_whole_site_stores_nothing(office: Office, desk: Desk) -> None:
    office.pages |= {f"/b/{number}": WALL for number in range(1, 11)}
    desk.harvest()
    assert isinstance(desk.error, SourceChanged)
    assert "is the same page for several addresses" in str(desk.error)
    assert desk.held == {}


def test_the_home_page_in_the_place_of_articles_is_never_stored(office: Office, desk: Desk) -> None:
    home = page(0, "Selamat Datang di Situs Resmi", "Berita terbaru dan layanan kota. " * 9)
    office.pages |= {"/b/2": home, "/b/7": home}
    desk.harvest()
    assert "is the same page for several addresses" in str(desk.error)
    assert numbers(desk) == [1, 3, 4, 5, 6, 8, 9, 10]


def test_a_new_design_is_no_wall(office: Office, desk: Desk) -> None:
    desk.harvest()
    listed(office, range(1, 15))
    own = "<link rel=canonical href='{}'></head>"
    for number in range(11, 15):
        office.pages[f"/b/{number}"] = page(number, look="baru").replace(
            "</head>", own.format(f"{office.base}/b/{number}")
        )
    desk.harvest()
    assert (desk.error, numbers(desk)) == (None, list(range(1, 15)))


def test_a_site_without_names_of_classes_is_read(office: Office, desk: Desk) -> None:
    for number in range(1, 11):
        office.pages[f"/b/{number}"] = (
            f"<html><title>J{number}</title><h1>Judul {number}</h1><p>{WORDS} {number}</p><p>{WORDS}</p></html>"
        )
    assert desk.harvest().error is None
    assert numbers(desk) == list(range(1, 11))


def test_a_single_article_is_stored(office: Office, desk: Desk) -> None:
    listed(office, range(1, 2))
    desk.harvest()
    assert (desk.error, numbers(desk)) == (None, [1])


@pytest.mark.parametrize(
    ("title", "told", "same"),
    [
        ("Wali Kota Resmikan Taman", "wali-kota-resmikan-taman", True),
        ("Wali Kota Resmikan Taman Baru di Bekasi", "Wali Kota Resmikan Taman", True),
        ("Kabar nomor 28", "kabar-28", True),
        ("Just a moment...", "wali-kota-resmikan-taman", False),
        ("Kota Bekasi", "harga-pangan-turun", False),
        ("", "kabar", False),
        ("Kabar", "", False),
    ],
)
def test_titles_agree_where_they_mostly_share_their_words(title: str, told: str, same: bool) -> None:
    assert agree(title, told) is same
