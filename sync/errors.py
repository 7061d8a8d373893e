"""What can go wrong with a vault, as noun phrases. The application gives each its exit code and its hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class VaultError(Exception):
    """Base of everything that this package raises on purpose."""


class Altered(VaultError):
    """Bytes that should authenticate do not. One answer for every cause, so that nothing can be learned by
    asking.
    """


class Foreign(Altered):
    """It may be in order, but it is another vault's."""


class Unentitled(VaultError):
    """A statement by somebody who knew that he may make none any more. Nobody's fault, and no use."""


class Waiting(VaultError):
    """Not complete yet: shorter than it says itself, or something that it needs has not arrived."""


class Newer(VaultError):
    """Written by a newer netlog."""


class MissingKey(VaultError):
    """The key that opens this is not here (not yet, or never again)."""


class WrongPassphrase(VaultError):
    """The passphrase does not open this device's key file."""


class WrongRecoveryCode(VaultError):
    """Mistyped, or of another vault."""


class ReplacedRecoveryCode(WrongRecoveryCode):
    """It was right until another one took its place."""


class DeviceRemoved(VaultError):
    """Of the device that is asked: it belongs to the vault no more, and reads what it holds."""


class DeviceSuspended(VaultError):
    """Of the device that is asked: it and another one have removed each other; the recovery code decides."""


class VaultExists(VaultError):
    """There is a vault already where a new one was to be made."""


class NoVault(VaultError):
    """The home holds no device of a vault."""


class ArchiveMissing(NoVault):
    """There is a device, but its archive is gone."""


class FolderUnavailable(VaultError):
    """The folder is missing, empty, replaced or unreadable. Everything recorded is safe on this device."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{why}: {path}")
        self.path, self.why = path, why


class FolderNotEmpty(VaultError):
    """The folder for a new vault holds other files."""


class WriteFailed(VaultError):
    """Nothing was recorded: the disk is full, read-only or broken."""


class ArchiveDamaged(WriteFailed):
    """The archive of this device cannot be opened."""
