"""Write a package's README, in English and in Indonesian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.package.about import SUMS, About, Described, moment
from pipeline.package.meanings import REASONS
from pipeline.package.missing import missing_line
from pipeline.report.content.data import Language
from pipeline.report.words.views import VIEW_WORDS

READMES: Final[Mapping[str, Language]] = {"README.md": "en", "README.id.md": "id"}


def readme(
    tables: Sequence[Described], left_out: Mapping[str, str], about: About, contents: str, language: Language
) -> str:
    """Return the README in one language."""
    write = _indonesian if language == "id" else _english
    rows = "".join(
        f"| `{table.name}` | {table.rows} | {VIEW_WORDS[table.view] if language == 'id' else table.meaning} "
        f"| {missing_line(table.view, about.missing, language)} |\n"
        for table in tables
    )
    out = "".join(f"- `{view.removeprefix('v_')}`: {_reason(view, why, language)}.\n" for view, why in left_out.items())
    return write(rows, out, about, contents)


def _reason(view: str, why: str, language: Language) -> str:
    return REASONS.get(view, REASONS["kept_back"]) if language == "id" else why


def _english(rows: str, out: str, about: About, contents: str) -> str:
    unknown = (
        f"\nPosts whose day of publication is unknown are in no package: {about.unknown_day:,}."
        if about.unknown_day
        else ""
    )
    return f"""\
# {about.title}

(Bahasa Indonesia: `README.id.md`)

{PUBLIC if about.public else FULL}
Days are those of {about.timezone}, both ends included. Posts belong by their publication; counts, labels and links to
messages and campaigns are theirs, of any date. Weeks, months, quarters and years are told where they lie wholly within
these days. A campaign that began earlier or ended later stands with all its posts' figures. Codings are all that were
found up to the last day; obstacles and triangulation count these, and responses up to that day.{unknown}

Contents: `{contents}`. The same store gives the same tables,
whenever and wherever they are made; only `datapackage.json`, `CITATION.cff` and the READMEs tell the moment,
{moment(about.made_at)}. Check a copy with `sha256sum -c {SUMS}`.

| table | rows | what it holds | what is missing |
|---|---|---|---|
{rows}
Each table stands in `tables/` as CSV and as Parquet. In the CSV an apostrophe stands before what a spreadsheet could
run as a formula, inside a text too; Parquet holds every text as it was stored. An empty cell is NULL: what a platform
does not tell is never 0. `datapackage.json` tells each column's type and meaning. `documents/` holds codebook, methods,
taxonomy, programmes, the model's card, and the versions that made all this.

## Who gave the labels

{about.labelled_by["en"]}

Licence: {about.licence or "none was chosen; ask before you use it"}. How to cite: `CITATION.cff`.

## Not in here

{out}"""


def _indonesian(rows: str, out: str, about: About, contents: str) -> str:
    what = "pengenal dan label" if about.public else "unggahan, hitungan, label, dan tanggapan"
    unknown = (
        f"\nUnggahan yang hari terbitnya tidak diketahui tidak ada di paket mana pun: {about.unknown_day}."
        if about.unknown_day
        else ""
    )
    return f"""\
# Pantau: {what}, {about.first} sampai {about.last}

(English: `README.md`)

{UMUM if about.public else LENGKAP}
Hari menurut {about.timezone}, kedua ujungnya termasuk. Unggahan termasuk menurut hari terbitnya; hitungan, label, serta
kaitan dengan pesan dan kampanye mengikutinya, dari tanggal berapa pun. Minggu, bulan, triwulan, dan tahun disebut bila
seluruhnya terletak di dalam hari-hari itu. Kampanye yang mulai lebih awal atau selesai lebih akhir tercantum dengan
angka semua unggahannya. Kodingan ialah semua yang ditemukan sampai hari terakhir; hambatan dan triangulasi menghitung
itu, serta tanggapan sampai hari itu.{unknown}

Isi: `{contents}`. Simpanan yang sama menghasilkan tabel yang sama, kapan dan di mana pun dibuat; hanya
`datapackage.json`, `CITATION.cff`, dan README yang menyebut saat pembuatannya, {moment(about.made_at)}. Periksa salinan
dengan `sha256sum -c {SUMS}`.

| tabel | baris | isinya | yang tidak ada |
|---|---|---|---|
{rows}
Tiap tabel ada di `tables/` sebagai CSV dan Parquet. Di CSV, tanda petik tunggal ditaruh di depan apa pun yang dapat
dijalankan lembar kerja sebagai rumus, juga di tengah teks; Parquet menyimpan teks seperti tersimpan. Sel kosong ialah
NULL: yang tidak disebut platform tidak pernah berarti 0. `datapackage.json` menjelaskan jenis dan arti tiap kolom
(bahasa Indonesia: `description_id`).
`documents/` berisi buku kode, metode, taksonomi, program, kartu model, dan versi pembuatnya.

## Siapa yang memberi label

{about.labelled_by["id"]}

Lisensi: {about.licence or "belum dipilih; tanyakan sebelum memakai"}. Cara mengutip: `CITATION.cff`.

## Tidak ada di sini

{out}"""


FULL = """\
**Not for publication.** Posts with their texts, and what citizens wrote, masked and under keyed hashes: personal data
(`documents/privacy.md`). Keep it as the store is kept; destroy it when the texts' time is over (`retention_days`), and
when somebody asked to be forgotten. Hand out the public variant.
"""
PUBLIC = """\
What may be handed out: identifiers of the office's own posts, with which everyone can fetch them from the platforms,
and what Pantau made of them. No texts, no counts of single posts, nothing of what citizens wrote. Whoever fetches the
posts is bound by the platforms' terms.
"""
LENGKAP = """\
**Bukan untuk diterbitkan.** Unggahan dengan teksnya, serta tulisan warga, disamarkan dan dengan pengenal berkunci: data
pribadi (`documents/privacy.md`). Simpan seperti menyimpan basis datanya; musnahkan bila masa simpan teks habis
(`retention_days`), dan bila seseorang meminta dilupakan. Yang boleh dibagikan ialah varian publik.
"""
UMUM = """\
Yang boleh dibagikan: pengenal unggahan kantor sendiri, yang dengannya siapa pun dapat mengambilnya dari platform, dan
yang dibuat Pantau darinya. Tanpa teks, tanpa hitungan satu unggahan, tanpa tulisan warga. Siapa yang mengambil
unggahan terikat ketentuan platform.
"""
