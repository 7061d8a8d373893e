"""What do the columns of an exported address book mean: Google's, old and new, and Outlook's, of the desktop
and of the web?

Rule: an export is known by its header alone. What netlog has no place for is named, with how many rows have
it, never dropped in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.errors import UnfitFile
from netlog.importers import MIB
from netlog.importers.columns import Column
from netlog.importers.delimited import HeaderMissing, Row, Table
from netlog.importers.rows import label
from netlog.importers.sheet import Sheet, refuse_lost_letters, refuse_other_kinds
from netlog.importers.sheet_rows import Contacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from netlog.importers.rows import Skipped
    from netlog.importers.sheet_cells import Contact

LARGEST: Final = 100 * MIB
_NUMBERED: Final = re.compile(r" \d{1,3} - ", re.ASCII)
_JOINED: Final = ":::"
_LABELS: Final = ("labels", "group membership")
"""Google's own begin with a star."""


class Layout(NamedTuple):
    """`source` is what the user types; `marks`: sets of headers, each of which tells that it is this one;
    `fields`: what headers mean; `tidy` puts the cells of one row right, by header.
    """

    source: str
    what: str
    marks: tuple[frozenset[str], ...]
    fields: Mapping[str, str]
    tidy: Callable[[dict[str, str]], None]

    def knows(self, headers: Sequence[str]) -> bool:
        found = {_plain(header) for header in headers}
        return any(mark <= found for mark in self.marks)


class AddressBook(NamedTuple):
    """`people` may be read as often as wanted. `rows`: how many come out. `left`: how many of them have
    something that is not taken, by what it is called there.
    """

    people: Iterable[Contact | Skipped]
    rows: int
    left: Mapping[str, int]
    digest: str
    shown: str
    kind: str


def _plain(header: str) -> str:
    """As headers are compared: `E-mail 2 - Value` is like `E-mail 1 - Value`."""
    return _NUMBERED.sub(" 1 - ", label(header))


def _tidy_google(cells: dict[str, str]) -> None:
    """What it joins with ` ::: `, and a name only where there is no better one."""
    if any(cells.get(each) for each in ("name", "first name", "last name", "given name", "family name")):
        cells.pop("file as", None)
        cells.pop("nickname", None)
    for header, cell in cells.items():
        if _JOINED not in cell or header == "notes":
            several = [cell]
        else:
            several = [each.strip() for each in cell.split(_JOINED)]
        if header in _LABELS:
            several = [each for each in several if not each.startswith("*")]
        cells[header] = ", ".join(several)


def _tidy_outlook(cells: dict[str, str]) -> None:
    """An address of type EX names a mailbox inside an organisation; the words beside it may hold the real
    one.
    """
    for number in ("", " 2", " 3"):
        address = f"e-mail{number} address"
        inside = cells.get(f"e-mail{number} type", "").strip().upper() == "EX"
        if inside or cells.get(address, "").lower().startswith("/o="):
            words = cells.get(f"e-mail{number} display name", "")
            cells[address] = words if "@" in words else ""
    if "categories" in cells:
        cells["categories"] = cells["categories"].replace(";", ",")


GOOGLE: Final = Layout(
    "google",
    "Google Contacts",
    (
        frozenset({"first name", "last name", "organization name", "labels"}),
        frozenset({"given name", "family name", "group membership"}),
    ),
    {
        "name": "name",
        "file as": "name",
        "nickname": "name",
        "first name": "first",
        "middle name": "first",
        "last name": "last",
        "given name": "first",
        "additional name": "first",
        "family name": "last",
        "organization name": "company",
        "organization title": "role",
        "organization 1 - name": "company",
        "organization 1 - title": "role",
        "e-mail 1 - value": "email",
        "phone 1 - value": "phone",
        "website 1 - value": "url",
        "labels": "tags",
        "group membership": "tags",
        "notes": "notes",
    },
    _tidy_google,
)
OUTLOOK: Final = Layout(
    "outlook",
    "Outlook",
    (frozenset({"first name", "last name", "e-mail address", "e-mail 2 address"}),),
    {
        "first name": "first",
        "middle name": "first",
        "last name": "last",
        "company": "company",
        "job title": "role",
        "e-mail address": "email",
        "e-mail 2 address": "email",
        "e-mail 3 address": "email",
        "mobile phone": "phone",
        "business phone": "phone",
        "business phone 2": "phone",
        "primary phone": "phone",
        "home phone": "phone",
        "home phone 2": "phone",
        "other phone": "phone",
        "car phone": "phone",
        "web page": "url",
        "personal web page": "url",
        "categories": "tags",
        "keywords": "tags",
        "referred by": "via",
        "notes": "notes",
    },
    _tidy_outlook,
)
LAYOUTS: Final = (GOOGLE, OUTLOOK)
_SAYS_NOTHING: Final = re.compile(
    r"(?:e-mail|phone|website|address|event|relation|custom field|organization|im) 1 - (?:label|type)"
    r"|e-mail(?: \d)? (?:type|display name)|.*yomi.*|phonetic .*|photo|initials|priority|private|sensitivity"
)
"""Columns that say how another one is meant, or what only the other program needs."""
_EMPTY: Final = frozenset({"0/0/00", "unspecified"})
"""What Outlook writes where there is nothing."""


def read(data: bytes, *, layout: Layout, shown: str, today: str) -> AddressBook:
    """The people of an export. Raises: UnfitFile."""
    refuse_other_kinds(data, shown)
    try:
        table = Table(data, shown=shown, is_header=layout.knows)
    except HeaderMissing:
        raise _another(data, layout, shown) from None
    refuse_lost_letters(data, table)
    headers = [_plain(header) for header in table.header.cells]
    columns = [
        Column(at, table.header.cells[at], layout.fields.get(header)) for at, header in enumerate(headers)
    ]
    digest = sha256(data).hexdigest()
    sheet = Sheet(table.header, _Tidied(table, layout.tidy), digest, shown, layout.what)
    people = Contacts(sheet, columns, order=None, today=today)
    return AddressBook(people, people.rows, _left(table, columns), digest, shown, layout.what)


def reading(layout: Layout) -> Callable[..., AddressBook]:
    """`read` of one layout."""
    return partial(read, layout=layout)


def recognised(headers: Sequence[str]) -> Layout | None:
    return next((each for each in LAYOUTS if each.knows(headers)), None)


def _another(data: bytes, wanted: Layout, shown: str) -> UnfitFile:
    found: list[Layout] = []

    def known(headers: Sequence[str]) -> bool:
        found.extend(filter(None, [recognised(headers)]))
        return bool(found)

    try:
        Table(data, shown=shown, is_header=known)
    except HeaderMissing:
        hint = "netlog import csv FILE   (any spreadsheet, also in other languages)"
        return UnfitFile(f"this is no export of {wanted.what}: {shown}", hint=hint)
    return UnfitFile(
        f"this is an export of {found[0].what}: {shown}", hint=f"netlog import {found[0].source} FILE"
    )


class _Tidied:
    """The rows as the layout puts them right, as often as wanted."""

    def __init__(self, table: Table, tidy: Callable[[dict[str, str]], None]) -> None:
        self._table, self._tidy = table, tidy
        self._headers = [label(header) for header in table.header.cells]

    def __iter__(self) -> Iterator[Row]:
        for row in self._table:
            yield self._tidied(row) if row.whole else row

    def _tidied(self, row: Row) -> Row:
        named = dict(zip(self._headers, row.cells, strict=False))
        self._tidy(named)
        cells = [named.get(header, "") for header, _ in zip(self._headers, row.cells, strict=False)]
        return row._replace(cells=[*cells, *row.cells[len(cells) :]])


def _left(table: Table, columns: Sequence[Column]) -> Counter[str]:
    dropped = [
        one for one in columns if one.field is None and not _SAYS_NOTHING.fullmatch(_plain(one.header))
    ]
    return Counter(
        one.header
        for row in table
        for one in dropped
        if one.at < len(row.cells) and (cell := row.cells[one.at].strip()) and cell.casefold() not in _EMPTY
    )
