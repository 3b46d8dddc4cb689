"""The body of an answer comes whole within a deadline, or the source is told to try later."""

from __future__ import annotations

import time
from typing import cast

import pytest
import requests

from collectors.errors import Unavailable
from collectors.http import body


class Drip:
    """A raw answer that sends a little, now and then, without an end."""

    def read1(self, _amount: int, *, decode_content: bool) -> bytes:
        assert not decode_content
        time.sleep(0.02)
        return b"." * 300


def test_an_answer_that_never_ends_is_given_up_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "DEADLINE", 0.2)
    answer = requests.Response()
    answer.raw = Drip()
    began = time.monotonic()
    with pytest.raises(Unavailable, match="did not come whole within") as error:
        body.read_body(cast("requests.Response", answer), "example.go.id")
    assert time.monotonic() - began < 60
    assert "example.go.id" in str(error.value)
