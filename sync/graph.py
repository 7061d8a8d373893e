"""Which membership records may be believed to be their authors', and what do all of them say together?

Rule: a record is accepted by its ancestors alone, so that acceptance never depends on what else arrives. What
a later removal makes of it is another question (`sync.standing`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync import keys, seal
from sync.errors import Altered, Newer, Unentitled
from sync.format import membership as record_format
from sync.format.common import ID
from sync.format.membership import parse_add, parse_recovery, parse_remove, parse_wraps
from sync.standing import Standing, Statement, standings, strikes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sync.format.membership import MembershipRecord

_NOTHING: frozenset[bytes] = frozenset()


class View(NamedTuple):
    """What a set of records says."""

    standing: dict[bytes, Standing]
    recovery: bytes
    """The recovery id in force."""
    irregular: frozenset[bytes]
    """Recovery ids made by mere members."""
    members: frozenset[bytes]
    """Devices that may write."""
    suspended: frozenset[bytes]
    """Devices whose membership is in dispute."""

    @property
    def authors(self) -> frozenset[bytes]:
        """Who may make statements."""
        return self.members | self.irregular | {self.recovery}


class Graph:
    """The accepted records. `identities`: public identity of every device and recovery id ever named."""

    def __init__(
        self, vault: bytes, genesis: bytes, root: tuple[bytes, bytes], recovery: tuple[bytes, bytes]
    ) -> None:
        self.vault, self.root, self.recovery = vault, root[0], recovery[0]
        self.identities: dict[bytes, bytes] = dict([root, recovery])
        self.statements: dict[bytes, Statement] = {}
        self._genesis = genesis
        self._strikers: dict[bytes, list[bytes]] = {}
        self._views: dict[frozenset[bytes], View] = {}

    def holds(self, digest: bytes) -> bool:
        return digest in self.statements or digest == self._genesis

    def heads(self) -> tuple[bytes, ...]:
        """What no accepted record names as a parent."""
        parents = {parent for each in self.statements.values() for parent in each.record.parents}
        return tuple(sorted({self._genesis, *self.statements} - parents))

    def view(self, among: Collection[bytes] | None = None) -> View:
        """What some records say that hold all their ancestors; None: all of them."""
        some = frozenset(self.statements if among is None else among)
        if some not in self._views:
            self._views[some] = self._viewed(some)
        return self._views[some]

    def accept(self, digest: bytes, record: MembershipRecord) -> None:
        """Its parents are accepted. Raises: Altered; Unentitled when its ancestors say that its author may
        speak no more.
        """
        if record.vault != self.vault:
            raise Altered("membership record")
        before = self._before(record)
        view = self.view(before)
        if not self._knows(record.author, before):
            raise Altered("membership record")
        signing_key = self.identities[record.author][:32]
        seal.verify(signing_key, record.signature, "membership", record.signed_part())
        if record.author not in view.authors:
            raise Unentitled("membership record")
        self._add(self._statement(digest, record, before, view))

    def _before(self, record: MembershipRecord) -> frozenset[bytes]:
        known = [parent for parent in record.parents if parent != self._genesis]
        return _NOTHING.union(*(self.statements[parent].before | {parent} for parent in known))

    def _knows(self, author: bytes, before: frozenset[bytes]) -> bool:
        introduced = {record_format.ADD, record_format.RECOVERY}
        statements = (self.statements[one] for one in before)
        return author in {self.root, self.recovery} or any(
            one.names == author and one.kind in introduced for one in statements
        )

    def _named(self, record: MembershipRecord, before: frozenset[bytes]) -> bytes:
        """The id that a record is about. Raises: Altered when its body is not well-formed or cannot be."""
        kind, body = record.kind, record.body
        if kind == record_format.ADD:
            return self._identified(keys.device_id(identity := parse_add(body).identity), identity)
        if kind == record_format.REMOVE:
            device = parse_remove(body).device
            if device != self.root and not self._about(record_format.ADD, device, before):
                raise Altered("removal of an unknown device")
            return device
        if kind == record_format.RECOVERY:
            recovery = parse_recovery(body)
            identity, said = recovery.identity, (self.vault, record.author, recovery.identity)
            seal.verify(identity[:32], recovery.proof, "recovery proof", *said)
            named = self._identified(keys.recovery_id(identity), identity)
            if named == self.recovery or self._about(record_format.RECOVERY, named, before):
                raise Altered("a recovery code that was one before")
            return named
        if kind in {record_format.EPOCH, record_format.SEAL}:
            epoch = parse_wraps(body).epoch
            if kind == record_format.SEAL and not self._about(record_format.EPOCH, epoch, before):
                raise Altered("seal of an unknown epoch")
            return epoch
        return bytes(ID)

    def _identified(self, named: bytes, identity: bytes) -> bytes:
        if self.identities.setdefault(named, identity) != identity:
            raise Altered("second identity of one id")
        return named

    def _about(self, kind: int, named: bytes, among: Iterable[bytes]) -> frozenset[bytes]:
        """The records of a kind about one id."""
        statements = self.statements
        return frozenset(
            one for one in among if statements[one].kind == kind and statements[one].names == named
        )

    def _statement(
        self, digest: bytes, record: MembershipRecord, before: frozenset[bytes], view: View
    ) -> Statement:
        author, named = record.author, self._named(record, before)
        added = self._about(record_format.ADD, author, before)
        made = self._about(record_format.RECOVERY, author, before)
        regular = author == self.recovery or any(self.statements[one].regular for one in made)
        if author in {self.root, self.recovery}:
            rights = _NOTHING
        elif regular:
            rights = frozenset(one for one in made if self.statements[one].regular)
        else:
            rights = added | made
        sponsors = _NOTHING
        if not regular and (author == self.root or added):
            sponsors = frozenset({author})
        elif not regular:
            sponsors = _NOTHING.union(*(self.statements[one].sponsors for one in made))
        disputed = frozenset(one for one, how in view.standing.items() if how == Standing.DISPUTED)
        return Statement(digest, record, before, named, rights, regular, sponsors, disputed)

    def _add(self, new: Statement) -> None:
        retired = self._made_by_members(new.before)
        self._strikers[new.hash] = []
        for other in self.statements.values():
            if strikes(new, other, retired):
                self._strikers[other.hash].append(new.hash)
            if strikes(other, new, self._made_by_members(other.before) if other.replaces else ()):
                self._strikers[new.hash].append(other.hash)
        self.statements[new.hash] = new

    def _made_by_members(self, among: Iterable[bytes]) -> set[bytes]:
        found = (self.statements[one] for one in among)
        return {one.names for one in found if one.kind == record_format.RECOVERY and not one.regular}

    def _viewed(self, some: frozenset[bytes]) -> View:
        standing = standings(self.statements, some, self._strikers)
        removed = {how: self._removed(standing, how) for how in (Standing.STANDS, Standing.DISPUTED)}
        worth = {self.root: Standing.STANDS}
        for one, how in standing.items():
            if self.statements[one].kind == record_format.ADD:
                device = self.statements[one].names
                worth[device] = max(worth.get(device, how), how)
        present = {one: how for one, how in worth.items() if how and one not in removed[Standing.STANDS]}
        suspended = {
            one for one, how in present.items() if how < Standing.STANDS or one in removed[Standing.DISPUTED]
        }
        members = frozenset(present.keys() - suspended)
        return View(
            standing,
            self._in_force(standing),
            frozenset(self._irregular(standing, members)),
            members,
            frozenset(suspended),
        )

    def _removed(self, standing: dict[bytes, Standing], wanted: Standing) -> set[bytes]:
        return {
            self.statements[one].names
            for one, how in standing.items()
            if how == wanted and self.statements[one].kind == record_format.REMOVE
        }

    def _in_force(self, standing: dict[bytes, Standing]) -> bytes:
        """Follows the codes from that of the genesis, each replaced by at most one."""
        following = {
            self.statements[one].author: self.statements[one].names
            for one, how in standing.items()
            if how == Standing.STANDS and self.statements[one].replaces
        }
        recovery = self.recovery
        while recovery in following:
            recovery = following.pop(recovery)
        return recovery

    def _irregular(self, standing: dict[bytes, Standing], members: frozenset[bytes]) -> Iterable[bytes]:
        """Those that stand, are older than no replacement, and whose makers are members."""
        replacing = [one for one, how in standing.items() if how and self.statements[one].replaces]
        for one, how in standing.items():
            statement = self.statements[one]
            if (
                how == Standing.STANDS
                and statement.kind == record_format.RECOVERY
                and not statement.regular
                and statement.sponsors <= members
                and not any(one in self.statements[later].before for later in replacing)
            ):
                yield statement.names

    def refuse_newer(self, view: View) -> None:
        """Raises: Newer for a kind of record that is not understood, unless it is void."""
        for one, how in view.standing.items():
            if how and self.statements[one].kind not in record_format.KINDS:
                raise Newer("membership record")
