"""What do all files of a vault have in common: magics, limits, the first bytes?"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import Final, NewType

from sync.errors import Altered, Newer, Waiting

Plain = NewType("Plain", bytes)
"""Content that must never reach a disk as it is."""

GENESIS_MAGIC: Final = b"\x8fNLV\r\n\x1a\n"
MEMBERSHIP_MAGIC: Final = b"\x8fNLM\r\n\x1a\n"
SEGMENT_MAGIC: Final = b"\x8fNLS\r\n\x1a\n"
PACK_MAGIC: Final = b"\x8fNLP\r\n\x1a\n"
TABLE_MAGIC: Final = b"\x8fNLK\r\n\x1a\n"
DEVICE_MAGIC: Final = b"\x8fNLD\r\n\x1a\n"

MAJOR: Final = 1
SUITE: Final = 1

MAX_MEMBERSHIP: Final = 262_144
MAX_SEGMENT: Final = 1_048_576
MAX_TABLE: Final = 4_194_304
MAX_PACK: Final = 16_777_216
MAX_SIZE: Final = {
    GENESIS_MAGIC: 2672,
    MEMBERSHIP_MAGIC: MAX_MEMBERSHIP,
    SEGMENT_MAGIC: MAX_SEGMENT,
    TABLE_MAGIC: MAX_TABLE,
    PACK_MAGIC: MAX_PACK,
}

ID: Final = 16
HASH: Final = 32
IDENTITY: Final = 1248
SIGNATURE: Final = 64
TAG: Final = 16
NO_HASH: Final = bytes(HASH)


def file_hash(body: bytes | memoryview) -> bytes:
    """The hash of a whole file, signature included: what names, `previous` and seen-vectors use."""
    return hashlib.sha256(body).digest()


def begins(body: bytes, magic: bytes, needed: int, what: str) -> None:
    """Raises: Waiting when the file is shorter than it must be, Altered for a foreign magic, Newer for a
    later major version.
    """
    if body[:8] != magic[: len(body)]:
        raise Altered(what)
    if len(body) > len(magic) and body[8] != MAJOR:
        raise Newer(what) if body[8] > MAJOR else Altered(what)
    if len(body) < needed:
        raise Waiting(what)


def ascending(values: tuple[bytes, ...], what: str) -> None:
    if any(one >= two for one, two in pairwise(values)):
        raise Altered(what)
