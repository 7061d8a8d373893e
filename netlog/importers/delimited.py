"""How is a CSV file of any origin read: its encoding, delimiter, and rows with their line numbers?

Rule: nothing is read without a bound, and whatever is refused is refused with the file and the line.
"""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.errors import UnfitFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 1_000
LONGEST_FIELD: Final = 128 << 10  # characters
_LONGEST_LINE: Final = 4 << 20  # characters
_HEADER_WITHIN: Final = 50  # rows
_DELIMITERS: Final = (",", ";", "\t", "|")  # the second and third are Excel's
_SAMPLE: Final = 4096  # bytes
_CHUNK: Final = 1 << 20  # bytes


class Row(NamedTuple):
    """`line` is where it begins; `whole` is false for a line with a quotation mark that nothing closes."""

    line: int
    cells: list[str]
    whole: bool = True


def decoding(data: bytes) -> str:
    """The encoding: by its mark, else UTF-8 if it is that throughout, else what Excel writes on Windows."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:_SAMPLE]
    if sample[1::2].count(0) > len(sample) // 3:
        return "utf-16-le"
    if sample[::2].count(0) > len(sample) // 3:
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):  # as a whole it could need four times the memory
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


class Table:
    """The rows of a file behind its header, read as they are asked for, as often as wanted."""

    def __init__(self, data: bytes, *, shown: str, is_header: Callable[[Sequence[str]], bool]) -> None:
        self.shown = shown
        self.encoding = decoding(data)
        self._data = data
        self.header = Row(0, [])
        for self.delimiter in _DELIMITERS:
            for row in islice(self._rows(), _HEADER_WITHIN):
                if is_header(row.cells):
                    self.header = row
                    return
        raise HeaderMissing

    def __iter__(self) -> Iterator[Row]:
        count = 0
        for row in self._rows():
            if row.line > self.header.line:
                count += 1
                if count > MOST_ROWS:
                    raise self.refusal(row.line, f"more than {MOST_ROWS:,} rows")
                yield row

    def refusal(self, line: int, why: str) -> UnfitFile:
        return UnfitFile(
            f"{why}: {self.shown}, line {line}", hint="export the file again, and do not edit it"
        )

    def _rows(self) -> Iterator[Row]:
        """Every row that is not an empty line."""
        taken: list[str] = []
        reader = csv.reader(self._lines(taken), delimiter=self.delimiter)
        before = 0
        while True:
            taken.clear()
            try:
                cells = next(reader, None)
            except csv.Error:
                why = f"a field of more than {LONGEST_FIELD:,} characters (a quotation mark not closed?)"
                raise self.refusal(before + 1, why) from None
            if cells is None:
                return
            line, before = before + 1, reader.line_num
            if len(cells) > MOST_COLUMNS:
                raise self.refusal(line, f"more than {MOST_COLUMNS:,} columns")
            if self.header.line and len(cells) != len(self.header.cells) and self._open(taken):
                yield from self._apart(line, taken)
            elif cells:
                yield Row(line, cells)

    def _open(self, taken: Sequence[str]) -> bool:
        """Whether a quotation mark may not be closed where it should be. A last line ends so in silence."""
        if len(taken) > 1 or '"' not in taken[0]:
            return len(taken) > 1
        try:
            next(csv.reader(taken, delimiter=self.delimiter, strict=True), None)
        except csv.Error:
            return True
        return False

    def _apart(self, line: int, taken: Sequence[str]) -> Iterator[Row]:
        """An open quotation mark has swallowed the lines behind it: each must stand for itself then."""
        for number, text in enumerate(list(taken), line):
            try:
                cells = next(csv.reader([text], delimiter=self.delimiter, strict=True), [])
            except csv.Error:
                cells = []
            if text.strip():
                yield Row(number, cells, whole=len(cells) == len(self.header.cells))

    def _lines(self, taken: list[str]) -> Iterator[str]:
        """Every line, left in `taken` too."""
        text = io.TextIOWrapper(
            io.BytesIO(self._data), encoding=self.encoding, errors="replace", newline=None
        )
        number = 0
        while line := text.readline(_LONGEST_LINE):
            number += 1
            if len(line) >= _LONGEST_LINE:
                raise self.refusal(number, f"a line of more than {_LONGEST_LINE:,} characters")
            taken.append(line)
            yield line


class HeaderMissing(Exception):
    """No row within the first ones is the header that was looked for."""
