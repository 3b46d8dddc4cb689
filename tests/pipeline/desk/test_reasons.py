"""The program's reasons in Indonesian: all that it can raise and that docs/faults.md tells are of a known kind."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, update

from collectors import errors
from pipeline.desk.words.reasons import UNKNOWN, explain_gaps, explain_reason
from pipeline.harvest.gaps_in_words import in_words
from pipeline.platforms.registry import PLATFORMS
from pipeline.settings.models import Settings
from storage.schema.tables import gaps, source_runs
from tests.pipeline.desk.conftest import HOSTILE, NIGHT, Person

ROOT = Path(__file__).parents[3]
RAISED_IN = ("collectors", "pipeline/harvest", "pipeline/platforms", "pipeline/run")
SOURCE = "x-kominfobekasi"
UNTOLD = {  # what no night ends with: a log-in by hand, a probe, or words that are wholly another's
    "7: 7",
    "HTTP 7",
    "X does not take the code of this address: it was used, or is older than half a minute",
    "another process renews the token of X and does not end",
    "text: trafilatura needs a package of its own; 7",
    "the owner of the account did not agree",
    "this address does not answer the one that was just shown",
    "this is not the address to which X leads back",
}
PREFIXED = {"7 pages are no articles, first: 7", "its turn did not come: 7"}  # the number stands for a reason


def _written(node: ast.expr) -> Iterator[str]:
    """Give a message as it is raised, with 7 in the place of all that is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)


def _raised() -> set[str]:
    kinds = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.CollectorError)]
    names = {"Skipped", *(one.__name__ for one in kinds)}
    files = [file for folder in RAISED_IN for file in (ROOT / folder).rglob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    names |= {one.name for one in classes if any(isinstance(base, ast.Name) and base.id in names for base in one.bases)}
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    told = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in names and call.args]
    return {words for node in told for words in _written(node)}


def _documented() -> set[str]:
    found, columns = set[str](), list[str]()
    for line in (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("|"):
            columns = []
        elif not columns:
            columns = [cell.strip() for cell in cells]
        elif "reason" in columns and not line.startswith(("|-", "| -")):
            found.add(cells[columns.index("reason")])
    return found - {"–"}


def test_all_that_a_night_can_end_with_is_told_in_indonesian() -> None:
    raised = _raised()
    assert len(raised) > 150
    assert {words for words in raised - PREFIXED if UNKNOWN in explain_reason(words)} == UNTOLD


def test_all_reasons_of_the_page_of_faults_are_told_in_indonesian() -> None:
    documented = _documented()
    assert len(documented) > 150
    assert [words for words in documented if UNKNOWN in explain_reason(words)] == []


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("X has ended the session; log in again", "X mengakhiri sesi Pantau."),
        ("X wants a person to act (checkpoint_required); do it", "X meminta pemeriksaan keamanan"),
        ("X refuses the token (401); put a valid one into .env", "X menolak token atau kunci Pantau"),
        ("X needs a bearer token; set X_BEARER_TOKEN in .env", "Mintalah pengelola mengisi X_BEARER_TOKEN"),
        ("X wants fewer requests (429); the next run goes on", "X meminta Pantau mengurangi permintaan."),
        ("A; it rests until 2026-11-25 01:15", "Beristirahat hingga 2026-11-25 01:15"),
        ("rests until 2026-12-01 07:00: X wants a person to act; pantau wake x ends the rest", "“Akhiri istirahat”"),
        ("of the month's $0.40 for X $0.04 is left, and the next request may cost $0.05", "Anggaran $0.40 untuk X"),
        ("of the month's $1.00 for responses on X $0.04 is left", "Anggaran $1.00 untuk tanggapan warga di X"),
        ("X says that the month's usage cap is reached; mend that", "Jatah X untuk periode ini habis."),
        (
            "a.id/b is answered by a firewall's check for browsers (Cloudflare); ask",
            "a.id/b dihalangi tembok api Cloudflare.",
        ),
        ("a.id/b is forbidden (HTTP 403); ask the webmaster", "a.id/b tidak boleh dibuka (HTTP 403)."),
        ("a.id/b has no list of articles (.item); it was redesigned", "Susunan a.id/b berubah"),
        ("a.id/b shows a login page; open it", "a.id/b menampilkan halaman masuk"),
        ("a.id/b is larger than 5 MB; open it", "a.id/b lebih besar daripada 5 MB"),
        ("a.id/b: the connection broke off; try again later", "a.id/b tidak terjangkau"),
        ("X did not answer in time; the next night tries again", "X tidak terjangkau"),
        ("X has an error of its own (503); the next run goes on", "X sedang bermasalah"),
        ("robots.txt does not allow a.id/b; ask", "robots.txt melarang a.id/b dibaca."),
        (
            "robots.txt cannot be read, so nothing may be: a.id/robots.txt: its TLS certificate is not valid: old",
            "robots.txt situs ini tidak terbaca: Sambungan aman (sertifikat TLS) ke a.id/robots.txt bermasalah.",
        ),
        (
            "2 of 8 articles could not be read, first: a.id/b: no answer in time; the next run tries again",
            "2 dari 8 artikel belum terbaca. Yang pertama: a.id/b tidak terjangkau",
        ),
        ("@a is private; ask its owner", "Akun @a tertutup untuk umum."),
        ("X knows no account @a; correct it", "X tidak mengenal akun @a."),
        ("X has suspended @a; ask its owner", "X menangguhkan atau menutup akun @a."),
        (
            "X announces 30 posts but showed 12; the next night tries again",
            "menyebut 30 unggahan tetapi menampilkan 12",
        ),
        ("16 posts were not looked at again", "Angka terbaru 16 unggahan lama belum diambil"),
        ("responses: X announced more posts but showed none", "Tanggapan warga: Sebagian yang ada belum ditampilkan"),
        ("its 45 minutes of one night are over; the next night goes on", "Waktu 45 menit untuk malam itu habis."),
        ("asked to end; what was fetched is stored", "Panen dihentikan di tengah jalan."),
        ("this machine's clock is wrong: a.id agree", "Jam server Pantau salah."),
        ("the store failed; see what the run said", "Basis data gagal menyimpan."),
        ("rests until 2026-12-01 07:00: X wants a person to act", "Beristirahat hingga 2026-12-01 07:00. X meminta"),
        ("its turn did not come: the 600 minutes of this night are over", "Gilirannya belum tiba malam itu: Waktu 600"),
        ("the comments of 2 posts could not be read (x:1: X forbids them: 403)", "2 unggahan belum terbaca. X menutup"),
        (
            "no session is asked, since official has been refused since 2026-11-09 (@a is private)",
            "Jalan cadangan tidak",
        ),
        ("official: X has an error of its own (2); session was asked in its place", "lewat jalan “session”."),
        ("@a is private; responses were not asked for", "Tanggapan warga belum sempat diminta"),
        ("X does not show the comments of 4 posts, first x:1", "Komentar pada 4 unggahan tidak ditampilkan"),
        ("listed addresses that hold no article: 2", "2 alamat dalam daftar bukan artikel"),
        ("articles left out by must and must_not: 1", "Artikel yang tidak diminta"),
        ("stored articles that have a new address now: 3, first: a.id/b", "3 alamat artikel ganda, pindah"),
        ("2 posts cannot be found; what is not there on a second day counts as gone", "2 unggahan tidak ditemukan."),
        ("3 answers to a comment on x:1 were not shown", "3 balasan komentar"),
        ("article_pattern takes 4 addresses for one article, such as a.id/b and a.id/c", "Pola alamat artikel"),
        ("a.id/rss no longer reaches back to what is stored", "a.id/rss tidak lagi memuat"),
        ("X has suspended the account of the session; appeal", "X menangguhkan akun yang dipakai Pantau"),
        ("a.id/b is behind a password", "a.id/b dilindungi kata sandi."),
        ("a.id/b was broken into (x); tell the office", "a.id/b tampaknya diretas."),
        ("no answer in time", "Server itu tidak terjangkau"),
        ("the environment names a SOCKS proxy, which Pantau does not use", "Proksi server Pantau"),
        ("120 posts are of an unknown shape (KeyError: 'id'); update Pantau", "120 unggahan berbentuk baru"),
        (
            "paused since 2026-11-09 by humas: audit; end the pause at the desk (Panen)",
            "Dijeda oleh humas sejak 2026-11",
        ),
        ("Pantau itself failed (ValueError); please report the above", "Pantau sendiri gagal"),
        ("another run of Pantau holds the store", "Panen lain sedang berjalan."),
        ("the search index failed (ValueError: a)", "Satu langkah Pantau gagal."),
        ("a wholly new thing; 3 posts were not looked at again", f"{UNKNOWN} Angka terbaru 3 unggahan"),
    ],
)
def test_a_reason_says_what_happened_with_its_names_and_numbers(reason: str, told: str) -> None:
    assert told in explain_reason(reason)


def test_gaps_are_told_in_indonesian_whatever_a_platform_calls_its_things() -> None:
    told = [explain_gaps(f"{platform.words.posts} since 2026-11-02 08:00") for platform in PLATFORMS]
    told += [explain_gaps(f"3 {one.responses.words} of unknown dates") for one in PLATFORMS if one.responses]
    english = re.compile(r"\b(posts?|articles|videos|comments|replies|since|of|on|below|and|dates)\b")
    assert [words for words in told if english.search(words)] == []
    assert in_words((), "posts", NIGHT.tzinfo) == explain_gaps("")  # type: ignore[arg-type]  # nothing is dated


@pytest.mark.parametrize(
    "hostile", ["a" * 50_000, "a " * 25_000, "session: " * 6000, "a (where " * 6000, "; 1 " * 9000]
)
def test_a_long_reason_takes_no_long_time(hostile: str) -> None:
    assert len(explain_reason(hostile)) < 100_000


@pytest.mark.parametrize("page", ["/", "/panen"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_desk_explains_a_reason_and_keeps_the_program_s_words_below(
    logged_in: Callable[[str], Person], desk_store: Settings, engine: Engine, page: str
) -> None:
    assert desk_store
    reason, mine = f"X refuses the token (401); put one into .env {HOSTILE}", source_runs.c.source_id == SOURCE
    gap = {"source_id": SOURCE, "stream": "posts", "gaps": 1, "words": "3 posts since 2026-11-02 08:00"}
    with engine.begin() as connection:
        connection.execute(update(source_runs).where(mine).values(outcome="failed", reason=reason))
        connection.execute(insert(gaps), gap)
    person = logged_in("humas")
    told = person.get(page).text
    assert "X menolak token atau kunci Pantau" in told
    assert re.search(r"<details[^>]*><summary>Kata-kata program</summary><bdi lang=\"en\">X refuses the token", told)
    assert HOSTILE not in told
    assert ("3 unggahan sejak 2026-11-02 08:00" in told) is (page == "/panen")
    person.client.cookies.set("pantau_language", "en")
    told = person.get(page).text
    assert "<bdi>X refuses the token (401)" in told
    assert "Kata-kata program" not in told
