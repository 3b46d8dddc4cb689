"""Answers of the office on X name no citizen, in whatever form an address is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from collectors.x.archives import posts
from collectors.x.archives.notes import Notes
from collectors.x.parser import parse_answer
from collectors.x.redact import minimise_answer

KNOWN = {"wargakota", "kominfobekasi"}
NUMBER = "2000000000000000081"
ADDRESSES = {
    "https://x.com/warga_satu/status/81": "https://x.com/i/status/81",
    "https://x.com/warga_satu/status/81/photo/1": "https://x.com/i/status/81/photo/1",
    "https://twitter.com/warga_satu?lang=id": "https://twitter.com/i",
    "https://twitter.com/warga_satu.": "https://twitter.com/i",
    "https://twitter.com/%40warga_satu": "https://twitter.com/i",
    "https://twitter.com/%2540warga_satu": "https://twitter.com/i",
    "https://twitter.com//warga_satu/status/2": "https://twitter.com/i/status/2",
    "https://twitter.com/./warga_satu": "https://twitter.com/i",
    "https://twitter.com/wargakota/../warga_satu": "https://twitter.com/i",
    "https://twitter.com/warga_satu/lists/warga_satu": "https://twitter.com/i",
    "https://twitter.com/#!/warga_satu/status/1": "https://twitter.com/",
    "https://m.twitter.com/warga_satu": "https://m.twitter.com/i",
    "https://twitter.com:443/warga_satu": "https://twitter.com/i",
    "https://twitter.com./warga_satu": "https://twitter.com/i",
    "https://warga_satu@x.com/": "https://x.com/",
    "HTTPS://X.com\\warga_satu": "https://x.com/i",
    "https://x.com\uff0fwarga_satu": "https://x.com/i",
    "x.com/warga_satu": "https://x.com/i",
    "//x.com/warga_satu": "https://x.com/i",
    "https://twitter.com/intent/user?screen_name=warga_satu": "https://twitter.com/intent",
    "https://x.com/search?q=from%3Awarga_satu": "https://x.com/search",
    "https://x.com/search/warga_satu": "https://x.com/search",
    "https://x.com/share?text=halo+@warga_satu": "https://x.com/share",
    "https://x.com/i/user/770077": "https://x.com/i",
    "https://x.com/i/status/81#warga_satu": "https://x.com/i/status/81",
    "https://x.com/WargaKota/status/81?s=20": "https://x.com/WargaKota/status/81",
    "https://help.x.com/id/safety?ref=warga_satu": "https://help.x.com/id/safety",
}
PLAIN = (
    "https://x.com/WargaKota/status/81", "https://twitter.com/@Kominfobekasi", "https://x.com/i/status/81",
    "https://x.com/hashtag/BekasiKeren", "https://x.com/", "https://kota.example/berita?id=1#atas",
    "https://www.netflix.com/judul?id=1", "https://kota.example/x.com/warga", "https://[kota/berita",
)  # fmt: skip


def answered(text: str, address: str) -> dict[str, Any]:
    urls = [{"url": "https://t.co/a", "expanded_url": address, "display_url": "x.com/warga_satu/…", "title": "Warga"}]
    return {
        "id": NUMBER, "id_str": NUMBER, "text": text, "created_at": "2026-11-18T17:30:00.000Z",
        "entities": {"urls": urls}, "note_tweet": {"text": text, "entities": {"urls": urls}},
    }  # fmt: skip


@pytest.mark.parametrize(("address", "kept"), [*ADDRESSES.items(), *((one, one) for one in PLAIN)])
def test_an_address_of_an_answer_names_nobody_however_it_is_spelt(address: str, kept: str) -> None:
    redacted = minimise_answer({"data": [answered("@warga_satu lihat https://t.co/a", address)]}, KNOWN)
    told = redacted["data"][0]
    for entities in (told["entities"], told["note_tweet"]["entities"]):
        assert entities["urls"] == [{"url": "https://t.co/a", "expanded_url": kept}]
    assert "warga_satu" not in json.dumps(redacted)
    assert minimise_answer(redacted, KNOWN) == redacted
    archived = posts.minimise_item(answered("@warga_satu lihat https://t.co/a", address), Notes(()), KNOWN)
    assert archived["entities"]["urls"][0]["expanded_url"] == kept
    assert "warga_satu" not in json.dumps(archived)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("lihat https://twitter.com/warga_satu/status/7", "lihat https://twitter.com/i/status/7"),
        ("(lihat x.com/warga_satu/status/7).", "(lihat https://x.com/i/status/7)."),
        ("lihat:https://x.com/@warga_satu, ya", "lihat:https://x.com/i, ya"),
        ("https://x.com/search?q=from%3Awarga_satu…", "https://x.com/search…"),
        ("twitter.com/#!/warga_satu", "https://twitter.com/"),
        ("x.com/warga_satu,terima kasih", "https://x.com/i,terima kasih"),
        ("https://x.com/wargakota,terima kasih", "https://x.com/wargakota,terima kasih"),
        ("x.com/search?q=a,from:warga_satu", "https://x.com/search"),
        *((one, one) for one in ("https://x.com/WargaKota/status/81", "https://kota.example/?id=1", "netflix.com/a")),
    ],
)
def test_an_address_in_the_text_of_a_reply_does_not_name_others(words: str, kept: str) -> None:
    item = answered(f"@warga_satu {words}", "https://kota.example/")
    told = minimise_answer({"data": [item]}, KNOWN)["data"][0]
    archived = posts.minimise_item(item, Notes(()), KNOWN)
    assert {told["text"], told["note_tweet"]["text"], archived["full_text"]} == {f"@[akun] {kept}"}


def test_links_and_text_of_what_answers_nobody_stay() -> None:
    address = "https://x.com/warga_satu/status/81?s=20"
    item = answered(f"Terima kasih {address}", address)
    (post,) = parse_answer(minimise_answer({"data": [item]}, KNOWN), "Kominfobekasi").posts
    assert (post.text, post.links) == (f"Terima kasih {address}", (address,))
