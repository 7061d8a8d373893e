"""What does the notebook hold, as one database that any SQLite program opens? The tables of `export csv`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.exporters.csv import SHEETS

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from netlog.app import App


def fill(path: Path, app: App, on: date) -> dict[str, int]:
    """How many rows each table has. Columns are called as in the sheets, with _ for a space."""
    from sqlite_utils import Database

    counts, database = {}, Database(path)
    try:
        for sheet in SHEETS:
            name = sheet.file.removesuffix(".csv")
            columns = [column.replace(" ", "_") for column in sheet.header]
            table = database.table(name)
            table.create({column: int if column in _NUMBERS else str for column in columns})
            table.insert_all(dict(zip(columns, row, strict=True)) for row in sheet.rows(app, on))
            counts[name] = table.count
        database.table("people").enable_fts(_FOUND_BY, tokenize="unicode61")
    finally:
        database.close()
    return counts


_FOUND_BY: Final = ("name", "role", "organisation", "other_names", "tags")
_NUMBERS: Final = frozenset({"target_rank", "people", "talked_with", "minutes", "days_over"})
