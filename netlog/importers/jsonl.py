"""Which events does an export of netlog hold, and does each of them prove itself?

Rule: an event comes in exactly as its author wrote it or not at all; its id binds every field. Who wrote it
remains unproven: the export carries no signatures.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import struct
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from events import clock
from events.envelope import (
    Envelope,
    NotCanonical,
    canonical_json,
    clear_part,
    compute_id,
    parse_clear_part,
    plaintext,
)
from events.ids import DeviceId, EventId, SubjectId, unbase32
from netlog.errors import UnfitFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST_LINE: Final = 1 << 20  # bytes
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_ID: Final = 16  # bytes


class Bad(NamedTuple):
    line: int
    why: str


class Export:
    """An export, opened. Iterate as often as wanted: every event line comes out, as an envelope or as bad
    with a reason.
    """

    def __init__(self, stream: IO[bytes], shown: str) -> None:
        """Raises: UnfitFile when the first line is no manifest."""
        self._stream, self.shown = stream, shown
        try:
            manifest = json.loads(stream.readline(_LONGEST_LINE))
            self.version, self.promised, self.state = (
                manifest["netlog"],
                manifest["events"],
                manifest.get("state"),
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            raise _no_export(shown) from None
        if not (isinstance(self.version, str) and isinstance(self.promised, int)):
            raise _no_export(shown)
        self._start = stream.tell()

    def __iter__(self) -> Iterator[Envelope | Bad]:
        self._stream.seek(self._start)
        number = 1
        while line := self._stream.readline(_LONGEST_LINE):
            number += 1
            if len(line) >= _LONGEST_LINE:
                raise UnfitFile(
                    f"line {number} is too long: {self.shown}", hint="netlog export jsonl --to FILE"
                )
            if line.strip():
                yield _read(line, number)


def opened(path: Path) -> IO[bytes]:
    """A regular file, opened once. Raises: UnfitFile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        why = (
            "there is no such file" if isinstance(error, FileNotFoundError) else "this file cannot be opened"
        )
        raise UnfitFile(f"{why}: {path}", hint="netlog import jsonl FILE") from None
    stream = os.fdopen(descriptor, "rb")
    if not stream.seekable() or not path.is_file():
        stream.close()
        raise UnfitFile(f"this is not a regular file: {path}", hint="copy its content to a file first")
    return stream


def _no_export(shown: str) -> UnfitFile:
    return UnfitFile(
        f"this is no export of netlog, its first line is no manifest: {shown}",
        hint="netlog export jsonl --to FILE",
    )


def _read(line: bytes, number: int) -> Envelope | Bad:
    try:
        envelope = _envelope(json.loads(line))
        clear = clear_part(envelope)
        parse_clear_part(clear, 0)
        identity = compute_id(envelope.device, clear, plaintext(envelope))
    except (NotCanonical, KeyError, TypeError, ValueError, OverflowError, RecursionError, struct.error):
        return Bad(number, "this is no event")
    return (
        envelope
        if identity == envelope.id
        else Bad(number, "the id does not fit the content: it was changed")
    )


def _envelope(document: dict[str, Any]) -> Envelope:
    blind = unbase32(document["blind"])
    if len(blind) != _ID or len(unbase32(document["device"])) != _ID or len(unbase32(document["id"])) != _ID:
        raise ValueError
    return Envelope(
        id=EventId(document["id"]),
        device=DeviceId(document["device"]),
        stamp=clock.from_text(document["stamp"]),
        recorded=_moment(document["recorded"]),
        name=document["name"],
        version=document["version"],
        part_of=EventId(document["part_of"]) if document["part_of"] is not None else None,
        subjects=tuple(SubjectId(each) for each in document["subjects"]),
        blind=blind,
        occurred=document["occurred"] or "",
        data=_data(document),
        relayed=True,
    )


def _data(document: dict[str, Any]) -> bytes:
    if document["data"] is not None:
        return canonical_json(document["data"])
    try:
        return base64.b64decode(document["raw"], validate=True)
    except binascii.Error as error:
        raise NotCanonical from error


def _moment(text: str) -> int:
    """Ms since 1970, exactly."""
    return (datetime.fromisoformat(text) - _BEGINNING) // _MILLISECOND
