"""How is the record of an event written, with any one part wrong?

A part that is None takes its right value, computed from all the others.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tests.vectors.writing.notation import digest, expand, labelled, random, seal, sha256

if TYPE_CHECKING:
    from tests.vectors.writing.membership import Epoch


@dataclass(frozen=True)
class Person:
    name: str

    @property
    def id(self) -> bytes:
        return random(f"person {self.name}", 16)

    @property
    def subject(self) -> bytes:
        return b"p" + self.id

    @property
    def key(self) -> bytes:
        return random(f"person key {self.name}", 32)

    @property
    def key_id(self) -> bytes:
        return digest("person key", self.id, self.key)[:16]


@dataclass(frozen=True)
class Happening:
    """An event: what is said, and the parts of its record."""

    author: bytes
    name: str
    stamp: int
    recorded: int
    data: bytes
    epoch: Epoch
    people: tuple[Person, ...] = ()
    others: tuple[bytes, ...] = ()
    occurred: bytes = b""
    version: int = 1
    part_of: bytes = bytes(16)
    relayed: bool = False
    raw_name: bytes | None = None
    subjects: tuple[bytes, ...] | None = None
    subject_count: int | None = None
    flags: int | None = None
    occurred_length: int | None = None
    hashed_author: bytes | None = None
    wrong_id: bytes | None = None
    base: bytes | None = None
    wraps: tuple[bytes, ...] | None = None
    recipient_count: int | None = None
    context: bytes | None = None
    associated: bytes | None = None
    inner: bytes | None = None

    @cached_property
    def about(self) -> tuple[bytes, ...]:
        if self.subjects is not None:
            return self.subjects
        return tuple(sorted([*(person.subject for person in self.people), *self.others]))

    @cached_property
    def named(self) -> bytes:
        return self.name.encode() if self.raw_name is None else self.raw_name

    @cached_property
    def clear(self) -> bytes:
        count = len(self.about) if self.subject_count is None else self.subject_count
        front = struct.pack(">QQHB", self.stamp, self.recorded, self.version, len(self.named))
        return front + self.named + self.part_of + struct.pack(">H", count) + b"".join(self.about)

    @cached_property
    def blind(self) -> bytes:
        return random(f"blind {self.name} {self.stamp:x} {self.recorded:x} {sha256(self.data).hex()}", 16)

    @cached_property
    def plaintext(self) -> bytes:
        if self.inner is not None:
            return self.inner
        length = len(self.occurred) if self.occurred_length is None else self.occurred_length
        return self.blind + bytes([length]) + self.occurred + self.data

    @cached_property
    def id(self) -> bytes:
        if self.wrong_id is not None:
            return self.wrong_id
        return digest("event", self.hashed_author or self.author, self.clear, self.plaintext)[:16]

    @cached_property
    def content_key(self) -> bytes:
        return random(f"content key {self.id.hex()}", 32)

    def wrap(self, person: Person) -> bytes:
        key = expand(person.key, labelled("content key", self.id))
        return person.key_id + seal(key, self.content_key, person.key_id)

    @cached_property
    def recipients(self) -> tuple[bytes, ...]:
        if self.wraps is not None:
            return self.wraps
        if len(self.people) == 1:
            return (self.people[0].key_id,)
        return tuple(sorted(self.wrap(person) for person in self.people))

    @cached_property
    def base_key(self) -> bytes:
        if self.base is not None:
            return self.base
        if len(self.people) > 1:
            return self.content_key
        return self.people[0].key if self.people else self.epoch.key

    @cached_property
    def record(self) -> bytes:
        context = labelled("event", self.id, struct.pack(">H", self.version), self.named)
        key = expand(self.base_key, context if self.context is None else self.context)
        flags = int(self.relayed) if self.flags is None else self.flags
        count = len(self.recipients) if self.recipient_count is None else self.recipient_count
        sealed = seal(key, self.plaintext, self.id if self.associated is None else self.associated)
        author = self.author if self.relayed else b""
        keys = struct.pack(">H", count) + b"".join(self.recipients)
        return self.id + bytes([flags]) + author + self.clear + keys + sealed
