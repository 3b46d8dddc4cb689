"""All that the desk says, and the terms of coded values that the report does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.desk.words.edit import EDIT_WORDS
from pipeline.desk.words.look import LOOK_WORDS
from pipeline.desk.words.sources import SOURCE_WORDS

Pair = tuple[str, str]
WORDS: Final[Mapping[str, Pair]] = {**LOOK_WORDS, **EDIT_WORDS, **SOURCE_WORDS}


def say_word(key: str, language: str, **parts: object) -> str:
    """Say a sentence of the desk in a language."""
    return WORDS[key][0 if language == "id" else 1].format(**parts)


TERMS: Final[Mapping[str, Mapping[str, Pair]]] = {
    "object": {
        "digital_service": ("Layanan digital", "A digital service"),
        "none": ("Tidak ada", "None"),
    },
    "obstacle": {"none": ("Tidak ada", "None")},
    "night_state": {
        "run": ("Berjalan", "Run"),
        "missed": ("Terlewat", "Missed"),
        "running": ("Sedang berjalan", "Running"),
        "broken off": ("Terputus", "Broken off"),
    },
    "user_role": {
        "viewer": ("Pembaca", "Viewer"),
        "editor": ("Penyunting", "Editor"),
        "admin": ("Admin", "Admin"),
    },
}
