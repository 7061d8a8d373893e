"""What surrounds the data of every event, and what does its id bind?

An `Envelope` holds the data as canonical JSON bytes, unparsed: what is not understood is kept byte for byte.
`events.registry` reads it into a model. Source of the byte layout: sync/FORMAT.md section 8.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events import clock
from events.ids import (
    DeviceId,
    EventId,
    SubjectId,
    device_to_bytes,
    event_id,
    subject_from_bytes,
    subject_to_bytes,
    unbase32,
)

if TYPE_CHECKING:
    from events.clock import Stamp

MAX_DATA: Final = 65_536
MAX_SUBJECTS: Final = 1024
MAX_RECORDED: Final = 253_402_300_800_000
"""The year 10000 in ms: later times have no ISO text."""
MAX_DEPTH: Final = 64
MAX_INTEGER: Final = (1 << 53) - 1
BLIND_SIZE: Final = 16

_FIXED: Final = struct.Struct(">QQHB")
_NAME: Final = re.compile(rb"[a-z0-9-]{1,64}")
_LABEL: Final = b"netlog-1 event\x00"
_NO_PART: Final = bytes(16)


class NotCanonical(ValueError):
    """The data is not canonical JSON within its bounds, or the clear part is malformed."""


class Envelope(NamedTuple):
    """One event as it is stored: who, when, about whom, and the data unparsed.

    `recorded` is ms since 1970 by the author's clock; `occurred` the EDTF text or empty; `data` canonical
    JSON.
    """

    id: EventId
    device: DeviceId
    stamp: Stamp
    recorded: int
    name: str
    version: int
    part_of: EventId | None
    subjects: tuple[SubjectId, ...]
    blind: bytes
    occurred: str
    data: bytes
    relayed: bool = False

    @property
    def order(self) -> tuple[int, str, str]:
        """The total order of the log. Text ids order as their bytes do."""
        return self.stamp, self.device, self.id

    @property
    def people(self) -> tuple[SubjectId, ...]:
        return tuple(subject for subject in self.subjects if subject[0] == "p")


def clear_part(envelope: Envelope) -> bytes:
    """The bytes that stay readable inside a segment: stamp, recorded, version, name, part of, subjects."""
    name = envelope.name.encode("ascii")
    part_of = unbase32(envelope.part_of) if envelope.part_of else _NO_PART
    return b"".join(
        [
            _FIXED.pack(envelope.stamp, envelope.recorded, envelope.version, len(name)),
            name,
            part_of,
            len(envelope.subjects).to_bytes(2, "big"),
            *map(subject_to_bytes, envelope.subjects),
        ]
    )


class ClearPart(NamedTuple):
    """What can be read of an event without the key of any person."""

    stamp: Stamp
    recorded: int
    version: int
    name: str
    part_of: EventId | None
    subjects: tuple[SubjectId, ...]


def parse_clear_part(raw: bytes, offset: int) -> tuple[ClearPart, int]:
    """The clear part that begins at `offset`, and the offset behind it.

    Raises: NotCanonical.
    """
    try:
        stamp, recorded, version, name_length = _FIXED.unpack_from(raw, offset)
        offset += _FIXED.size
        name = _name(raw[offset : offset + name_length])
        offset += name_length
        part_of = raw[offset : offset + 16]
        offset += 18
        end = offset + 17 * int.from_bytes(raw[offset - 2 : offset], "big")
        subjects = tuple([subject_from_bytes(raw[at : at + 17]) for at in range(offset, end, 17)])
    except (ValueError, IndexError, struct.error) as error:
        raise NotCanonical from error
    ascending = len(subjects) < 2 or all(one < two for one, two in pairwise(subjects))  # noqa: PLR2004
    fits = end <= len(raw) and version >= 1 and recorded < MAX_RECORDED and len(subjects) <= MAX_SUBJECTS
    if not (ascending and fits):
        raise NotCanonical
    part = None if part_of == _NO_PART else _part_id(part_of)
    return ClearPart(clock.Stamp(stamp), recorded, version, name, part, subjects), end


_part_id = lru_cache(maxsize=1024)(event_id)
"""All events of an import are part of the same one."""


@lru_cache(maxsize=256)
def _name(raw: bytes) -> str:
    """Raises: NotCanonical unless it is a name."""
    if not _NAME.fullmatch(raw):
        raise NotCanonical
    return raw.decode("ascii")


def plaintext(envelope: Envelope) -> bytes:
    """What is sealed under the key of the people concerned: blind, occurred, data."""
    occurred = envelope.occurred.encode("ascii")
    return b"".join([envelope.blind, bytes([len(occurred)]), occurred, envelope.data])


def split_plaintext(raw: bytes) -> tuple[bytes, str, bytes]:
    """(blind, occurred, data). Raises: NotCanonical."""
    if len(raw) <= BLIND_SIZE or len(raw) < BLIND_SIZE + 1 + raw[BLIND_SIZE]:
        raise NotCanonical
    start = BLIND_SIZE + 1
    end = start + raw[BLIND_SIZE]
    try:
        return raw[:BLIND_SIZE], raw[start:end].decode("ascii"), raw[end:]
    except UnicodeDecodeError as error:
        raise NotCanonical from error


def compute_id(device: DeviceId, clear: bytes | memoryview, sealed_plaintext: bytes) -> EventId:
    """The id that binds every field of an event."""
    digest = hashlib.sha256(_LABEL)
    digest.update(device_to_bytes(device))
    digest.update(clear)
    digest.update(sealed_plaintext)
    return event_id(digest.digest()[:16])


class Draft(NamedTuple):
    """An event that is about to be recorded: everything but who, when recorded, and the id."""

    name: str
    version: int
    subjects: tuple[SubjectId, ...]
    occurred: str
    data: bytes


def stamped(  # noqa: PLR0913 - an envelope has this many parts, and each comes from elsewhere
    draft: Draft, *, device: DeviceId, stamp: Stamp, recorded: int, part_of: EventId | None, blind: bytes
) -> Envelope:
    """The finished envelope of a draft."""
    unnamed = Envelope(
        EventId(""), device, stamp, recorded, draft.name, draft.version, part_of,
        draft.subjects, blind, draft.occurred, draft.data,
    )  # fmt: skip
    identity = compute_id(device, clear_part(unnamed), plaintext(unnamed))
    return Envelope(
        identity, device, stamp, recorded, draft.name, draft.version, part_of,
        draft.subjects, blind, draft.occurred, draft.data,
    )  # fmt: skip


def canonical_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """The one spelling of a JSON value: sorted keys, no white space, UTF-8.

    Raises: NotCanonical for a lone surrogate or what is no JSON value.
    """
    try:
        return _ENCODER.encode(value).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise NotCanonical from error


def parse_canonical(raw: bytes) -> dict[str, Any]:
    """The object that canonical data spells.

    Raises: NotCanonical when the bytes are not exactly what `canonical_json` writes for an object within the
    limits of size, depth and numbers.
    """
    if len(raw) > MAX_DATA or _depth(raw) > MAX_DEPTH:
        raise NotCanonical
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotCanonical from error
    if not isinstance(value, dict) or canonical_json(value) != raw:
        raise NotCanonical
    return value


def _refuse(text: str) -> None:
    raise NotCanonical(text)


def _integer(text: str) -> int:
    if len(text) > _DIGITS or abs(value := int(text)) > MAX_INTEGER:
        raise NotCanonical
    return value


def _depth(raw: bytes) -> int:
    """At least the nesting, exactly if it matters: interpreters differ in how deep they can follow."""
    most = raw.count(b"[") + raw.count(b"{")
    if most <= MAX_DEPTH:
        return most
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


_DIGITS: Final = 17
_BRACKETS: Final = re.compile(rb"[][{}]")
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
)
_DECODER: Final = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_integer)
