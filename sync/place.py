"""Where is this home? On which machine, and under which path: a copied home is at another place.

Rule: what the machine does not tell is no reason to conclude anything. Neither is kept readable.
"""

from __future__ import annotations

import hmac
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

_IDS: Final = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class Place(NamedTuple):
    """Tags under the key of this device. `machine` is empty where the machine has no lasting id."""

    machine: bytes
    home: bytes


def place_of(home: Path, local_key: bytes) -> Place:
    machine = machine_id()
    return Place(
        _tag(local_key, b"machine", machine) if machine else b"",
        _tag(local_key, b"home", os.fsencode(os.path.realpath(home))),
    )


def _tag(local_key: bytes, what: bytes, value: bytes) -> bytes:
    return hmac.digest(local_key, b"netlog-1 " + what + b"\x00" + value, "sha256")


def machine_id() -> bytes:
    """What the system calls this installation of itself; nothing where it does not say."""
    with suppress(OSError, AttributeError, ImportError):
        if sys.platform == "win32":
            return _from_the_registry()
        if sys.platform == "darwin":
            return _from_the_kernel()
        return next((text for path in _IDS if path.is_file() and (text := path.read_bytes().strip())), b"")
    return b""


if sys.platform == "win32":

    def _from_the_registry() -> bytes:
        import winreg

        where = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, where) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0]).encode()


if sys.platform == "darwin":

    def _from_the_kernel() -> bytes:
        """The hardware's UUID (IOPlatformUUID), without starting a program. Source: gethostuuid(2)."""
        import ctypes

        found, patience = (ctypes.c_ubyte * 16)(), (ctypes.c_long * 2)(1, 0)
        failed = ctypes.CDLL(None, use_errno=True).gethostuuid(found, patience)
        return b"" if failed else bytes(found)
