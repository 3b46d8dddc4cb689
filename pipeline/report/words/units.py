"""Write a number with its unit: singular and plural of each unit stand here once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UNITS: Final[Mapping[str, tuple[str, tuple[str, str]]]] = {
    "posts": ("unggahan", ("post", "posts")),
    "articles": ("berita", ("article", "articles")),
    "videos": ("video", ("video", "videos")),
    "contents": ("konten", ("post", "posts")),
    "questions": ("pertanyaan warga", ("citizen's question", "citizens' questions")),
    "responses": ("tanggapan", ("response", "responses")),
    "people": ("akun", ("account", "accounts")),
    "channels": ("kanal", ("channel", "channels")),
    "days": ("hari", ("day", "days")),
    "weeks": ("minggu", ("week", "weeks")),
    "rows": ("baris", ("row", "rows")),
    "places": ("unggahan lainnya", ("more post", "more posts")),
    "obstacles": ("tanggapan", ("response", "responses")),
}
"""Unit → (Indonesian, which has one form, and English singular and plural)."""
