"""datapackage.json: every file and column described, every checksum right."""

from __future__ import annotations

import json
from hashlib import sha256

from pipeline.report import ReportSettings
from tests.pipeline.report.conftest import Writer


def test_every_file_is_listed_with_its_size_and_checksum(report: Writer) -> None:
    report.write()
    listed = {item["path"]: item for item in json.loads(report.text("datapackage.json"))["resources"]}
    assert set(listed) == set(report.contents()) - {"datapackage.json"}
    for path, item in listed.items():
        content = report.content(path)
        assert item["bytes"] == len(content)
        assert item["hash"] == f"sha256:{sha256(content).hexdigest()}"
        assert item["mediatype"]


def test_every_csv_column_is_described_in_the_order_of_the_header(report: Writer) -> None:
    report.write()
    for item in json.loads(report.text("datapackage.json"))["resources"]:
        if item["format"] != "csv":
            assert "schema" not in item
            continue
        fields = item["schema"]["fields"]
        header = report.text(item["path"]).removeprefix("\ufeff").split("\r\n")[0]
        assert item["dialect"]["delimiter"].join(field["name"] for field in fields) == header
        assert all(field["description"] for field in fields)
        for field in fields if item["name"] in report.dictionary else ():
            assert (field["type"], field["description"]) == report.dictionary[item["name"]][field["name"]]


def test_the_package_tells_the_week_and_the_moment_of_its_data(report: Writer) -> None:
    report.write()
    package = json.loads(report.text("datapackage.json"))
    assert package["name"] == "pantau-2026-w47"
    assert package["as_of"] == package["created"] == "2026-11-23T18:00:00Z"
    assert package["title"] == "Laporan Mingguan Media Sosial, 2026-W47"


def test_the_dialect_tells_how_this_report_is_written(report: Writer) -> None:
    report.write(ReportSettings(csv_delimiter=";", decimal_mark=","))
    listed = {item["name"]: item for item in json.loads(report.text("datapackage.json"))["resources"]}
    posts = listed["posts"]
    score = next(field for field in posts["schema"]["fields"] if field["name"] == "engagement_score")
    assert posts["dialect"]["delimiter"] == ";"
    assert score["decimalChar"] == ","


def test_a_changed_meaning_is_a_changed_report(report: Writer) -> None:
    report.write()
    columns = report.dictionary["topics"] | {"topic": ("string", "Arti baru")}
    report.dictionary = report.dictionary | {"topics": columns}
    assert report.write() is True
    assert "Arti baru" in report.text("datapackage.json")


def test_a_datapackage_that_is_no_report_is_replaced(report: Writer) -> None:
    report.folder.mkdir(parents=True)
    for content in ("[]", "{", '{"resources": [{}]}', '{"resources": 3}'):
        (report.folder / "datapackage.json").write_text(content)
        assert report.write() is True
