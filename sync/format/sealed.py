"""Which bytes surround what is encrypted and signed: segments and key tables?"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from sync.errors import Altered, Waiting
from sync.format.common import (
    HASH,
    ID,
    MAJOR,
    MAX_SIZE,
    NO_HASH,
    SEGMENT_MAGIC,
    SIGNATURE,
    TABLE_MAGIC,
    TAG,
    Plain,
    ascending,
    begins,
)

_HEADER: Final = struct.Struct(">8sBBHI16s16sQ32s16s32sQ")
HEADER: Final = _HEADER.size
SALT_OFFSET: Final = 104
MOST_SEGMENTS: Final = 1 << 40
"""A name has ten hex digits for n."""


class Header(NamedTuple):
    """The header of a segment or a key table. `extra`: what a later version appended, all of it associated
    data.
    """

    magic: bytes
    vault: bytes
    device: bytes
    n: int
    previous: bytes
    epoch: bytes
    salt: bytes
    length: int
    flags: int = 0
    reserved: int = 0
    extra: bytes = b""

    def encode(self) -> bytes:
        fixed = _HEADER.pack(
            self.magic, MAJOR, self.flags, HEADER + len(self.extra), self.reserved, self.vault, self.device,
            self.n, self.previous, self.epoch, self.salt, self.length,
        )  # fmt: skip
        return fixed + self.extra


class SealedFile(NamedTuple):
    """A segment or key table as it lies in the folder, unopened and unverified. `signed` is header ‖
    ciphertext.
    """

    header: Header
    signed: bytes
    ciphertext: bytes
    signature: bytes

    @property
    def body(self) -> bytes:
        return self.signed + self.signature

    @property
    def associated(self) -> bytes:
        return self.signed[: len(self.signed) - len(self.ciphertext)]


def parse_sealed(body: bytes, magic: bytes) -> SealedFile:
    """Raises: Waiting, Altered, Newer (major version; flags are judged only after the signature)."""
    what = "segment" if magic == SEGMENT_MAGIC else "key table"
    begins(body, magic, HEADER, what)
    _, _, flags, size, reserved, vault, device, n, previous, epoch, salt, length = _HEADER.unpack_from(body)
    if (
        size < HEADER
        or not 1 <= n < MOST_SEGMENTS
        or (n == 1 or magic == TABLE_MAGIC) != (previous == NO_HASH)
    ):
        raise Altered(what)
    total = size + length + SIGNATURE
    if total > MAX_SIZE[magic] or length < TAG or len(body) > total:
        raise Altered(what)
    if len(body) < total:
        raise Waiting(what)
    header = Header(
        magic, vault, device, n, previous, epoch, salt, length, flags, reserved, body[HEADER:size]
    )
    return SealedFile(header, body[:-SIGNATURE], body[size:-SIGNATURE], body[-SIGNATURE:])


_BUCKETS: Final = (512, 1024, 2048, 4096)


def padded_size(length: int) -> int:
    """The smallest allowed size of a padded plaintext that holds `length` bytes. Source: Padmé, PURBs
    (Nikitin et al. 2019).
    """
    for bucket in _BUCKETS:
        if length <= bucket:
            return bucket
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step


def pad(content: Plain) -> Plain:
    """Content with its length in front and zeros behind."""
    body = len(content).to_bytes(4, "big") + content
    return Plain(body.ljust(padded_size(len(body)), b"\0"))


def unpad(padded: Plain) -> Plain:
    """Raises: Altered when the size is not the allowed one or the padding is not zero."""
    length = int.from_bytes(padded[:4], "big") + 4
    if (
        len(padded) < length
        or len(padded) != padded_size(length)
        or padded.count(0, length) != len(padded) - length
    ):
        raise Altered("padding")
    return Plain(padded[4:length])


PersonKeys = list[tuple[bytes, bytes]]
"""(person id, key), ascending."""
_ROW: Final = ID + HASH


def encode_table(keys: PersonKeys) -> Plain:
    return Plain(len(keys).to_bytes(4, "big") + b"".join(person + key for person, key in sorted(keys)))


def parse_table(content: Plain) -> PersonKeys:
    """Raises: Altered."""
    count = int.from_bytes(content[:4], "big")
    if len(content) != 4 + count * _ROW:
        raise Altered("key table")
    rows = [(content[at : at + ID], content[at + ID : at + _ROW]) for at in range(4, len(content), _ROW)]
    ascending(tuple(person + key for person, key in rows), "key table")
    return rows
