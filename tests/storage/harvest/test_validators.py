from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from collectors.records import Post, Validator
from storage.db.engine import transaction
from storage.harvest.validators import load_validators

LONG = "https://diskominfo.bekasikota.go.id/?judul=" + "a" * 3200


def test_an_address_that_no_index_holds_is_not_remembered_and_costs_nothing_else(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post], rows: Callable[..., Any]
) -> None:
    short = Validator("https://diskominfo.bekasikota.go.id/1", etag="a")
    commit(make_post(1, url=LONG), validators=(Validator(LONG, etag="b"), short))
    with transaction(engine) as connection:
        assert list(load_validators(connection, "x-kominfobekasi", [])) == [short.url]
    assert [row["url"] for row in rows("posts", "url")] == [LONG]
