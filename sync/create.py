"""How does a new vault begin, on the first device?

Rule: the device key file gets its name last: a home is a home once it has one. Everything that needs space is
written before, so that whatever fails leaves nothing that stops a second attempt.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from sync import home as homes
from sync.archive import Archive
from sync.errors import FolderNotEmpty, FolderUnavailable, VaultExists, WriteFailed
from sync.folder import explain, fill, genesis_name, member_name, stem_of
from sync.format.common import file_hash
from sync.keys import DeviceKeys, RecoveryCode, write_device_key
from sync.keys import device_id as id_of_identity
from sync.statements import Beginning, begin

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sync.keys import Argon2Cost
    from sync.seal import Entropy


README_NAME: Final = "README.txt"
README: Final = b"""\
This folder is the vault of a netlog: a private, encrypted notebook.

Any file-sync service may carry it. Every file is written once and never changed; please do not rename,
edit or delete any. Nothing in here can be read without a device of yours or the recovery code.

netlog: a notebook for building professional relationships.
"""


class Made(NamedTuple):
    """What is known only at the beginning. The recovery code is kept nowhere."""

    recovery_code: RecoveryCode
    wrapping_key: bytes


def create(  # noqa: PLR0913 - what a vault begins with
    home: Path,
    folder: Path,
    *,
    passphrase: str,
    device_name: str,
    cost: Argon2Cost,
    entropy: Entropy,
    force: bool,
) -> Made:
    """Makes the vault in the folder and its first device in the home.

    Raises: VaultExists, FolderNotEmpty, FolderUnavailable, WriteFailed.
    """
    refuse_used_home(home)
    _begin_folder(folder, force=force)
    keys, code = DeviceKeys.generate(entropy), RecoveryCode.generate(entropy)
    beginning = begin(keys.pairs, code.keys(), device_name, entropy)
    device = id_of_identity(keys.pairs.identity())
    key_file, wrapping_key = write_device_key(
        keys, passphrase, vault=beginning.vault, device=device, cost=cost, entropy=entropy
    )
    try:
        homes.make_private(home)
        homes.write_private(home / homes.UNFINISHED_KEY, key_file)
        archive = unfinished_archive(
            home, folder, beginning.genesis, [beginning.epoch, beginning.add],
            vault=beginning.vault, device=device,
        )  # fmt: skip
        fill(folder, _files(beginning), device=device, scratch=home)
        finish_home(home, archive)
    except OSError as error:
        raise WriteFailed(f"the vault was not made: {(error.strerror or '').lower()}: {home}") from error
    return Made(code, wrapping_key)


def refuse_used_home(home: Path) -> None:
    """Raises: VaultExists. An archive without its key file is refused too: it may be all that is left of a
    vault.
    """
    if (home / homes.DEVICE_KEY).exists():
        raise VaultExists(f"there is a vault already in {home}")
    if (home / homes.ARCHIVE).exists():
        raise VaultExists(f"there is an archive without its device key in {home}")


def _files(beginning: Beginning) -> dict[str, bytes]:
    return {
        README_NAME: README,
        member_name(file_hash(beginning.epoch)): beginning.epoch,
        member_name(file_hash(beginning.add)): beginning.add,
        genesis_name(beginning.vault): beginning.genesis,
    }


def _begin_folder(path: Path, *, force: bool) -> None:
    """Makes the place of a new vault. What a sync client put there before (`.stfolder`, `.git`) is hidden by
    its name, and no file of the user's. Raises: FolderUnavailable, VaultExists, FolderNotEmpty.
    """
    try:
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
        names = os.listdir(path)  # noqa: PTH208 - names are compared, not used
    except OSError as error:
        raise FolderUnavailable(path, explain(error)) from error
    if any(stem_of(name) == "vault" for name in names):
        raise VaultExists(f"there is a vault already in {path}")
    if not force and any(not name.startswith(".") for name in names):
        raise FolderNotEmpty(f"the folder holds other files: {path}")


def unfinished_archive(  # noqa: PLR0913 - what an archive begins with
    home: Path,
    folder: Path,
    genesis: bytes,
    records: Iterable[bytes],
    *,
    vault: bytes,
    device: bytes,
    name: bytes | None = None,
) -> Path:
    """An archive under an unfinished name, closed: SQLite folds its side files in, it can be renamed."""
    path = home / homes.UNFINISHED_ARCHIVE
    for leftover in home.glob(f"{homes.UNFINISHED_ARCHIVE}*"):
        leftover.unlink()
    archive = Archive.create(path)
    try:
        with archive.writing():
            for body in (genesis, *records):
                archive.add_record(file_hash(body), body)
            archive.set_meta(
                vault=vault, genesis=file_hash(genesis), device=device, folder=bytes(folder.absolute())
            )
            if name is not None:
                archive.set_meta(name=name)
    finally:
        archive.close()
    return path


def finish_home(home: Path, archive: Path) -> None:
    """The archive and the device key file get their names, in this order. Raises: OSError."""
    archive.rename(home / homes.ARCHIVE)
    (home / homes.UNFINISHED_KEY).rename(home / homes.DEVICE_KEY)
    homes.flush_directory(home)
