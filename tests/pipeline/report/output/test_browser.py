"""The report in a real browser: readable by everyone, on a screen, a phone, in the dark and on paper."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.pipeline.report.output.scenarios import SCENARIOS, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser  # starts a driver

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here; apt-get install chromium")
SCREENS: dict[str, tuple[int, int, Literal["light", "dark"]]] = {
    "desk": (1280, 900, "light"),
    "phone": (390, 844, "light"),
    "dark": (1280, 900, "dark"),
}
PAGE = re.compile(rb"/Type\s*/Page[^s]")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # starts a driver

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("name", SCENARIOS)
def test_everyone_can_read_the_report_on_every_screen(browser: Browser, tmp_path: Path, name: str) -> None:
    path = write(name, tmp_path / "2026-W47").folder / "report.html"
    for screen, (width, height, scheme) in SCREENS.items():
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
        )  # axe is run inside the page, whose policy lets no script run
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, screen
        page.evaluate(AXE)
        found = page.evaluate("axe.run()")
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == [], screen
        context.close()


def test_page_one_of_twenty_channels_is_one_sheet_of_paper(browser: Browser, tmp_path: Path) -> None:
    writer = write("twenty", tmp_path / "2026-W47")
    page = browser.new_page()
    page.goto((writer.folder / "report.html").as_uri())
    whole = len(PAGE.findall(page.pdf(prefer_css_page_size=True)))
    page.add_style_tag(content="main > section:not(.front), footer { display: none }")
    front = len(PAGE.findall(page.pdf(prefer_css_page_size=True)))
    assert front == 1 < whole <= 5
    page.close()


def test_a_channel_that_was_not_read_has_a_dash_and_no_zero(browser: Browser, tmp_path: Path) -> None:
    path = write("blocked", tmp_path / "2026-W47").folder / "report.html"
    page = browser.new_page()
    page.goto(path.as_uri())
    row = page.locator("section[aria-labelledby=channels] tr", has_text="Instagram")
    assert row.locator("td.number").first.inner_text() == "–"
    page.close()
