"""Does any spreadsheet make the import fall over, hang, lose a row, or say something twice?"""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from netlog.errors import UnfitFile
from netlog.importers import cells
from netlog.importers.column_dates import read_when
from netlog.importers.columns import FIELDS, understood
from netlog.importers.profiles import phone_key, slug
from netlog.importers.sheet import understood as sheet_in
from netlog.importers.sheet_cells import Contact
from netlog.importers.sheet_rows import Contacts
from tests.netlog.notebook import Notebook, take_in
from tests.netlog.workbooks import ods, packed, xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netlog.importers.planning import Plan

TODAY: Final = "2026-06-01"
HEADERS: Final = [one.labels.split("|")[0] for one in FIELDS.values()]
NAMES: Final = st.sampled_from(["Dana Wu", "dana wu", "Lee Park", "李 明", "O'Brien", "=1+1", "-", "'-x", ""])
TELLING: Final = st.sampled_from(
    [
        *("a@example.com", "A@example.com; b@example.com", "mailto:c@example.com", "@", "+49 30 123456"),
        *("0049(0)30 12345", "4,9E+11", "https://www.linkedin.com/in/Dana-W%C3%BC/", "example.com/x"),
        *("03/04/2026", "25/04/2026", "04/25/2026", "2026-02", "ca. 3 Mar 2026", "45000", "31.2.2026"),
        *("2026-06-02", "A", "never", "45 days", "x" * 401, "y" * 70_000, "a,b;c", "Acme", "\u202eAcme"),
        *("p" + "0" * 26, "p", "=HYPERLINK(1)", "1\n2\r\n3", "\x00", "\ufeff", "\u2028", "\t=1"),
    ]
)
CELLS: Final = st.one_of(TELLING, st.just(""), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
ROWS: Final = st.lists(st.tuples(NAMES, *[CELLS] * (len(HEADERS) - 1)), max_size=6)
SLOW: Final = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def table(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows([HEADERS, *rows])
    return stream.getvalue().encode()


def contacts(data: bytes) -> Contacts:
    sheet = sheet_in(data, shown="x.csv", wanted={})
    return Contacts(sheet, understood(sheet.header.cells, {}), order="DMY", today=TODAY)


def planned(notebook: Notebook, data: bytes) -> Plan:
    """What an import comes to; recorded as well."""
    found = contacts(data)
    plan = take_in(notebook, found, found.sheet.digest, TODAY)
    assert plan.rows == found.rows
    return plan


@SLOW
@given(ROWS)
def test_whatever_stands_in_the_cells_every_row_is_counted_and_twice_says_nothing(rows: Any) -> None:
    notebook = Notebook()
    try:
        first = planned(notebook, table(rows))
    except UnfitFile:
        return
    assert first.rows == len(rows)
    again = planned(notebook, table(rows))
    assert (again.drafts, again.created) == ([], 0)
    (people,) = notebook.hot.execute("SELECT count(*) FROM people").fetchone()
    assert people == first.created


@settings(max_examples=150)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8), st.sampled_from(",;\t|"))
def test_no_row_of_a_well_made_table_is_lost_or_torn(rows: list[tuple[str, ...]], delimiter: str) -> None:
    named = [(f"N{number} Wu", *row) for number, row in enumerate(rows)]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows([("name", "notes", "tags", "company"), *named])
    try:
        found = list(contacts(stream.getvalue().encode()))
    except UnfitFile:
        return  # NUL, or a cell that is too long
    assert [one.name for one in found if isinstance(one, Contact)] == [name for name, *_ in named]


PRINTABLE: Final = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=20)


@pytest.mark.parametrize("make", [xlsx, ods])
@settings(max_examples=60)
@given(rows=st.lists(st.tuples(PRINTABLE, PRINTABLE), max_size=6))
def test_no_row_of_a_workbook_is_lost(make: Callable[..., bytes], rows: list[tuple[str, str]]) -> None:
    named = [(f"N{number} Wu", *row) for number, row in enumerate(rows)]
    found = list(contacts(make([("Name", "Notes", "Shoe size"), *named])))
    assert [one.name for one in found if isinstance(one, Contact)] == [name for name, *_ in named]


def spoilt(data: bytes, at: int, by: bytes, cut: int) -> bytes:
    at %= len(data)
    return data[:at] + by + data[at + cut :]


SPOILING: Final = st.tuples(
    st.integers(0, 1 << 16),
    st.one_of(
        st.binary(max_size=4),
        st.sampled_from(
            [
                b"</c>", b"<row>", b'r="ZZZ9999999"', b'r="A0"', b't="s"', b't="d"', b't="b"', b"<f>",
                b"<v>1e999",
                b'table:number-columns-repeated="99999999"', b'table:number-rows-repeated="0"',
                b'office:value-type="date" office:date-value="0000-99-99"', b'office:value-type="float"',
                b'office:value-type="time" office:time-value="PT1e9S"', b"&#0;", b"<!--", b"]]>",
            ]
        ),
    ),
    st.integers(0, 40),
)  # fmt: skip
BOOK: Final = [("Name", "Last contact", "Notes"), ("Dana Wu", 46115, "x"), ("Lee Park", 1, "y")]


@pytest.mark.parametrize("make", [xlsx, ods])
@settings(max_examples=300)
@given(spoiling=st.lists(SPOILING, min_size=1, max_size=3), inside=st.booleans(), part=st.integers(0, 9))
def test_a_spoilt_workbook_is_read_or_refused_and_never_falls_over(
    make: Callable[..., bytes], spoiling: list[tuple[int, bytes, int]], part: int, *, inside: bool
) -> None:
    data = make([[str(cell) for cell in row] for row in BOOK] if make is ods else BOOK)
    if inside:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = list(parts)[part % len(parts)]
        for each in spoiling:
            parts[name] = spoilt(parts[name] or b" ", *each)
        data = packed(parts)
    else:
        for each in spoiling:
            data = spoilt(data, *each) or b" "
    with suppress(UnfitFile):
        found = contacts(data)
        assert len(list(found)) == found.rows


@settings(max_examples=300)
@given(st.text(max_size=60))
@example("9" * 100_000)
@example("a@" * 50_000)
@example("+" + "(0)" * 30_000)
@example("https://" + "a." * 50_000 + "linkedin.com/in/x")
@example("'" * 100_000)
def test_every_reader_of_a_cell_takes_any_text(text: str) -> None:
    line = cells.one_line(text)
    assert "\n" not in line
    assert cells.one_line(line) == line
    assert cells.unguarded(cells.guarded(text)) == text
    assert all("@" in each for each in cells.addresses(text)[0])
    assert all(each == cells.one_line(each) for each in cells.numbers(text)[0])
    assert all(cells.tags(text))
    assert cells.words(cells.words(text)) == cells.words(text)
    when = read_when(line, "DMY")
    assert when is None or when[:2] in {"19", "20", "21", "22"}
    slug(text)
    phone_key(text)
