"""Masking: what points to people goes, what an analyst counts stays."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.privacy import MIN_KEY_LENGTH, Pseudonyms, known_names, mask_handles, masked

KNOWN = known_names(["Kominfobekasi", "@diskominfobekasi", "pemkot.bekasi"])
WORDS = st.sampled_from(
    ["lampu", "mati", "di", "Rawalumbu", "sejak", "kemarin,", "tolong!", "@Kominfobekasi", "🙏", "RT 05 RW 02"]
)
PROSE = st.lists(WORDS, max_size=6).map(" ".join)
SPACERS = st.sampled_from(["", " ", "-", ".", "\u00a0", "–"])


def grouped(digits: str, spacer: str, sizes: list[int]) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(digits[start : start + size])
        start += size
    return spacer.join([*parts, digits[start:]]) if digits[start:] else spacer.join(parts)


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    """An Indonesian mobile number as people write it."""
    rest = draw(st.text("0123456789", min_size=7, max_size=9))
    number = draw(st.sampled_from(["11", "12", "13", "21", "22", "52", "57", "77", "78", "81", "95", "96"])) + rest
    prefix = draw(st.sampled_from(["08", "+628", "628", "+62 8", "+62-8", "0062 8"]))
    spacer = draw(SPACERS)
    if prefix == "628" and spacer == ".":
        spacer = "-"  # with dots it could as well be thousands
    return prefix + grouped(number, spacer, [2, 4])


@st.composite
def identities(draw: st.DrawFn) -> str:
    """A NIK or KK number."""
    digits = draw(st.integers(11, 94).map(str)) + draw(st.text("0123456789", min_size=14, max_size=14))
    spacer = draw(SPACERS)
    sizes = draw(st.sampled_from([[4, 4, 4, 4], [6, 6, 4]]))
    if all(re.fullmatch("(19|20)..", digits[n : n + 4]) for n in range(0, 16, 4)):
        digits = "32" + digits[2:]
    return grouped(digits, spacer, sizes)


@given(PROSE, mobiles(), PROSE)
def test_no_mobile_number_gets_through(before: str, number: str, after: str) -> None:
    shown = masked(f"{before} {number} {after}", KNOWN)
    assert "[telepon]" in shown
    assert not re.search(r"\d{4}", shown)


@given(PROSE, identities(), PROSE)
def test_no_identity_number_gets_through(before: str, number: str, after: str) -> None:
    shown = masked(f"{before} {number} {after}", KNOWN)
    assert not re.search(r"\d{4}", shown)


@given(PROSE, st.from_regex(r"[a-z0-9_][a-z0-9_.]{1,20}[a-z0-9_]", fullmatch=True), PROSE)
def test_no_handle_gets_through_but_the_known_ones(before: str, name: str, after: str) -> None:
    shown = masked(f"{before} @{name} {after}", KNOWN)
    assert (f"@{name}" in shown.split()) is (name in KNOWN)
    assert shown.count("@Kominfobekasi") == f"{before} {after}".count("@Kominfobekasi")


@given(PROSE, st.from_regex(r"[a-z0-9._+-]{1,12}@[a-z0-9-]{1,10}(\.[a-z]{2,5}){1,2}", fullmatch=True), PROSE)
def test_no_mail_address_gets_through(before: str, address: str, after: str) -> None:
    shown = masked(f"{before} {address} {after}", KNOWN)
    assert address not in shown
    assert "[surel]" in shown or "@[akun]" in shown


@given(st.one_of(mobiles(), identities(), PROSE, st.text(max_size=60)), PROSE)
def test_masking_twice_changes_nothing(text: str, more: str) -> None:
    once = masked(f"{text} {more}", KNOWN)
    assert masked(once, KNOWN) == once


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2039, 12, 31)),  # noqa: DTZ001  # a wall clock
    st.sampled_from(
        ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H.%M", "%H.%M-%H.%M"]
    ),
    PROSE,
)
def test_dates_and_times_stay(moment: datetime, form: str, prose: str) -> None:
    text = f"{prose} {moment.strftime(form)} {prose}"
    assert masked(text, KNOWN) == text


@given(
    st.integers(0, 10**13), st.sampled_from(["Rp{:,}", "Rp {:,}", "rp. {:,}", "{:,} warga", "Rp{}", "{:,},00 rupiah"])
)
def test_prices_and_counts_stay(number: int, form: str) -> None:
    text = "anggaran " + form.format(number).replace(",", ".").replace(".00 rupiah", ",00 rupiah")
    assert masked(text, KNOWN) == text


@given(st.lists(st.integers(1950, 2049), min_size=1, max_size=6), st.sampled_from([" ", "-", ", ", "/"]))
def test_years_stay(years: list[int], between: str) -> None:
    text = f"data {between.join(map(str, years))} lengkap"
    assert masked(text, KNOWN) == text


@pytest.mark.parametrize(
    "text",
    [
        "hubungi 112 atau 1500-123, RT 05 RW 02, kode pos 17141",
        "buka 08.00-16.00, 08.00 12.00 16.00, antre no. 0812",
        "anggaran 15000000000 dan Rp 62.812.345.678",
        "https://x.com/Kominfobekasi/status/1850000000000000000 dan https://bekasikota.go.id/berita/20261124",
        "D3 TI, S1, A4, jalur 3B, SDN 07 Pekayon",
        "#wargabekasi @Kominfobekasi @pemkot.bekasi",
    ],
)
def test_what_points_to_nobody_stays(text: str) -> None:
    assert masked(text, KNOWN) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(021) 8895-1234 / 021-88951234 / +62 21 8895 1234", "[telepon] / [telepon] / [telepon]"),
        ("+62 (0)812 3456 7890", "[telepon]"),
        ("０８１２３４５６７８９０", "[telepon]"),
        ("0812\u200b34567890", "[telepon]"),
        ("budi (at) contoh.id, budi[at]contoh[dot]id", "[surel], [surel]"),
        ("wa.me/6281234567890 https://t.me/budi", "[tautan] [tautan]"),
        ("https://instagram.com/budi_88/ https://x.com/budi_88/status/1", "[tautan] [tautan]"),
        ("https://x.com/search?q=from%3Abudi_88 https://twitter.com/#!/budi_88", "[tautan] [tautan]"),
        (
            "https://x.com/search https://instagram.com/p/Cx1/?igsh=a",
            "https://x.com/search https://instagram.com/p/Cx1/?igsh=a",
        ),
        ("https://contoh.id/?m=budi%40contoh.id", "[tautan]"),
        ("4111-1111-1111-1111 dan 09.254.294.3-407.000", "[identitas] dan [identitas]"),
        ("rekening 1234567891", "rekening [nomor]"),
        ("truk B 9123 KXT dan b1234kjh", "truk [pelat] dan [pelat]"),
        ("＠budi_88", "@[akun]"),
    ],
)
def test_what_points_to_somebody_goes(text: str, shown: str) -> None:
    assert masked(text, KNOWN) == shown


def test_the_handles_of_an_answer_go_without_their_sign_too() -> None:
    assert masked("kata budi_88, budi benar #budi_88", KNOWN, ["budi_88", "budi"]) == "kata [akun], budi benar #budi_88"


def test_handles_alone_leave_the_rest() -> None:
    assert mask_handles("@budi hubungi 021-88951234", KNOWN) == "@[akun] hubungi 021-88951234"


def test_a_person_is_one_hash_a_platform_and_a_key() -> None:
    one, other = Pseudonyms(b"k" * MIN_KEY_LENGTH), Pseudonyms(b"l" * MIN_KEY_LENGTH)
    assert one.of("x", "42") == one.of("x", "42")
    assert len({one.of("x", "42"), one.of("x", "43"), one.of("instagram", "42"), other.of("x", "42")}) == 4
    assert re.fullmatch(r"x-[0-9a-f]{20}", one.of("x", "42"))


def test_a_key_that_could_be_guessed_is_refused_and_not_shown() -> None:
    with pytest.raises(ValueError, match="at least 16") as error:
        Pseudonyms(b"rahasia")
    assert "rahasia" not in str(error.value)
