"""What does the program do with a workbook, a hostile one too, and without the package that reads them?"""

from pathlib import Path

import pytest

from tests.netlog.program import ROOT, Program
from tests.netlog.test_cli_import_sheet import counted
from tests.netlog.workbooks import ods, packed, xlsx

ROWS = [["My people"], [], ["Name", "E-mail", "Last contact"], ["Jürgen Weiß", "j@example.org", "2026-04-03"]]


@pytest.mark.parametrize("make", [xlsx, ods])
def test_a_workbook_is_read_like_any_spreadsheet(make: type, own: Program) -> None:
    file = own.place / "contacts.bin"
    file.write_bytes(make(ROWS))
    assert counted(own.json("import", "csv", str(file))) == (1, 0, 0, 0)
    page = own.json("show", "Jürgen Weiß")
    assert (page["last_touch"], page["channels"][0]["value"]) == ("2026-04-03", "j@example.org")
    assert own.json("import", "csv", str(file))["events"] == 0


def test_a_day_as_excel_counts_it_is_a_day(own: Program) -> None:
    file = own.place / "contacts.xlsx"
    file.write_bytes(xlsx([["Name", "Last contact"], ["Dana Wu", 46115]]))
    own.ok("import", "csv", str(file))
    assert own.json("show", "Dana")["last_touch"] == "2026-04-03"


def test_a_sheet_is_chosen_by_its_name(own: Program) -> None:
    file = own.place / "contacts.xlsx"
    file.write_bytes(xlsx([["Name"], ["Dana Wu"]], sheet="People"))
    assert own.json("import", "csv", str(file), "--sheet", "people", "--dry-run")["rows"] == 1
    refused = own.run("import", "csv", str(file), "--sheet", "Others", "--json")
    assert refused.code == 2
    assert "no sheet is called Others" in refused.failure["error"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            packed({"xl/workbook.xml": "<x/>", "a.xml": " " * (101 << 20)}),
            "more than 100 MiB when it is unpacked",
        ),
        (
            packed({"xl/workbook.xml": "<x/>", "a.xml": '<w><c r="XFD1048576"/></w>'}),
            "more than 1,000,000 rows",
        ),
        (("Name," + "x," * 1_000_000 + "\nDana\n").encode(), "more than 1,000 columns"),
        (b'Name\n"' + b"x" * (5 << 20), "a line of more than"),
        (packed({"xl/workbook.xml": "<workbook"}), "damaged"),
        (packed({"a.txt": "x"}), "archive"),
    ],
    ids=["unpacked", "far cell", "columns", "line", "damaged", "archive"],
)
def test_what_would_overwhelm_is_refused_with_a_hint(content: bytes, why: str, vault: Program) -> None:
    file = vault.place / "hostile"
    file.write_bytes(content)
    refused = vault.run("import", "csv", str(file), "--json")
    assert refused.code == 1
    assert why in refused.failure["error"]
    assert refused.failure["hint"]
    assert vault.json("status")["events"] == 0


def test_without_the_package_that_reads_them_the_hint_says_what_to_install(
    tmp_path: Path, vault: Program
) -> None:
    (tmp_path / "python_calamine.py").write_text("raise ImportError\n")
    file = vault.place / "contacts.xlsx"
    file.write_bytes(xlsx(ROWS))
    refused = vault.run("import", "csv", str(file), "--json", PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert refused.code == 1
    assert "python-calamine" in refused.failure["hint"]
