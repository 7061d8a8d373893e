"""What do the columns of this very file mean, after all that the user ever said about files like it?

Rule: what is said in this call wins over what was said before, and that over our own idea; and what the dates
of a file tell wins over everything but this call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.errors import Usage
from netlog.importers.column_dates import read_date
from netlog.importers.columns import IGNORED, NAMING, Column, headers_hash, read_choice, understood
from netlog.importers.sheet import understood as sheet_in
from netlog.importers.sheet_rows import Contacts, UnclearDates
from projections.spreadsheets import Explained, explained

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from events.columns import ColumnsExplained
    from netlog.importers.column_dates import Order
    from netlog.importers.sheet import Sheet

_NOTHING: Final = Explained({})


class Understood(NamedTuple):
    """`before`: what was said about files with this header line; `said`: the same after this call."""

    sheet: Sheet
    columns: Sequence[Column]
    headers: str
    before: Explained
    said: Mapping[str, str]

    def event(self, order: Order | None) -> ColumnsExplained | None:
        """What is to be remembered, if the user said anything new. `order`: as he said it."""
        from events.columns import ColumnMeant, ColumnsExplained

        now = Explained(dict(self.said), order or self.before.date_order)
        if now == self.before:
            return None
        meant = tuple(ColumnMeant(header=header, field=field) for header, field in sorted(self.said.items()))
        if now.date_order is None:
            return ColumnsExplained(headers=self.headers, columns=meant)
        return ColumnsExplained(headers=self.headers, columns=meant, date_order=order or _order(self.before))


def read(
    data: bytes, db: sqlite3.Connection, *, shown: str, choices: Sequence[str], sheet: str | None
) -> Understood:
    """`choices` are `Header=field`. Raises: UnfitFile, Usage."""
    known = explained(db)
    typed = dict(read_choice(each, ()) for each in choices)
    anywhere = {header: field for one in known.values() for header, field in one.columns.items()} | typed
    wanted = {header: field for header, field in anywhere.items() if field != IGNORED}
    found = sheet_in(data, shown=shown, wanted=wanted, sheet=sheet)
    for each in choices:
        read_choice(each, found.header.cells)
    headers = headers_hash(found.header.cells)
    before = known.get(headers, _NOTHING)
    said = before.columns | typed
    return Understood(found, understood(found.header.cells, said), headers, before, said)


def require_name(read: Understood) -> None:
    """Raises: Usage."""
    if not any(column.field in NAMING for column in read.columns):
        raise Usage(
            f"no column holds a name: {read.sheet.shown}",
            hint='say which one does: netlog import csv FILE --map "Header=name"',
        )


def contacts(
    read: Understood,
    *,
    order: Order | None,
    usual: Order | None,
    ask: Callable[[str], Order] | None,
    today: str,
) -> tuple[Contacts, Order | None]:
    """The rows, and the order of day and month as far as the user said it of this file.

    Args:
        read: the file.
        order: as said in this call.
        usual: as it is meant where no date tells and nobody said anything of files like this.
        ask: puts the question with one of the dates; None: nobody is there.
        today: when it is recorded.

    Raises: UnclearDates, UnfitFile.

    """
    try:
        return Contacts(read.sheet, read.columns, order=order, today=today), order
    except UnclearDates as unclear:
        known = _order(read.before) or usual
        if known is None and ask is None:
            raise
        order = None if known or ask is None else ask(unclear.cell)
    return Contacts(read.sheet, read.columns, order=known or order, today=today), order


def readings(cell: str) -> dict[Order, str]:
    """The day that a date could be, by the order in which it is read."""
    orders: tuple[Order, ...] = ("DMY", "MDY")
    return {order: day for order in orders if (day := read_date(cell, order))}


def _order(said: Explained) -> Order | None:
    return "DMY" if said.date_order == "DMY" else "MDY" if said.date_order == "MDY" else None
