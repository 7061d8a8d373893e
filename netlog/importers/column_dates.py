"""Which dates stand in a column of a spreadsheet, when day and month may stand in either order?

Rule: the order is decided by the whole column, never by one cell; where no cell tells, the user is asked.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import combining, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

Order = Literal["DMY", "MDY"]
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?", re.ASCII | re.DOTALL)
_NAMED: Final = re.compile(r"(\d{1,2})[. -]+(?:de )?([^\W\d_]{3,10})\.?[., -]+(?:de )?(\d{4}|\d\d)")
_NAMED_FIRST: Final = re.compile(r"([^\W\d_]{3,10})\.? (\d{1,2}),? (\d{4})")
_FIGURES: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?: .*)?", re.ASCII | re.DOTALL)
_MONTH_LAST: Final = re.compile(r"(\d{1,2})[/.-](\d{4})", re.ASCII)
_MONTH_FIRST: Final = re.compile(r"(\d{4})[/.-](\d{1,2})", re.ASCII)
_NAMED_MONTH: Final = re.compile(r"([^\W\d_]{3,10})\.?[ -](\d{4})")
_ABOUT: Final = re.compile(r"(?:~|about |around |ca\.? ?|circa |etwa )", re.IGNORECASE)
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_SERIAL_DAYS: Final = range(36526, 73051)  # what Excel counts from the year 2000 to 2100
_EXCEL_DAY_0: Final = date(1899, 12, 30)
_YEARS: Final = range(1900, 2201)
_MONTHS: Final = 12
_LONGEST: Final = 40  # characters

# By their first three letters without accents: English, German, French, Spanish, Italian, Portuguese, Dutch.
_BY_NAME: Final = {
    beginning: month
    for month, beginnings in enumerate(
        (
            *("jan ene gen", "feb fev fév", "mar mrz mrt maa", "apr avr abr", "may mai mag mei"),
            *("jun giu", "jul lug", "aug aou ago", "sep set", "oct okt ott out", "nov", "dec dez dic"),
        ),
        1,
    )
    for beginning in beginnings.split()
}


def month_order(cells: Iterable[str]) -> Order | None:
    """Which of the two figures is the month, if any cell tells and none disagrees."""
    told: set[Order] = set()
    for cell in cells:
        match = _FIGURES.fullmatch(cell) if len(cell) <= _LONGEST else None
        if match is None:
            continue
        if match[2] == "." or int(match[1]) > _MONTHS:
            told.add("DMY")
        elif int(match[3]) > _MONTHS:
            told.add("MDY")
    return told.pop() if len(told) == 1 else None


def needs_order(cell: str) -> bool:
    """Whether the cell is one of figures that reads as another day in the other order."""
    match = _FIGURES.fullmatch(cell) if len(cell) <= _LONGEST else None
    if match is None or match[2] == ".":
        return False
    return int(match[1]) <= _MONTHS and int(match[3]) <= _MONTHS and int(match[1]) != int(match[3])


def read_date(cell: str, order: Order | None) -> str | None:
    """The day as `2026-02-08`, or None for what is no date or cannot be told."""
    if len(cell) > _LONGEST:
        return None
    try:
        found = _read(cell, order)
    except ValueError:
        return None
    return found.isoformat() if found is not None and found.year in _YEARS else None


def read_when(cell: str, order: Order | None) -> str | None:
    """As `read_date`; also `2026-02` for a month alone, and `2026-02-08~` for a day that is about right."""
    if len(cell) > _LONGEST:
        return None
    about = _ABOUT.match(cell)
    if about is not None:
        found = read_when(cell[about.end() :], order)
        return found + "~" if found and len(found) == len("2026-02-08") else found
    return read_date(cell, order) or _read_month(cell)


def _read_month(cell: str) -> str | None:
    if match := _MONTH_FIRST.fullmatch(cell):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH_LAST.fullmatch(cell):
        year, month = int(match[2]), int(match[1])
    elif match := _NAMED_MONTH.fullmatch(cell):
        year, month = int(match[2]), _month_called(match[1]) or 0
    else:
        return None
    return f"{year}-{month:02}" if year in _YEARS and 1 <= month <= _MONTHS else None


def _read(cell: str, order: Order | None) -> date | None:
    if match := _NAMED.fullmatch(cell):
        return _named(match[3], match[2], match[1])
    if match := _ISO.fullmatch(cell):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NAMED_FIRST.fullmatch(cell):
        return _named(match[3], match[1], match[2])
    if match := _FIGURES.fullmatch(cell):
        return _figures(match, order)
    if (match := _SERIAL.fullmatch(cell)) and int(match[1]) in _SERIAL_DAYS:
        return _EXCEL_DAY_0 + timedelta(days=int(match[1]))
    return None


def _named(year: str, name: str, day: str) -> date | None:
    month = _month_called(name)
    return None if month is None else date(_full(year), month, int(day))


def _month_called(name: str) -> int | None:
    plain = "".join(c for c in normalize("NFD", name.casefold()) if not combining(c))
    if plain.startswith("jui"):  # French: juin, juillet
        return 7 if plain.startswith("juil") else 6
    return _BY_NAME.get(plain[:3])


def _figures(match: re.Match[str], order: Order | None) -> date | None:
    """A cell that only reads in one order is read in that, whatever the others say."""
    first, second, year = int(match[1]), int(match[3]), _full(match[4])
    if match[2] == "." or first > _MONTHS or first == second:
        return date(year, second, first)
    if second > _MONTHS or order == "MDY":
        return date(year, first, second)
    return date(year, second, first) if order == "DMY" else None


def _full(digits: str) -> int:
    """Two digits are of this century: no network is older."""
    return int(digits) + (0 if len(digits) > len("26") else 2000)
