"""Every word that a reader of the report sees, by the name under which the pages ask for it: (Indonesian, English)."""

from __future__ import annotations

from pipeline.report.words.columns import COLUMNS, SHEETS
from pipeline.report.words.decisions import DECISIONS
from pipeline.report.words.front import FRONT
from pipeline.report.words.period_sections import PERIOD_SECTIONS
from pipeline.report.words.periods import PERIODS
from pipeline.report.words.sections import SECTIONS
from pipeline.report.words.terms import OBSTACLES, PROGRAMME_LEVELS, SHORT_TOPICS, TERMS, TOPICS, Pair
from pipeline.report.words.units import UNITS

TEXTS: dict[str, Pair] = {**FRONT, **DECISIONS, **SECTIONS, **PERIODS, **PERIOD_SECTIONS}

__all__ = ["COLUMNS", "OBSTACLES", "PROGRAMME_LEVELS", "SHEETS", "SHORT_TOPICS", "TERMS", "TEXTS", "TOPICS", "UNITS"]
