"""Which rows does a spreadsheet of any origin have, and which of them names the columns?

Rule: it is a CSV of any delimiter and encoding, or a workbook; the row that names most fields is the header,
and its line is told.
"""

from __future__ import annotations

import re
from contextlib import suppress
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.errors import UnfitFile, Usage
from netlog.importers import MIB, contents
from netlog.importers.columns import weight
from netlog.importers.delimited import HeaderMissing, Row, Table
from netlog.importers.workbook import ZIP, Cells, sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

LARGEST: Final = 100 * MIB
_HEADER_WITHIN: Final = 50  # rows
_SAMPLE: Final = 4096  # bytes
_MIXED: Final = re.compile(rb"[\xc2\xc3][\x80-\xbf]")
"""Letters as UTF-8 has them, which make no sense in the encoding that Windows has for the same."""
_UNNAMED: Final = """\
put a line above that names the columns: Name, E-mail, Company, Notes …
or say what one means: netlog import csv FILE --map "Header=name\""""
_AS_UTF8: Final = "open it, save it as CSV UTF-8, and import that"
_OTHER_TABLES: Final = (b"organisation,other names", b"happened on,about whom", b"with whom,", b"about whom,")
_OTHER_KINDS: Final = (
    (b"\xd0\xcf\x11\xe0", "a workbook of an old Excel, or one with a password", "save it as .xlsx or as CSV"),
    (b"%PDF", "a PDF", "netlog import csv FILE.csv"),
    (b"SQLite format 3", "a database", "export its table as CSV"),
    (b"BEGIN:VCARD", "a vCard", "netlog import vcard FILE"),
    (b"BEGIN:VCALENDAR", "a calendar", "netlog import ics FILE"),
    (b'{"netlog"', "an export of netlog", "netlog import jsonl FILE"),
    (b"<", "a web page or XML", "save it as CSV"),
    *((each, "another table of netlog", "netlog import csv people.csv") for each in _OTHER_TABLES),
)


class Sheet(NamedTuple):
    """`kind` is said to the user; `others`: sheets that are not read. `rows` may be read as often as wanted,
    and may raise UnfitFile.
    """

    header: Row
    rows: Iterable[Row]
    digest: str
    shown: str
    kind: str
    others: tuple[str, ...] = ()


def read(path: Path, *, wanted: Mapping[str, str], sheet: str | None = None) -> Sheet:
    """The sheet in a file, opened and understood but not yet read through. Raises: UnfitFile, Usage.

    `wanted`: fields by folded header that the user has named.
    """
    return understood(contents(path, limit=LARGEST), shown=str(path), wanted=wanted, sheet=sheet)


def understood(data: bytes, *, shown: str, wanted: Mapping[str, str], sheet: str | None = None) -> Sheet:
    if data.startswith(ZIP):
        return _of_workbook(data, shown, wanted, sheet)
    if sheet is not None:
        raise Usage(f"only a workbook has sheets: {shown}", hint="netlog import csv FILE")
    refuse_other_kinds(data, shown)
    return _of_text(data, shown, wanted)


def _of_text(data: bytes, shown: str, wanted: Mapping[str, str]) -> Sheet:
    best: list[str] = []
    most = 0

    def weigh(cells: Sequence[str]) -> bool:
        nonlocal best, most
        if (found := weight(cells, wanted)) > most:
            best, most = list(cells), found
        return False

    with suppress(HeaderMissing):
        Table(data, shown=shown, is_header=weigh)
    if not most:
        raise _without_header(shown)
    table = Table(data, shown=shown, is_header=lambda cells: cells == best)
    refuse_lost_letters(data, table)
    kind = f"{_DELIMITED[table.delimiter]}, {_ENCODED.get(table.encoding, table.encoding)}"
    return Sheet(table.header, table, sha256(data).hexdigest(), shown, kind)


_DELIMITED: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_ENCODED: Final = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16"}


def refuse_lost_letters(data: bytes, table: Table) -> None:
    if not table.encoding.startswith("utf-16") and (at := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, at) + 1
        raise UnfitFile(f"this is no text, it holds NUL bytes: {table.shown}, line {line}", hint=_AS_UTF8)
    if table.encoding == "cp1252" and _MIXED.search(data):
        raise UnfitFile(f"this file mixes two encodings, letters would be lost: {table.shown}", hint=_AS_UTF8)


def refuse_other_kinds(data: bytes, shown: str) -> None:
    beginning = data[:_SAMPLE].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning.strip(b"\0"):
        raise UnfitFile(f"this file is empty: {shown}", hint=_UNNAMED)
    for magic, what, hint in _OTHER_KINDS:
        if beginning.upper().startswith(magic.upper()):
            raise UnfitFile(f"this is {what}, not a spreadsheet of people: {shown}", hint=hint)


def _of_workbook(data: bytes, shown: str, wanted: Mapping[str, str], sheet: str | None) -> Sheet:
    """The sheet that is asked for, else the first one with a header."""
    digest = sha256(data).hexdigest()
    found = False
    for cells in sheets(data, shown=shown):
        if sheet is not None and cells.name.casefold() != sheet.casefold():
            continue
        found = True
        if (header := _header_of(cells, wanted)) is not None:
            rows = _Rows(cells, header.line)
            return Sheet(header, rows, digest, shown, f"sheet {cells.name}", cells.others)
    if sheet is not None and not found:
        raise Usage(f"no sheet is called {sheet}: {shown}", hint="netlog import csv FILE --dry-run")
    raise _without_header(shown)


def _header_of(cells: Cells, wanted: Mapping[str, str]) -> Row | None:
    numbered = enumerate(islice(cells.rows, _HEADER_WITHIN), 1)
    line, best = max(
        ((n, row) for n, row in numbered), key=lambda each: weight(each[1], wanted), default=(0, [])
    )
    return Row(line, best) if weight(best, wanted) else None


class _Rows:
    """Those behind the header that are not blank."""

    def __init__(self, cells: Cells, header: int) -> None:
        self._rows, self._header = cells.rows, header

    def __iter__(self) -> Iterator[Row]:
        for line, cells in enumerate(islice(self._rows, self._header, None), self._header + 1):
            if any(cells):
                yield Row(line, cells)


def _without_header(shown: str) -> UnfitFile:
    return UnfitFile(f"no line names its columns: {shown}", hint=_UNNAMED)
