"""Which bytes are the first file of a vault?"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from sync.errors import Altered, Newer
from sync.format.common import GENESIS_MAGIC, IDENTITY, MAJOR, SIGNATURE, SUITE, begins

_GENESIS: Final = struct.Struct(f">8sBBHI32s{IDENTITY}s{IDENTITY}s")


class Genesis(NamedTuple):
    """The first file of a vault: who may sign at the beginning."""

    random: bytes
    device: bytes
    recovery: bytes
    device_signature: bytes = b""
    recovery_signature: bytes = b""

    def signed_part(self) -> bytes:
        return _GENESIS.pack(GENESIS_MAGIC, MAJOR, 0, SUITE, 0, self.random, self.device, self.recovery)

    def encode(self) -> bytes:
        return self.signed_part() + self.device_signature + self.recovery_signature


def parse_genesis(body: bytes) -> Genesis:
    """Raises: Waiting, Altered, Newer."""
    size = _GENESIS.size + 2 * SIGNATURE
    begins(body, GENESIS_MAGIC, size, "genesis")
    if len(body) != size:
        raise Altered("genesis")
    _, _, flags, suite, reserved, random, device, recovery = _GENESIS.unpack_from(body)
    if flags or reserved or suite != SUITE:
        raise Newer("genesis")
    return Genesis(random, device, recovery, body[-2 * SIGNATURE : -SIGNATURE], body[-SIGNATURE:])
