"""Only a platform's own modules name it: everything else asks the Platform object."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.platforms.registry import platform_names

ROOT = Path(__file__).parents[3]
OWN = [
    *(f"collectors/{name}/" for name in platform_names()),
    *(f"pipeline/platforms/{name}.py" for name in platform_names()),
    "pipeline/platforms/registry.py",  # the tuple
    "pipeline/demo/",  # the stand-in and the world that it serves
    "storage/migrations/versions/",  # what stores of old held
]
DOCUMENTS = ("storage/schema/dictionary.py", "storage/schema/columns/")  # meanings of columns, which give examples
MODULES = [
    path
    for layer in ("collectors", "storage", "pipeline")
    for path in sorted((ROOT / layer).rglob("*.py"))
    if not path.relative_to(ROOT).as_posix().startswith((*OWN, *DOCUMENTS))
]
NAMES = "|".join(platform_names())
IN_SQL = re.compile(rf"'(?:{NAMES})'|'(?:{NAMES}):", re.IGNORECASE)
OF_ONE = re.compile(rf"(?:collectors|pipeline\.platforms)\.(?:{NAMES})\b")
POST_ID = re.compile(rf"^(?:{NAMES}):")


def harmless_in(tree: ast.Module) -> set[int]:
    """Return the nodes that are docstrings, of modules, classes, functions and attributes, or coordinates x and y."""
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    points = [node for node in ast.walk(tree) if isinstance(node, ast.Dict) and "y" in map(_key, node.keys)]
    return documents | {id(key) for point in points for key in point.keys}


def _key(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def named_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    harmless = harmless_in(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in harmless:
            told = node.value
            if told in platform_names() or IN_SQL.search(told) or POST_ID.match(told):
                yield f"line {node.lineno}: {told[:60]!r}"
        if isinstance(node, ast.ImportFrom) and re.match(
            rf"(?:collectors|pipeline\.platforms)\.(?:{NAMES})\b", node.module or ""
        ):
            yield f"line {node.lineno}: imports {node.module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_other_module_names_a_platform(path: Path) -> None:
    assert list(named_in(path)) == []


def test_a_name_is_found_where_one_stands(tmp_path: Path) -> None:
    for words in (
        'if platform == "x": pass',
        "SQL = \"WHERE platform = 'instagram'\"",
        "from collectors.x.parser import y",
    ):
        (tmp_path / "module.py").write_text(words)
        assert list(named_in(tmp_path / "module.py")), words
