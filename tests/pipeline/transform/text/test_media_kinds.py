"""A kind that an office writes names a medium or none; a topic is known by any of its names."""

from __future__ import annotations

import pytest

from pipeline.transform.text.media_kinds import MEDIA, medium_of, topic_of
from storage.schema.columns.campaigns import BY_HAND


@pytest.mark.parametrize(
    ("kind", "medium"),
    [
        ("whatsapp", "whatsapp"),
        ("Grup WA RW 05", "whatsapp"),
        ("TikTok", "tiktok"),
        ("Kanal Telegram", "telegram"),
        ("KORAN", "newspaper"),
        ("iklan surat kabar", "newspaper"),
        ("siaran radio", "radio"),
        ("Brosur", "brochure"),
        ("selebaran", "brochure"),
        ("Umbul-umbul", "banner"),
        ("X-banner", "banner"),
        ("spanduk dan radio", None),
        ("pertemuan", None),
        ("kerja bakti harian", None),
        ("wawancara", None),
        ("", None),
    ],
)
def test_a_kind_names_one_medium_by_a_whole_word_or_none(kind: str, medium: str | None) -> None:
    assert medium_of(kind) == medium


def test_every_medium_that_is_described_is_known_by_its_own_name() -> None:
    assert tuple(MEDIA) == BY_HAND
    assert [medium_of(name) for name in BY_HAND] == list(BY_HAND)


@pytest.mark.parametrize(
    ("told", "topic"),
    [
        ("environment", "environment"),
        ("Lingkungan", "environment"),
        ("Smart Environment", "environment"),
        ("Tata Kelola (Smart Governance)", "governance"),
        ("citra kota", "branding"),
        ("none", "none"),
        ("sampah", None),
        ("", None),
    ],
)
def test_a_dimension_is_known_by_each_of_its_names(told: str, topic: str | None) -> None:
    assert topic_of(told) == topic
