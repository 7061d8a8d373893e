"""A vault's membership records, written by anybody with any parents, as honest and hostile devices would."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sync import keys
from sync.format import membership as kinds
from sync.format.common import NO_HASH, file_hash
from sync.format.membership import Recovery, Remove
from sync.keys import DeviceKeys, KeyPairs, RecoveryCode
from sync.membership import Membership, judge
from sync.seal import sign
from sync.statements import add_body, begin, signed_record, wraps_body

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Party:
    """A device or a recovery code."""

    def __init__(self, pairs: KeyPairs, *, code: bool = False) -> None:
        self.pairs, self.identity = pairs, pairs.identity()
        self.id = keys.recovery_id(self.identity) if code else keys.device_id(self.identity)


def a_device() -> Party:
    return Party(DeviceKeys.generate(os.urandom).pairs)


def a_code() -> Party:
    return Party(RecoveryCode.generate(os.urandom).keys(), code=True)


class Records:
    """What was written so far. Each method returns the hash of its record; `after` are its parents, by
    default all heads.
    """

    def __init__(self) -> None:
        self.phone, self.code = a_device(), a_code()
        beginning = begin(self.phone.pairs, self.code.pairs, "phone", os.urandom)
        self.vault, self.genesis = beginning.vault, beginning.genesis
        self.start = file_hash(self.genesis)
        self.bodies: list[bytes] = [beginning.epoch, beginning.add]
        self.first_epoch, self.begun = file_hash(beginning.epoch), file_hash(beginning.add)
        self.key = self.seen(self.phone).epoch_key

    def seen(self, by: Party | None = None, among: Iterable[bytes] | None = None) -> Membership:
        me = by or self.phone
        return judge(self.genesis, self.bodies if among is None else among, me.pairs, me.id)

    def write(self, kind: int, author: Party, body: bytes, after: Collection[bytes] = ()) -> bytes:
        parents = after or self.seen().heads
        record = signed_record(kind, self.vault, author.id, parents, body, author.pairs.signing_seed)
        self.bodies.append(record)
        return file_hash(record)

    def add(self, author: Party, who: Party, after: Collection[bytes] = ()) -> bytes:
        return self.write(
            kinds.ADD, author, add_body(self.vault, who.identity, "name", self.key, os.urandom), after
        )

    def remove(
        self, author: Party, who: Party, after: Collection[bytes] = (), cut: tuple[int, bytes] = (0, NO_HASH)
    ) -> bytes:
        return self.write(kinds.REMOVE, author, Remove(who.id, *cut).encode(), after)

    def epoch(self, author: Party, to: Iterable[Party], after: Collection[bytes] = ()) -> bytes:
        body = wraps_body(kinds.EPOCH, self.vault, os.urandom(32), {one.id: one.identity for one in to})
        return self.write(kinds.EPOCH, author, body, after)

    def seal(self, author: Party, key: bytes, to: Iterable[Party], after: Collection[bytes] = ()) -> bytes:
        body = wraps_body(kinds.SEAL, self.vault, key, {one.id: one.identity for one in to})
        return self.write(kinds.SEAL, author, body, after)

    def recovery(self, author: Party, new: Party, after: Collection[bytes] = ()) -> bytes:
        proof = sign(new.pairs.signing_seed, "recovery proof", self.vault, author.id, new.identity)
        return self.write(kinds.RECOVERY, author, Recovery(new.identity, proof).encode(), after)
