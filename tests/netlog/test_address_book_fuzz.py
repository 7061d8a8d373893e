"""Does any address book make the import fall over, lose a row, or say something twice?"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netlog.errors import UnfitFile
from netlog.importers import address_books, vcards
from netlog.importers.address_books import GOOGLE, OUTLOOK, AddressBook
from tests.netlog.notebook import Notebook, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netlog.importers.address_books import Layout

TODAY: Final = "2026-06-01"
SLOW: Final = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEADERS: Final = {
    "google": ("First Name", "Last Name", "File As", "Organization Name", "Labels", "E-mail 1 - Value",
               "E-mail 2 - Value", "Phone 1 - Value", "Website 1 - Value", "Notes", "Birthday"),
    "outlook": ("First Name", "Last Name", "Company", "Categories", "E-mail Address", "E-mail Type",
                "E-mail Display Name", "E-mail 2 Address", "Mobile Phone", "Referred By", "Birthday"),
}  # fmt: skip
TELLING: Final = st.sampled_from(
    ["", "", "Dana Wu", "dana wu", "李 明", "* myContacts ::: Friends", ":::", " ::: ::: ", "a@example.com",
     "a@example.com ::: b@example.com", "/o=Ex/cn=x", "EX", "Dana (d@example.com)", "+49 30 123456", "0/0/00",
     "https://www.linkedin.com/in/dana/", "Friends;Fair", "=1+1", "x" * 500, "\u202eAcme", "a\nb"]
)  # fmt: skip
CELL: Final = st.one_of(TELLING, st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
PROPERTY: Final = st.sampled_from(
    ["FN", "N", "ORG", "TITLE", "EMAIL;TYPE=work", "TEL;VALUE=uri", "item1.URL", "NOTE", "CATEGORIES", "UID",
     "X-SOCIALPROFILE;type=linkedin", "KIND", "MEMBER", "X-ADDRESSBOOKSERVER-MEMBER", "PHOTO;ENCODING=b",
     "NOTE;ENCODING=QUOTED-PRINTABLE", "FN;CHARSET=nonsense", "ADR", "BDAY", "BEGIN", "END", "X;;;=", ""]
)  # fmt: skip
VALUE: Final = st.one_of(
    TELLING,
    st.sampled_from([";;;;", "Wu;Dana;;;", "group", "VEVENT", "=C3=BC=", "=ZZ", "\\n\\,\\;\\", "AAAA"]),
)
CARD: Final = st.lists(st.tuples(PROPERTY, VALUE), max_size=8)


def again_says_nothing(book: AddressBook) -> None:
    notebook = Notebook()
    first = take_in(notebook, book.people, book.digest, TODAY)
    assert first.rows == book.rows
    again = take_in(notebook, book.people, book.digest, TODAY)
    assert (again.drafts, again.created) == ([], 0)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([headers, *rows])
    return stream.getvalue().encode()


@pytest.mark.parametrize("layout", [GOOGLE, OUTLOOK], ids=["google", "outlook"])
@SLOW
@given(data=st.data())
def test_whatever_stands_in_a_table_every_row_is_counted_and_twice_says_nothing(
    layout: Layout, data: Any
) -> None:
    headers = HEADERS[layout.source]
    rows = data.draw(st.lists(st.tuples(*[CELL] * len(headers)), max_size=5))
    try:
        book = address_books.read(table(headers, rows), layout=layout, shown="x.csv", today=TODAY)
    except UnfitFile:
        return  # NUL
    again_says_nothing(book)


@SLOW
@given(st.lists(CARD, min_size=1, max_size=5), st.sampled_from(["2.1", "3.0", "4.0", "9"]))
def test_whatever_stands_in_cards_each_is_counted_and_twice_says_nothing(
    cards: list[list[tuple[str, str]]], version: str
) -> None:
    lines: list[str] = []
    for card in cards:
        lines += [
            "BEGIN:VCARD",
            f"VERSION:{version}",
            *(f"{name}:{value}" for name, value in card),
            "END:VCARD",
        ]
    again_says_nothing(vcards.read("\r\n".join(lines).encode(), shown="x.vcf", today=TODAY))


@SLOW
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.integers(0, 200))
def test_no_text_makes_the_reader_of_cards_fall_over(text: str, cut: int) -> None:
    whole = f"BEGIN:VCARD\n{text}\nFN:Dana\nEND:VCARD\n"
    for each in (whole, whole[:cut]):
        try:
            book = vcards.read(each.encode(), shown="x.vcf", today=TODAY)
        except UnfitFile:
            continue
        assert len(list(book.people)) == book.rows
