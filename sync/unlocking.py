"""How do a passphrase, a session's key and the device key file open this device?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync import home as homes
from sync import keys as key_files
from sync.errors import Altered, NoVault
from sync.format.device import parse_device_key

if TYPE_CHECKING:
    from pathlib import Path

    from sync.format.device import Argon2Cost, DeviceKeyFile
    from sync.keys import DeviceKeys
    from sync.membership import Membership
    from sync.seal import Entropy


def unlock(home: Path, passphrase: str) -> bytes:
    """The wrapping key of this home. Takes a second on purpose.

    Raises: NoVault, WrongPassphrase, Altered, Newer.
    """
    body = _read(home)
    wrapping_key = key_files.derive_wrapping_key(passphrase, parse_device_key(body))
    key_files.read_device_key(body, wrapping_key)
    return wrapping_key


def open_key_file(home: Path, wrapping_key: bytes) -> tuple[DeviceKeys, DeviceKeyFile]:
    """Raises: NoVault, WrongPassphrase, Altered, Newer."""
    body = _read(home)
    return key_files.read_device_key(body, wrapping_key), parse_device_key(body)


def change(home: Path, wrapping_key: bytes, passphrase: str, cost: Argon2Cost, entropy: Entropy) -> bytes:
    """Rewrites the device key file under another passphrase, and returns its new wrapping key.

    Raises: NoVault, WrongPassphrase, WriteFailed.
    """
    keys, file = open_key_file(home, wrapping_key)
    rewritten, new = key_files.write_device_key(
        keys, passphrase, vault=file.vault, device=file.device, cost=cost, entropy=entropy
    )
    homes.replace_or_fail(home / homes.DEVICE_KEY, rewritten)
    return new


def refuse_other_device(file: DeviceKeyFile, membership: Membership, device: bytes, first: bytes) -> None:
    """Raises: Altered when the key file is not that of the device whose archive lies beside it. `first`: the
    id under which this device began.
    """
    if file.device != first or file.vault != membership.vault or membership.device(device) is None:
        raise Altered("the device key file belongs to another archive")


def _read(home: Path) -> bytes:
    try:
        return (home / homes.DEVICE_KEY).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoVault(f"there is no vault in {home}") from error
