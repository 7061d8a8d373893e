"""What did this device last conclude from the membership records? Concluding costs signatures and key
exchanges on every start.

Rule: a conclusion holds only for exactly the records it was drawn from, and only if this device itself sealed
it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sync import seal
from sync.errors import Altered, WriteFailed
from sync.format.genesis import parse_genesis
from sync.identity import former_keys
from sync.membership import Cut, Member, Membership, judge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.archive import Archive
    from sync.keys import DeviceKeys
    from sync.seal import Entropy

_RULES: Final = 2
"""Raised whenever `membership.judge` may come to another conclusion from the same records."""


def membership(archive: Archive, keys: DeviceKeys, device: bytes, entropy: Entropy) -> Membership:
    """Who belongs to the vault, and its epoch keys. Raises: Waiting, Altered, Newer."""
    records = archive.records()
    context = _context(sorted(records))
    kept = archive.meta("verdict")
    if kept is not None:
        with suppress(Altered):
            genesis = records[archive.meta("genesis") or b""]
            return _decode(seal.unseal_local(keys.local_key, context, kept), genesis)
    verdict = judged(archive, keys, device)
    sealed = seal.seal_local(keys.local_key, context, _encode(verdict), entropy)
    with suppress(WriteFailed), archive.writing():
        archive.set_meta(verdict=sealed)
    return verdict


def judged(archive: Archive, keys: DeviceKeys, device: bytes) -> Membership:
    """The verdict over the records of the archive, made anew. Raises: Waiting, Altered, Newer."""
    records = archive.records()
    genesis = records.pop(archive.meta("genesis") or b"", b"")
    verdict = judge(genesis, records.values(), keys.pairs, device)
    for former, pairs in former_keys(archive, keys.local_key):
        epochs = judge(genesis, records.values(), pairs, former).epochs
        verdict = verdict._replace(epochs={**epochs, **verdict.epochs})
    return verdict


def _context(hashes: list[bytes]) -> bytes:
    return b"membership" + bytes([_RULES]) + hashlib.sha256(b"".join(hashes)).digest()


def _encode(verdict: Membership) -> bytes:
    return json.dumps(
        {
            "vault": verdict.vault.hex(),
            "recovery": verdict.recovery.hex(),
            "members": _listed(verdict.members),
            "epochs": _paired(verdict.epochs),
            "epoch": verdict.epoch.hex() if verdict.epoch else None,
            "heads": _hexed(verdict.heads),
            "waiting": _hexed(verdict.waiting),
            "refused": _hexed(verdict.refused),
            "unentitled": _hexed(verdict.unentitled),
            "suspended": _hexed(verdict.suspended),
            "former": _listed(verdict.former),
            "cuts": [
                [one.hex(), [[cut.n, cut.hash.hex()] for cut in cuts]] for one, cuts in verdict.cuts.items()
            ],
            "recoveries": _paired(verdict.recoveries),
            "irregular": _paired(verdict.irregular_recoveries),
            "replaced": _hexed(verdict.replaced_recoveries),
            "openers": _grouped(verdict.openers),
            "owed": _grouped(verdict.owed),
            "exposed": verdict.exposed,
        }
    ).encode("utf-8")


def _hexed(values: Iterable[bytes]) -> list[str]:
    return [one.hex() for one in values]


def _paired(values: dict[bytes, bytes]) -> list[list[str]]:
    return [[one.hex(), other.hex()] for one, other in values.items()]


def _grouped(values: dict[bytes, frozenset[bytes]]) -> list[list[Any]]:
    return [[one.hex(), _hexed(sorted(several))] for one, several in values.items()]


def _listed(devices: dict[bytes, Member]) -> list[list[str]]:
    return [[each.id.hex(), each.identity.hex(), each.label] for each in devices.values()]


def _decode(raw: bytes, genesis: bytes) -> Membership:
    kept = json.loads(raw)
    of = bytes.fromhex
    return Membership(
        of(kept["vault"]),
        parse_genesis(genesis),
        of(kept["recovery"]),
        _devices(kept["members"]),
        _pairs(kept["epochs"]),
        of(kept["epoch"]) if kept["epoch"] else None,
        tuple(map(of, kept["heads"])),
        tuple(map(of, kept["waiting"])),
        tuple(map(of, kept["refused"])),
        tuple(map(of, kept["unentitled"])),
        suspended=frozenset(map(of, kept["suspended"])),
        former=_devices(kept["former"]),
        cuts={of(one): tuple(Cut(n, of(digest)) for n, digest in cuts) for one, cuts in kept["cuts"]},
        recoveries=_pairs(kept["recoveries"]),
        irregular_recoveries=_pairs(kept["irregular"]),
        replaced_recoveries=frozenset(map(of, kept["replaced"])),
        openers=_groups(kept["openers"]),
        owed=_groups(kept["owed"]),
        exposed=kept["exposed"],
    )


def _devices(listed: list[list[str]]) -> dict[bytes, Member]:
    of = bytes.fromhex
    return {of(one): Member(of(one), of(identity), label) for one, identity, label in listed}


def _groups(listed: list[list[Any]]) -> dict[bytes, frozenset[bytes]]:
    return {bytes.fromhex(one): frozenset(map(bytes.fromhex, several)) for one, several in listed}


def _pairs(listed: list[list[str]]) -> dict[bytes, bytes]:
    return {bytes.fromhex(one): bytes.fromhex(other) for one, other in listed}
