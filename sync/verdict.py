"""What did this device last conclude from the membership records? Concluding costs signatures and key
exchanges on every start.

Rule: a conclusion holds only for exactly the records it was drawn from, and only if this device itself sealed
it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sync import seal
from sync.errors import Altered, WriteFailed
from sync.format.genesis import parse_genesis
from sync.identity import former_keys
from sync.membership import Member, Membership, judge

if TYPE_CHECKING:
    from sync.archive import Archive
    from sync.keys import DeviceKeys
    from sync.seal import Entropy

_RULES: Final = 1
"""Raised whenever `membership.judge` may come to another conclusion from the same records."""


def membership(archive: Archive, keys: DeviceKeys, device: bytes, entropy: Entropy) -> Membership:
    """Who belongs to the vault, and its epoch keys. Raises: Waiting, Altered, Newer."""
    records = archive.records()
    context = _context(sorted(records))
    genesis = records.pop(archive.meta("genesis") or b"", b"")
    kept = archive.meta("verdict")
    if kept is not None:
        with suppress(Altered):
            return _decode(seal.unseal_local(keys.local_key, context, kept), genesis)
    judged = judge(genesis, records.values(), keys.pairs, device)
    for former, pairs in former_keys(archive, keys.local_key):
        epochs = judge(genesis, records.values(), pairs, former).epochs
        judged = judged._replace(epochs={**epochs, **judged.epochs})
    sealed = seal.seal_local(keys.local_key, context, _encode(judged), entropy)
    with suppress(WriteFailed), archive.writing():
        archive.set_meta(verdict=sealed)
    return judged


def _context(hashes: list[bytes]) -> bytes:
    return b"membership" + bytes([_RULES]) + hashlib.sha256(b"".join(hashes)).digest()


def _encode(verdict: Membership) -> bytes:
    members = [[each.id.hex(), each.identity.hex(), each.label] for each in verdict.members.values()]
    epochs = [[epoch.hex(), key.hex()] for epoch, key in verdict.epochs.items()]
    return json.dumps(
        {
            "vault": verdict.vault.hex(),
            "recovery": verdict.recovery.hex(),
            "members": members,
            "epochs": epochs,
            "epoch": verdict.epoch.hex() if verdict.epoch else None,
            "heads": [one.hex() for one in verdict.heads],
            "waiting": [one.hex() for one in verdict.waiting],
            "refused": [one.hex() for one in verdict.refused],
        }
    ).encode("utf-8")


def _decode(raw: bytes, genesis: bytes) -> Membership:
    kept = json.loads(raw)
    raw_of = bytes.fromhex
    members = [Member(raw_of(one), raw_of(identity), label) for one, identity, label in kept["members"]]
    return Membership(
        raw_of(kept["vault"]),
        parse_genesis(genesis),
        raw_of(kept["recovery"]),
        {each.id: each for each in members},
        {raw_of(epoch): raw_of(key) for epoch, key in kept["epochs"]},
        raw_of(kept["epoch"]) if kept["epoch"] else None,
        tuple(raw_of(one) for one in kept["heads"]),
        tuple(raw_of(one) for one in kept["waiting"]),
        tuple(raw_of(one) for one in kept["refused"]),
    )
