"""A table of pages in the ways of many programs: the date of publication is found, and nothing that looks like one."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.collectors.website.parse.test_main_text import page, read

TABLE: dict[str, list[dict[str, str]]] = yaml.safe_load(Path(__file__).with_name("page_dates.yaml").read_text("utf-8"))
RIGHT = {
    "day": datetime(2026, 11, 11, 17, tzinfo=UTC),
    "second": datetime(2026, 11, 12, 2, 14, tzinfo=UTC),
    "unknown": None,
}
PAGES = [
    pytest.param(told, precision, id=f"{precision}: {told['page']}")
    for precision, pages in TABLE.items()
    for told in pages
]


@pytest.mark.parametrize(("told", "precision"), PAGES)
def test_the_date_of_publication_is_found_and_no_other(told: dict[str, Any], precision: str) -> None:
    parts = {name: told[name] for name in ("head", "top", "bottom", "title") if name in told}
    post = read(page(told.get("main", ""), **parts), told.get("path", "/berita/kabar"))
    assert (post.published_at, post.published_precision) == (RIGHT[precision], precision)


@pytest.mark.parametrize("opened", ["<div class=date>", "<table><tr><td>", "<span class=meta><b>", "<footer>"])
def test_a_page_that_nests_without_end_is_read_in_time(opened: str) -> None:
    began = time.process_time()
    post = read(page(f"<h1>Kabar kota</h1>{opened * 20_000}12 November 2026TEXT"))
    assert post.title == "Kabar kota"
    assert time.process_time() - began < 20
