"""Which of LinkedIn's files is this, and what stands in its rows, by the headings of any era?

Rule: a file is known by its headings; only where two have the same, by its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.importers.archive import folded
from netlog.importers.column_dates import month_order, read_date
from netlog.importers.delimited import HeaderMissing, Table
from netlog.importers.rows import Skipped, label, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from netlog.importers.archive import Member

_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "connections": frozenset({"first name", "connected on"}),
    "messages": frozenset({"conversation id", "from", "date"}),
    "invitations": frozenset({"from", "to", "sent at", "direction"}),
    "companyfollows": frozenset({"organization", "followed on"}),
    "notes": frozenset({"connection profile url", "note"}),
    "recommendationsreceived": frozenset({"first name", "last name", "text", "creation date"}),
    "recommendationsgiven": frozenset({"first name", "last name", "text", "creation date"}),
    "profile": frozenset({"first name", "last name", "headline"}),
}
_BEFORE_SENDING: Final = 40  # characters of a date


class Fields(NamedTuple):
    """A row, by its headings; a heading that the file lacks is empty."""

    line: int
    cells: Mapping[str, str]

    def text(self, heading: str) -> str:
        return self.cells.get(heading, "")


def wanted(folded_name: str) -> bool:
    """Whether netlog takes anything from a file of this name."""
    return _kind_by_name(folded_name) is not None


def kind_of(member: Member) -> str | None:
    """Null: none of those that netlog knows."""
    by_name = _kind_by_name(folded(member.name))
    first = [by_name] if by_name else []
    for kind in (*first, *(each for each in _NEEDED if not each.startswith("recommendations"))):
        try:
            Table(member.data, shown=member.name, is_header=_headings(kind))
        except HeaderMissing:
            continue
        return kind
    return None


def _kind_by_name(name: str) -> str | None:
    """Also of a copy: `Connections (1).csv`."""
    stem = name.removesuffix(".csv").partition("(")[0].rstrip("-0123456789")
    return stem if name.endswith(".csv") and stem in _NEEDED else None


def _headings(kind: str) -> Callable[[Sequence[str]], bool]:
    return lambda cells: {label(cell) for cell in cells[:100]} >= _NEEDED[kind]


class File:
    """The rows of one file, as often as wanted. Raises while iterating: UnfitFile (beyond a bound)."""

    def __init__(self, member: Member, kind: str) -> None:
        self.name, self.kind = member.name, kind
        self._table = Table(member.data, shown=member.name, is_header=_headings(kind))
        self._columns = {label(cell): n for n, cell in reversed(list(enumerate(self._table.header.cells)))}
        self.rows = sum(1 for _ in self._table)

    def __iter__(self) -> Iterator[Fields | Skipped]:
        expected = len(self._table.header.cells)
        for row in self._table:
            if not row.whole:
                yield Skipped(row.line, "unreadable", "a quotation mark is not closed", self.name)
            elif any(cell.strip() for cell in row.cells[expected:]):
                why = f"{len(row.cells)} columns where the header has {expected}"
                yield Skipped(row.line, "unreadable", why, self.name)
            else:
                cells = {
                    heading: paragraphs(row.cells[n])
                    for heading, n in self._columns.items()
                    if n < len(row.cells)
                }
                if any(cells.values()):
                    yield Fields(row.line, cells)
                else:
                    yield Skipped(row.line, "empty", "nothing in it", self.name)

    def days(self, heading: str) -> Days:
        return Days(row.text(heading) for row in self if isinstance(row, Fields))


class Days:
    """Reads the moments of one column as days, `2026-02-08`. LinkedIn writes the month first, unless a day in
    the column says otherwise.
    """

    def __init__(self, cells: Iterator[str]) -> None:
        self._order = month_order(map(_plain, cells)) or "MDY"

    def __call__(self, cell: str) -> str | None:
        return read_date(_plain(cell), self._order)


def _plain(cell: str) -> str:
    """Without a name of a day, a time, and its zone: `Tue Mar 05 14:22:11 UTC 2024`, `1/29/26, 2:37 PM`."""
    words = cell[: 2 * _BEFORE_SENDING].replace("\u202f", " ").split()
    if len(words) == 6 and ":" in words[3]:  # noqa: PLR2004 - as Java writes a moment
        return f"{words[2]} {words[1]} {words[5]}"
    if len(words) > 1 and "/" in words[0]:
        return words[0].rstrip(",")
    return " ".join(words)
