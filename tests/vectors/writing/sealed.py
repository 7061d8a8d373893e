"""How are segments, key tables and packs written, with any one part wrong?

A part that is None takes its right value, computed from all the others.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests.vectors.writing.notation import derive, labelled, magic, random, seal, sha256

if TYPE_CHECKING:
    from tests.vectors.writing.events import Person
    from tests.vectors.writing.membership import Epoch
    from tests.vectors.writing.notation import Keys


def padded_length(length: int) -> int:
    fixed = [size for size in (512, 1024, 2048, 4096) if size >= length]
    if fixed:
        return fixed[0]
    e = length.bit_length() - 1  # floor(log2 L)
    s = e.bit_length()  # floor(log2 E) + 1
    multiple = 1 << (e - s)
    return (length + multiple - 1) // multiple * multiple


@dataclass(frozen=True)
class SealedFile:
    """A segment or a key table; `kind` is the word of section 7."""

    kind: str
    vault: bytes
    device: Keys
    n: int
    epoch: Epoch
    content: bytes
    previous: bytes = bytes(32)
    extra_header: bytes = b""
    major: int = 1
    flags: int = 0
    reserved: int = 0
    magic: bytes | None = None
    header_length: int | None = None
    device_id: bytes | None = None
    epoch_id: bytes | None = None
    claimed: int | None = None
    padded: bytes | None = None
    context: bytes | None = None
    associated: bytes | None = None
    nonce: bytes = bytes(12)
    signer: Keys | None = None
    label: str | None = None
    tail: bytes = b""

    @cached_property
    def padding(self) -> bytes:
        if self.padded is not None:
            return self.padded
        filled = struct.pack(">I", len(self.content)) + self.content
        return filled.ljust(padded_length(len(filled)), b"\x00")

    @cached_property
    def header(self) -> bytes:
        letter = {"segment": "S", "key table": "K"}[self.kind]
        length = 144 + len(self.extra_header) if self.header_length is None else self.header_length
        front = (self.magic or magic(letter)) + struct.pack(
            ">BBHI16s16sQ32s16s", self.major, self.flags, length, self.reserved, self.vault,
            self.device_id or self.device.id, self.n, self.previous, self.epoch_id or self.epoch.id,
        )  # fmt: skip
        drawn = random(f"salt {(front + self.padding).hex()}", 32)
        salt = hmac.digest(self.device.nonce_key, drawn + front + sha256(self.padding), "sha256")
        claimed = len(self.padding) + 16 if self.claimed is None else self.claimed
        return front + salt + struct.pack(">Q", claimed) + self.extra_header

    @cached_property
    def ciphertext(self) -> bytes:
        place = self.vault + (self.device_id or self.device.id) + struct.pack(">Q", self.n)
        context = labelled(self.kind, place) if self.context is None else self.context
        key = derive(self.epoch.key, self.header[104:136], context)
        associated = self.header if self.associated is None else self.associated
        return seal(key, self.padding, associated, self.nonce)

    @cached_property
    def file(self) -> bytes:
        label = self.label or self.kind + " signature"
        signed = self.header + self.ciphertext
        return signed + (self.signer or self.device).sign(label, signed) + self.tail


@dataclass(frozen=True)
class Seen:
    """What a writer's device held of another writer: (first n, last n, hash of segment last n)."""

    writer: bytes
    runs: tuple[tuple[int, int, bytes], ...]

    @property
    def entry(self) -> bytes:
        runs = b"".join(struct.pack(">QQ", first, last) + tip[:16] for first, last, tip in self.runs)
        return self.writer + struct.pack(">H", len(self.runs)) + runs


def segment_content(*records: bytes, wall: int, **parts: Any) -> bytes:
    """`parts`: marks, seen (entries), seen_count, count, lengths (claimed lengths of records), tail."""
    seen: tuple[Seen, ...] = parts.get("seen", ())
    lengths: tuple[int, ...] = parts.get("lengths", tuple(len(record) for record in records))
    marks = parts.get("marks", 0 if records else 1)
    return b"".join(
        [
            struct.pack(">QBH", wall, marks, parts.get("seen_count", len(seen))),
            *(one.entry for one in seen),
            struct.pack(">I", parts.get("count", len(records))),
            *(struct.pack(">I", size) + record for size, record in zip(lengths, records, strict=True)),
            parts.get("tail", b""),
        ]
    )


def table_content(*people: Person, **parts: Any) -> bytes:
    """`parts`: pairs (as they are), count, tail."""
    pairs: list[bytes] = parts.get("pairs", sorted(person.id + person.key for person in people))
    count = struct.pack(">I", parts.get("count", len(pairs)))
    return count + b"".join(pairs) + bytes(parts.get("tail", b""))


@dataclass(frozen=True)
class PackFile:
    vault: bytes
    device: bytes
    segments: tuple[bytes, ...]
    magic: bytes = magic("P")
    major: int = 1
    reserved: int = 0
    count: int | None = None
    first: int | None = None
    last: int | None = None
    gap: bytes = b""
    index: bytes | None = None
    index_offset: int | None = None
    total: bytes | None = None

    @cached_property
    def numbers(self) -> list[int]:
        return [int.from_bytes(segment[48:56], "big") for segment in self.segments]

    @cached_property
    def entries(self) -> list[bytes]:
        entries, offset = [], 72
        for n, segment in zip(self.numbers, self.segments, strict=True):
            entries.append(struct.pack(">QQI", n, offset, len(segment)) + sha256(segment))
            offset += len(segment)
        return entries

    @cached_property
    def file(self) -> bytes:
        body = b"".join(self.segments) + self.gap
        head = self.magic + struct.pack(
            ">B3sI16s16sQQQ", self.major, self.reserved.to_bytes(3, "big"),
            len(self.segments) if self.count is None else self.count, self.vault, self.device,
            self.numbers[0] if self.first is None else self.first,
            self.numbers[-1] if self.last is None else self.last,
            72 + len(body) if self.index_offset is None else self.index_offset,
        )  # fmt: skip
        before = head + body + (b"".join(self.entries) if self.index is None else self.index)
        return before + (sha256(before) if self.total is None else self.total)
