"""Neutralise cells that a spreadsheet would run as a formula."""

from __future__ import annotations

import re

# Invisible characters, behind which a spreadsheet may still see a formula.
INVISIBLE = "\\s\ufffd\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
SIGNS = "+\\-@\uff0b\uff0d\uff20"  # full-width ones start formulas in East Asian editions
EQUALS = "=\uff1d"
CELL_FORMULA = re.compile(f"[\t\r]|[{INVISIBLE}]*+[{EQUALS}{SIGNS}]")
# An Indonesian Excel opens a comma CSV as one that is separated by semicolons and sees no quotes: then a
# line or a semicolon inside a cell starts a new cell. Only what could run there is touched (a function or
# a DDE call): lists with dashes and lines that start with a mention stay as they are.
# Quantifiers are possessive, and stop at separators, so that no text costs more than linear time.
INNER_FORMULA = re.compile(
    f"(?<=[\n\r\t;])((?:(?![\n\r\t])[{INVISIBLE}])*+)(?=[{EQUALS}]|[{SIGNS}][^;\t\r\n]*(?:\\||\\w\\())"
)


def as_typed(cell: str) -> str:
    """Take away the apostrophe that ``harmless`` put before a cell."""
    return cell[1:] if cell.startswith("'") and CELL_FORMULA.match(cell[1:]) else cell


def harmless(text: str) -> str:
    """Put an apostrophe before everything that a spreadsheet would run as a formula."""
    inner = INNER_FORMULA.sub(r"\1'", text)
    return f"'{inner}" if CELL_FORMULA.match(text) else inner
