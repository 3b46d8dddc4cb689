"""JSON behind a plugin's warning is read, although the warning may hold some."""

from __future__ import annotations

import json

import pytest

from collectors.website.wordpress.json_answer import read_json

POSTS = b'[{"id": 28, "title": {"rendered": "Kabar"}}]'


@pytest.mark.parametrize(
    "before",
    [
        b"Deprecated: Function foo([]) is deprecated in /x.php on line 3\n",
        b'<b>Warning</b>: bad value {"a": 1} in /x.php\n',
        b"<script>var shown = [{}];</script>",
        b"".join(b"<b>Notice</b>: [] {} [{ in /x.php\n" for _ in range(4)),
        b"\xef\xbb\xbf\n\n",
        b")]}',\n",
    ],
)
def test_posts_are_read_behind_a_warning(before: bytes) -> None:
    assert read_json(before + POSTS)[0]["id"] == 28


@pytest.mark.parametrize("body", [b"<html><script>a=[{}]</script></html>", b"", b"no", b"[{[{" * 1000])
def test_what_holds_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="Expecting"):
        read_json(body)


DEBUG = b'{"debug": {"queries": 28, "memory": "64M", "time": 0.25, "hooks": ["init", "rest_api_init"]}}'


@pytest.mark.parametrize("answer", [b"[]", b'[{"id": 1}]', b'{"code": "rest_no_route", "message": "Tidak ada"}'])
@pytest.mark.parametrize("before", [b"", b"<b>Warning</b>: foo([]) in /x.php on line <b>3</b><br />\n"])
def test_an_answer_is_told_from_the_longer_object_behind_it(before: bytes, answer: bytes) -> None:
    assert read_json(before + answer + b"\n" + DEBUG) == json.loads(answer)


def test_a_list_in_a_warning_is_not_the_answer_of_an_interface() -> None:
    assert read_json(b"Warning: foo([]) in /x.php\n" + DEBUG) == json.loads(DEBUG)


def test_an_empty_list_behind_a_warning_is_one() -> None:
    assert read_json(b"<b>Warning</b>: x in /x.php\n[]") == []
