"""Measures against numbers that were worked out elsewhere."""

from __future__ import annotations

from math import isnan

import pytest

from pipeline.transform.models.evaluation import (
    RESPONSE_MEASURES,
    ResponseOutcome,
    accuracy,
    alpha,
    class_scores,
    confusion,
    interval,
    kappa,
    macro_f1,
    measure,
    micro_f1,
    reliability,
    shown,
    verdict,
)

TOLD, GIVEN = list("aaaabbbc"), list("aaabbbcc")


def test_precision_recall_and_f1_are_told_per_class() -> None:
    scores = {one.name: one for one in class_scores(TOLD, GIVEN)}
    assert (scores["a"].precision, scores["a"].recall, scores["a"].examples) == (1, 0.75, 4)
    assert scores["b"].f1 == pytest.approx(2 / 3)
    assert scores["c"].precision == 0.5


def test_macro_f1_leaves_small_classes_out_when_asked() -> None:
    assert macro_f1(TOLD, GIVEN) == pytest.approx((6 / 7 + 2 / 3 + 2 / 3) / 3)
    assert macro_f1(TOLD, GIVEN, least=4) == pytest.approx(6 / 7)
    assert isnan(macro_f1([], []))
    assert isnan(macro_f1(TOLD, GIVEN, least=10))


def test_micro_f1_counts_sets_together() -> None:
    assert micro_f1([{"a", "b"}, set()], [{"a"}, {"c"}]) == pytest.approx(0.5)
    assert micro_f1([set()], [set()]) == 1


def test_kappa_is_cohens() -> None:
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert kappa(first, second) == pytest.approx(0.4)
    assert kappa(["a"], ["a"]) is None
    assert kappa([], []) is None


def test_alpha_is_krippendorffs() -> None:
    # Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: nominal, four observers, gaps
    units = ["111", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3"]
    assert alpha(list(unit) for unit in units) == pytest.approx(0.743, abs=0.001)
    assert alpha([["a", "a"], ["a"]]) is None


def test_what_agreement_allows_is_said() -> None:
    assert [verdict(value) for value in (0.8, 0.79, 0.67, 0.66, None)] == [
        "publish",
        "provisional",
        "provisional",
        "hide",
        "hide",
    ]


def test_confusion_counts_every_pair() -> None:
    assert confusion(TOLD, GIVEN)["a"] == {"a": 3, "b": 1, "c": 0}


def test_an_interval_holds_its_score_and_is_the_same_each_time() -> None:
    def score(rows: object) -> float:
        chosen = list(rows)  # type: ignore[call-overload]  # rows are a sequence
        return accuracy([TOLD[row] for row in chosen], [GIVEN[row] for row in chosen])

    low, high = interval(score, len(TOLD))
    assert 0 <= low < accuracy(TOLD, GIVEN) < high <= 1
    assert interval(score, len(TOLD)) == (low, high)


def test_the_promise_of_scores_stands_beside_what_came_true() -> None:
    table = reliability([0.5, 0.5, 1.0], [True, False, True])
    assert [(one.labels, one.promised, one.right) for one in table] == [(2, 0.5, 0.5), (1, 1.0, 1.0)]


def test_a_measure_of_which_people_told_nothing_is_left_out_and_not_0() -> None:
    told = {"sentiment": ("negative", "negative"), "intent": (None, "other"), "obstacle": (None, "none")}
    outcomes = [ResponseOutcome(**told, object=(None, "none"), score=0.9)] * 12
    assert measure(outcomes, RESPONSE_MEASURES) == {"sentiment_macro_f1": (1, 1, 1)}
    assert measure(outcomes[:9], RESPONSE_MEASURES) == {}
    assert (shown(None), shown(0.5)) == ("–", "0.500")
