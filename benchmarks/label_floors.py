"""Floors below which labels may not fall: ``python -m benchmarks.label_floors`` raises them, only ``--lower`` lowers.

Measured on texts written for the purpose (tests/payloads/labels), and on what the models' cards tell.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path

from pipeline.transform.models.evaluation import accuracy, macro_f1
from pipeline.transform.models.linear import CARD
from pipeline.transform.posts.classifier import PACKAGED
from pipeline.transform.posts.labelled import FUNCTIONS
from pipeline.transform.posts.labeller import load_labeller
from pipeline.transform.responses import model
from pipeline.transform.responses.labels import JUDGED, load_response_labeller
from pipeline.transform.text.reading import Post
from pipeline.transform.text.taxonomy import NONE, TOPIC_OF

FOLDER = Path(__file__).parents[1] / "tests" / "payloads" / "labels"
TEXTS, RESPONSES, FLOORS = FOLDER / "own-texts.txt", FOLDER / "own-responses.txt", FOLDER / "floors.json"
_CODES = "ps bu pp to bs ap in we tr ha he mo co le se pr wa en".split()
_SUBTOPICS: dict[str, str | None] = {**dict(zip(_CODES, TOPIC_OF, strict=True)), "no": None}
_FUNCTIONS = dict(zip("ASEIRG", FUNCTIONS, strict=True))


def digest() -> str:
    """Tell the texts from any other."""
    return sha256(TEXTS.read_bytes() + RESPONSES.read_bytes()).hexdigest()[:16]


def scores() -> dict[str, float]:
    """Measure now."""
    rows = [line.split(" ", 2) for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    labels = load_labeller().label_all([Post(text) for _, _, text in rows])
    told = [_SUBTOPICS[code] for code, _, _ in rows]
    topics = [TOPIC_OF[name] if name else NONE for name in told]
    card = json.loads((PACKAGED / CARD).read_text(encoding="utf-8"))
    return {
        "own_topic_macro_f1": macro_f1(topics, [label.topic for label in labels]),
        "own_subtopic_accuracy": accuracy(told, [label.subtopic for label in labels]),
        "own_function_macro_f1": macro_f1(
            [_FUNCTIONS[code] for _, code, _ in rows], [str(label.message_function) for label in labels]
        ),
        **{f"card_{name}": told[0] for name, told in card["scores"].items()},
        **{f"unseen_{channel}_topic": part["topic_macro_f1"][0] for channel, part in card["unseen_places"].items()},
        **_response_scores(),
    }


def _response_scores() -> dict[str, float]:
    rows = [line.split(" ", 3) for line in RESPONSES.read_text(encoding="utf-8").splitlines()]
    labels = load_response_labeller().label_all([row[3] for row in rows])
    card = json.loads((model.PACKAGED / CARD).read_text(encoding="utf-8"))
    own = {
        f"own_{task}_macro_f1": macro_f1([row[at] for row in rows], [getattr(one, task) or NONE for one in labels])
        for at, task in enumerate(JUDGED)
    }
    return own | {f"card_{name}": told[0] for name, told in card["scores"].items()}


def main() -> None:
    """Write the floors anew: what is measured, less a hundredth for chance; lower than before only when asked."""
    before = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"floors": {}}
    floors = {name: round(value - 0.01, 3) for name, value in scores().items()}
    lower = [name for name, floor in before["floors"].items() if floors[name] < floor]
    if lower and "--lower" not in sys.argv:
        raise SystemExit(f"{', '.join(lower)} would fall; if that is meant, say --lower")
    FLOORS.write_text(json.dumps({"texts": digest(), "floors": floors}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
