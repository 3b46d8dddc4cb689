"""The weekly report: frames in, a folder of files out; no SQL, no network, no clock."""

from pipeline.report.content.data import Background, Labelled, PastDecision, ReportSettings, WeekData
from pipeline.report.output.weekly import write_weekly_report

__all__ = ["Background", "Labelled", "PastDecision", "ReportSettings", "WeekData", "write_weekly_report"]
