"""The weekly report: frames in, a folder of files out; no SQL, no network, no clock."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.report.content.data import Background, Labelled, PastDecision, ReportSettings, WeekData
    from pipeline.report.output.weekly import write_weekly_report

__all__ = ["Background", "Labelled", "PastDecision", "ReportSettings", "WeekData", "write_weekly_report"]


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: pandas and XlsxWriter take 60 MB, which the desk's words do without."""
    if name not in __all__:
        raise AttributeError(name)
    module = "output.weekly" if name == "write_weekly_report" else "content.data"
    return getattr(import_module(f"pipeline.report.{module}"), name)
