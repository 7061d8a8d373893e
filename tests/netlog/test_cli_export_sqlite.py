"""Is the exported database what the tables of `export csv` are?"""

from __future__ import annotations

import csv
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.netlog.program import Program


def test_every_table_has_the_rows_of_its_sheet(own: Program) -> None:
    own.ok("add", "Dana Wu", "--at", "Contoso", "--role", "=1+1", "--tag", "energy")
    own.ok("org", "Contoso", "--target", "2")
    own.ok("met", "Dana", "--on", "2 days ago", "--minutes", "30")
    own.ok("give", "Dana", "news", "an address")
    own.ok("export", "csv", "--to", "tables")
    file = own.place / "notebook.db"
    document = own.json("export", "sqlite", "--to", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with closing(sqlite3.connect(file)) as database:
        for sheet in ("people", "organisations", "entries", "exchange", "queue"):
            with (own.place / "tables" / f"{sheet}.csv").open(newline="") as stream:
                rows = list(csv.reader(stream))
            found = database.execute(f"SELECT * FROM {sheet}")  # noqa: S608 - names of tables
            assert [name.replace("_", " ") for name, *_ in found.description] == rows[0]
            texts = [["" if cell is None else str(cell).lstrip("'") for cell in row] for row in found]
            assert texts == [[cell.lstrip("'") for cell in row] for row in rows[1:]]
            assert document[sheet] == len(rows) - 1
        assert database.execute("SELECT role, typeof(role) FROM people").fetchone() == ("=1+1", "text")
        assert database.execute("SELECT typeof(target_rank) FROM organisations").fetchone() == ("integer",)
        found = database.execute("SELECT name FROM people_fts WHERE people_fts MATCH 'energy'")
        assert found.fetchall() == [("Dana Wu",)]


def test_a_file_that_is_there_is_replaced_and_a_database_inside_the_vault_refused(own: Program) -> None:
    file = own.place / "notebook.db"
    file.write_bytes(b"something else")
    own.ok("export", "sqlite", "--to", str(file))
    assert file.read_bytes().startswith(b"SQLite format 3")
    assert own.run("export", "sqlite", "--to", str(own.folder / "x.db")).code == 2
    assert [path.name for path in own.place.glob("*.part*")] == []
