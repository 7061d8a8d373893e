"""Which bytes hold the secrets of this device on its own disk?"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from sync.errors import Altered, Newer, Waiting
from sync.format.common import DEVICE_MAGIC, MAJOR, TAG, begins

_DEVICE: Final = struct.Struct(">8sB3xIII32s16s16s")
SECRETS: Final = 192


class Argon2Cost(NamedTuple):
    """Memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int


COST: Final = Argon2Cost(262_144, 3, 4)
LOWEST_COST: Final = Argon2Cost(65_536, 1, 1)
HIGHEST_COST: Final = Argon2Cost(4_194_304, 64, 64)


class DeviceKeyFile(NamedTuple):
    """The local file that holds a device's secrets under its passphrase."""

    cost: Argon2Cost
    salt: bytes
    vault: bytes
    device: bytes
    ciphertext: bytes = b""

    def associated(self) -> bytes:
        cost = self.cost
        return _DEVICE.pack(
            DEVICE_MAGIC, MAJOR, cost.memory, cost.passes, cost.lanes, self.salt, self.vault, self.device
        )

    def encode(self) -> bytes:
        return self.associated() + self.ciphertext


def parse_device_key(body: bytes) -> DeviceKeyFile:
    """Raises: Altered, Newer; Altered for a cost outside the bounds, before anything is derived from it."""
    what = "device key file"
    try:
        begins(body, DEVICE_MAGIC, _DEVICE.size + SECRETS + TAG, what)
    except Waiting as error:
        raise Altered(what) from error
    _, _, memory, passes, lanes, salt, vault, device = _DEVICE.unpack_from(body)
    low, high = LOWEST_COST, HIGHEST_COST
    if not (
        low.memory <= memory <= high.memory
        and low.passes <= passes <= high.passes
        and low.lanes <= lanes <= high.lanes
    ):
        raise Altered(what)
    if body[9:12] != bytes(3):
        raise Newer(what)
    if len(body) != _DEVICE.size + SECRETS + TAG:
        raise Altered(what)
    return DeviceKeyFile(Argon2Cost(memory, passes, lanes), salt, vault, device, body[_DEVICE.size :])
