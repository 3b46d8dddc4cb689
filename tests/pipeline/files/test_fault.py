"""A mistake keeps both wordings, wherever it is handed on."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

from pipeline.files.fault import Fault, in_indonesian


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda told: pickle.loads(pickle.dumps(told))])
def test_a_copy_of_a_mistake_is_told_in_both_languages(again: Callable[[Fault], object]) -> None:
    told = again(Fault("date is no day", "tanggal bukan hari"))
    assert (str(told), in_indonesian(told)) == ("date is no day", "tanggal bukan hari")
