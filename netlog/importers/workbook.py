"""How is a workbook of Excel or LibreOffice read without being overwhelmed by it?

Rule: what the reader of workbooks is given has been unpacked and measured here first, and is that very bytes:
it allocates a whole rectangle for two cells far apart, and what runs out of memory there ends the program.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.parsers import expat

from netlog.errors import NetlogError, UnfitFile
from netlog.importers import MIB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineWorkbook

ZIP: Final = b"PK\x03\x04"
MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 1_000
MOST_CELLS: Final = 4_000_000
_LARGEST: Final = 100 * MIB
"""Of all parts, unpacked."""
_MOST_PARTS: Final = 1_000
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_ENCRYPTED: Final = 1
_PIECE: Final = 1 << 16
_NEEDED_PARTS: Final = (".xml", ".rels", "mimetype")
_CELL: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)
_REPEATED: Final = "number-{}-repeated"
_INSTALL: Final = "pipx inject netlog python-calamine   (or save the file as CSV)"


class Cells(NamedTuple):
    """One sheet, as text. `others`: the names of the sheets beside it."""

    name: str
    others: tuple[str, ...]
    rows: list[list[str]]


def sheets(data: bytes, *, shown: str) -> Iterator[Cells]:
    """Every visible sheet in order. Raises: UnfitFile."""
    book = _opened(_measured(data, shown), shown)
    names = [
        each.name
        for each in book.sheets_metadata
        if str(each.visible) in _VISIBLE and str(each.typ) in _OF_CELLS
    ]
    for name in names:
        others = tuple(other for other in names if other != name)
        try:
            values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows = [[_text(value) for value in row] for row in values]
        except Exception:  # noqa: BLE001 - whatever a foreign reader trips over
            raise _damaged(shown) from None
        yield Cells(name, others, rows)


_VISIBLE: Final = frozenset({"SheetVisibleEnum.Visible"})
_OF_CELLS: Final = frozenset({"SheetTypeEnum.WorkSheet"})


def _opened(clean: io.BytesIO, shown: str) -> CalamineWorkbook:
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise NetlogError(
            f"workbooks are read by a package that is not installed: {shown}", hint=_INSTALL
        ) from None
    try:
        return CalamineWorkbook.from_filelike(clean)
    except Exception:  # noqa: BLE001 - whatever a foreign reader trips over
        raise _damaged(shown) from None


def _measured(data: bytes, shown: str) -> io.BytesIO:
    """The same workbook, of nothing but what was unpacked here. Raises: UnfitFile."""
    clean = io.BytesIO()
    room = _LARGEST
    kind = None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(clean, "w") as copy:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS:
                raise _refusal(f"more than {_MOST_PARTS:,} parts", shown)
            for part in parts:
                kind = kind or _KINDS.get(part.filename)
                if part.filename.endswith(_NEEDED_PARTS):
                    content = _unpacked(data, part, room, shown)
                    room -= len(content)
                    _Extent(shown).measure(content, part.filename)
                    copy.writestr(part.filename, content)
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, EOFError):
        raise _damaged(shown) from None
    if kind is None:
        raise UnfitFile(
            f"this is an archive, not a spreadsheet: {shown}",
            hint="unpack it first, then: netlog import csv FILE",
        )
    clean.seek(0)
    return clean


_KINDS: Final = {"xl/workbook.xml": "xlsx", "content.xml": "ods"}


def _unpacked(data: bytes, part: zipfile.ZipInfo, room: int, shown: str) -> bytes:
    """What is packed, whatever its header says it comes to."""
    if part.flag_bits & _ENCRYPTED:
        raise UnfitFile(
            f"this workbook is protected by a password: {shown}", hint="save it without one, or as CSV"
        )
    _, name, extra = _LOCAL_HEADER.unpack_from(data, part.header_offset)
    start = part.header_offset + _LOCAL_HEADER.size + name + extra
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed[: room + 1])
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, room + 1)
    else:
        raise _damaged(shown)
    if len(content) > room:
        raise _refusal(f"more than {_LARGEST // MIB} MiB when it is unpacked", shown)
    return content


class _Extent:
    """How large the rectangle is that the cells of one part span, in either format."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._row = self._column = 0
        self._rows = self._columns = 0
        self._repeat = self._row_repeat = 1

    def measure(self, content: bytes, name: str) -> None:
        if name == "mimetype":
            return
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EntityDeclHandler = self._entity
        try:
            parser.Parse(content, True)  # noqa: FBT003 - as expat has it
        except expat.ExpatError:
            raise _damaged(self._shown) from None

    def _entity(self, *_: Any) -> None:  # noqa: ANN401 - as expat passes them
        raise _damaged(self._shown)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        _, _, local = name.rpartition(" ")
        if local == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0
        elif local == "c":
            self._column += 1
            if match := _CELL.fullmatch(attributes.get("r", "")):
                self._column, self._row = _column(match[1]), int(match[2])
            self._reach(self._row, self._column)
        elif local == "table":
            self._row = self._rows = self._columns = 0
        elif local == "table-row":
            self._row += self._row_repeat
            self._row_repeat = _repetition(attributes, "rows")
            self._column = 0
        elif local in {"table-cell", "covered-table-cell"}:
            repeat = _repetition(attributes, "columns")
            self._column += repeat
            if any(attribute.endswith(_FILLED) for attribute in attributes):
                self._reach(self._row + self._row_repeat, self._column)

    def _reach(self, row: int, column: int) -> None:
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)
        if self._rows > MOST_ROWS:
            raise _refusal(f"more than {MOST_ROWS:,} rows", self._shown)
        if self._columns > MOST_COLUMNS:
            raise _refusal(f"more than {MOST_COLUMNS:,} columns", self._shown)
        if self._rows * self._columns > MOST_CELLS:
            raise _refusal(f"more than {MOST_CELLS:,} cells", self._shown)


_FILLED: Final = ("value-type", "formula", "value")


def _repetition(attributes: dict[str, str], of: str) -> int:
    wanted = _REPEATED.format(of)
    return next((_number(value, 1) for name, value in attributes.items() if name.endswith(wanted)), 1)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= len(str(MOST_CELLS)) + 1 else otherwise


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """As somebody would type it: a whole number without a point, a midnight as a day."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | timedelta) else ""


_EXACT: Final = 1e15


def _refusal(why: str, shown: str) -> UnfitFile:
    return UnfitFile(f"this workbook holds {why}: {shown}", hint="save the sheet with your contacts as CSV")


def _damaged(shown: str) -> UnfitFile:
    return UnfitFile(
        f"this workbook is damaged: {shown}", hint="open it, save it as CSV, then: netlog import csv FILE.csv"
    )
