"""How are events, devices and subjects named, in bytes and in text?

In text everything is lower-case Crockford base32 (no `i l o u`), so that an id can be read over the
telephone and typed. Source: sync/FORMAT.md sections 2 and 8.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from typing import Final, NewType

EventId = NewType("EventId", str)
DeviceId = NewType("DeviceId", str)
SubjectId = NewType("SubjectId", str)
"""A kind letter and 26 base32 characters: `p…` person, `o…` organisation, `c…` campaign, `g…` gathering,
`u…` the user.
"""

ID_LENGTH: Final = 26
USER: Final = SubjectId("u" + "0" * ID_LENGTH)
"""The user's own subject: settings, todos without a person, imports."""

SUBJECT_PATTERN: Final = r"^(?:[pocg][0-9a-hjkmnp-tv-z]{26}|u0{26})$"
PERSON_PATTERN: Final = r"^p[0-9a-hjkmnp-tv-z]{26}$"
ORGANISATION_PATTERN: Final = r"^o[0-9a-hjkmnp-tv-z]{26}$"
EVENT_PATTERN: Final = r"^[0-9a-hjkmnp-tv-z]{26}$"

_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_BITS: Final = 5
_PAIRS: Final = [one + two for one in _CROCKFORD for two in _CROCKFORD]
"""Two letters at a time: ids are made and read more often than anything else."""
_HALVES: Final = struct.Struct(">QQ")
_DIGITS: Final = str.maketrans(_CROCKFORD, "0123456789abcdefghijklmnopqrstuv")
"""What `int` calls the digits of base 32."""
_LETTERS: Final = re.compile(f"[{_CROCKFORD}]*")
_REMEMBERED: Final = 1 << 14
"""The same few subjects and devices stand in event after event; sharing their texts saves memory too."""
_SUBJECT: Final = re.compile(SUBJECT_PATTERN)


def base32(raw: bytes) -> str:
    """Crockford base32, lower case, most significant bit first, unpadded."""
    if len(raw) == _HALVES.size:
        return _base32_of_16(raw)
    letters = -(-len(raw) * 8 // _BITS)
    pairs = -(-letters // 2)
    number = int.from_bytes(raw, "big") << pairs * 2 * _BITS - len(raw) * 8
    text = "".join([_PAIRS[number >> shift & 1023] for shift in range((pairs - 1) * 10, -1, -10)])
    return text[:letters]


def _base32_of_16(raw: bytes) -> str:
    """The same for the length of an id, in half the time."""
    high, low = _HALVES.unpack(raw)
    low |= (high & 15) << 64
    pairs = _PAIRS
    return (
        f"{pairs[high >> 54]}{pairs[high >> 44 & 1023]}{pairs[high >> 34 & 1023]}{pairs[high >> 24 & 1023]}"
        f"{pairs[high >> 14 & 1023]}{pairs[high >> 4 & 1023]}{pairs[low >> 58]}{pairs[low >> 48 & 1023]}"
        f"{pairs[low >> 38 & 1023]}{pairs[low >> 28 & 1023]}{pairs[low >> 18 & 1023]}"
        f"{pairs[low >> 8 & 1023]}{pairs[low << 2 & 1023]}"
    )


def unbase32(text: str) -> bytes:
    """The bytes of a strict lower-case base32 text.

    Raises: ValueError for a foreign letter, a length that no bytes have, or bits set beyond the last byte.
    """
    if not _LETTERS.fullmatch(text):
        message = "not base32"
        raise ValueError(message)
    spare = len(text) * _BITS % 8
    number = int(text.translate(_DIGITS) or "0", 32)
    if spare >= _BITS or number & (1 << spare) - 1:
        message = "not base32"
        raise ValueError(message)
    return (number >> spare).to_bytes(len(text) * _BITS // 8, "big")


def event_id(raw: bytes) -> EventId:
    return EventId(base32(raw))


@lru_cache(maxsize=64)
def device_to_bytes(device: DeviceId) -> bytes:
    return unbase32(device)


@lru_cache(maxsize=64)
def device_id(raw: bytes) -> DeviceId:
    return DeviceId(base32(raw))


def new_subject(kind: str, randomness: bytes) -> SubjectId:
    """A fresh subject of one kind (`p`, `o`, `c`, `g`) from 16 random bytes."""
    return subject_from_bytes(kind.encode("ascii") + randomness)


def is_subject(text: str) -> bool:
    return _SUBJECT.match(text) is not None


def is_person(subject: str) -> bool:
    return subject[0] == "p"


@lru_cache(maxsize=_REMEMBERED)
def subject_to_bytes(subject: SubjectId) -> bytes:
    """17 bytes: the kind letter and the 16 bytes of the id."""
    return subject[0].encode("ascii") + unbase32(subject[1:])


@lru_cache(maxsize=_REMEMBERED)
def subject_from_bytes(raw: bytes) -> SubjectId:
    """Raises: ValueError when the bytes are no subject."""
    text = chr(raw[0]) + base32(raw[1:])
    if not is_subject(text):
        message = "not a subject"
        raise ValueError(message)
    return SubjectId(text)


def short_name(raw: bytes) -> str:
    """The 16 characters (80 bits) that stand for a hash or an id in a file name."""
    return base32(raw[:10])
