"""Say in a package who and what gave its labels, and whether people have verified them."""

from __future__ import annotations

from pipeline.label.review.verification import POSTS, UNVERIFIED, Verification
from pipeline.report.content.data import Language
from pipeline.transform.models.evaluation import PUBLISH


def labelled_by(found: Verification, language: Language = "en") -> str:
    """Write the README's section on the labels."""
    if language == "id":
        machines = ", ".join(f"`{name}`" for name in found.machines) or "tidak ada"
        people = ", ".join(found.people) or "belum ada"
        told = f"Mesin: {machines}. Orang: {people}. Cara model dibuat dan mutunya: `documents/labels.md`."
        return f"{_keadaan(found)}\n\n{told}"
    machines = ", ".join(f"`{name}`" for name in found.machines) or "none"
    people = ", ".join(found.people) or "nobody yet"
    told = f"Machines: {machines}. People: {people}. How the models were made and how good they are:"
    return f"{_state(found)}\n\n{told} `documents/labels.md`."


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


def _keadaan(found: Verification) -> str:
    kappa = "" if found.kappa is None else f", kappa {found.kappa:.2f}".replace(".", ",")
    shared = f"{found.posts} unggahan acak{kappa}"
    if found.verified:
        return f"Label mesin, diverifikasi manusia: dua orang sepakat atas {shared}."
    least = f"{PUBLISH:.2f}".replace(".", ",")
    return (
        f"**{UNVERIFIED}**. Untuk itu dua orang harus sepakat atas {POSTS} unggahan acak dengan kappa {least} atau "
        f"lebih; sejauh ini dua orang yang sama baru melabeli {shared}."
    )
