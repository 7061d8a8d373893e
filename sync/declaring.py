"""How does this device, or the recovery code that somebody typed here, make a statement about members?

Rule: a statement is decided, signed and kept in one transaction, together with what follows from it: the
epoch that shuts somebody out, the seals that let somebody in, the segments that count no more. It is on its
way to the folder when the transaction ends, whether the folder is there or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Self

from sync import seal
from sync.errors import Altered
from sync.format import membership as record_format
from sync.format.common import HASH, NO_HASH, file_hash
from sync.format.membership import MAX_PARENTS, MAX_WRAPS, Recovery, Remove
from sync.keys import recovery_id
from sync.membership import Cut
from sync.review import settle
from sync.statements import add_body, signed_record, wraps_body
from sync.verdict import judged

if TYPE_CHECKING:
    from sync.archive import Archive
    from sync.keys import DeviceKeys, KeyPairs, RecoveryCode
    from sync.membership import Membership
    from sync.seal import Entropy

_LABEL: Final = b"device name"
"""What the name of this device is sealed as, while there is no epoch to seal it under."""


class Speaker(NamedTuple):
    """Whoever signs: a device or a recovery code."""

    id: bytes
    pairs: KeyPairs

    @classmethod
    def of(cls, code: RecoveryCode) -> Self:
        pairs = code.keys()
        return cls(recovery_id(pairs.identity()), pairs)


class Declaring:
    """Statements being made. Use inside `archive.writing()`, and end with `finish()`."""

    def __init__(self, archive: Archive, keys: DeviceKeys, device: bytes, entropy: Entropy) -> None:
        self._archive, self._keys, self._entropy = archive, keys, entropy
        self._me = Speaker(device, keys.pairs)
        self.membership = self._judged()
        self.made = 0

    def _judged(self) -> Membership:
        return judged(self._archive, self._keys, self._me.id)

    def remove(self, device: bytes, by: Speaker | None = None) -> None:
        """Its segments count up to the last one here; where a dispute is decided, as far as they do now."""
        tip = self._archive.tip(device)
        cut = Cut(tip.n, tip.hash) if tip else Cut(0, NO_HASH)
        if device in self.membership.cuts:
            cut = max(self.membership.cuts[device], default=Cut(0, NO_HASH))
        self._say(record_format.REMOVE, Remove(device, *cut).encode(), by)

    def replace_recovery(self, new: Speaker, by: Speaker | None = None) -> None:
        """A new recovery code, which opens whatever this device does. `by` the one in force it takes its
        place; else this device adds it.
        """
        author, identity = by or self._me, new.pairs.identity()
        said = (self.membership.vault, author.id, identity)
        proof = seal.sign(new.pairs.signing_seed, "recovery proof", *said)
        self._say(record_format.RECOVERY, Recovery(identity, proof).encode(), author)
        for key in self.membership.epochs.values():
            self._seal(key, {new.id: identity})

    def uphold(self) -> None:
        """What any member does when it is due: a new epoch where an outsider opens the one in use, seals for
        those who lack a key, and the name of this device once it can be sealed.
        """
        if self.membership.may_act(self._me.id) and self.membership.exposed:
            self.begin_epoch()
        if self.membership.may_act(self._me.id):
            self._seal_what_is_owed()
            self._say_name()

    def begin_epoch(self) -> None:
        """A key for new events, sealed to all who belong to the vault. Recording waits for no other device:
        where somebody who did not know of this one made the key in use, this one makes the next.
        """
        key, vault = self._entropy(HASH), self.membership.vault
        self._say(record_format.EPOCH, wraps_body(record_format.EPOCH, vault, key, self._recipients()))

    def finish(self) -> Membership:
        """What follows for segments."""
        settle(self._archive, self.membership)
        return self.membership

    def _say(self, kind: int, body: bytes, by: Speaker | None = None) -> None:
        """Raises: Altered when nobody would accept it."""
        author, membership = by or self._me, self.membership
        record = signed_record(
            kind, membership.vault, author.id, membership.heads[:MAX_PARENTS], body, author.pairs.signing_seed
        )
        digest = file_hash(record)
        self._archive.add_record(digest, record)
        self._archive.post_records([digest])
        self.membership = self._judged()
        if digest in {*self.membership.refused, *self.membership.unentitled}:
            raise Altered("the statement would not be accepted")
        self.made += 1

    def _recipients(self) -> dict[bytes, bytes]:
        """The recovery ids and this device first, if there are more than fit."""
        membership = self.membership
        able = {one: each.identity for one, each in membership.members.items() if membership.may_act(one)}
        ordered = {**membership.recoveries, self._me.id: able[self._me.id], **able}
        return dict(list(ordered.items())[:MAX_WRAPS])

    def _seal_what_is_owed(self) -> None:
        """Of the epochs that are open here."""
        for epoch, lacking in self.membership.owed.items():
            key = self.membership.epochs.get(epoch)
            recipients = {one: each for one, each in self._recipients().items() if one in lacking}
            if key is not None and recipients:
                self._seal(key, recipients)

    def _seal(self, key: bytes, recipients: dict[bytes, bytes]) -> None:
        body = wraps_body(record_format.SEAL, self.membership.vault, key, recipients)
        self._say(record_format.SEAL, body)

    def _say_name(self) -> None:
        kept, me = self._archive.meta("name"), self._me
        if kept is None or self.membership.epoch not in self.membership.epochs:
            return
        name = seal.unseal_local(self._keys.local_key, _LABEL, kept).decode("utf-8")
        identity, key = self.membership.members[me.id].identity, self.membership.epoch_key
        body = add_body(self.membership.vault, identity, name, key, self._entropy)
        self._say(record_format.ADD, body)
        self._archive.drop_meta("name")


def kept_name(keys: DeviceKeys, name: str, entropy: Entropy) -> bytes:
    """The name of this device for the archive, until it can be told."""
    return seal.seal_local(keys.local_key, _LABEL, name.encode("utf-8"), entropy)
