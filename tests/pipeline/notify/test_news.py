"""An office is told what began and what ended, once a night, and never what a citizen wrote."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import Message
from threading import Event
from typing import Any

import pytest
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from sqlalchemy import Engine, text

from pipeline import clock
from pipeline.demo.standin.server import Fault, StandIn, World
from pipeline.demo.world.sample import sample_world
from pipeline.nightly import nightly
from pipeline.notify.news import tell_news, try_notify
from pipeline.settings.models import Settings
from storage.runs import troubles
from tests.collectors.http.broken_lines import served
from tests.conftest import CREDENTIALS, MakeSettings
from tests.pipeline.conftest import OpenNight, Pantau
from tests.pipeline.notify.conftest import MOVED, Hook, Mailbox, free_port

NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)  # a Tuesday
WEEK = "Laporan minggu 2026-W47 sudah siap."
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Texts = Callable[[Message], str]
Run = Callable[[Settings, float], int]
REAL_SEND = HTTPAdapter.send


@pytest.fixture
def world() -> World:
    return sample_world(NIGHT)


@pytest.fixture
def run(engine: Engine, standin: StandIn, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run the night of that many days after the first; requests to this machine are not the stand-in's."""
    assert engine.url
    assert standin
    led = HTTPAdapter.send

    def send(self: HTTPAdapter, request: PreparedRequest, **options: Any) -> Response:
        return (REAL_SEND if "127.0.0.1" in (request.url or "") else led)(self, request, **options)

    def night(settings: Settings, day: float) -> int:
        world.now = NIGHT + timedelta(days=day)
        monkeypatch.setattr(clock, "now", lambda: NIGHT + timedelta(days=day))
        return nightly(settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)
        patch.setattr(HTTPAdapter, "send", send)
        yield night


def test_nights_tell_of_a_refusal_once_and_of_its_end(
    make_settings: MakeSettings, run: Run, world: World, hook: Hook
) -> None:
    settings = make_settings(office={"name": "Diskominfo"}, notify={"urls": [f"json://{hook.url}/n"]})
    assert run(settings, 0) == 0
    assert hook.bodies[0]["title"] == "Pantau – Diskominfo, 24 November 2026"
    assert hook.bodies[0]["message"] == WEEK
    assert run(settings, 1) == 0
    assert len(hook.bodies) == 1, "nothing changed, so nothing is told"
    world.faults = [Fault(platform="instagram", do="checkpoint_required", path="graphql")]
    assert run(settings, 2) == 1
    told = hook.bodies[1]["message"]
    assert "Mulai ditolak platform: ig-diskominfobekasi." in told
    assert "Instagram dijeda sampai " in told
    assert "pantau wake instagram" in told
    assert run(settings, 3) == 1
    assert hook.bodies[2]["message"] == "Dua malam berturut-turut tidak lengkap: ig-diskominfobekasi."
    assert run(settings, 4) == 1
    assert len(hook.bodies) == 3
    world.faults = []
    assert run(settings, 30) == 0
    ended = hook.bodies[-1]["message"].splitlines()
    assert "Tidak lagi ditolak platform: ig-diskominfobekasi." in ended
    assert "Kembali lengkap: ig-diskominfobekasi." in ended
    assert "Jeda selesai: Instagram." in ended


@on_sqlite
def test_a_second_run_of_the_night_says_nothing_and_the_next_night_catches_up(
    make_settings: MakeSettings, run: Run, world: World, hook: Hook
) -> None:
    settings = make_settings(notify={"urls": [f"json://{hook.url}/n"]})
    run(settings, 0)
    world.faults = [Fault(platform="website", do="server_error")]
    run(settings, 1)
    run(settings, 2)
    assert "Dua malam berturut-turut tidak lengkap: web-diskominfo." in hook.bodies[1]["message"]
    world.faults = []
    run(settings, 2.1)
    assert len(hook.bodies) == 2, "one message a night at most"
    run(settings, 3)
    assert hook.bodies[2]["message"] == "Kembali lengkap: web-diskominfo."


@on_sqlite
def test_a_mail_brings_the_report_and_no_secret_or_response(
    make_settings: MakeSettings, run: Run, mailbox: Mailbox, texts: Texts
) -> None:
    url = f"mailto://127.0.0.1:{mailbox.port}?from=pantau@kota.example&to=kepala@kota.example"
    settings = make_settings(notify={"urls": [url]})
    run(settings, 0)
    (mail,) = mailbox.mails
    assert mail["To"] == "kepala@kota.example"
    assert WEEK in texts(mail)
    assert [part.get_filename() for part in mail.walk() if part.get_filename()] == ["weekly.xlsx", "ringkasan.csv"]
    assert not any(value in texts(mail) for value in CREDENTIALS.values())


@on_sqlite
def test_a_budget_that_is_nearly_spent_is_told_once_a_month(
    make_settings: MakeSettings, night_of: OpenNight, engine: Engine, hook: Hook
) -> None:
    settings = make_settings(notify={"urls": [f"json://{hook.url}/n"]})
    with night_of(settings, lambda: NIGHT) as night:
        for day, usd in ((0, 15.9), (1, 0.2), (2, 1.0)):
            night.now = lambda day=day: NIGHT + timedelta(days=day)  # type: ignore[misc]
            with engine.begin() as connection:
                row = {"run": night.run_id, "day": f"2026-11-{24 + day}", "usd": usd}
                connection.execute(
                    text(
                        "INSERT INTO reads (run_id, source_id, day, posts, users, media, usd, settled, purpose) "
                        "VALUES (:run, 'x-kominfobekasi', :day, 1, 0, 0, :usd, true, 'posts')"
                    ),
                    row,
                )
            tell_news(night)
    assert [body["message"] for body in hook.bodies] == ["Anggaran X November 2026 terpakai 80% ($16.10 dari $20.00)."]


@on_sqlite
def test_an_issue_that_leaps_is_told_without_a_word_of_it(
    make_settings: MakeSettings, night_of: OpenNight, engine: Engine, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "SELECT 'banjir galaxy' AS issue, '2026-11-23' AS alert_on, 21 AS alert_responses, 3.0 AS usual_responses"
    monkeypatch.setattr(troubles, "ALERTS", text(f"{rows}, :since AS since"))
    settings = make_settings(notify={"urls": [f"json://{hook.url}/n"]})
    with night_of(settings, lambda: NIGHT) as night:
        tell_news(night)
        tell_news(night)
    line = "Satu isu warga melonjak pada 23 November 2026: 21 tanggapan, biasanya 3; lihat Warga di meja kerja."
    assert [body["message"] for body in hook.bodies] == [line]
    with engine.connect() as connection:
        kept = connection.scalar(text("SELECT value FROM settings WHERE name = 'told_by_notify'"))
    assert "banjir" not in kept
    assert "2026-11-23" in kept


def test_the_view_of_issues_answers_on_an_empty_store(engine: Engine) -> None:
    with engine.connect() as connection:
        assert troubles.issue_alerts(connection, NIGHT.date()) == {}


@on_sqlite
@pytest.mark.parametrize("where", ["closed", "refusing", "moved", "unset", "unreadable"])
def test_a_message_that_nobody_takes_costs_nothing_and_is_told_by_the_next_night(
    make_settings: MakeSettings, run: Run, hook: Hook, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    hook.status = MOVED if where == "moved" else 500
    urls: dict[str, Any] = {
        "closed": f"json://pengguna:rahasia@127.0.0.1:{free_port()}/n",
        "refusing": f"json://pengguna:rahasia@{hook.url}/n",
        "moved": f"json://pengguna:rahasia@{hook.url}/n",
        "unset": "tgram://${TIADA}/99",
        "unreadable": "tgram://rahasia",
    }
    assert run(make_settings(notify={"urls": [urls[where]]}), 0) == 0
    said = capsys.readouterr().err
    assert "took no message" in said
    assert "rahasia" not in said
    hook.status, hook.bodies[:] = 200, []
    assert run(make_settings(notify={"urls": [f"json://{hook.url}/n"]}), 1) == 0
    assert [body["message"] for body in hook.bodies] == [WEEK]


@on_sqlite
def test_a_mail_server_that_never_comes_to_its_point_does_not_keep_the_night(
    make_settings: MakeSettings, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = Event()

    def greet(connection: socket.socket) -> None:
        with suppress(OSError):
            while not ended.wait(0.05):
                connection.sendall(b"220-tunggu\r\n")

    monkeypatch.setattr("pipeline.nightly.TELLING_SECONDS", 1.0)
    with served(greet) as port:
        to = f"mailto://127.0.0.1:{port}?from=a@b.example&to=c@b.example"
        try:
            assert run(make_settings(notify={"urls": [to]}), 0) == 0
        finally:
            ended.set()
    assert "notify was left out: it took more than" in capsys.readouterr().err


@on_sqlite
def test_a_missing_package_is_told_with_how_to_install_it(
    make_settings: MakeSettings, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipeline.notify.send.find_spec", lambda _name: None)
    assert run(make_settings(notify={"urls": ["json://127.0.0.1/n"]}), 0) == 0
    assert "notify needs the package apprise; run: pip install '" in capsys.readouterr().err


@on_sqlite
def test_a_fault_of_the_step_leaves_the_night_what_it_was(
    make_settings: MakeSettings, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> Any:
        raise KeyError("warga")

    monkeypatch.setattr("pipeline.notify.news.gather_state", broken)
    assert run(make_settings(notify={"urls": ["json://127.0.0.1/n"]}), 0) == 0
    said = capsys.readouterr().err
    assert "notify failed (KeyError)" in said
    assert "warga" not in said


@on_sqlite
def test_a_test_message_says_who_took_it(
    make_settings: MakeSettings, hook: Hook, mailbox: Mailbox, capsys: pytest.CaptureFixture[str], texts: Texts
) -> None:
    urls = [f"json://{hook.url}/n", f"mailto://127.0.0.1:{mailbox.port}?from=a@kota.example&to=b@kota.example"]
    assert try_notify(make_settings(notify={"urls": urls})) == 0
    assert "pesan percobaan" in hook.bodies[0]["message"]
    assert "pesan percobaan" in texts(mailbox.mails[0])
    assert (
        capsys.readouterr().out
        == "ok    notify.urls 1 (json): took the message\nok    notify.urls 2 (mailto): took the message\n"
    )
    assert try_notify(make_settings(notify={"urls": [urls[0], f"json://127.0.0.1:{free_port()}/kunci"]})) == 1
    shown = capsys.readouterr().out
    assert "MEND  notify.urls 2 (json): took no message" in shown
    assert "kunci" not in shown


@on_sqlite
@pytest.mark.usefixtures("engine")
def test_the_command_wants_recipients_and_the_doctor_examines_them(pantau: Pantau, settings: Settings) -> None:
    assert pantau("notify", "--test").code == 2
    assert "--test" in pantau("notify").err
    file = settings.folder / "config.yaml"
    urls = '"tgram://123456789:abcdefghijklmnopqrstuvwxyzABCDEFGHI/99", "json://${TIADA}/", "json://127.0.0.1/"'
    told = f'notify: {{urls: [{urls}], health: "${{SUNYI}}"}}\n'
    file.write_text(file.read_text(encoding="utf-8") + told, encoding="utf-8")
    shown = pantau("doctor").out
    assert "MEND  notify.urls 1 (tgram): holds a secret" in shown
    assert "MEND  notify.urls 2 (json): TIADA is not set" in shown
    assert "ok    notify.urls 3 (json)" in shown
    assert "MEND  notify.health (unset): SUNYI is not set" in shown
    assert "123456789" not in shown
