"""Who may write, and which epoch keys may be believed? The verdict over the genesis and a set of membership
records.

It depends on the set, never on the order of arrival. Keys come only from records accepted here: being
encrypted to me proves nothing about who made it. Source: FORMAT.md section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync import keys, seal
from sync.errors import (
    Altered,
    DeviceRemoved,
    DeviceSuspended,
    MissingKey,
    ReplacedRecoveryCode,
    Unentitled,
    Waiting,
    WrongRecoveryCode,
)
from sync.format import membership as record_format
from sync.format.common import ID, Plain, file_hash
from sync.format.genesis import Genesis, parse_genesis
from sync.format.membership import (
    Add,
    MembershipRecord,
    parse_add,
    parse_membership,
    parse_remove,
    parse_wraps,
)
from sync.graph import Graph
from sync.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sync.graph import View
    from sync.keys import KeyPairs
    from sync.standing import Statement


class Member(NamedTuple):
    """A device that may write. `label` is empty while its epoch is not open."""

    id: bytes
    identity: bytes
    label: str

    @property
    def signing_key(self) -> bytes:
        return self.identity[:32]


class Cut(NamedTuple):
    """The last segment of a device that counts: its n and hash. n = 0: none does."""

    n: int
    hash: bytes


class Membership(NamedTuple):
    """What the accepted records say together."""

    vault: bytes
    genesis: Genesis
    recovery: bytes
    """The recovery id in force."""
    members: dict[bytes, Member]
    epochs: dict[bytes, bytes]
    """Epoch id → key, of those that are sealed to me."""
    epoch: bytes | None
    """The one for new events."""
    heads: tuple[bytes, ...]
    waiting: tuple[bytes, ...] = ()
    """Hashes of records whose parents have not arrived."""
    refused: tuple[bytes, ...] = ()
    unentitled: tuple[bytes, ...] = ()
    """Hashes of authentic records of no use, whose authors may speak no more and knew it."""
    suspended: frozenset[bytes] = frozenset()
    """Members whose removal, or whose adding, is in dispute: they make no statements, and write nothing."""
    former: dict[bytes, Member] = {}  # noqa: RUF012 - of a tuple that nobody changes
    """Devices that were removed, or were added only by records that are void."""
    cuts: dict[bytes, tuple[Cut, ...]] = {}  # noqa: RUF012 - as above
    """Up to where the segments of former and of suspended devices count; of several cuts, up to any."""
    recoveries: dict[bytes, bytes] = {}  # noqa: RUF012 - as above
    """Public identity of each recovery id that new epochs are sealed to."""
    irregular_recoveries: dict[bytes, bytes] = {}  # noqa: RUF012 - as above
    """Recovery id → the member that made it without the code in force. Each is an alarm."""
    replaced_recoveries: frozenset[bytes] = frozenset()
    """Recovery ids that no longer count."""
    openers: dict[bytes, frozenset[bytes]] = {}  # noqa: RUF012 - as above
    """Epoch id → whoever can open it."""
    exposed: bool = False
    """Whether the epoch for new events can be opened by somebody who belongs to the vault no more."""
    owed: dict[bytes, frozenset[bytes]] = {}  # noqa: RUF012 - as above
    """Epoch id → devices and recovery ids that should open it, and were not known to whoever could seal it.
    """

    @property
    def epoch_key(self) -> bytes:
        """Raises: MissingKey when no epoch for new events is open."""
        if self.epoch is None or self.epoch not in self.epochs:
            raise MissingKey("epoch key")
        return self.epochs[self.epoch]

    def refuse_replaced(self, recovery: bytes) -> None:
        """Raises: ReplacedRecoveryCode; WrongRecoveryCode for one that never was of this vault."""
        if recovery in self.replaced_recoveries:
            raise ReplacedRecoveryCode("this recovery code does not count any more: another took its place")
        if recovery not in self.recoveries:
            raise WrongRecoveryCode("this is the recovery code of another vault")

    def device(self, identity: bytes) -> Member | None:
        """A member, or one that was."""
        return self.members.get(identity) or self.former.get(identity)

    def may_act(self, identity: bytes) -> bool:
        """Whether a device may record, and make statements."""
        return identity in self.members and identity not in self.suspended

    def require(self, device: bytes) -> None:
        """Raises: DeviceRemoved, DeviceSuspended unless a device may act."""
        if device not in self.members:
            raise DeviceRemoved(
                "this device was removed from the vault: it shows what it holds, but records no more"
            )
        if device in self.suspended:
            raise DeviceSuspended(
                "this device and another have removed each other: neither records until that is decided"
            )

    def expects(self, device: bytes) -> bool:
        """Whether a statement is due of a device: a new epoch, a seal, its name."""
        if not self.may_act(device):
            return False
        unnamed = not self.members[device].label and self.epoch in self.epochs
        return self.exposed or unnamed or not self.owed.keys().isdisjoint(self.epochs)


def vault_id(genesis_file: bytes) -> bytes:
    return seal.digest("vault", genesis_file)[:16]


def check_genesis(genesis_file: bytes) -> Genesis:
    """Raises: Waiting, Altered, Newer."""
    genesis = parse_genesis(genesis_file)
    signed = genesis.signed_part()
    seal.verify(genesis.device[:32], genesis.device_signature, "genesis", signed)
    seal.verify(genesis.recovery[:32], genesis.recovery_signature, "genesis", signed)
    return genesis


def judge(genesis_file: bytes, records: Iterable[bytes], me: KeyPairs, my_id: bytes) -> Membership:
    """The verdict for the reader who holds `me` (a device's key pairs or the recovery code's) under the id
    `my_id`.

    Raises: Waiting, Altered, Newer for the genesis; Newer for a record that only a newer netlog understands.
    """
    genesis = check_genesis(genesis_file)
    root, recovery = keys.device_id(genesis.device), keys.recovery_id(genesis.recovery)
    vault, start = vault_id(genesis_file), file_hash(genesis_file)
    graph = Graph(vault, start, (root, genesis.device), (recovery, genesis.recovery))
    waiting, refused, unentitled = _accept_all(graph, records)
    view = graph.view()
    graph.refuse_newer(view)
    epochs = _open_epochs(graph, me, my_id)
    devices = _devices(graph, epochs)
    members = {one: each for one, each in devices.items() if one in view.members | view.suspended}
    former = {one: each for one, each in devices.items() if one not in members}
    recoveries = _recoveries(graph)
    active = sorted({view.recovery, *view.irregular})
    openers = _openers(graph, view)
    outsiders = former.keys() | (recoveries.keys() - set(active))
    epoch = _current_epoch(graph, view, openers, outsiders)
    return Membership(
        vault,
        genesis,
        view.recovery,
        members,
        epochs,
        epoch,
        graph.heads(),
        waiting,
        refused,
        unentitled,
        suspended=view.suspended,
        former=former,
        cuts={one: _cuts(graph, view, one) for one in sorted(former.keys() | view.suspended)},
        recoveries={one: graph.identities[one] for one in active},
        irregular_recoveries={one: recoveries[one] for one in sorted(view.irregular)},
        replaced_recoveries=frozenset(recoveries.keys() - set(active)),
        openers=openers,
        exposed=bool(openers) and (epoch is None or not outsiders.isdisjoint(openers[epoch])),
        owed=_owed(graph, view, openers),
    )


def _accept_all(graph: Graph, records: Iterable[bytes]) -> tuple[tuple[bytes, ...], ...]:
    """Accepts records as their parents become known. Returns (waiting, refused, unentitled)."""
    pending: dict[bytes, MembershipRecord] = {}
    refused, unentitled = [], []
    for body in records:
        try:
            pending[file_hash(body)] = parse_membership(body)
        except (Altered, Waiting):
            refused.append(file_hash(body))
    progress = True
    while progress:
        ready = sorted(one for one, record in pending.items() if all(map(graph.holds, record.parents)))
        progress = bool(ready)
        for digest in ready:
            record = pending.pop(digest)
            try:
                graph.accept(digest, record)
            except Altered:
                refused.append(digest)
            except Unentitled:
                unentitled.append(digest)
    return tuple(sorted(pending)), tuple(sorted(refused)), tuple(sorted(unentitled))


def _open_epochs(graph: Graph, me: KeyPairs, my_id: bytes) -> dict[bytes, bytes]:
    """The keys of all epochs sealed to me, each checked against the id that commits to it. Those of void
    records too: whoever did not know of the removal yet has sealed events under them.
    """
    opened: dict[bytes, bytes] = {}
    for _, statement in sorted(graph.statements.items()):
        if statement.kind not in {record_format.EPOCH, record_format.SEAL}:
            continue
        wraps = parse_wraps(statement.record.body)
        wrapped = dict(wraps.recipients).get(my_id)
        if wrapped is None or wraps.epoch in opened:
            continue
        try:
            key = me.unwrap(wrapped, wrap_context(graph.vault, statement.kind, wraps.epoch, my_id))
        except Altered:
            continue
        if epoch_id(graph.vault, key) == wraps.epoch:
            opened[wraps.epoch] = key
    return opened


def _openers(graph: Graph, view: View) -> dict[bytes, frozenset[bytes]]:
    """Whoever an epoch was sealed to, and whoever drew its key."""
    found: dict[bytes, set[bytes]] = {}
    for one, statement in graph.statements.items():
        if statement.kind not in {record_format.EPOCH, record_format.SEAL}:
            continue
        openers = found.setdefault(statement.names, set())
        if view.standing[one]:
            openers.update(recipient for recipient, _ in parse_wraps(statement.record.body).recipients)
            openers.add(statement.author)
    return {epoch: frozenset(openers) for epoch, openers in found.items()}


def _current_epoch(
    graph: Graph, view: View, openers: dict[bytes, frozenset[bytes]], outsiders: Collection[bytes]
) -> bytes | None:
    """Of the records that stand (else of those in dispute), the one whose epoch the fewest outsiders open,
    that no other of these descends from, with the smallest hash.
    """
    for standing in (Standing.STANDS, Standing.DISPUTED):
        found = [one for one in graph.statements.values() if one.kind == record_format.EPOCH]
        found = [one for one in found if view.standing[one.hash] == standing]
        if not found:
            continue
        exposure = {one.hash: len(openers[one.names].intersection(outsiders)) for one in found}
        best = [one for one in found if exposure[one.hash] == min(exposure.values())]
        surpassed = frozenset[bytes]().union(*(one.before for one in best))
        return min((one for one in best if one.hash not in surpassed), key=lambda one: one.hash).names
    return None


def _owed(graph: Graph, view: View, openers: dict[bytes, frozenset[bytes]]) -> dict[bytes, frozenset[bytes]]:
    """Whoever comes seals to himself the epochs that he knows of. He lacks those that began without his
    knowledge, and all of them if his *add* asks for that.
    """
    introducing: dict[bytes, list[Statement]] = {}
    for one, statement in graph.statements.items():
        if statement.kind in {record_format.ADD, record_format.RECOVERY} and view.standing[one]:
            introducing.setdefault(statement.names, []).append(statement)
    entitled = [one for one in sorted(view.authors) if one in introducing]
    found: dict[bytes, frozenset[bytes]] = {}
    for epoch, able in sorted(openers.items()):
        begun = {
            one.hash
            for one in graph.statements.values()
            if (one.kind, one.names) == (record_format.EPOCH, epoch)
        }
        lacking = frozenset(one for one in entitled if one not in able and _lacks(introducing[one], begun))
        if lacking:
            found[epoch] = lacking
    return found


def _lacks(introducing: Iterable[Statement], begun: set[bytes]) -> bool:
    """Whether an epoch, begun by some records, is beyond what a device or a recovery id seals to itself."""
    return any(
        one.before.isdisjoint(begun)
        or (one.kind == record_format.ADD and parse_add(one.record.body).epoch == bytes(ID))
        for one in introducing
    )


def _recoveries(graph: Graph) -> dict[bytes, bytes]:
    """Every recovery id that an accepted record names, and the author of that record."""
    made = {
        one.names: one.author
        for _, one in sorted(graph.statements.items())
        if one.kind == record_format.RECOVERY
    }
    return {graph.recovery: graph.root, **made}


def _cuts(graph: Graph, view: View, device: bytes) -> tuple[Cut, ...]:
    """Those of the removals that no other removal of the device descends from; none where its adding is void
    or in dispute.
    """
    adds = [one for one in graph.statements.values() if one.kind == record_format.ADD and one.names == device]
    if device != graph.root and not any(view.standing[one.hash] == Standing.STANDS for one in adds):
        return ()
    of_device = [
        one
        for one in graph.statements.values()
        if one.kind == record_format.REMOVE and one.names == device and view.standing[one.hash]
    ]
    highest = max(view.standing[one.hash] for one in of_device)
    removals = [one for one in of_device if view.standing[one.hash] == highest]
    revised = frozenset[bytes]().union(*(one.before for one in removals))
    last = [parse_remove(one.record.body) for one in removals if one.hash not in revised]
    return tuple(sorted({Cut(one.last_n, one.last_hash) for one in last}))


def _devices(graph: Graph, epochs: dict[bytes, bytes]) -> dict[bytes, Member]:
    """Every device that was ever added, with the first label that opens."""
    devices = {graph.root: Member(graph.root, graph.identities[graph.root], "")}
    for _, statement in sorted(graph.statements.items()):
        if statement.kind == record_format.ADD:
            device = statement.names
            known = devices.get(device)
            label = known.label if known else ""
            label = label or _open_label(graph.vault, device, parse_add(statement.record.body), epochs)
            devices[device] = Member(device, graph.identities[device], label)
    return devices


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
