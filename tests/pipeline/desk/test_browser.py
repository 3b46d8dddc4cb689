"""The desk in a real browser: log in, filter, open, correct, see it counted, download; by keyboard, on a phone."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from pipeline.desk.app import make_app
from pipeline.settings.models import Settings
from tests.pipeline.desk.conftest import HOSTILE, PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here; apt-get install chromium brings one"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
PATIENCE = 60_000  # milliseconds: a loaded machine is slow


@pytest.fixture
def address(desk_store: Settings) -> Iterator[str]:
    """The desk, served on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = make_app(desk_store)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        threading.Event().wait(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    app.state.engine.dispose()


@pytest.fixture
def page(address: str) -> Iterator[Any]:
    """An editor's browser, logged in by keyboard alone; nothing may be refused by the page's own policy."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # starts a driver

    told: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        opened.set_default_timeout(PATIENCE)
        opened.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        opened.goto(f"{address}/masuk")
        opened.keyboard.type("humas")  # the first field has the focus
        opened.keyboard.press("Tab")
        opened.keyboard.type(PASSWORD)
        opened.keyboard.press("Enter")
        opened.wait_for_selector("nav")
        yield opened
        browser.close()
    assert told == []


def test_an_editor_filters_opens_corrects_and_downloads_on_a_phone(page: Any, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/unggahan")
    page.fill("#words", "posyandu")
    page.press("#words", "Enter")
    page.wait_for_url("**words=posyandu**")  # without loading the page anew: the address holds the filter
    page.wait_for_selector("tbody tr")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("tbody tr >> nth=0 >> a")
    page.wait_for_selector("#koreksi")
    page.select_option("select[name=topic]", "environment")
    page.select_option("select[name=subtopic]", "waste")
    page.select_option("select[name=topic_2]", "")
    page.select_option("select[name=topic_3]", "")
    page.select_option("select[name=programme_level]", "dimension")
    page.select_option("select[name=message_function]", "education")
    page.click("form[action$='/label'] button")
    page.wait_for_selector("[role=status]")
    corrected = page.url.partition("?")[0].rpartition("/")[2]
    page.goto(f"{address}/unggahan?topic=environment&words=posyandu")
    page.wait_for_selector("tbody tr")
    assert corrected.partition("%")[0].partition(":")[0] in page.inner_html("tbody")
    with page.expect_download() as download:
        page.click("text=CSV")
    download.value.save_as(tmp_path / "unggahan.csv")
    assert "environment" in (tmp_path / "unggahan.csv").read_text(encoding="utf-8-sig")


def test_a_script_in_a_post_never_runs(page: Any, address: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{address}/unggahan")
    page.wait_for_selector("tbody tr")
    page.goto(f"{address}/unggahan?week=2026-W46")
    page.click(f"text={HOSTILE[:8]}")
    page.wait_for_selector(".post")
    assert "alert(1)" in page.inner_text(".post")


def test_every_page_fits_a_phone_and_names_its_fields(page: Any, address: str) -> None:
    for path in ("/", "/unggahan", "/periksa", "/warga", "/kampanye", "/strategi", "/laporan", "/panen", "/sql"):
        page.goto(f"{address}{path}")
        page.wait_for_selector("h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        nameless = page.locator("input:not([type=hidden]), select, textarea").evaluate_all(
            "fields => fields.filter(f => !f.labels.length && !f.getAttribute('aria-label')).length"
        )
        assert nameless == 0, path
