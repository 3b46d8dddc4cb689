"""Addresses, telephone numbers and names of citizens are taken out of texts that a page passes on.

The office's own posts name them at times: an ambulance's log tells the street, the house and the patient.
"""

from __future__ import annotations

import re

from pipeline.report.guards.names import hide_names

HIDDEN = "…"
_OFFICIAL = (
    r"wali|walikota|wakil|bupati|gubernur|presiden|menteri|camat|lurah|kepala|ketua|sekda|sekretaris|kapolres|dandim"
    r"|pj|plt|plh|kadis|direktur|anggota|dprd|dan|yang|untuk|di|ke|dari|pkk|guru|rt|rw|hamil|rumah|negara|bapak|ibu"
)
# No two runs of spaces beside each other without a limit: else a post of thousands of them is tried at every split.
_PATTERNS = (
    # A street with what follows it up to the house number, and the neighbourhood units of an address
    re.compile(
        r"\b(?:jl|jln|jalan|gg|gang|kp|kampung|perum|perumahan)\b\.?\s"
        r"[^,;\n]{1,60}?\bno(?:mor)?\b\.?\s*\d+\w?",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:blok|block)\s{1,5}[a-z]{0,3}[\s./-]{0,5}\d+\w?"
        r"(?:[.-]\d+\w?|\s*/\s*\d+\w?|[\s/,-]*no(?:mor)?\.?\s*\d+\w?){0,3}",
        re.IGNORECASE,
    ),
    re.compile(r"\bno(?:mor)?\.?\s*(?:rumah\s*)?\d+\w?(?=(?:\s*,)?\s*(?:rt|rw|kel|kec)\b)", re.IGNORECASE),
    re.compile(
        r"\brt\.?\s*\d{1,3}(?:\s{0,3}[/,.-]?\s{0,3}rw\.?\s*\d{1,3}|\s{0,3}/\s{0,3}\d{1,3}|[.-]\d{1,3})?",
        re.IGNORECASE,
    ),
    re.compile(r"\brw\.?\s*\d{1,3}\b", re.IGNORECASE),
    re.compile(r"(?<![\w/])(?:\+?62|0)8\d(?:[\s.-]?\d){6,11}\b"),
    re.compile(r"\b\d{16}\b"),  # the number of an identity or family card
    # An honorific with the name after it; a title of office is nobody's private name
    re.compile(
        rf"\b(?i:bapak|bpk|pak|ibu|bu|tn|tuan|ny|nyonya|nn|sdr|sdri|saudara|saudari|an|a\.n|atas nama|pasien|almarhum|"
        rf"almarhumah|alm)\b\.?(?:\s*:)?\s+(?!(?i:{_OFFICIAL})\b)[A-Z][\w'.-]*(?:\s+[A-Z][\w'.-]*){{0,3}}"
    ),
)


def without_private_details(text: str) -> str:
    """Return *text* with … in place of addresses with a house number, telephone numbers and names of citizens.

    ``Evakuasi Ny. Siti Aminah, Jl. Melati No. 12 RT 03/RW 05`` becomes ``Evakuasi …, … …``.
    """
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return hide_names(text, HIDDEN)
