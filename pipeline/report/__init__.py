"""The weekly report: frames in, a folder of files out; no SQL, no network, no clock."""

from pipeline.report.data import Background, ReportSettings, WeekData
from pipeline.report.weekly import write_weekly_report

__all__ = ["Background", "ReportSettings", "WeekData", "write_weekly_report"]
