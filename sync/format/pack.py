"""Which bytes are many segments of one device in one file?"""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import Final, NamedTuple

from sync.errors import Altered, Newer, Waiting
from sync.format.common import HASH, MAJOR, MAX_PACK, PACK_MAGIC, begins, file_hash

_PACK: Final = struct.Struct(">8sB3sI16s16sQQQ")
_INDEX: Final = struct.Struct(">QQI32s")
_NOTHING: Final = bytes(3)
_OF_MAJOR: Final = 8
_OF_PLACE: Final = slice(16, 56)
"""Where a segment of this major version says its vault, device and n."""


class Pack(NamedTuple):
    """Segments of one device in one file: (n, bytes), ascending."""

    vault: bytes
    device: bytes
    segments: tuple[tuple[int, bytes], ...]

    def encode(self) -> bytes:
        at, index = _PACK.size, []
        for n, body in self.segments:
            index.append(_INDEX.pack(n, at, len(body), file_hash(body)))
            at += len(body)
        head = _PACK.pack(
            PACK_MAGIC, MAJOR, _NOTHING, len(self.segments), self.vault, self.device,
            self.segments[0][0], self.segments[-1][0], at,
        )  # fmt: skip
        whole = b"".join([head, *(body for _, body in self.segments), *index])
        return whole + file_hash(whole)


def parse_pack(body: bytes) -> Pack:
    """Raises: Waiting, Altered, Newer. What is inside is not verified: each segment stands for itself."""
    what = "pack"
    begins(body, PACK_MAGIC, _PACK.size, what)
    _, _, reserved, count, vault, device, first, last, index = _PACK.unpack_from(body)
    total = index + count * _INDEX.size + HASH
    if index < _PACK.size or count < 1 or total > MAX_PACK or len(body) > total:
        raise Altered(what)
    if len(body) < total:
        raise Waiting(what)
    if file_hash(memoryview(body)[:-HASH]) != body[-HASH:]:
        raise Altered(what)
    if reserved != _NOTHING:
        raise Newer(what)
    segments = _segments(body, index)
    numbers = [n for n, _ in segments]
    if (numbers[0], numbers[-1]) != (first, last) or any(a >= b for a, b in pairwise(numbers)):
        raise Altered(what)
    if not all(_belongs(segment, vault + device + n.to_bytes(8, "big")) for n, segment in segments):
        raise Altered(what)
    return Pack(vault, device, segments)


def _belongs(segment: bytes, place: bytes) -> bool:
    """Whether a segment says of itself what the pack says; a later major version may say it elsewhere."""
    return segment[_OF_MAJOR : _OF_MAJOR + 1] != bytes([MAJOR]) or segment[_OF_PLACE] == place


def _segments(body: bytes, index: int) -> tuple[tuple[int, bytes], ...]:
    """The segments that the index names. Raises: Altered unless they tile the space before it."""
    segments, at = [], _PACK.size
    for entry in range(index, len(body) - HASH, _INDEX.size):
        n, offset, length, digest = _INDEX.unpack_from(body, entry)
        segment = body[at : at + length]
        at += length
        if offset != at - length or at > index or file_hash(segment) != digest:
            raise Altered("pack")
        segments.append((n, segment))
    if at != index:
        raise Altered("pack")
    return tuple(segments)
