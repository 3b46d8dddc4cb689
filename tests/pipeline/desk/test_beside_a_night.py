"""A desk and a night on one store: no correction is lost, none waits long, and the night ends well."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from urllib.parse import quote

from sqlalchemy import Engine, select

from pipeline.analysis.search_index import fill_search_index
from pipeline.label.posts import label
from pipeline.settings.models import Settings
from storage.schema.tables import labels, posts
from tests.pipeline.conftest import OpenNight
from tests.pipeline.desk.conftest import Person
from tests.pipeline.desk.test_pages import GOOD

LogIn = Callable[[str], Person]
LONGEST = 60.0  # seconds here, where other work shares the machine; the benchmark holds it to two


def test_corrections_beside_a_night_are_all_kept_and_none_waits_for_its_end(
    logged_in: LogIn, desk_store: Settings, night_of: OpenNight, engine: Engine
) -> None:
    person, ended, codes, waits = logged_in("humas"), threading.Event(), list[int](), list[float]()
    token = person.token
    with engine.connect() as connection:
        ids = list(connection.scalars(select(posts.c.post_id).where(posts.c.text != "").limit(60)))
    corrected = list[str]()

    def correct() -> None:
        while ids and not ended.is_set():
            post_id, began = ids.pop(), time.monotonic()
            answer = person.client.post(f"/unggahan/{quote(post_id)}/label", data={"csrf_token": token, **GOOD})
            assert answer.status_code == 303
            waits.append(time.monotonic() - began)
            corrected.append(post_id)
            ended.wait(0.05)

    beside = threading.Thread(target=correct)
    beside.start()
    with night_of(desk_store) as night:
        while len(corrected) < 5 and beside.is_alive():  # both are under way
            label(night, everything=True)
            fill_search_index(night)
        codes.append(night.exit_code)
    ended.set()
    beside.join()
    with engine.connect() as connection:
        current = (labels.c.method == "human") & labels.c.current
        kept = set(connection.scalars(select(labels.c.post_id).where(current)))
    assert codes == [0]
    assert kept == set(corrected)
    assert len(corrected) >= 5
    assert max(waits) < LONGEST
