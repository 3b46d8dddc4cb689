"""The desk in a real browser: log in, filter, open, correct, see it counted, download; by keyboard, on a phone."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
import uvicorn
from sqlalchemy import Engine, insert, update

from pipeline.desk.access import SESSION
from pipeline.desk.app import make_app
from pipeline.desk.jobs import Jobs
from pipeline.settings.models import Settings
from storage.labels.reviews import human_labels
from storage.schema.tables import questions, source_runs
from storage.schema.tables.desk import desk_sessions
from tests.pipeline.desk.conftest import HOSTILE, PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page  # starts a driver

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here; apt-get install chromium brings one"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
PAGES = (
    "/", "/unggahan", "/periksa", "/periksa/tanggapan", "/periksa/tanggapan/x:99", "/warga",
    "/warga/isu", "/warga/media", "/warga/triangulasi", "/kampanye", "/kampanye/baru", "/kampanye/kegiatan",
    "/strategi", "/strategi/perangkat", "/laporan", "/panen", "/sql", "/tiada",
)  # fmt: skip
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


def _is_fault(message: Any) -> bool:
    """Whether the console tells a fault of the page; an answer that refuses is none."""
    told, refusals = message.text, (403, 404, 409, 422, 503)
    is_answer = told.startswith("Failed to load resource") and any(f" {status} " in told for status in refusals)
    return message.type == "error" and not is_answer


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for all tests here; each opens a window of its own, without cookies of others."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # starts a driver

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    """An editor's window, logged in by keyboard alone; nothing may be refused by the page's own policy."""
    told: list[str] = []
    window = browser.new_context(viewport={"width": 390, "height": 844})
    opened = window.new_page()
    opened.set_default_timeout(PATIENCE)
    opened.on("console", lambda message: told.append(message.text) if _is_fault(message) else None)
    opened.goto(f"{address}/masuk")
    opened.keyboard.type("humas")  # the first field has the focus
    opened.keyboard.press("Tab")
    opened.keyboard.type(PASSWORD)
    opened.keyboard.press("Enter")
    opened.wait_for_selector("nav")
    yield opened
    window.close()
    assert told == []


def test_an_editor_filters_opens_corrects_and_downloads_on_a_phone(page: Page, address: str, tmp_path: Path) -> None:
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


def test_a_filter_after_the_end_of_the_log_in_leads_to_the_log_in_and_on_to_its_posts(page: Page, address: str) -> None:
    page.goto(f"{address}/unggahan")
    page.context.clear_cookies(name=SESSION)
    page.select_option("#platform", "x")
    page.fill("#username", "humas")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**platform=x**")
    page.wait_for_selector("tbody tr")


def test_a_filter_that_was_refused_is_asked_for_as_a_page(page: Page, address: str) -> None:
    page.goto(f"{address}/unggahan")
    page.route("**/unggahan?**", lambda route: route.fulfill(status=503), times=1)
    with page.expect_event("load"):
        page.select_option("#platform", "x")
    page.wait_for_selector("tbody tr")
    assert page.input_value("#platform") == "x"


def test_a_label_is_checked_by_keyboard_and_enter_stores_from_a_field_of_choices(page: Page, address: str) -> None:
    page.goto(f"{address}/periksa")
    page.wait_for_selector("form[data-keys]")
    page.keyboard.press("Shift+L")
    page.wait_for_url("**lewati=**")
    page.wait_for_selector("form[data-keys]")
    page.keyboard.press("7")
    assert page.input_value("#topic") == "none"
    page.select_option("#programme_level", "none")
    page.select_option("#message_function", "education")
    page.press("#message_function", "Enter")
    page.wait_for_selector("text=1 unggahan acak sudah diperiksa")


def test_enter_that_is_held_down_stores_one_label_when_it_is_let_go(page: Page, address: str, engine: Engine) -> None:
    page.goto(f"{address}/periksa?antrean=uncertain")
    page.wait_for_selector("form[data-keys]")
    for stored in (0, 0, 0, 1):
        if stored:
            with page.expect_navigation():
                page.keyboard.up("Enter")
        else:
            page.keyboard.down("Enter")  # after the first, as the machine repeats it
            page.wait_for_timeout(200)
        with engine.connect() as connection:
            assert len(list(human_labels(connection))) == stored


def test_a_script_in_a_post_never_runs(page: Page, address: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{address}/unggahan")
    page.wait_for_selector("tbody tr")
    page.goto(f"{address}/unggahan?week=2026-W46")
    page.click(f"text={HOSTILE[:8]}")
    page.wait_for_selector(".post")
    assert "alert(1)" in page.inner_text(".post")


def test_a_campaign_is_made_by_keyboard_and_its_posts_are_opened(page: Page, address: str) -> None:
    page.goto(f"{address}/kampanye")
    page.click("text=Kampanye baru")
    page.wait_for_selector("#name")
    page.focus("#name")
    page.keyboard.type("Bekasi Sehat")
    page.fill("#starts_on", "2026-01-01")
    page.fill("#ends_on", "2026-12-31")
    page.focus("input[name=topics][value=living]")
    page.keyboard.press("Space")
    page.focus("#name")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status]")
    assert "Bekasi Sehat" in page.inner_text("h1")
    page.goto(f"{address}/unggahan?campaign=Bekasi+Sehat")
    page.wait_for_selector("tbody tr")


def test_a_wrong_form_is_told_at_its_field(page: Page, address: str) -> None:
    page.goto(f"{address}/kampanye/baru")
    page.fill("#name", "Tanpa isi")
    page.fill("#starts_on", "2026-02-01")
    page.fill("#ends_on", "2026-01-01")
    page.click("main form button")
    page.wait_for_selector("#ends_on[aria-invalid=true]:focus")  # where it is, below the fold too
    assert page.inner_text("#ends_on-salah")
    assert page.input_value("#name") == "Tanpa isi"


def test_a_response_is_corrected_and_the_answer_list_is_noted(page: Page, address: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(questions).values(response_id="x:99", status="unanswered", intent="question"))
    page.goto(f"{address}/periksa/tanggapan")
    page.wait_for_selector("#sentiment")
    page.select_option("#sentiment", "negative")
    page.select_option("#intent", "complaint")
    page.select_option("#object", "none")
    page.select_option("#obstacle", "application")
    page.click("main form button")
    page.wait_for_selector("text=Tidak ada tanggapan lagi")
    page.goto(f"{address}/warga")
    page.fill("input[name=note]", "lewat telepon")
    page.click("form[action$='/catatan'] button")
    page.wait_for_selector("text=Tidak ada yang menunggu jawaban")


def test_a_report_is_made_and_opened(page: Page, address: str) -> None:
    page.goto(f"{address}/laporan")
    page.fill("#period", "2025-03")
    page.press("#period", "Enter")
    page.wait_for_selector("[role=status]")
    while page.locator("text=Sedang dibuat").count():
        page.goto(f"{address}/laporan")
        page.wait_for_selector("[role=status]")
    page.click("a[href$='/laporan/2025-03/report.html']")
    page.wait_for_selector("h1")
    assert "2025" in page.inner_text("body")


def test_words_without_a_break_push_no_page_sideways_on_a_phone(page: Page, address: str) -> None:
    page.goto(f"{address}/sql")
    page.fill("#query", f"SELECT {'kolom' * 40} FROM v_posts")
    page.fill("#nama", "nama" * 20)
    page.click("button[formaction]")
    page.wait_for_selector("text=Kueri tersimpan")
    page.wait_for_load_state()  # with its stylesheet
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("main form button >> nth=0")
    page.wait_for_selector("#query-salah")
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture
def unread(engine: Engine) -> None:
    """A night that failed at pages of long addresses; it is told by the first page after the log-in."""
    reason = f"kota.example/{'berita-' * 8} is forbidden (HTTP 403); ask the webmaster"
    with engine.begin() as connection:
        connection.execute(update(source_runs).values(outcome="failed", reason=reason))


@pytest.mark.usefixtures("unread")
def test_reasons_with_the_program_s_words_are_accessible_and_fit_a_phone(page: Page, address: str) -> None:
    for path in ("/", "/panen"):
        page.goto(f"{address}{path}")
        opened = page.locator("summary:has-text('Kata-kata program')")
        assert opened.count() == 3
        for summary in opened.all():
            summary.click()
        _assert_accessible(page, path)


def test_each_cell_of_a_stacked_table_is_named_or_plain(page: Page, address: str) -> None:
    page.goto(f"{address}/unggahan")
    cells = page.locator("table.stack tr:first-child td:not(.text):not(.form):not(.secondary)")
    assert cells.count() > 3
    for cell in cells.all():
        assert cell.get_attribute("data-label"), cell.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_fits_a_phone_and_names_its_fields(
    page: Page, address: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in PAGES:
        page.goto(f"{address}{path}")
        _assert_accessible(page, path)


def test_a_form_sent_after_the_end_of_the_log_in_is_sent_after_the_next_by_pages_that_are_accessible(
    page: Page, address: str, engine: Engine
) -> None:
    page.goto(f"{address}/sql")
    with engine.begin() as connection:
        connection.execute(desk_sessions.delete())
    page.fill("#query", "SELECT 'akun <b>diretas</b>' AS kata")
    page.press("main button >> nth=0", "Enter")
    for password in ("bukan-kata-sandi", PASSWORD):
        page.wait_for_selector("input[name=typed]", state="attached")
        _assert_accessible(page, "the log-in")
        page.fill("#username", "humas")
        page.fill("#password", password)
        page.press("#password", "Enter")
    page.wait_for_selector("text=Kirim isian ini?")
    _assert_accessible(page, "what was typed")
    page.press("main button", "Enter")
    page.wait_for_selector("td >> text=akun <b>diretas</b>")
    assert page.url == f"{address}/sql"


def test_a_report_asked_for_while_another_is_made_is_refused_by_a_page_that_is_accessible(
    page: Page, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Jobs, "start", lambda *_: False)
    page.goto(f"{address}/laporan")
    page.fill("#period", "2025-03")
    with page.expect_response("**/laporan") as answer:
        page.press("#period", "Enter")
    assert answer.value.status == 409
    _assert_accessible(page, "409")


def _assert_accessible(page: Page, path: str) -> None:
    page.wait_for_selector("h1")
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    for table in page.locator(".wide:visible").all():
        assert table.evaluate("it => it.scrollWidth <= it.clientWidth"), (path, table.get_attribute("aria-label"))
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == [], path
