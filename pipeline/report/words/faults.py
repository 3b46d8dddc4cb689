"""Say in Indonesian why rows of the office's own files were left out: they are told in English by what reads them."""

from __future__ import annotations

import re
from typing import Final

INDONESIAN: Final = tuple(
    (re.compile(english), said)
    for english, said in (
        (r", line (\d+) is left out: ", r", baris \1 tidak ikut dihitung: "),
        (r", line (\d+): ", r", baris \1: "),
        (r"\bdate ('[^']*') is no day; write it like 2026-11-16 or ", r"tanggal \1 tidak ada; tulis seperti "),
        (r"\bdate ('[^']*') is no day", r"tanggal \1 tidak ada"),
        (r"\breached ('[^']*') is not a whole number", r"jumlah \1 bukan bilangan bulat"),
        (r"\bcost ('[^']*') is not a whole number", r"biaya \1 bukan bilangan bulat"),
        (r"\bcampaign ('[^']*') is not configured", r"kampanye \1 tidak terdaftar"),
        (r"; did you mean ", "; mungkin maksudnya "),
        (
            r"\bkind is empty; write what it was, such as banner or radio",
            "jenis kosong; tulis misalnya spanduk atau radio",
        ),
        (r"\btopic ('[^']*') is no dimension; the dimensions are ", r"topik \1 bukan dimensi; dimensinya: "),
        (r"\burl ('[^']*') is no address; write it whole, like ", r"tautan \1 bukan alamat; tulis lengkap, seperti "),
        (r"\bmore cells than columns", "sel lebih banyak daripada kolom"),
        (
            r"\bcolumn ('[^']*') is not known and not read; known: ",
            r"kolom \1 tidak dikenal, tidak dibaca; dikenal: ",
        ),
        (r"\bcolumn (\S+) stands twice; the last one counts", r"kolom \1 ada dua kali; yang terakhir dipakai"),
        (r"\bis missing; the columns are ", "tidak ada; kolomnya: "),
        (r"; the earlier activities stay", "; kegiatan yang sudah tercatat tetap berlaku"),
    )
)


def fault_in_indonesian(fault: str) -> str:
    """Say a fault in Indonesian; a part that is not known stays as it is."""
    for english, said in INDONESIAN:
        fault = english.sub(said, fault)
    return fault
