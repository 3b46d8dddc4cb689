"""The doctor shows what must be mended, however many sources there are."""

from __future__ import annotations

import pytest

from pipeline.operate.doctor import examine
from tests.conftest import MakeSettings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("sites", "by_name"), [(20, 20), (300, 0)])
def test_of_many_sources_those_are_named_that_lack_something(
    make_settings: MakeSettings, capsys: pytest.CaptureFixture[str], sites: int, by_name: int
) -> None:
    sources = [{"id": f"web-{n}", "platform": "website", "url": f"https://dinas{n}.contoh.go.id"} for n in range(sites)]
    settings = make_settings(sources=[*sources, {"id": "x-dead", "platform": "x", "account": "mati"}], secrets={})
    assert examine(settings.folder / "config.yaml", {}) == 1
    told = capsys.readouterr().out.splitlines()
    assert sum(line.endswith("has what it needs") for line in told) == by_name
    assert [line.split(":")[0] for line in told if "X_BEARER_TOKEN" in line] == ["MEND  x-dead"]
    assert ("ok    sources: 300 have what they need" in told) is (by_name == 0)
