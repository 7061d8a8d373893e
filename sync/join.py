"""How does a device join a vault that is in the folder already?

Rule: the recovery code is proved before anything is written, and signs for the new device: its *add*, and a
*seal* for each epoch that the code opens. What it cannot open yet, other members seal once they see the
*add*. As in `sync.create`, the device key file gets its name last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync import home as homes
from sync.create import finish_home, refuse_used_home, unfinished_archive
from sync.declaring import kept_name
from sync.errors import Altered, FolderUnavailable, VaultError, Waiting, WriteFailed, WrongRecoveryCode
from sync.folder import CAPS, EXACT_MEMBER, Folder, fill, member_name, read_vaults
from sync.format.common import file_hash
from sync.format.membership import parse_membership
from sync.keys import DeviceKeys, write_device_key
from sync.keys import device_id as id_of_identity
from sync.keys import recovery_id as id_of_recovery
from sync.membership import check_genesis, judge, vault_id
from sync.statements import add_body, admission, asking_body

if TYPE_CHECKING:
    from pathlib import Path

    from sync.keys import Argon2Cost, KeyPairs, RecoveryCode
    from sync.membership import Membership
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

    Raises: VaultExists, FolderUnavailable, WrongRecoveryCode, Altered, Newer, WriteFailed.
    """
    refuse_used_home(home)
    recovery = code.keys()
    genesis, records, verdict = _vault(path, recovery)
    if verdict.refused:
        raise Altered("membership record")
    left_out = {*verdict.waiting, *verdict.refused, *verdict.unentitled}
    accepted = [body for body in records if file_hash(body) not in left_out]

    keys = DeviceKeys.generate(entropy)
    identity = keys.pairs.identity()
    device = id_of_identity(identity)
    name = None
    if _incomplete(verdict):
        body, name = asking_body(identity, entropy), kept_name(keys, device_name, entropy)
    else:
        body = add_body(verdict.vault, identity, device_name, verdict.epoch_key, entropy)
    statements = admission(verdict, id_of_recovery(recovery.identity()), recovery.signing_seed, body)
    key_file, wrapping_key = write_device_key(
        keys, passphrase, vault=verdict.vault, device=device, cost=cost, entropy=entropy
    )
    try:
        homes.make_private(home)
        homes.write_private(home / homes.UNFINISHED_KEY, key_file)
        archive = unfinished_archive(
            home, path, genesis, [*accepted, *statements], vault=verdict.vault, device=device, name=name
        )
        files = {member_name(file_hash(body)): body for body in statements}
        fill(path, files, device=device, scratch=home)
        finish_home(home, archive)
    except OSError as error:
        raise WriteFailed(f"the vault was not joined: {(error.strerror or '').lower()}: {home}") from error
    return wrapping_key


def _vault(path: Path, recovery: KeyPairs) -> tuple[bytes, list[bytes], Membership]:
    """The genesis that the code belongs to, the membership records beside it, and what the code makes of
    them. A folder may hold copies of the genesis, and should hold no other vault.

    Raises: FolderUnavailable, WrongRecoveryCode, ReplacedRecoveryCode, Altered, Newer.
    """
    candidates = read_vaults(path)
    if not candidates:
        raise FolderUnavailable(path, "the folder holds no vault yet")
    identity = id_of_recovery(recovery.identity())
    wrong: VaultError | None = None
    for genesis in candidates:
        try:
            check_genesis(genesis)
            records = _records(path, vault_id(genesis))
            verdict = judge(genesis, records, recovery, identity)
            _require_code(verdict, identity)
        except Waiting:
            wrong = wrong or FolderUnavailable(path, "the vault has not arrived in the folder yet")
        except VaultError as error:
            wrong = error
        else:
            return genesis, records, verdict
    raise wrong or WrongRecoveryCode("the code is well-formed, but opens another vault")


def _require_code(verdict: Membership, identity: bytes) -> None:
    """Raises: WrongRecoveryCode, ReplacedRecoveryCode; Waiting while it may still turn out to be right."""
    if verdict.waiting and identity not in {*verdict.recoveries, *verdict.replaced_recoveries}:
        raise Waiting("membership record")
    verdict.refuse_replaced(identity)


def _records(path: Path, vault: bytes) -> list[bytes]:
    """Raises: FolderUnavailable, Altered, Newer."""
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
    return records


def _incomplete(verdict: Membership) -> bool:
    """Whether there are epochs that the code does not open yet, or no epoch at all."""
    return verdict.epoch is None or not verdict.openers.keys() <= verdict.epochs.keys()
