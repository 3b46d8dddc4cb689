"""Say in a package who and what gave its labels, and whether people have verified them."""

from __future__ import annotations

from pipeline.label.review.verification import POSTS, UNVERIFIED, Verification
from pipeline.transform.models.evaluation import PUBLISH


def labelled_by(found: Verification) -> str:
    """Write the README's section on the labels."""
    machines = ", ".join(f"`{name}`" for name in found.machines) or "none"
    people = ", ".join(found.people) or "nobody yet"
    return f"""\
{_state(found)}

Machines: {machines}. People: {people}. How the models were made and how good they are: `documents/labels.md`."""


def _state(found: Verification) -> str:
    shared = f"{found.posts} posts drawn at random" + (
        "" if found.kappa is None else f", with a kappa of {found.kappa:.2f}"
    )
    if found.verified:
        return f"Labels by machine, verified by people: two of them agree on {shared}."
    return (
        f"**{UNVERIFIED}**: labels by machine, not yet verified by people. That takes two people who agree on {POSTS} "
        f"posts drawn at random with a kappa of {PUBLISH:.2f} or more; so far the two who share most share {shared}."
    )
