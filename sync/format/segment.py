"""Which bytes are inside a segment, once it is open?"""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import Final, NamedTuple

from sync.errors import Altered, Newer
from sync.format.common import HASH, ID, TAG, Plain, ascending

_CONTENT: Final = struct.Struct(">QBH")
_RUN: Final = struct.Struct(">QQ16s")
_LENGTH: Final = struct.Struct(">I")
HEARTBEAT: Final = 1
WHOLE_VECTOR: Final = 2


class SeenRun(NamedTuple):
    """Segments first..last of one writer are held without a gap; `tip` is the first half of the hash of the
    last.
    """

    first: int
    last: int
    tip: bytes


SeenVector = dict[bytes, tuple[SeenRun, ...]]
"""Device id → its runs."""


class SegmentContent(NamedTuple):
    """What is inside a segment. `wall` is ms since 1970; `records` are slices of the content, unparsed."""

    wall: int
    marks: int
    seen: SeenVector
    records: tuple[bytes, ...]

    def encode(self) -> Plain:
        parts = [_CONTENT.pack(self.wall, self.marks, len(self.seen))]
        for device, runs in sorted(self.seen.items()):
            parts += [device, len(runs).to_bytes(2, "big")]
            parts += [_RUN.pack(run.first, run.last, run.tip) for run in runs]
        parts.append(len(self.records).to_bytes(4, "big"))
        for record in self.records:
            parts += [len(record).to_bytes(4, "big"), record]
        return Plain(b"".join(parts))


NOTHING: Final = SegmentContent(0, 0, {}, ()).encode()
"""The content of a segment without events."""


def parse_content(content: Plain) -> SegmentContent:
    """Raises: Altered. Bytes after the last record are reserved and ignored."""
    wall, marks, seen, at = _parse_head(content)
    records = tuple(record_at(content, offset) for offset in _offsets(content, at))
    return SegmentContent(wall, marks, seen, records)


def claims_in(content: Plain) -> tuple[SeenVector, bool]:
    """The seen-vector, and whether it is whole. Raises: Altered."""
    _, marks, seen, _ = _parse_head(content)
    return seen, bool(marks & WHOLE_VECTOR)


def record_offsets(content: Plain) -> list[int]:
    """Where the length of each record stands. Raises: Altered, as `parse_content` does."""
    return _offsets(content, _parse_head(content)[-1])


def record_at(content: Plain, offset: int) -> bytes:
    """The record whose length stands at `offset`, one of `record_offsets`."""
    start = offset + _LENGTH.size
    return content[start : start + _LENGTH.unpack_from(content, offset)[0]]


def _parse_head(content: Plain) -> tuple[int, int, SeenVector, int]:
    """wall, marks, seen-vector, and where the number of events stands."""
    what = "segment content"
    try:
        wall, marks, writers = _CONTENT.unpack_from(content)
        at, seen, last_device = _CONTENT.size, {}, b""
        for _ in range(writers):
            device, count = content[at : at + ID], int.from_bytes(content[at + ID : at + ID + 2], "big")
            at += ID + 2
            seen[device] = tuple(
                SeenRun(*_RUN.unpack_from(content, at + i * _RUN.size)) for i in range(count)
            )
            at += count * _RUN.size
            if device <= last_device or not _in_order(seen[device]):
                raise Altered(what)
            last_device = device
    except struct.error as error:
        raise Altered(what) from error
    return wall, marks, seen, at


def _in_order(runs: tuple[SeenRun, ...]) -> bool:
    ascending = all(one[:2] <= two[:2] for one, two in pairwise(runs))
    return ascending and all(1 <= run.first <= run.last for run in runs)


def _offsets(content: Plain, at: int) -> list[int]:
    offsets = []
    try:
        (count,) = _LENGTH.unpack_from(content, at)
        at += _LENGTH.size
        for _ in range(count):
            offsets.append(at)
            at += _LENGTH.size + _LENGTH.unpack_from(content, at)[0]
    except struct.error as error:
        raise Altered("segment content") from error
    if at > len(content):
        raise Altered("segment content")
    return offsets


RELAYED: Final = 1
_WRAPPED: Final = ID + HASH + TAG


class Record(NamedTuple):
    """One event inside a segment. `author` is empty unless relayed; `recipients`: (key id, wrapped content
    key or nothing).
    """

    id: bytes
    author: bytes
    clear: bytes
    recipients: tuple[tuple[bytes, bytes], ...]
    sealed: bytes

    def encode(self) -> bytes:
        return b"".join(
            [
                self.id,
                bytes([RELAYED if self.author else 0]),
                self.author,
                self.clear,
                len(self.recipients).to_bytes(2, "big"),
                *(key_id + wrapped for key_id, wrapped in self.recipients),
                self.sealed,
            ]
        )


_SUBJECT: Final = 17
_CLEAR_HEAD: Final = 19
"""stamp, recorded, version, length of the name"""


def parse_record(raw: bytes) -> Record:
    """Splits a record without reading its clear part. Raises: Altered; Newer for unknown flags."""
    what = "event record"
    if len(raw) < ID + 1:
        raise Altered(what)
    if raw[ID] & ~RELAYED:
        raise Newer(what)
    start = ID + 1 + (ID if raw[ID] else 0)
    if len(raw) < start + _CLEAR_HEAD:
        raise Altered(what)
    subjects = start + _CLEAR_HEAD + raw[start + _CLEAR_HEAD - 1] + ID
    end = subjects + 2 + _SUBJECT * int.from_bytes(raw[subjects : subjects + 2], "big")
    count = int.from_bytes(raw[end : end + 2], "big")
    width = ID if count == 1 else _WRAPPED
    sealed = end + 2 + count * width
    if len(raw) < sealed + TAG:
        raise Altered(what)
    if count == 1:
        return Record(
            raw[:ID], raw[ID + 1 : start], raw[start:end], ((raw[end + 2 : sealed], b""),), raw[sealed:]
        )
    recipients = tuple((raw[at : at + ID], raw[at + ID : at + width]) for at in range(end + 2, sealed, width))
    ascending(tuple(key_id for key_id, _ in recipients), what)
    return Record(raw[:ID], raw[ID + 1 : start], raw[start:end], recipients, raw[sealed:])


def subjects_in(raw: bytes) -> tuple[bytes, ...]:
    """The subjects that a record names, 17 bytes each, without judging the rest of it."""
    head = ID + 1 + (ID if raw[ID : ID + 1] == bytes([RELAYED]) else 0) + _CLEAR_HEAD
    start = head + int.from_bytes(raw[head - 1 : head], "big") + ID + 2
    count = int.from_bytes(raw[start - 2 : start], "big")
    return tuple([raw[at : at + _SUBJECT] for at in range(start, start + _SUBJECT * count, _SUBJECT)])
