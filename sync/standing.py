"""Which membership records stand, which are void, and which are in dispute?

Rule: a record is void when one that stands strikes it, or when nothing that stands gives its author a right
to speak; it stands when everything that strikes it is void and its author's right stands. What neither can be
said of, because removals strike each other, is in dispute. This is the grounded semantics of an argumentation
framework: there is exactly one answer, and it depends on the set of records alone. Source: FORMAT.md section
6.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from sync.format import membership as record_format

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sync.format.membership import MembershipRecord


class Standing(IntEnum):
    """In the order of what they are worth."""

    VOID = 0
    DISPUTED = 1
    STANDS = 2


class Statement(NamedTuple):
    """A record whose signature holds, and what follows from its ancestors alone."""

    hash: bytes
    record: MembershipRecord
    before: frozenset[bytes]
    """Its ancestors."""
    names: bytes
    """The id that it is about: of the device added or removed, the epoch, or the new recovery code."""
    rights: frozenset[bytes]
    """The ancestors that each give its author the right to speak; none: the genesis gives it."""
    regular: bool
    """Whether its author is the recovery id of the genesis, or one that took the place of such a one."""
    sponsors: frozenset[bytes]
    """The devices whose removal strikes it: its author, or those that made its author a recovery id."""
    disputed: frozenset[bytes]
    """What was in dispute among its ancestors."""

    @property
    def kind(self) -> int:
        return self.record.kind

    @property
    def author(self) -> bytes:
        return self.record.author

    @property
    def replaces(self) -> bool:
        """Whether it puts a new recovery id in the place of its author's."""
        return self.kind == record_format.RECOVERY and self.regular


def strikes(one: Statement, other: Statement, retired: Collection[bytes]) -> bool:
    """Whether `one`, if it stands, makes `other` void. `retired`: the recovery ids made by mere members that
    were known before `one`.
    """
    if one.hash == other.hash:
        return False
    if one.kind == record_format.REMOVE and one.names in other.sponsors:
        return other.hash not in one.before or (one.regular and other.hash in one.disputed)
    if one.replaces and other.hash not in one.before:
        if other.author == one.author:
            return not (other.replaces and other.hash < one.hash)
        return other.author in retired and not other.regular
    return False


def standings(
    statements: Mapping[bytes, Statement],
    among: Collection[bytes],
    strikers: Mapping[bytes, Collection[bytes]],
) -> dict[bytes, Standing]:
    """The standing of each of some records that hold all their ancestors. `strikers`: by whom each is struck.

    Decides one after another whatever follows from what is decided, until nothing does.
    """
    decided: dict[bytes, Standing] = {}
    undecided = sorted(among, key=lambda one: len(statements[one].before))
    inside = frozenset(among)
    while True:
        left = []
        for one in undecided:
            standing = _standing(statements[one], decided, [each for each in strikers[one] if each in inside])
            if standing is None:
                left.append(one)
            else:
                decided[one] = standing
        if len(left) == len(undecided):
            return decided | dict.fromkeys(left, Standing.DISPUTED)
        undecided = left


def _standing(
    statement: Statement, decided: Mapping[bytes, Standing], strikers: Collection[bytes]
) -> Standing | None:
    """None: not decided yet."""
    rights = [decided.get(one) for one in statement.rights] or [Standing.STANDS]
    struck = [decided.get(one) for one in strikers]
    if Standing.STANDS in struck or all(right == Standing.VOID for right in rights):
        return Standing.VOID
    if Standing.STANDS in rights and all(one == Standing.VOID for one in struck):
        return Standing.STANDS
    return None
