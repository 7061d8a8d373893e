"""Which bytes are a statement about members, epochs or the recovery code?"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from sync.errors import Altered, Newer, Waiting
from sync.format.common import (
    HASH,
    ID,
    IDENTITY,
    MAJOR,
    MAX_MEMBERSHIP,
    MEMBERSHIP_MAGIC,
    NO_HASH,
    SIGNATURE,
    ascending,
    begins,
)

ADD: Final = 1
REMOVE: Final = 2
EPOCH: Final = 3
SEAL: Final = 4
RECOVERY: Final = 5
KINDS: Final = frozenset({ADD, REMOVE, EPOCH, SEAL, RECOVERY})

_MEMBERSHIP: Final = struct.Struct(">8sBBH16s16sH")
_WRAP: Final = 1168
MAX_PARENTS: Final = 64
MAX_WRAPS: Final = 200
SEALED_LABEL: Final = 80


class MembershipRecord(NamedTuple):
    """One signed statement of the membership graph."""

    kind: int
    vault: bytes
    author: bytes
    parents: tuple[bytes, ...]
    body: bytes
    signature: bytes = b""

    def signed_part(self) -> bytes:
        head = _MEMBERSHIP.pack(
            MEMBERSHIP_MAGIC, MAJOR, self.kind, 0, self.vault, self.author, len(self.parents)
        )
        return b"".join([head, *self.parents, len(self.body).to_bytes(4, "big"), self.body])

    def encode(self) -> bytes:
        return self.signed_part() + self.signature


def parse_membership(body: bytes) -> MembershipRecord:
    """Raises: Waiting, Altered, Newer."""
    what = "membership record"
    begins(body, MEMBERSHIP_MAGIC, _MEMBERSHIP.size, what)
    _, _, kind, reserved, vault, author, count = _MEMBERSHIP.unpack_from(body)
    if not 1 <= count <= MAX_PARENTS:
        raise Altered(what)
    start = _MEMBERSHIP.size + count * HASH
    if len(body) < start + 4:
        raise Waiting(what)
    length = int.from_bytes(body[start : start + 4], "big")
    end = start + 4 + length
    if end + SIGNATURE > MAX_MEMBERSHIP or len(body) > end + SIGNATURE:
        raise Altered(what)
    if len(body) < end + SIGNATURE:
        raise Waiting(what)
    parents = tuple(body[at : at + HASH] for at in range(_MEMBERSHIP.size, start, HASH))
    ascending(parents, what)
    if reserved:
        raise Newer(what)
    return MembershipRecord(kind, vault, author, parents, body[start + 4 : end], body[end:])


class Add(NamedTuple):
    """A new member, and its label sealed under an epoch."""

    identity: bytes
    epoch: bytes
    salt: bytes
    label: bytes

    def encode(self) -> bytes:
        return self.identity + self.epoch + self.salt + self.label


def parse_add(body: bytes) -> Add:
    if len(body) != IDENTITY + ID + HASH + SEALED_LABEL:
        raise Altered("add record")
    identity, rest = body[:IDENTITY], body[IDENTITY:]
    return Add(identity, rest[:ID], rest[ID : ID + HASH], rest[ID + HASH :])


class Wraps(NamedTuple):
    """An epoch key for its recipients: recipient id → HPKE output. The body of *epoch* and *seal* records."""

    epoch: bytes
    recipients: tuple[tuple[bytes, bytes], ...]

    def encode(self) -> bytes:
        return b"".join(
            [
                self.epoch,
                len(self.recipients).to_bytes(2, "big"),
                *(one + wrap for one, wrap in self.recipients),
            ]
        )


def parse_wraps(body: bytes) -> Wraps:
    what = "wraps"
    count = int.from_bytes(body[ID : ID + 2], "big")
    if not 1 <= count <= MAX_WRAPS or len(body) != ID + 2 + count * (ID + _WRAP):
        raise Altered(what)
    at = [ID + 2 + index * (ID + _WRAP) for index in range(count)]
    recipients = tuple((body[i : i + ID], body[i + ID : i + ID + _WRAP]) for i in at)
    ascending(tuple(one for one, _ in recipients), what)
    return Wraps(body[:ID], recipients)


class Remove(NamedTuple):
    """A member that is no longer one, and the last of its segments that counts."""

    device: bytes
    last_n: int
    last_hash: bytes

    def encode(self) -> bytes:
        return self.device + self.last_n.to_bytes(8, "big") + self.last_hash


def parse_remove(body: bytes) -> Remove:
    """Raises: Altered."""
    if len(body) != ID + 8 + HASH:
        raise Altered("remove record")
    last_n, last_hash = int.from_bytes(body[ID : ID + 8], "big"), body[ID + 8 :]
    if (last_n == 0) != (last_hash == NO_HASH):
        raise Altered("remove record")
    return Remove(body[:ID], last_n, last_hash)


class Recovery(NamedTuple):
    """A new recovery code, and the proof that its holder agrees."""

    identity: bytes
    proof: bytes

    def encode(self) -> bytes:
        return self.identity + self.proof


def parse_recovery(body: bytes) -> Recovery:
    """Raises: Altered."""
    if len(body) != IDENTITY + SIGNATURE:
        raise Altered("recovery record")
    return Recovery(body[:IDENTITY], body[IDENTITY:])
