"""The article's part of a page: hostile classes."""

from __future__ import annotations

import pytest
from lxml import html

from collectors.website.parse.article_part import read_part


@pytest.mark.parametrize("name", ["entry-date ", "entry-date a ", "updated entry-date "])
def test_a_million_characters_of_classes_hold_up_nothing(name: str) -> None:
    hostile = f"updated {name * (1_000_000 // len(name))}"
    tree = html.fromstring(
        f'<html><body><article><h1>Jembatan</h1><p class="{hostile}">Isi.</p></article></body></html>'
    )
    assert read_part(tree, tree.find(".//h1")).is_own
