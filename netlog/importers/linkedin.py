"""Who stands in a LinkedIn Connections.csv of any era, also after somebody saved it again in Excel?

Rule: every row behind the header comes out, as a connection or as skipped with a reason; none disappears.
Reading changes nothing: what rows become is decided elsewhere.
"""

from __future__ import annotations

from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.errors import UnfitFile
from netlog.importers import MIB, contents, too_large
from netlog.importers.column_dates import month_order, needs_order, read_date
from netlog.importers.delimited import HeaderMissing, Table
from netlog.importers.profiles import slug
from netlog.importers.rows import Skipped, clean, label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from netlog.importers.column_dates import Order
    from netlog.importers.delimited import Row

LARGEST: Final = 100 * MIB
_FIRST, _LAST, _URL, _EMAIL, _COMPANY, _POSITION, _DATE = (
    *("first name", "last name", "url", "email address", "company", "position", "connected on"),
)
_NEEDED: Final = frozenset({_FIRST, _DATE})


class Connection(NamedTuple):
    """A row as LinkedIn knows it today; `connected_on` is the only field that tells of the past."""

    first: str
    last: str
    name: str
    url_slug: str | None
    email: str | None
    company: str | None
    position: str | None
    connected_on: str | None  # 2026-02-08
    line: int

    @property
    def row_key(self) -> str:
        """The same for the same person in a later export, as far as the row allows."""
        if self.url_slug is not None:
            return f"in:{self.url_slug}"
        if self.email is not None:
            return f"mail:{self.email.casefold()}"
        told = "\0".join((self.name, self.company or "", self.connected_on or "")).casefold()
        return f"row:{blake2b(told.encode(), digest_size=16).hexdigest()}"


def read(source: str | Path | bytes, *, order: Order | None = None, shown: str | None = None) -> Connections:
    """A Connections.csv, opened and understood but not yet read through. Raises: UnfitFile.

    `order` says how dates like 03/11/2026 are meant, for a file in which no date tells.
    """
    shown = shown or ("the file" if isinstance(source, bytes) else str(source))
    if isinstance(source, bytes) and len(source) > LARGEST:
        raise too_large(shown, LARGEST)
    data = source if isinstance(source, bytes) else contents(source, limit=LARGEST)
    _refuse_other_kinds(data, shown)
    try:
        table = Table(data, shown=shown, is_header=_is_header)
    except HeaderMissing:
        raise _not_connections(data, shown) from None
    return Connections(table, sha256(data).hexdigest(), order)


class Connections:
    """Iterate to read the rows, as often as wanted. Raises while iterating: UnfitFile (beyond a bound)."""

    def __init__(self, table: Table, digest: str, order: Order | None) -> None:
        self.sha256 = digest
        self.unread_dates = 0  # of the rows read so far
        self._table = table
        self._columns = {label(cell): n for n, cell in reversed(list(enumerate(table.header.cells)))}
        self.has_urls = _URL in self._columns
        self.rows, self._order = self._survey(order)

    def _survey(self, order: Order | None) -> tuple[int, Order | None]:
        """How many rows there are, and in which order their dates are."""
        at = self._columns[_DATE]
        count = 0
        unclear: int | None = None
        for row in self._table:
            count += 1
            if unclear is None and at < len(row.cells) and needs_order(row.cells[at].strip()):
                unclear = row.line
        if order is None and unclear is not None:
            order = month_order(row.cells[at].strip() for row in self._table if at < len(row.cells))
            if order is None:
                raise UnfitFile(
                    f"no date tells whether day or month comes first: {self._table.shown}, line {unclear}",
                    hint="netlog import linkedin FILE --date-order DMY   (or MDY)",
                )
        return count, order

    def __iter__(self) -> Iterator[Connection | Skipped]:
        self.unread_dates = 0
        seen: dict[bytes, int] = {}  # line and number of details in one integer: a million rows must fit
        for row in self._table:
            read_row = self._read_row(row)
            if isinstance(read_row, Connection):
                key = blake2b(read_row.row_key.encode(), digest_size=16).digest()
                before = seen.setdefault(key, row.line << 3 | _details(read_row))
                if before >> 3 != row.line:
                    more = ", with more details" if _details(read_row) > before & 7 else ""
                    yield Skipped(row.line, "duplicate", f"the same as line {before >> 3}{more}")
                    continue
            yield read_row

    def _read_row(self, row: Row) -> Connection | Skipped:
        if (problem := self._damage(row)) is not None:
            return Skipped(row.line, "unreadable", problem)
        field = {heading: clean(row.cells[n]) for heading, n in self._columns.items() if n < len(row.cells)}
        first, last = field.get(_FIRST, ""), field.get(_LAST, "")
        if not (first or last):
            return _nameless(row.line, field)
        email, on = field.get(_EMAIL, ""), field.get(_DATE, "")
        connected_on = read_date(on, self._order)
        if on and connected_on is None:
            self.unread_dates += 1
        return Connection(
            first=first,
            last=last,
            name=f"{first} {last}".strip(),
            url_slug=slug(field.get(_URL, "")),
            email=email if "@" in email else None,
            company=field.get(_COMPANY) or None,
            position=field.get(_POSITION) or None,
            connected_on=connected_on,
            line=row.line,
        )

    def _damage(self, row: Row) -> str | None:
        expected = len(self._table.header.cells)
        if not row.whole:
            return "a quotation mark is not closed"
        if any(cell.strip() for cell in row.cells[expected:]):
            return f"{len(row.cells)} columns where the header has {expected}"
        return None


def _nameless(line: int, field: dict[str, str]) -> Skipped:
    filled = {heading for heading, text in field.items() if text}
    if filled == {_DATE}:
        return Skipped(line, "hidden-member", "only a date: this member is hidden or has left")
    if not filled:
        return Skipped(line, "empty", "nothing in it")
    return Skipped(line, "no-name", "no name")


def _details(connection: Connection) -> int:
    return sum(each is not None for each in connection[3:8])


def _is_header(cells: Sequence[str]) -> bool:
    return {label(cell) for cell in cells[:100]} >= _NEEDED


_MAGIC: Final = (
    (
        b"PK\x03\x04",
        "an archive or workbook",
        "take out the CSV, then: netlog import linkedin Connections.csv",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "an Excel workbook",
        "save it as CSV, then: netlog import linkedin Connections.csv",
    ),
    (b"%PDF", "a PDF", "netlog import linkedin Connections.csv"),
    (b"SQLite format 3", "a database", "netlog import linkedin Connections.csv"),
)
_BEGINNINGS: Final = (
    ("BEGIN:VCARD", "a vCard", "netlog import vcard FILE"),
    ("BEGIN:VCALENDAR", "a calendar", "netlog import ics FILE"),
    ('{"NETLOG"', "an export of netlog", "netlog import jsonl FILE"),
    ("{", "JSON", "netlog import linkedin Connections.csv"),
    ("<", "a web page", "netlog import linkedin Connections.csv"),
)
_OTHER_HEADERS: Final = (
    ("CONVERSATION ID", "LinkedIn's messages.csv", "netlog import linkedin Connections.csv"),
    ("INVITERPROFILEURL", "LinkedIn's Invitations.csv", "netlog import linkedin Connections.csv"),
    ("GIVEN NAME", "Google contacts", "netlog import google FILE"),
    ("PHONETIC FIRST NAME", "Google contacts", "netlog import google FILE"),
    ("E-MAIL ADDRESS", "Outlook contacts", "netlog import outlook FILE"),
)


def _refuse_other_kinds(data: bytes, shown: str) -> None:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnfitFile(
            f"this file is empty: {shown}", hint="export it again at LinkedIn: Settings, Data privacy"
        )
    for magic, what, hint in _MAGIC:
        if data.startswith(magic):
            raise UnfitFile(f"this is {what}, not a Connections.csv: {shown}", hint=hint)


def _not_connections(data: bytes, shown: str) -> UnfitFile:
    beginning = data[:4096].decode("utf-8-sig", errors="replace").upper().lstrip()
    for mark, what, hint in _BEGINNINGS:
        if beginning.startswith(mark):
            return UnfitFile(f"this is {what}, not a Connections.csv: {shown}", hint=hint)
    for mark, what, hint in _OTHER_HEADERS:
        if mark in beginning:
            return UnfitFile(f"this is {what}, not Connections.csv: {shown}", hint=hint)
    return UnfitFile(
        f"this is no Connections.csv, no line holds both First Name and Connected On: {shown}",
        hint="netlog import linkedin Connections.csv   (from the archive that LinkedIn sends)",
    )
