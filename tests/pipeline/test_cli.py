"""The command line: what a person sees, what goes where, and with which exit code it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pipeline import cli, clock
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import Article, Fault, InstagramPost, World, XPost
from pipeline.settings.models import Settings
from storage.db.engine import open_engine
from storage.db.lock import run_lock

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "tweepy", "instaloader", "sqlalchemy", "pydantic", "bs4", "jinja2", "alembic", "yaml", "requests")

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


Pantau = Callable[..., Any]


def some_posts(world: World) -> None:
    now = world.now = clock.now()
    ago = [timedelta(days=n, hours=1) for n in range(3)]
    world.x = [XPost(text=f"Layanan publik {n} #Bekasi", at=now - ago[n], likes=n) for n in range(3)]
    world.instagram = [InstagramPost(caption=f"Posyandu {n}", at=now - ago[n], likes=n) for n in range(2)]
    world.articles = [Article(number=100 + n, title=f"Judul {n}", on=(now - ago[n]).date()) for n in range(2)]


@pytest.mark.usefixtures("standin")
def test_a_night_from_nothing_to_a_report(pantau: Pantau, world: World, settings: Settings) -> None:
    some_posts(world)
    assert pantau("db", "upgrade").code == 0
    night = pantau("nightly")
    assert night.code == 0, night.err
    assert night.out == ""
    assert "x-kominfobekasi: complete, 3 new" in night.err
    assert len(list(settings.reports.glob("*/datapackage.json"))) == 1


@pytest.mark.usefixtures("standin")
@only_sqlite
def test_one_incomplete_source_makes_one(pantau: Pantau, world: World) -> None:
    some_posts(world)
    world.faults.append(Fault(platform="x", do="unauthorized"))
    pantau("db", "upgrade")
    night = pantau("nightly")
    assert night.code == 1
    assert "x-kominfobekasi: failed, 0 new of 0 posts seen (X refuses the token (401)" in night.err
    assert "ig-diskominfobekasi: complete, 2 new" in night.err


@only_sqlite
def test_a_mistake_in_the_configuration_makes_two_and_touches_nothing(pantau: Pantau, settings: Settings) -> None:
    (settings.folder / "config.yaml").write_text("sources: [{id: x, platform: y}]", encoding="utf-8")
    ended = pantau("nightly")
    assert ended.code == 2
    assert ended.err.startswith("pantau: config.yaml has 1 mistake; nothing was done:")
    assert not (settings.folder / "data").exists()


@only_sqlite
@pytest.mark.parametrize(
    "words", [["nightly"], ["harvest"], ["label"], ["report"], ["replay"], ["status"], ["sql", "SELECT 1"]]
)
def test_a_missing_database_is_refused_with_the_command_that_makes_it(
    pantau: Pantau, settings: Settings, words: list[str]
) -> None:
    ended = pantau(*words)
    assert ended.code == 2
    assert "make it with: pantau db upgrade" in ended.err
    assert not (settings.folder / "data").exists()


@only_sqlite
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["harvest", "--source", "nobody"], "no source nobody in the configuration; known: x-kominfobekasi"),
        (["report", "--week", "2026-W60"], "2026 has no week 60"),
        (["report", "--week", "last"], "write it like 2026-W47"),
        (["sql", "SELECT 1", "--format", "xml"], "no format 'xml'; use table, csv, json"),
        (["sql", "SELEKT 1"], "the database refuses the query"),
        (["sql", "DELETE FROM posts"], "the database refuses the query"),
        (["nonsense"], "No such command"),
        (["harvest", "--fast"], "No such option"),
    ],
)
def test_bad_usage_is_two_and_one_clear_line(pantau: Pantau, words: list[str], told: str) -> None:
    pantau("db", "upgrade")
    ended = pantau(*words)
    assert ended.code == 2
    assert told in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.usefixtures("standin")
@only_sqlite
def test_a_source_named_twice_is_harvested_once(pantau: Pantau, world: World) -> None:
    some_posts(world)
    pantau("db", "upgrade")
    assert pantau("harvest", "--source", "x-kominfobekasi", "--source", "x-kominfobekasi").code == 0
    assert len(world.asked("x")) == 2


def test_another_run_makes_three(pantau: Pantau, settings: Settings) -> None:
    pantau("db", "upgrade")
    engine = open_engine(settings.database_url)
    with run_lock(engine):
        ended = pantau("nightly")
    engine.dispose()
    assert ended.code == 3
    assert "another run of Pantau works on" in ended.err


@only_sqlite
def test_a_broken_store_makes_four(pantau: Pantau, settings: Settings) -> None:
    pantau("db", "upgrade")
    (settings.folder / "data" / "pantau.db").write_bytes(b"no database at all, but long enough to be read" * 40)
    ended = pantau("nightly")
    assert ended.code == 4
    assert "is no SQLite database" in ended.err


@only_sqlite
def test_no_credentials_say_which_variable_to_set(
    pantau: Pantau, settings: Settings, standin: StandIn, world: World
) -> None:
    some_posts(world)
    (settings.folder / ".env").unlink()
    pantau("db", "upgrade")
    night = pantau("nightly")
    assert night.code == 1
    assert "x-kominfobekasi: skipped" in night.err
    assert "set X_BEARER_TOKEN in .env" in night.err
    assert "INSTAGRAM_SESSIONID" in night.err
    assert "web-diskominfo: complete, 2 new" in night.err
    assert standin.url


@pytest.mark.usefixtures("standin")
def test_status_and_sql_tell_what_is_stored(pantau: Pantau, world: World) -> None:
    some_posts(world)
    pantau("db", "upgrade")
    pantau("nightly")
    table = pantau("status")
    assert "x-kominfobekasi" in table.out
    assert "X this month: $0.03 of $20.00" in table.out  # 3 posts and 1 user: 0.025
    told = json.loads(pantau("status", "--json").out)
    assert {source["source_id"]: source["stored_total"] for source in told["sources"]} == {
        "x-kominfobekasi": 3,
        "ig-diskominfobekasi": 2,
        "web-diskominfo": 2,
    }
    assert told["x"]["spent_usd"] == pytest.approx(0.025)
    found = pantau("sql", "SELECT post_id, likes FROM v_posts WHERE platform = 'x' ORDER BY likes", "--format", "csv")
    assert [row["likes"] for row in csv.DictReader(io.StringIO(found.out))] == ["0", "1", "2"]
    rows = json.loads(pantau("sql", "SELECT published_at FROM v_posts LIMIT 1", "--format", "json").out)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", rows[0]["published_at"])


ODD = {
    "sqlite": "SELECT 9e999 AS a, 1 AS a, 2 AS a_2, x'00ff' AS b, NULL AS c, 1.5 AS d",
    "postgresql": "SELECT 'inf'::float8 AS a, 1 AS a, 2 AS a_2, '\\x00ff'::bytea AS b, 'NaN'::float8 AS c, 1.5 AS d",
}


def test_json_is_what_every_reader_of_json_takes(pantau: Pantau, settings: Settings) -> None:
    pantau("db", "upgrade")
    query = ODD["sqlite" if settings.database_url.startswith("sqlite") else "postgresql"]
    told = pantau("sql", query, "--format", "json").out
    assert json.loads(told, parse_constant=pytest.fail) == [
        {"a": None, "a_3": 1, "a_2": 2, "b": "00ff", "c": None, "d": 1.5}
    ]
    assert "00ff" in pantau("sql", query, "--format", "csv").out
    assert "00ff" in pantau("sql", query).out


@only_sqlite
def test_a_table_shows_hostile_text_without_obeying_it(pantau: Pantau) -> None:
    pantau("db", "upgrade")
    shown = pantau("sql", "SELECT '[red]' || char(27) || '[31mx' AS a")
    assert "\x1b[31m" not in shown.out
    assert "[red]" in shown.out


@only_sqlite
@pytest.mark.usefixtures("standin")
def test_any_week_can_be_reported_anywhere(pantau: Pantau, world: World, tmp_path: Path) -> None:
    some_posts(world)
    pantau("db", "upgrade")
    pantau("nightly")
    assert pantau("report", "--week", "2026-W46", "--out", str(tmp_path / "else")).code == 0
    assert (tmp_path / "else" / "2026-W46" / "report.html").is_file()


@only_sqlite
def test_doctor_names_what_to_mend(pantau: Pantau, settings: Settings) -> None:
    before = pantau("doctor")
    assert before.code == 1
    assert "MEND  database: there is no database" in before.out
    pantau("db", "upgrade")
    after = pantau("doctor")
    assert after.code == 0, after.out
    (settings.folder / ".env").chmod(0o644)
    assert "can be read by others; run: chmod 600" in pantau("doctor").out
    (settings.folder / ".env").unlink()
    without = pantau("doctor")
    assert without.code == 1
    assert "X_BEARER_TOKEN" in without.out
    (settings.folder / "config.yaml").write_text("sources: 1", encoding="utf-8")
    assert pantau("doctor").code == 2


@only_sqlite
def test_doctor_online_asks_one_cheap_question_of_each_and_books_it(
    pantau: Pantau, world: World, standin: StandIn
) -> None:
    some_posts(world)
    pantau("db", "upgrade")
    found = pantau("doctor", "--online")
    assert found.code == 0, found.out
    assert "x-kominfobekasi: answers: Kominfobekasi, 54300 followers (one user read, $0.010)" in found.out
    assert "ig-diskominfobekasi: answers: diskominfobekasi" in found.out
    assert len(world.asked("x")) == 1
    assert not world.asked("website", r"/\d+/")  # no article
    told = json.loads(pantau("status", "--json").out)
    assert told["x"]["spent_usd"] == pytest.approx(0.01)
    world.faults.append(Fault(platform="x", do="unauthorized"))
    refused = pantau("doctor", "--online")
    assert refused.code == 1
    assert "MEND  x-kominfobekasi: X refuses the token (401)" in refused.out
    assert standin.url


@only_sqlite
def test_doctor_online_asks_also_while_the_last_nights_failed(pantau: Pantau, world: World, standin: StandIn) -> None:
    some_posts(world)
    pantau("db", "upgrade")
    world.faults.append(Fault(platform="x", do="unauthorized"))
    pantau("harvest")
    world.faults.clear()
    found = pantau("doctor", "--online").out
    assert "MEND  x-kominfobekasi: last complete night: never" in found
    assert "ok    x-kominfobekasi: answers: Kominfobekasi" in found
    assert "ok    ig-diskominfobekasi: answers" in found
    assert standin.url


@only_sqlite
def test_doctor_online_leaves_alone_who_rests(pantau: Pantau, world: World, standin: StandIn) -> None:
    some_posts(world)
    pantau("db", "upgrade")
    pantau("harvest")
    world.faults.append(Fault(platform="instagram", do="checkpoint_required", path="graphql"))
    pantau("harvest", "--source", "ig-diskominfobekasi")
    world.requests.clear()
    found = pantau("doctor", "--online")
    assert "MEND  ig-diskominfobekasi: was not asked: rests until" in found.out
    assert "pantau wake instagram" in found.out
    assert not world.asked("instagram")
    assert len(world.asked("x")) == 1
    assert standin.url


@only_sqlite
def test_a_backup_is_a_store_of_its_own_and_its_folder_is_made(pantau: Pantau, tmp_path: Path) -> None:
    pantau("db", "upgrade")
    copy = tmp_path / "backup" / "copy.db"
    assert pantau("db", "backup", str(copy)).code == 0
    assert copy.stat().st_size > 0
    again = pantau("db", "backup", str(copy))
    assert again.code == 2
    assert "exists already" in again.err
    assert not list(copy.parent.glob("*.part"))
    lost = pantau("db", "backup", str(tmp_path / "bakcup" / "2026" / "copy.db"))
    assert (lost.code, len(lost.err.splitlines())) == (4, 1)
    assert not (tmp_path / "bakcup").exists()


@only_sqlite
def test_no_output_holds_a_secret(pantau: Pantau, credentials: dict[str, str], standin: StandIn, world: World) -> None:
    some_posts(world)
    world.faults += [
        Fault(platform="x", do="unauthorized", nth=2),
        Fault(platform="instagram", do="too_many", nth=3),
    ]
    pantau("db", "upgrade")
    shown = [pantau(*words) for words in (["nightly"], ["status"], ["doctor"], ["sql", "SELECT * FROM v_runs"])]
    assert standin.url
    for name, value in credentials.items():
        if name != "INSTAGRAM_USERNAME":
            assert not any(value in ended.out + ended.err for ended in shown), name


def test_closed_streams_are_empty_ones() -> None:
    """As ``pantau status >&- <&-`` gives them, and programs that start others in the background."""
    program = "from pipeline.cli import main; main()"
    command = ["sh", "-c", '"$0" -c "$1" sql --views >&- <&-', sys.executable, program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_is_quick_because_nothing_heavy_is_loaded_for_it() -> None:
    code = "import sys; from pipeline.cli import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert not loaded & set(HEAVY)


def test_a_harvest_without_postgresql_and_websites_loads_nothing_that_only_they_need() -> None:
    code = "import sys, pipeline.harvest.harvest; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    unneeded = (
        "sqlalchemy.dialects.postgresql", "psycopg", "collectors.website.parse.", "lxml", "babel", "pandas", "alembic",
        "instaloader", "jinja2",
    )  # fmt: skip
    assert not [name for name in done.stdout.split() if name.startswith(unneeded)]


def test_a_command_that_ends_is_not_searched_for_garbage_again() -> None:
    code = (
        "import atexit, gc, sys; atexit.register(lambda: print(gc.get_freeze_count() > 1000)); "
        "from pipeline.cli import main; sys.argv = ['pantau', '--version']; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split()[-1] == "True"


@pytest.mark.parametrize(
    "words", [["--help"], ["taxonomy", "test", "posyandu"], ["status", "--json"], ["sql", "SELECT 1"]]
)
def test_output_that_finds_no_space_is_one_line(words: list[str], pantau: Pantau, settings: Settings) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    pantau("db", "upgrade")
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *words]
    environment = {**os.environ, "PANTAU_CONFIG": str(settings.folder / "config.yaml")}
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (ended.returncode, len(ended.stderr.splitlines())) == (4, 1)
    assert ended.stderr.startswith("pantau: the disk is full; ")


def test_the_readme_lists_every_command_with_its_own_words() -> None:
    told = dict(
        re.findall(r"^\| `pantau ([a-z -]+)` \| (.+?) \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    )
    assert told == _commands(get_command(cli.app))


def _commands(group: Any, prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= _commands(command, f"{prefix}{name} ")
        if getattr(command, "invoke_without_command", True):  # a group that does something by itself is a command, too
            found[prefix + name] = command.help.strip()
    return found
