from __future__ import annotations

import json
from pathlib import Path

import pytest

import collectors.extras
from collectors.extras import how_to_install


class Installed:
    def __init__(self, told: str | None) -> None:
        self.told = told

    def read_text(self, _name: str) -> str | None:
        return self.told


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (json.dumps({"url": "file:///home/kantor/pantau", "dir_info": {"editable": True}}),
         "'/home/kantor/pantau[desk]'"),
        (json.dumps({"url": "file:///tmp/unduhan%20baru/pantau-0.2.0-py3-none-any.whl"}),
         "'/tmp/unduhan baru/pantau-0.2.0-py3-none-any.whl[desk]'"),
        (json.dumps({"url": "https://berkas.kota.example/pantau.whl"}), "'./pantau-VERSION-py3-none-any.whl[desk]'"),
        (None, "'./pantau-VERSION-py3-none-any.whl[desk]'"),
        ("{", "'./pantau-VERSION-py3-none-any.whl[desk]'"),
    ],
)  # fmt: skip
def test_an_extra_is_installed_from_where_pantau_came(
    monkeypatch: pytest.MonkeyPatch, told: str | None, line: str
) -> None:
    monkeypatch.setattr(collectors.extras, "distribution", lambda _name: Installed(told))
    monkeypatch.setattr(collectors.extras, "CHECKOUT", Path("/tiada"))
    assert how_to_install("desk") == f"run: pip install {line}"


def test_a_checkout_names_itself() -> None:
    assert how_to_install("desk") == f"run: pip install '{ROOT}[desk]'"


ROOT = Path(__file__).parents[2]


def test_no_hint_or_document_names_a_package_that_may_be_somebody_elses() -> None:
    code = [path for name in ("collectors", "pipeline", "storage") for path in (ROOT / name).rglob("*.py")]
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    guilty = [path for path in (*code, *documents) if "install pantau" in _plain(path)]
    assert guilty == []


def _plain(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("'", "").replace('"', "")
