"""Files of labelled posts: every mistake is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.transform.posts.labelled import LabelledFileError, data_digest, read_labelled

GOOD: dict[str, Any] = {
    "id": "1", "text": "Posyandu", "primary": "living", "subtopic": "health", "topics": ["living"],
    "programme_level": "dimension", "message_function": None,
}  # fmt: skip


def written(folder: Path, *rows: Any) -> Path:
    path = folder / "posts.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (example,) = read_labelled([written(tmp_path, GOOD)])
    assert (example.topic, example.topics, example.message_function) == ("living", ("living",), None)


def test_all_mistakes_are_named_with_their_lines(tmp_path: Path) -> None:
    bad = [
        {**GOOD, "id": "2", "primary": "smart"},
        {name: value for name, value in GOOD.items() if name != "topics"},
        GOOD,
        GOOD,
        "{",
        "[]",
        {**GOOD, "id": "3", "subtopic": "waste"},
        {**GOOD, "id": "4", "topics": ["economy"]},
        {**GOOD, "id": "5", "programme_level": "high", "message_function": "shout"},
        {**GOOD, "id": "6", "text": None},
        {**GOOD, "primary": ["living"], "subtopic": {}, "topics": [["living"]]},
        {**GOOD, "id": None, "title": 5, "stage": "later"},
        {**GOOD, "id": "7", "topics": ["living", "economy", "society", "branding"]},
    ]
    with pytest.raises(LabelledFileError) as caught:
        read_labelled([written(tmp_path, *bad)])
    lines = str(caught.value).splitlines()
    assert {int(line.split(":")[1]) for line in lines} == set(range(1, 14))
    assert sum("posts.jsonl:9:" in line for line in lines) == 2
    assert sum("posts.jsonl:12:" in line for line in lines) == 3
    assert "posts.jsonl:2; every post" in next(line for line in lines if "posts.jsonl:11: id" in line)


def test_what_nobody_labelled_is_no_mistake(tmp_path: Path) -> None:
    (example,) = read_labelled([written(tmp_path, {**GOOD, "primary": None, "topics": ["living", "living"]})])
    assert (example.topic, example.topics) == (None, ("living",))


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_an_empty_file_is_named(tmp_path: Path, content: str) -> None:
    with pytest.raises(LabelledFileError, match="no labelled post"):
        read_labelled([written(tmp_path, content)])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabelledFileError, match=r"nowhere\.jsonl: cannot be read"):
        read_labelled([tmp_path / "nowhere.jsonl"])


def test_the_digest_changes_with_the_labels_and_not_with_their_order(tmp_path: Path) -> None:
    first = read_labelled([written(tmp_path, GOOD, {**GOOD, "id": "2"})])
    assert data_digest(first) == data_digest(reversed(first)) != data_digest(first[:1])
