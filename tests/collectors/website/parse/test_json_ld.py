"""What a page tells search engines of its article, however it is written; an odd value costs itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
import trafilatura
from hypothesis import given
from hypothesis import strategies as st

from collectors.records import Post, RawPage
from collectors.website.parse.json_ld import published_in_json, with_article_of_json
from collectors.website.parse.layout import ANY_PAGE, Layout
from collectors.website.parse.main_text import parse_main_text
from storage.harvest.posts.held_texts import choose_text
from tests.collectors.website.cms import JAKARTA
from tests.collectors.website.office import TEXT
from tests.collectors.website.test_any_payload import MAIN, ODD, ODD_TEXTS, Held, keeps, leaves, mutated

URL = "https://kota.example/berita/kabar-kota-warga"
WHEN = "2026-11-12T09:00:00+07:00"
ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Kabar kota & warga",
    "datePublished": WHEN,
    "dateModified": "2026-11-13T09:00:00+07:00",
    "articleBody": "\n\n".join(TEXT),
    "mainEntityOfPage": {"@type": "WebPage", "@id": URL},
    "author": [{"@type": "Person", "name": "Humas"}],
    "image": {"@type": "ImageObject", "url": "https://kota.example/a.jpg", "width": 1200},
    "publisher": {"@type": "Organization", "name": "Kota", "logo": {"@type": "ImageObject", "url": "/l.png"}},
    "keywords": ["kota"],
}
TOLD = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Kota"}, ARTICLE]}


def page(told: Any) -> str:
    """Make a page that a script draws, with what search engines are told."""
    script = told if isinstance(told, str) else json.dumps(told)
    return (
        f"<html><head><title>Kantor contoh</title><script type='application/ld+json'>{script}</script></head>"
        "<body><div id=app></div></body></html>"
    )


def article(told: Any) -> Post:
    body = with_article_of_json(page(told).encode("utf-8", "replace"), URL)
    assert body is not None
    return parse_main_text(RawPage("article", URL, body), Layout(article_pattern=ANY_PAGE), JAKARTA)


def dates(told: Any) -> list[str]:
    return published_in_json(trafilatura.load_html(page(told)))


@pytest.mark.parametrize(
    "told",
    [
        [[ARTICLE]],
        {"@graph": {"@graph": [ARTICLE]}},
        {"@graph": [{"@type": "WebPage", "mainEntity": ARTICLE}]},
        {"@type": "Blog", "blogPost": ARTICLE},
        [ARTICLE, ARTICLE | {"@type": "Article", "headline": "Kabar kota & warga | Kota"}],
        [{"@type": "NewsArticle", "headline": "Lain", "articleBody": "Kabar lain. " * 30}, ARTICLE],
        [ARTICLE | {"articleBody": None}, ARTICLE | {"mainEntityOfPage": None}],
        ARTICLE | {"url": "kabar-kota-warga"},
        ARTICLE | {"mainEntityOfPage": "True"},
        ARTICLE | {"mainEntityOfPage": "WebPage", "url": "undefined"},
        ARTICLE | {"headline": {"@value": "Kabar kota & warga", "@language": "id"}},
        ARTICLE | {"articleBody": TEXT},
        ARTICLE | {"articleBody": {"@value": "\n".join(TEXT)}},
        ARTICLE | {"articleBody": "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in TEXT)},
        ARTICLE | {"articleBody": "".join(f"&amp;lt;p&amp;gt;{line}&amp;lt;/p&amp;gt;" for line in TEXT)},
        json.dumps(ARTICLE).replace("&", r"\'&\'"),
    ],
)
def test_an_article_is_found_however_it_is_told(told: Any) -> None:
    post = article(told)
    assert ((post.title or "").replace("'", ""), post.text.split("\n")) == ("Kabar kota & warga", TEXT)
    assert post.published_at is not None
    assert post.published_at.astimezone(JAKARTA).isoformat() == WHEN


@pytest.mark.parametrize(
    "told",
    [
        {"datePublished": [None, WHEN]},
        {"datePublished": [{"@value": WHEN}]},
        {"datePublished": "0000-00-00", "dateCreated": WHEN},
        {"datePublished": "Invalid date", "dateCreated": WHEN},
        {"datePublished": "1970-01-01T00:00:00Z", "dateCreated": WHEN},
        {"datePublished": True, "dateCreated": f" {WHEN} "},
    ],
)
def test_what_is_no_date_costs_no_other_one(told: dict[str, Any]) -> None:
    assert dates(ARTICLE | told) == [WHEN]


def test_seconds_since_1970_are_a_date_with_a_fraction_too() -> None:
    assert dates(ARTICLE | {"datePublished": 1794448800.5}) == ["1794448800.5"]


BROKEN = json.dumps(ARTICLE | {"description": "MARK"}).replace("MARK", 'sebuah "kata" saja')


def test_a_bare_quote_in_a_description_costs_no_date() -> None:
    assert dates(BROKEN) == [WHEN]
    assert dates(BROKEN.replace("NewsArticle", "VideoObject")) == []
    other = json.dumps({"datePublished": "2026-11-14T09:00:00+07:00"})
    assert dates(BROKEN + other) == []  # which of several is not told


def test_a_broken_list_of_other_articles_takes_no_date_from_one_that_is_whole() -> None:
    others = BROKEN.replace(WHEN, "2026-11-20T09:00:00+07:00")
    whole = page(ARTICLE).replace("</head>", f"<script type='application/ld+json'>{others}</script></head>")
    assert published_in_json(trafilatura.load_html(whole)) == [WHEN]


def test_a_broken_item_of_others_takes_no_date_from_the_page_that_tells_its_own() -> None:
    others = BROKEN.replace(WHEN, "2026-11-20T09:00:00+07:00")
    around = page({"@type": "WebPage", "datePublished": WHEN})
    whole = around.replace("</head>", f"<script type='application/ld+json'>{others}</script></head>")
    assert published_in_json(trafilatura.load_html(whole)) == [WHEN]
    assert dates(BROKEN.replace("NewsArticle", "DiscussionForumPosting")) == []


@pytest.mark.parametrize("other", ["detail.php?id=77", "?p=77", "berita-lain"])
def test_an_article_of_another_page_is_not_this_ones_however_its_address_is_written(other: str) -> None:
    told = page(ARTICLE | {"url": other, "mainEntityOfPage": None}).encode()
    assert with_article_of_json(told, "https://kota.example/detail.php?id=12") is None


def test_a_sign_that_nothing_resolves_ends_and_is_told_as_it_is() -> None:
    assert article(ARTICLE | {"articleBody": "\n".join([*TEXT, "Tanda &lT;p saja."])}).text.split("\n")[:-1] == TEXT


# Whatever becomes of one value

WORDS = ("headline", "articleBody")
ESSENTIAL = (("@graph",), ("@graph", 1), ("@graph", 1, "@type"), *(("@graph", 1, name) for name in WORDS))
SIDES = [path for path in leaves(TOLD) if path not in ESSENTIAL]
ANOTHER_PAGE = ("http://[", "javascript:1")  # an address that is not the page's


@given(path=st.sampled_from(SIDES), odd=st.sampled_from(ODD), removed=st.booleans())
def test_an_odd_value_costs_at_most_itself(path: tuple[Any, ...], odd: Any, removed: bool) -> None:
    whole, told = article(TOLD), mutated(TOLD, path, odd, removed=removed)
    if path[2:3] == ("mainEntityOfPage",) and odd in ANOTHER_PAGE and not removed:
        return
    found = article(told)
    assert (found.text, found.title) == (whole.text, whole.title)
    assert path[-1] == "datePublished" or found.published_at == whole.published_at
    keeps(whole, found)
    assert not choose_text(whole, Held.of(found)).edited


@given(path=st.sampled_from(list(leaves(TOLD))), odd=st.sampled_from([*ODD, *ODD_TEXTS]), removed=st.booleans())
def test_an_odd_value_changes_nothing_of_a_page_that_shows_its_article(
    path: tuple[Any, ...], odd: Any, removed: bool
) -> None:
    def shown(told: Any) -> Post:
        body = MAIN.replace("<script type='application/ld+json'>[]", f"<script type='application/ld+json'>{told}")
        raw = RawPage("article", URL, body.encode("utf-8", "replace"))
        return parse_main_text(raw, Layout(article_pattern=ANY_PAGE), JAKARTA)

    whole, found = shown(json.dumps(TOLD)), shown(json.dumps(mutated(TOLD, path, odd, removed=removed)))
    assert found == whole
