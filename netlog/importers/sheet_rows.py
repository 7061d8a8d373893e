"""Whom does each row of a spreadsheet describe, and what does it say?

Rule: every row behind the header comes out, as a contact or as left out with a reason; and every cell that
cannot be used is told. Reading changes nothing: what rows become is decided elsewhere.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from events.ids import is_subject
from netlog.errors import Usage
from netlog.importers import cells
from netlog.importers.column_dates import month_order, needs_order
from netlog.importers.columns import DATED, label
from netlog.importers.rows import Skipped
from netlog.importers.sheet_cells import LONGEST_LINE, Cell, Contact, Reading
from netlog.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netlog.importers.column_dates import Order
    from netlog.importers.columns import Column
    from netlog.importers.delimited import Row
    from netlog.importers.sheet import Sheet


class UnclearDates(Usage):
    """Nothing in the file tells whether day or month comes first. `cell` is one that could be either."""

    def __init__(self, shown: str, line: int, cell: str) -> None:
        self.cell = cell
        super().__init__(
            f"no date tells whether day or month comes first: {shown}, line {line}",
            hint="netlog import csv FILE --date-order DMY   (or MDY)",
        )


class Contacts:
    """Iterate to read the rows, as often as wanted. Raises while iterating: UnfitFile (beyond a bound)."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column], *, order: Order | None, today: str) -> None:
        """Raises: UnclearDates, UnfitFile."""
        self.sheet, self.columns = sheet, columns
        self._today = today
        self._fields = [(one.at, one.field) for one in columns if one.field is not None]
        self._headers = {one.at: one.header for one in columns}
        self._file = "\0".join(sorted(label(one.header) for one in columns if one.field is not None))
        self.rows = 0
        self._orders: dict[int, Order | None] = {}
        self._alike: set[bytes] = set()
        self._survey(order)

    def _survey(self, order: Order | None) -> None:
        """How many rows there are, in which order their dates are, and which of them have a name and an
        organisation that others have too.
        """
        dated = [at for at, field in self._fields if field in DATED]
        unclear: dict[int, tuple[int, str]] = {}
        seen: set[bytes] = set()
        for row in self.sheet.rows:
            self.rows += 1
            for at in dated:
                if at not in unclear and at < len(row.cells) and needs_order(row.cells[at].strip()):
                    unclear[at] = row.line, row.cells[at].strip()
            key = self._plain_key(self._taken(row))
            (self._alike if key in seen else seen).add(key)
        if not unclear or order is not None:
            self._orders = dict.fromkeys(dated, order)
            return
        told = {at: month_order(self._column(at)) for at in dated}
        orders = {each for each in told.values() if each is not None}
        common = orders.pop() if len(orders) == 1 else None
        self._orders = {at: told[at] or common for at in dated}
        for at, (line, cell) in unclear.items():
            if self._orders[at] is None:
                raise UnclearDates(self.sheet.shown, line, cell)

    def _column(self, at: int) -> Iterator[str]:
        return (row.cells[at].strip() for row in self.sheet.rows if at < len(row.cells))

    def __iter__(self) -> Iterator[Contact | Skipped]:
        seen: dict[bytes, int] = {}
        for row in self.sheet.rows:
            read = self._read(row)
            if isinstance(read, Contact):
                before = seen.setdefault(blake2b(read.key.encode(), digest_size=16).digest(), row.line)
                if before != row.line:
                    yield Skipped(row.line, "duplicate", f"the same person as in line {before}")
                    continue
            yield read

    def _taken(self, row: Row) -> dict[str, list[Cell]]:
        found: dict[str, list[Cell]] = {}
        for at, field in self._fields:
            if at < len(row.cells) and (text := cells.unguarded(row.cells[at]).strip()):
                found.setdefault(field, []).append(Cell(at, self._headers[at], text))
        return found

    def _plain_key(self, taken: dict[str, list[Cell]]) -> bytes:
        """Of name and organisation; without one, a name counts for files of these columns alone."""
        company = words_of(" ".join(cell.text for cell in taken.get("company", ())))
        told = f"{words_of(_name(taken))}\0{company or self._file}"
        return blake2b(told.encode(), digest_size=16).digest()

    def _read(self, row: Row) -> Contact | Skipped:
        if not row.whole:
            return Skipped(row.line, "unreadable", "a quotation mark is not closed, or columns are missing")
        if any(cell.strip() for cell in row.cells[len(self.sheet.header.cells) :]):
            more = f"{len(row.cells)} columns where the header has {len(self.sheet.header.cells)}"
            return Skipped(row.line, "unreadable", more)
        taken = self._taken(row)
        name = _name(taken)
        if not name:
            filled = any(cell.strip() for cell in row.cells)
            return (
                Skipped(row.line, "no-name", "no name")
                if filled
                else Skipped(row.line, "empty", "nothing in it")
            )
        if len(name) > LONGEST_LINE:
            return Skipped(row.line, "unreadable", "the name is too long")
        contact = Reading(row.line, taken, self._orders, self._today).contact("", name)
        if (known := next((cell.text for cell in taken.get("id", ())), "")) and is_subject(known):
            return contact._replace(key=id_key(known))
        plain = self._plain_key(taken)
        strong = next((one.casefold() for one in (*contact.emails, *contact.phones, *contact.profiles)), "")
        key = blake2b(plain + strong.encode(), digest_size=16).digest() if plain in self._alike else plain
        return contact._replace(key=f"row:{key.hex()}")


def id_key(person: str) -> str:
    """The key of a row that comes from a notebook of netlog."""
    return f"id:{person}"


def _name(taken: dict[str, list[Cell]]) -> str:
    whole = " ".join(cell.text for cell in taken.get("name", ()))
    parts = " ".join(cell.text for field in ("first", "last") for cell in taken.get(field, ()))
    return cells.one_line(whole or parts)
