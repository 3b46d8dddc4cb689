from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipeline.report.content import figures
from pipeline.transform.measures import middle_half
from storage.schema.selects import fragments

ROOT = Path(__file__).parents[1]
LAYERS = ("collectors", "storage", "pipeline", "schedule")
MODULES = sorted(
    path
    for path in (*(file for layer in LAYERS[:3] for file in (ROOT / layer).rglob("*.py")), ROOT / "schedule.py")
    if path.is_file()
)
SQL = {
    "text", "select", "insert", "update", "delete", "bindparam", "literal_column", "exec_driver_sql",
    "execute", "executemany", "executescript", "scalar", "scalars", "read_sql", "read_sql_query", "to_sql",
}  # fmt: skip
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("time", "strftime"), ("time", "ctime"),
    ("Timestamp", "now"), ("Timestamp", "utcnow"), ("Timestamp", "today"),
}  # fmt: skip


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """Yield the full names that a module imports, wherever in it the import stands."""
    package = name_of(path).split(".") if path.stem == "__init__" else name_of(path).split(".")[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            yield from (".".join([*above, *filter(None, [node.module]), alias.name]) for alias in node.names)


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_all_layers_are_there_to_be_looked_at() -> None:
    assert {name_of(path).split(".")[0] for path in MODULES} == set(LAYERS)


def test_imports_keep_the_contracts_of_the_house(tmp_path: Path) -> None:
    # In a process of its own: import-linter switches off all loggers that exist.
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_scheduler_needs_only_the_pipeline_and_the_errors() -> None:
    own = [name for name in imports_of(ROOT / "schedule.py") if within(name, *LAYERS)]
    assert [name for name in own if not within(name, "pipeline", "collectors.errors")] == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "collectors").rglob("*.py")), ids=lambda path: path.stem)
def test_tests_of_collectors_know_of_the_pipeline_only_the_stand_in(path: Path) -> None:
    known = [name for name in imports_of(path) if within(name, "pipeline")]
    assert [name for name in known if not within(name, "pipeline.demo.standin")] == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES} - {ROOT}), ids=lambda path: path.name)
def test_a_folder_is_small_enough_to_be_known(folder: Path) -> None:
    modules = [path.name for path in folder.glob("*.py") if path.stem != "__init__"]
    assert len(modules) <= 12 or folder.name == "versions", f"{len(modules)} modules: give some a folder of their own"
    assert len(folder.relative_to(ROOT).parts) <= 4


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem == "__init__"], ids=name_of)
def test_a_package_says_its_job_in_one_sentence(path: Path) -> None:
    job = ast.get_docstring(tree_of(path)) or ""
    assert re.fullmatch(r"[A-Z][^.\n]+(\.\w[^.\n]*)*\.", job), "one sentence on one line"
    assert len(job.split()) > 3


@pytest.mark.parametrize("path", [p for p in MODULES if not within(name_of(p), "storage")], ids=name_of)
def test_all_sql_lives_in_the_store(path: Path) -> None:
    libraries = [name for name in imports_of(path) if within(name, "sqlalchemy", "sqlite3", "psycopg", "alembic")]
    assert set(libraries) <= {f"sqlalchemy.{name}" for name in ("Engine", "Connection", "Row", "URL", "make_url")}
    called = {
        node.func.attr
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _on_a_database(node.func)
    }
    assert called & SQL == set()


def _on_a_database(function: ast.Attribute) -> bool:
    """Whether a method is called on what is named like a connection, an engine, a cursor, or pandas."""
    return isinstance(function.value, ast.Name) and function.value.id in {
        "connection",
        "conn",
        "engine",
        "cursor",
        "pd",
    }


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p) != "pipeline.clock"], ids=name_of)
def test_only_the_clock_module_reads_the_clock(path: Path) -> None:
    read = {
        f"line {node.lineno}: {node.value.id if isinstance(node.value, ast.Name) else node.value.attr}.{node.attr}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, (ast.Name, ast.Attribute))
        and ((node.value.id if isinstance(node.value, ast.Name) else node.value.attr), node.attr) in CLOCKS
    }
    assert read == set()
    assert [name for name in imports_of(path) if name in {"time.time", "time.time_ns", "time.localtime"}] == []


def test_views_measures_and_reports_tell_a_median_of_as_many_values() -> None:
    """No two of the three may import from each other."""
    assert figures.MEDIAN_FROM == middle_half.MEDIAN_FROM == fragments.MEDIAN_FROM


def test_every_folder_with_modules_is_a_package() -> None:
    there = {name_of(path) for path in MODULES if path.stem == "__init__"}
    folders = {name_of(path / "__init__.py") for path in {file.parent for file in MODULES} if path != ROOT}
    assert there == folders


def test_every_data_file_beside_the_code_is_packaged() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    packaged = {
        file for name, globs in listed.items() for glob in globs for file in (ROOT / name.replace(".", "/")).glob(glob)
    }
    beside = {
        file
        for folder in {path.parent for path in MODULES} - {ROOT}
        for file in (*folder.iterdir(), *folder.glob("model/*"), *folder.glob("static/*"), *folder.glob("templates/*"))
        if file.is_file() and file.suffix not in {".py", ".mako"}  # Alembic's template is for developers
    }
    assert packaged == beside
