"""A package says who and what gave its labels, and calls them unverified until people have verified them."""

from __future__ import annotations

from pipeline.label.review.verification import Verification
from pipeline.package.labelling import labelled_by


def test_labels_that_nobody_verified_are_called_so() -> None:
    told = labelled_by(Verification((), ("model 1+mabc",)))
    assert "label mesin, belum diverifikasi manusia" in told
    assert "Machines: `model 1+mabc`. People: nobody yet." in told


def test_labels_that_two_people_verified_are_not() -> None:
    told = labelled_by(Verification(("Ani", "Budi"), ("model 1+mabc", "qwen, codebook 1"), 210, 0.86))
    assert "belum diverifikasi" not in told
    assert "agree on 210 posts drawn at random, with a kappa of 0.86" in told
    assert "People: Ani, Budi." in told
