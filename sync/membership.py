"""Who may write, and which epoch keys may be believed? The verdict over the genesis and a set of membership
records.

It depends on the set, never on the order of arrival. Keys come only from records accepted here: being
encrypted to me proves nothing about who made it. Removal and a new recovery code are defined in FORMAT.md
and join with the issue that acts on them; until then a record of those kinds stops the reader, because
ignoring a removal would be worse. Source: FORMAT.md section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync import keys, seal
from sync.errors import Altered, MissingKey, Newer, Waiting
from sync.format import membership as record_format
from sync.format.common import Plain, file_hash
from sync.format.genesis import Genesis, parse_genesis
from sync.format.membership import (
    Add,
    MembershipRecord,
    parse_add,
    parse_membership,
    parse_recovery,
    parse_remove,
    parse_wraps,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.keys import KeyPairs


class Member(NamedTuple):
    """A device that may write. `label` is empty while its epoch is not open."""

    id: bytes
    identity: bytes
    label: str

    @property
    def signing_key(self) -> bytes:
        return self.identity[:32]


class Membership(NamedTuple):
    """What the accepted records say together."""

    vault: bytes
    genesis: Genesis
    recovery: bytes
    members: dict[bytes, Member]
    epochs: dict[bytes, bytes]
    """Epoch id → key, of those that are sealed to me."""
    epoch: bytes | None
    """The one for new events."""
    heads: tuple[bytes, ...]
    waiting: tuple[bytes, ...] = ()
    """Hashes of records whose parents have not arrived."""
    refused: tuple[bytes, ...] = ()

    @property
    def epoch_key(self) -> bytes:
        """Raises: MissingKey when no epoch for new events is open."""
        if self.epoch is None or self.epoch not in self.epochs:
            raise MissingKey("epoch key")
        return self.epochs[self.epoch]


def vault_id(genesis_file: bytes) -> bytes:
    return seal.digest("vault", genesis_file)[:16]


def check_genesis(genesis_file: bytes) -> Genesis:
    """Raises: Waiting, Altered, Newer."""
    genesis = parse_genesis(genesis_file)
    signed = genesis.signed_part()
    seal.verify(genesis.device[:32], genesis.device_signature, "genesis", signed)
    seal.verify(genesis.recovery[:32], genesis.recovery_signature, "genesis", signed)
    return genesis


class _Graph:
    """Records accepted so far, and what each of them may rely on: everything said by its ancestors."""

    def __init__(self, vault: bytes, identities: dict[bytes, bytes], *, recovery: bytes, root: bytes) -> None:
        self.vault, self.identities, self.recovery, self.root = vault, identities, recovery, root
        self.accepted: dict[bytes, MembershipRecord] = {}
        self.ancestors: dict[bytes, frozenset[bytes]] = {}
        self.added_by: dict[bytes, bytes] = {}  # record → the device that it adds
        self.epoch_of: dict[bytes, bytes] = {}  # epoch record → epoch id

    def known_before(self, record: MembershipRecord) -> frozenset[bytes]:
        return frozenset().union(*(self.ancestors[parent] | {parent} for parent in record.parents))

    def author_key(self, record: MembershipRecord, before: frozenset[bytes]) -> bytes:
        """The public key under which the record must be signed. Raises: Altered when its author is no member
        there.
        """
        member = record.author in (self.recovery, self.root) or any(
            self.added_by.get(one) == record.author for one in before
        )
        if not member:
            raise Altered("membership record")
        return self.identities[record.author][:32]

    def accept(self, digest: bytes, record: MembershipRecord) -> None:
        """Raises: Altered, Newer."""
        if record.vault != self.vault:
            raise Altered("membership record")
        before = self.known_before(record)
        seal.verify(self.author_key(record, before), record.signature, "membership", record.signed_part())
        self._check_body(digest, record, before)
        self.accepted[digest] = record
        self.ancestors[digest] = before

    def _check_body(self, digest: bytes, record: MembershipRecord, before: frozenset[bytes]) -> None:
        if record.kind == record_format.ADD:
            add = parse_add(record.body)
            device = keys.device_id(add.identity)
            if self.identities.setdefault(device, add.identity) != add.identity:
                raise Altered("second identity of a device")
            self.added_by[digest] = device
        elif record.kind == record_format.EPOCH:
            self.epoch_of[digest] = parse_wraps(record.body).epoch
        elif record.kind == record_format.SEAL:
            if parse_wraps(record.body).epoch not in {self.epoch_of.get(one) for one in before}:
                raise Altered("seal of an unknown epoch")
        else:
            self._stop_at(record)

    def _stop_at(self, record: MembershipRecord) -> None:
        """Raises: Altered for a malformed body; else Newer, because ignoring the record would be wrong."""
        if record.kind == record_format.REMOVE:
            parse_remove(record.body)
        elif record.kind == record_format.RECOVERY:
            recovery = parse_recovery(record.body)
            said = (record.vault, record.author, recovery.identity)
            seal.verify(recovery.identity[:32], recovery.proof, "recovery proof", *said)
        raise Newer("membership record")


def judge(genesis_file: bytes, records: Iterable[bytes], me: KeyPairs, my_id: bytes) -> Membership:
    """The verdict for the reader who holds `me` (a device's key pairs or the recovery code's) under the id
    `my_id`.

    Raises: Waiting, Altered, Newer for the genesis; Newer for a record that only a newer netlog understands.
    """
    genesis = check_genesis(genesis_file)
    root, recovery = keys.device_id(genesis.device), keys.recovery_id(genesis.recovery)
    identities = {root: genesis.device, recovery: genesis.recovery}
    graph = _Graph(vault_id(genesis_file), identities, recovery=recovery, root=root)
    graph.ancestors[file_hash(genesis_file)] = frozenset()
    waiting, refused = _accept_all(graph, records)
    epochs = _open_epochs(graph, me, my_id)
    parents = {parent for record in graph.accepted.values() for parent in record.parents}
    heads = tuple(sorted(digest for digest in graph.ancestors if digest not in parents))
    return Membership(
        graph.vault,
        genesis,
        recovery,
        _members(graph, epochs),
        epochs,
        _current_epoch(graph),
        heads,
        waiting,
        refused,
    )


def _accept_all(graph: _Graph, records: Iterable[bytes]) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Accepts records as their parents become known. Returns (waiting, refused)."""
    pending: dict[bytes, MembershipRecord] = {}
    refused = []
    for body in records:
        try:
            pending[file_hash(body)] = parse_membership(body)
        except (Altered, Waiting):
            refused.append(file_hash(body))
    progress = True
    while progress:
        ready = sorted(
            one for one, record in pending.items() if all(p in graph.ancestors for p in record.parents)
        )
        progress = bool(ready)
        for digest in ready:
            record = pending.pop(digest)
            try:
                graph.accept(digest, record)
            except Altered:
                refused.append(digest)
    return tuple(sorted(pending)), tuple(sorted(refused))


def _open_epochs(graph: _Graph, me: KeyPairs, my_id: bytes) -> dict[bytes, bytes]:
    """The keys of all epochs sealed to me, each checked against the id that commits to it."""
    opened: dict[bytes, bytes] = {}
    for record in graph.accepted.values():
        if record.kind not in (record_format.EPOCH, record_format.SEAL):
            continue
        wraps = parse_wraps(record.body)
        wrapped = dict(wraps.recipients).get(my_id)
        if wrapped is None or wraps.epoch in opened:
            continue
        try:
            key = me.unwrap(wrapped, wrap_context(graph.vault, record.kind, wraps.epoch, my_id))
        except Altered:
            continue
        if epoch_id(graph.vault, key) == wraps.epoch:
            opened[wraps.epoch] = key
    return opened


def _current_epoch(graph: _Graph) -> bytes | None:
    """The epoch record that no other one descends from; among several the smallest hash."""
    surpassed = frozenset().union(*(graph.ancestors[digest] for digest in graph.epoch_of))
    return next(
        (graph.epoch_of[digest] for digest in sorted(graph.epoch_of) if digest not in surpassed), None
    )


def _members(graph: _Graph, epochs: dict[bytes, bytes]) -> dict[bytes, Member]:
    members = {graph.root: Member(graph.root, graph.identities[graph.root], "")}
    for digest, device in sorted(graph.added_by.items()):
        if digest in graph.accepted:
            label = _open_label(graph.vault, device, parse_add(graph.accepted[digest].body), epochs)
            members[device] = Member(device, graph.identities[device], label)
    return members


def epoch_id(vault: bytes, key: bytes) -> bytes:
    return seal.digest("epoch", vault, key)[:16]


def wrap_context(vault: bytes, kind: int, epoch: bytes, recipient: bytes) -> bytes:
    return seal.info("epoch wrap", vault, bytes([kind]), epoch, recipient)


def _open_label(vault: bytes, device: bytes, add: Add, epochs: dict[bytes, bytes]) -> str:
    key = epochs.get(add.epoch)
    if key is None:
        return ""
    try:
        padded = Plain(
            seal.decrypt(seal.hkdf(key, add.salt, seal.info("label", vault, device)), add.label, add.identity)
        )
    except Altered:
        return ""
    return padded[1 : 1 + padded[0]].decode("utf-8", "replace")
