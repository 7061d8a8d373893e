import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlog.errors import UnfitFile
from netlog.importers.cells import guarded, unguarded
from netlog.importers.column_dates import read_when
from netlog.importers.columns import field_of, understood
from netlog.importers.sheet import understood as sheet_in
from netlog.importers.sheet_cells import Contact
from netlog.importers.sheet_rows import Contacts, UnclearDates


def contacts(data: bytes, **options: Any) -> Contacts:
    sheet = sheet_in(data, shown="x.csv", wanted={})
    columns = understood(sheet.header.cells, {})
    return Contacts(sheet, columns, order=options.get("order"), today="2026-11-25")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Full Name", "name"), ("VORNAME", "first"), ("Nachname:", "last"), ("E-Mail-Adresse", "email"),
        ("Email 2", "email"), ("Handy", "phone"), ("Firma", "company"), ("Job_Title", "role"),
        ("Letzter Kontakt", "last-contact"), ("Follow-up date", "next"), ("Fällig", "next"),
        ("Priorität", "priority"), ("Tier", "tier"), ("Notizen", "notes"), ("Favourite colour", None),
    ],
)  # fmt: skip
def test_a_header_means_what_people_mean_by_it(header: str, field: str | None) -> None:
    assert field_of(header) == field


@pytest.mark.parametrize(
    ("cell", "when"),
    [("2026-02", "2026-02"), ("March 2026", "2026-03"), ("ca. 3 Mar 2026", "2026-03-03~"),
     ("45000.5", "2023-03-15"), ("3/4/26", None), ("13/2026", None), ("last summer", None)],
)  # fmt: skip
def test_a_date_keeps_its_precision(cell: str, when: str | None) -> None:
    assert read_when(cell, None) == when


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    rows = ["My people", "", "Name|E-Mail|Firma", "Jürgen Ott|j@example.org|Contoso"]
    data = "\n".join(rows).replace("|", delimiter).encode(encoding)
    (row,) = contacts(data)
    assert isinstance(row, Contact)
    assert (row.name, row.emails, row.company) == ("Jürgen Ott", ("j@example.org",), "Contoso")


def test_a_day_beyond_twelve_decides_for_the_file_and_else_it_must_be_said() -> None:
    (one, _) = contacts(b"Name,Last contact\nA B,03/04/2026\nC D,25/04/2026\n")
    assert isinstance(one, Contact)
    assert one.last_contact == "2026-04-03"
    with pytest.raises(UnclearDates):
        contacts(b"Name,Last contact\nA B,03/04/2026\n")


def test_a_day_to_follow_up_is_a_todo_that_names_nobody_twice() -> None:
    (one,) = contacts(b"Name,Follow up\nDana Wu,2026-12-01\n")
    assert isinstance(one, Contact)
    assert (one.todo, one.due) == ("be in touch", "2026-12-01")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_guarded_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not guarded(text).startswith(tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"))
    assert unguarded(guarded(text)) == text


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_row_is_lost_whatever_the_bytes(tail: bytes) -> None:
    try:
        found = contacts(b"Name,Email,Last contact\n" + tail, order="DMY")
    except UnfitFile:
        return
    assert len(list(found)) == found.rows


@pytest.mark.parametrize("data", [b"", b"\n\n", b"%PDF-1.7", b"a,b\n1,2\n", b"Name\nA\0B\n", b"PK\x03\x04x"])
def test_what_is_no_spreadsheet_is_refused_with_a_hint(data: bytes) -> None:
    with pytest.raises(UnfitFile) as refused:
        contacts(data)
    assert refused.value.hint


def workbook(cells: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<w><row>{cells}</row></w>")
    return packed.getvalue()


@pytest.mark.parametrize("cells", ['<c r="A1"/><c r="XFD1048576"/>', " " * (101 << 20)])
def test_a_workbook_that_would_overwhelm_is_refused_before_it_is_read(cells: str) -> None:
    with pytest.raises(UnfitFile, match="holds more than"):
        sheet_in(workbook(cells), shown="x.xlsx", wanted={})
