"""Posts of a WordPress behind a password, however that is told."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest

from collectors.records import Parsed, RawPage
from collectors.website.parse.layout import Layout
from collectors.website.wordpress.interface import parse_wordpress

FORM = '<form action="/wp-login.php" class="post-password-form" method="post"><p>Konten ini dilindungi.</p></form>'


def read(content: object) -> Parsed:
    post = {"id": 7, "link": "https://kota.example/a/", "title": {"rendered": "Kabar"}, "content": content}
    raw = RawPage("wordpress", "https://kota.example/wp-json/wp/v2/posts", json.dumps([post]).encode())
    return parse_wordpress(raw, Layout(), ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize("content", [{"rendered": "", "protected": True}, {"rendered": FORM, "protected": False}])
def test_a_post_behind_a_password_is_not_public(content: object) -> None:
    found = read(content)
    assert (found.posts, found.gone) == ((), ("website:kota.example/7",))


@pytest.mark.parametrize(
    "text",
    [
        "<p>Kelas post-password-form dipakai tema untuk halaman terkunci.</p>",
        '<pre>&lt;form class="post-password-form"&gt;</pre><p>Begitu bentuknya.</p>',
        '<form class="cari"></form><p class="post-password-form">Contoh.</p>',
    ],
)
def test_an_article_about_password_forms_stays(text: str) -> None:
    found = read({"rendered": text, "protected": False})
    assert (len(found.posts), found.gone) == (1, ())


def test_a_list_of_which_a_plugin_left_some_out_is_one() -> None:
    post = {"id": 7, "title": {"rendered": "Kabar"}, "content": {"rendered": "<p>Isi</p>", "protected": False}}
    raw = RawPage("wordpress", "https://kota.example/wp-json/wp/v2/posts", json.dumps({"0": post, "2": post}).encode())
    assert parse_wordpress(raw, Layout(), ZoneInfo("Asia/Jakarta")).posts[0].text == "Isi"
