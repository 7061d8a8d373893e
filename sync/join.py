"""How does a device join a vault that is in the folder already?

Rule: the recovery code is proved before anything is written, and signs for the new device: its *add*, and a
*seal* for each epoch that the code opens. As in `sync.create`, the device key file gets its name last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync import home as homes
from sync.create import finish_home, refuse_used_home, unfinished_archive
from sync.errors import Altered, FolderUnavailable, VaultError, Waiting, WriteFailed, WrongRecoveryCode
from sync.folder import CAPS, EXACT_MEMBER, Folder, fill, member_name, read_vaults
from sync.format.common import file_hash
from sync.format.membership import parse_membership
from sync.keys import DeviceKeys, write_device_key
from sync.keys import device_id as id_of_identity
from sync.keys import recovery_id as id_of_recovery
from sync.membership import check_genesis, judge, vault_id
from sync.statements import admission

if TYPE_CHECKING:
    from pathlib import Path

    from sync.keys import Argon2Cost, KeyPairs, RecoveryCode
    from sync.seal import Entropy


def join(  # noqa: PLR0913 - what a device joins with
    home: Path,
    path: Path,
    code: RecoveryCode,
    *,
    passphrase: str,
    device_name: str,
    cost: Argon2Cost,
    entropy: Entropy,
) -> bytes:
    """Makes this home a device of the vault in the folder at `path`, and returns its wrapping key.

    Raises: VaultExists, FolderUnavailable (also while no key of the vault has arrived), WrongRecoveryCode,
    Altered, Newer, WriteFailed.
    """
    refuse_used_home(home)
    recovery = code.keys()
    genesis, records = _vault(path, recovery)
    author = id_of_recovery(recovery.identity())
    verdict = judge(genesis, records, recovery, author)
    if verdict.refused:
        raise Altered("membership record")
    if verdict.epoch not in verdict.epochs:
        raise FolderUnavailable(path, "the keys of the vault have not arrived in the folder yet")
    left_out = {*verdict.waiting, *verdict.refused}
    accepted = [body for body in records if file_hash(body) not in left_out]

    keys = DeviceKeys.generate(entropy)
    identity = keys.pairs.identity()
    device = id_of_identity(identity)
    statements = admission(verdict, author, recovery.signing_seed, identity, device_name, entropy)
    key_file, wrapping_key = write_device_key(
        keys, passphrase, vault=verdict.vault, device=device, cost=cost, entropy=entropy
    )
    try:
        homes.make_private(home)
        homes.write_private(home / homes.UNFINISHED_KEY, key_file)
        archive = unfinished_archive(
            home, path, genesis, [*accepted, *statements], vault=verdict.vault, device=device
        )
        files = {member_name(file_hash(body)): body for body in statements}
        fill(path, files, device=device, scratch=home)
        finish_home(home, archive)
    except OSError as error:
        raise WriteFailed(f"the vault was not joined: {(error.strerror or '').lower()}: {home}") from error
    return wrapping_key


def _vault(path: Path, recovery: KeyPairs) -> tuple[bytes, list[bytes]]:
    """The genesis that the code belongs to, and the membership records beside it. Raises: FolderUnavailable,
    WrongRecoveryCode, Altered, Newer.
    """
    genesis = _genesis(read_vaults(path), path, recovery)
    vault = vault_id(genesis)
    folder = Folder(path, vault=vault, device=b"", scratch=path)
    records = []
    for found in folder.listing():
        if found.kind != "r":
            continue
        try:
            body = folder.read(found.relative, CAPS["r"])
            if parse_membership(body).vault == vault:
                records.append(body)
        except Waiting:
            continue  # still on its way; the verdict says whether it can do without
        except Altered:
            if EXACT_MEMBER.fullmatch(found.relative):
                raise
    return genesis, records


def _genesis(candidates: list[bytes], path: Path, recovery: KeyPairs) -> bytes:
    """A folder may hold copies of it, and should hold no other vault. Raises: FolderUnavailable,
    WrongRecoveryCode, Altered, Newer.
    """
    if not candidates:
        raise FolderUnavailable(path, "the folder holds no vault yet")
    identity = recovery.identity()
    wrong: VaultError | None = None
    for body in candidates:
        try:
            if check_genesis(body).recovery == identity:
                return body
        except Waiting:
            wrong = wrong or FolderUnavailable(path, "the vault has not arrived in the folder yet")
        except VaultError as error:
            wrong = error
    raise wrong or WrongRecoveryCode("the code is well-formed, but opens another vault")
