"""Say below a report who and what gave its labels, and whether people have verified them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.report.content.data import Labelled
    from pipeline.report.content.wording import Wording


def labelling_note(labelled: Labelled, wording: Wording) -> str:
    """Write the note: labels of a machine are called so until people have verified them."""
    return wording.text(
        "note_labels_verified" if labelled.verified else "note_labels_unverified",
        machines=", ".join(dict.fromkeys(_say_machine(name, wording) for name in labelled.machines))
        or wording.text("nobody"),
        people=", ".join(labelled.people) or wording.text("nobody"),
        posts=wording.number(labelled.posts),
        kappa="" if labelled.kappa is None else f" (kappa {wording.number(labelled.kappa, digits=2)})",
    )


def _say_machine(name: str, wording: Wording) -> str:
    """Name a machine without the digests of its parts; ``responses 6`` is the model of responses."""
    kind, _, version = name.partition(" ")
    if kind not in {"model", "responses"}:
        return name
    number = re.split("[+-]", version, maxsplit=1)[0]
    return wording.text("machine_responses", version=number) if kind == "responses" else f"{kind} {number}"
