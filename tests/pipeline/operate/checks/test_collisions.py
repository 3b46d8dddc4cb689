from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.operate.checks import collisions
from pipeline.operate.checks.collisions import find_collisions

ROOT = Path(__file__).parents[4]


def test_an_environment_of_its_own_has_no_collision() -> None:
    assert list(find_collisions()) == []


def test_a_program_that_installs_a_package_of_the_same_name_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    owners = {"storage": ["pantau", "gudang-berkas"], "pipeline": ["pantau"]}
    monkeypatch.setattr(collisions, "packages_distributions", lambda: owners)
    (told,) = find_collisions()
    assert "gudang-berkas installs a package storage, too" in told
    assert "environment of its own" in told


@pytest.mark.parametrize("name", ["collectors", "storage"])
def test_a_package_that_python_finds_elsewhere_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; sys.argv[0] = 'pantau'\n"
    # an editable install finds the modules of its packages wherever their parents are
    code += "sys.meta_path = [finder for finder in sys.meta_path if 'Editable' not in repr(finder)]\n"
    code += "from pipeline.cli import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", code, "--config", str(ROOT / "config.yaml"), "status"],
        capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    assert ended.returncode == 4
    (line,) = ended.stderr.splitlines()
    assert f"Python takes the package {name} from {tmp_path / name}" in line
