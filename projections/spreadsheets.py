"""What did the user say about the columns of his spreadsheets? A fold of his own subject."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from projections.engine import projection

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from projections.history import History


class Spreadsheet(NamedTuple):
    """All files with the same header line, by its hash. `columns`: fields by header, as JSON."""

    headers: str
    columns: str
    date_order: str | None


@projection(table="spreadsheets", row=Spreadsheet, primary_key=("headers",), hot="1")
def spreadsheets(history: History) -> Iterator[Spreadsheet]:
    """The last word counts, for all columns together."""
    from events.columns import ColumnsExplained

    found: dict[str, Spreadsheet] = {}
    for entry in history.entries:
        event = entry.event
        if isinstance(event, ColumnsExplained):
            columns = {column.header: column.field for column in event.columns}
            said = json.dumps(columns, ensure_ascii=False, sort_keys=True)
            found[event.headers] = Spreadsheet(event.headers, said, event.date_order)
    yield from found.values()


class Explained(NamedTuple):
    """`columns`: fields by header."""

    columns: dict[str, str]
    date_order: str | None = None


def explained(db: sqlite3.Connection) -> dict[str, Explained]:
    """What was said, by the hash of the header line."""
    rows = db.execute("SELECT headers, columns, date_order FROM spreadsheets")
    return {headers: Explained(json.loads(columns), order) for headers, columns, order in rows}
