"""Measure how well responses are grouped by theme: B-cubed against themes that a reader gave.

``python -m benchmarks.issues RESPONSES.jsonl``: the file has ``id`` and ``text``; the themes stand, without texts, in
benchmarks/annotations/response-themes.jsonl. A response of no theme counts as a group of its own, told and given.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Hashable, Sequence
from datetime import date
from pathlib import Path

from pipeline.transform.issues.themes import find_themes, theme_of
from pipeline.transform.issues.voices import Voice, VoiceReader

THEMES = Path(__file__).with_name("annotations") / "response-themes.jsonl"
DAY = date(2026, 1, 1)


def b_cubed(given: Sequence[Hashable | None], told: Sequence[Hashable | None]) -> tuple[float, float, float]:
    """Return precision, recall and their harmonic mean (A. Bagga, B. Baldwin, 1998)."""
    one, other = _groups(given), _groups(told)
    shared = [len(a & b) for a, b in zip(one, other, strict=True)]
    precision = sum(n / len(group) for n, group in zip(shared, one, strict=True)) / len(shared)
    recall = sum(n / len(group) for n, group in zip(shared, other, strict=True)) / len(shared)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _groups(labels: Sequence[Hashable | None]) -> list[set[int]]:
    """Give for each place the places of its group; one without a label is alone."""
    members: dict[Hashable, set[int]] = {}
    for place, label in enumerate(labels):
        if label is not None:
            members.setdefault(label, set()).add(place)
    return [{place} if label is None else members[label] for place, label in enumerate(labels)]


def main(path: Path) -> None:
    """Print the measure of each part and of all."""
    texts = {row["id"]: row["text"] for row in map(json.loads, path.read_text("utf-8").splitlines())}
    themes = [json.loads(line) for line in THEMES.read_text("utf-8").splitlines()]
    for part in ("tuned", "measured", "all"):
        rows = [row for row in themes if part in {"all", row["part"]}]
        reader = VoiceReader()
        voices = [Voice(row["id"], DAY, *reader.read(texts[row["id"]])[:2]) for row in rows]
        found = find_themes(voices)
        precision, recall, both = b_cubed([theme_of(found, voice) for voice in voices], [row["theme"] for row in rows])
        groups = len({row["theme"] for row in rows} - {None})
        print(f"{part}: {len(rows)} responses, {groups} themes, {len(found)} found: ", end="")
        print(f"precision {precision:.2f}, recall {recall:.2f}, F {both:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
