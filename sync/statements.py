"""How is a statement about members and epochs made? What `sync.membership` judges, this writes.

Rule: nothing here decides; a statement counts only where the verdict accepts it. Source: FORMAT.md sections 5
and 6.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from sync import keys, seal
from sync.format import membership as record_format
from sync.format.common import HASH, ID, file_hash
from sync.format.genesis import Genesis
from sync.format.membership import MAX_PARENTS, SEALED_LABEL, Add, MembershipRecord, Wraps, parse_add
from sync.membership import epoch_id, vault_id, wrap_context

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.keys import KeyPairs
    from sync.membership import Membership
    from sync.seal import Entropy

_LABEL: Final = 64
MAX_LABEL: Final = _LABEL - 1


def wraps_body(kind: int, vault: bytes, key: bytes, recipients: dict[bytes, bytes]) -> bytes:
    """The body of an *epoch* or *seal* record. `recipients`: id → public identity."""
    epoch = epoch_id(vault, key)
    wrapped = tuple(
        (one, keys.wrap(key, identity, wrap_context(vault, kind, epoch, one)))
        for one, identity in sorted(recipients.items())
    )
    return Wraps(epoch, wrapped).encode()


def add_body(vault: bytes, identity: bytes, label: str, key: bytes, entropy: Entropy) -> bytes:
    """The body of an *add* record; a label longer than 63 bytes is cut at a character."""
    plain = (
        unicodedata.normalize("NFC", label)
        .encode("utf-8")[:MAX_LABEL]
        .decode("utf-8", "ignore")
        .encode("utf-8")
    )
    salt, device = entropy(HASH), keys.device_id(identity)
    padded = (bytes([len(plain)]) + plain).ljust(_LABEL, b"\0")
    sealed = seal.encrypt(seal.hkdf(key, salt, seal.info("label", vault, device)), padded, identity)
    return Add(identity, epoch_id(vault, key), salt, sealed).encode()


def asking_body(identity: bytes, entropy: Entropy) -> bytes:
    """The body of an *add* record of a device that lacks epochs: it names none and says its label later."""
    return Add(identity, bytes(ID), entropy(HASH), entropy(SEALED_LABEL)).encode()


def signed_record(  # noqa: PLR0913, PLR0917 - the fields of a record
    kind: int, vault: bytes, author: bytes, parents: Iterable[bytes], body: bytes, signing_seed: bytes
) -> bytes:
    """A membership record ready for the folder."""
    bare = MembershipRecord(kind, vault, author, tuple(sorted(parents)), body)
    signature = seal.sign(signing_seed, "membership", bare.signed_part())
    return MembershipRecord(kind, vault, author, bare.parents, body, signature).encode()


def admission(verdict: Membership, author: bytes, signing_seed: bytes, body: bytes) -> list[bytes]:
    """A new device comes in: its *add*, of this body, and a *seal* to it of each epoch that is open here, one
    after the other.
    """
    vault, identity = verdict.vault, parse_add(body).identity
    add = signed_record(record_format.ADD, vault, author, verdict.heads[:MAX_PARENTS], body, signing_seed)
    records = [add]
    for key in verdict.epochs.values():
        wraps = wraps_body(record_format.SEAL, vault, key, {keys.device_id(identity): identity})
        parents = [file_hash(records[-1])]
        records.append(signed_record(record_format.SEAL, vault, author, parents, wraps, signing_seed))
    return records


class Beginning(NamedTuple):
    """The three files that a new vault starts with."""

    vault: bytes
    genesis: bytes
    epoch: bytes
    add: bytes


def begin(device: KeyPairs, recovery: KeyPairs, label: str, entropy: Entropy) -> Beginning:
    """A new vault: genesis, first epoch (sealed to device and recovery code), and the device's own *add*
    with its label.
    """
    bare = Genesis(entropy(HASH), device.identity(), recovery.identity())
    signed = bare.signed_part()
    signatures = [seal.sign(pairs.signing_seed, "genesis", signed) for pairs in (device, recovery)]
    genesis_file = Genesis(bare.random, bare.device, bare.recovery, *signatures).encode()
    vault, me, key = vault_id(genesis_file), keys.device_id(bare.device), entropy(HASH)
    recipients = {me: bare.device, keys.recovery_id(bare.recovery): bare.recovery}
    epoch = signed_record(
        record_format.EPOCH, vault, me, [file_hash(genesis_file)],
        wraps_body(record_format.EPOCH, vault, key, recipients), device.signing_seed,
    )  # fmt: skip
    add = signed_record(
        record_format.ADD, vault, me, [file_hash(epoch)],
        add_body(vault, bare.device, label, key, entropy), device.signing_seed,
    )  # fmt: skip
    return Beginning(vault, genesis_file, epoch, add)
