"""Pantau as an office gets it: a wheel in an environment of its own, without the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKED = (
    "pyproject.toml", "setup.cfg", "MANIFEST.in", "LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile",
    "config.yaml", ".env.example", "constraints.txt", "schedule.py", "collectors", "pipeline", "storage", "docs",
)  # fmt: skip
BUILD = "from setuptools.build_meta import build_sdist, build_wheel; build_sdist('out'); build_wheel('out')"
SHIPPED = (
    "config.yaml", ".env.example", "constraints.txt", "docs/operations.md", "docs/methods.md",
    "docs/operations/pantau.service", "docs/operations/pantau.timer", "docs/sample-hundred-accounts.yaml",
)  # fmt: skip

pytest.importorskip("setuptools", minversion="77", reason="pip install -e '.[dev]' brings it")


def run(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that has neither the checkout nor the environment's secrets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PANTAU_"))}
    return subprocess.run(
        [str(word) for word in words], cwd=cwd, env=kept, capture_output=True, text=True, check=False, timeout=280
    )


def packages_of_extras() -> list[str]:
    """Name what the extras bring, as Python imports it; the tests' own extra brings all the others."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    asked = {
        re.split(r"[^\w.-]", line)[0].replace("_", "-").lower()
        for extra, lines in extras.items() for line in lines if extra != "dev"
    }  # fmt: skip
    installed = packages_distributions().items()
    return [name for name, owners in installed if asked & {owner.replace("_", "-").lower() for owner in owners}]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sdist and wheel, built of a copy without network."""
    folder = tmp_path_factory.mktemp("build")
    for name in PACKED:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, folder / name)
    made = run(sys.executable, "-W", "ignore", "-c", BUILD, cwd=folder)
    assert made.returncode == 0, made.stderr[-2000:]
    return folder / "out"


@pytest.fixture(scope="module")
def pantau(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment with the wheel and no extra; its libraries are those of the tests."""
    fresh = tmp_path_factory.mktemp("fresh") / "venv"
    assert run(sys.executable, "-m", "venv", "--without-pip", fresh, cwd=fresh.parent).returncode == 0
    (wheel,) = built.glob("*.whl")
    words = ["--no-deps", "--no-index", "--disable-pip-version-check", wheel]
    made = run(sys.executable, "-m", "pip", "--python", fresh / "bin" / "python", "install", *words, cwd=fresh.parent)
    assert made.returncode == 0, made.stderr[-2000:]
    places = sysconfig.get_paths(vars={"base": str(fresh), "platbase": str(fresh)})
    Path(places["purelib"], "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    without = f"import sys; sys.modules.update(dict.fromkeys({packages_of_extras()}))"
    Path(places["purelib"], "sitecustomize.py").write_text(without, encoding="utf-8")
    return fresh / "bin" / "pantau"


def test_the_wheel_holds_what_an_office_needs_and_no_module_that_shadows_others(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    assert [name for name in SHIPPED if not any(held.endswith(f"data/share/pantau/{name}") for held in names)] == []
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.startswith("pantau-")} == {"collectors", "pipeline", "storage"}


def test_the_sdist_can_be_built_again(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    assert {"config.yaml", ".env.example", "constraints.txt", "schedule.py", "docs/operations/Containerfile"} <= names


def test_the_installed_program_makes_a_folder_and_examines_it(pantau: Path, tmp_path: Path) -> None:
    told = run(pantau, "--version", cwd=tmp_path)
    assert told.stdout.startswith("pantau 0.")
    made = run(pantau, "init", "kantor", "--source", "x=PemkotDepok", "--source", "website=depok.go.id", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "MEND  x-pemkotdepok" in made.stdout
    assert "X_BEARER_TOKEN" in (tmp_path / "kantor" / ".env").read_text(encoding="utf-8")
    config = tmp_path / "kantor" / "config.yaml"
    assert run(pantau, "--config", config, "db", "upgrade", cwd=tmp_path).returncode == 0
    examined = run(pantau, "--config", config, "doctor", cwd=tmp_path)
    assert "ok    database" in examined.stdout
    assert "packages" not in examined.stdout


def test_the_installed_program_runs_the_demo_without_any_extra(pantau: Path, tmp_path: Path) -> None:
    assert {"apprise", "duckdb", "fastapi", "openai", "procrastinate", "psycopg", "sklearn"} <= {*packages_of_extras()}
    ended = run(pantau, "demo", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert list((tmp_path / "demo").glob("reports/2026-W*/ringkasan.csv"))
    config = tmp_path / "demo" / "config.yaml"
    for words in (["status"], ["sql", "SELECT count(*) FROM v_posts"], ["db", "backup", "copy.db"], ["label"]):
        ended = run(pantau, "--config", config, *words, cwd=tmp_path)
        assert ended.returncode == 0, ended.stderr[-2000:]
    asked = run(pantau, "--config", config, "package", "--from", "2026-11-01", "--to", "2026-11-02", cwd=tmp_path)
    assert (asked.returncode, "[research]'" in asked.stderr) == (2, True)
