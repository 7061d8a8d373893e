"""How are the genesis, membership records and the device key file written, with any one part wrong?

A part that is None takes its right value, computed from all the others. A test case replaces one part, so all
hashes, tags and signatures still hold and only one check of a reader can notice.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.vectors.writing.notation import derive, digest, expand, labelled, magic, random, seal

if TYPE_CHECKING:
    from tests.vectors.writing.notation import Keys


@dataclass(frozen=True)
class GenesisFile:
    device: Keys
    recovery: Keys
    random: bytes
    magic: bytes = magic("V")
    major: int = 1
    flags: int = 0
    suite: int = 1
    reserved: int = 0
    label: str = "genesis"
    device_signer: Keys | None = None
    recovery_signer: Keys | None = None

    @property
    def signed(self) -> bytes:
        head = self.magic + struct.pack(">BBHI", self.major, self.flags, self.suite, self.reserved)
        return head + self.random + self.device.identity + self.recovery.identity

    @property
    def file(self) -> bytes:
        signers = (self.device_signer or self.device, self.recovery_signer or self.recovery)
        return self.signed + b"".join(keys.sign(self.label, self.signed) for keys in signers)


@dataclass(frozen=True)
class MembershipFile:
    vault: bytes
    author: Keys
    parents: tuple[bytes, ...]
    kind: int
    body: bytes
    magic: bytes = magic("M")
    major: int = 1
    reserved: int = 0
    label: str = "membership"
    claimed: int | None = None
    signer: Keys | None = None
    author_id: bytes | None = None

    @property
    def signed(self) -> bytes:
        claimed = len(self.body) if self.claimed is None else self.claimed
        return b"".join(
            [
                self.magic,
                struct.pack(">BBH", self.major, self.kind, self.reserved),
                self.vault,
                self.author_id or self.author.id,
                struct.pack(">H", len(self.parents)),
                *self.parents,
                struct.pack(">I", claimed),
                self.body,
            ]
        )

    @property
    def file(self) -> bytes:
        return self.signed + (self.signer or self.author).sign(self.label, self.signed)


@dataclass(frozen=True)
class Epoch:
    vault: bytes
    key: bytes

    @property
    def id(self) -> bytes:
        return digest("epoch", self.vault, self.key)[:16]

    def wrap(self, recipient: Keys, *, kind: int, **wrong: bytes) -> tuple[bytes, bytes]:
        """(recipient id, HPKE output). `wrong` replaces the key or a part of the info."""
        context = labelled(
            "epoch wrap",
            wrong.get("vault", self.vault),
            bytes([kind]),
            wrong.get("epoch", self.id),
            wrong.get("named", recipient.id),
        )
        return recipient.id, recipient.encapsulate(wrong.get("key", self.key), context)

    def wraps(self, *recipients: Keys, kind: int) -> bytes:
        return self.body(*sorted(self.wrap(recipient, kind=kind) for recipient in recipients))

    def body(self, *wraps: tuple[bytes, bytes], count: int | None = None) -> bytes:
        """The body of an *epoch* or *seal* record, the wraps as they are given."""
        number = struct.pack(">H", len(wraps) if count is None else count)
        return self.id + number + b"".join(recipient + output for recipient, output in wraps)

    def label(self, name: str, added: Keys) -> bytes:
        """The body of an *add* record."""
        salt = random(f"label salt {name}", 32)
        text = name.encode()
        padded = (bytes([len(text)]) + text).ljust(64, b"\x00")
        key = derive(self.key, salt, labelled("label", self.vault, added.id))
        return added.identity + self.id + salt + seal(key, padded, added.identity)


@dataclass(frozen=True)
class DeviceKeyFile:
    keys: Keys
    vault: bytes
    passphrase: str
    memory: int = 65_536
    passes: int = 1
    lanes: int = 1
    magic: bytes = magic("D")
    major: int = 1
    context: bytes = labelled("device key")
    cost: tuple[int, int, int] | None = None
    """What the key is really derived with, where the stated cost is not affordable or not possible."""

    @cached_property
    def header(self) -> bytes:
        costs = (self.memory, self.passes, self.lanes)
        salt = random(f"device key salt {costs} {self.passphrase}", 32)
        front = self.magic + struct.pack(">B3xIII", self.major, *costs)
        return front + salt + self.vault + self.keys.id

    @cached_property
    def file(self) -> bytes:
        memory, passes, lanes = self.cost or (self.memory, self.passes, self.lanes)
        kdf = Argon2id(salt=self.header[24:56], length=32, iterations=passes, lanes=lanes, memory_cost=memory)
        wrapping = kdf.derive(unicodedata.normalize("NFC", self.passphrase).encode())
        keys = self.keys
        secrets = keys.signing_seed + keys.sealing_seed + keys.nonce_key + keys.local_key
        return self.header + seal(expand(wrapping, self.context), secrets, self.header)
