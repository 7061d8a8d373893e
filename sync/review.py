"""Which segments of devices that were removed count, and which lie aside for review?

Rule: nothing is dropped. What lies aside stays in the archive as it is, is read by nobody but a reviewer, and
counts again when the verdict over the members changes. What counts depends on the segments that are held and
on the verdict alone. Source: FORMAT.md section 6, "the cut".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from events import clock
from sync.errors import VaultError
from sync.indexing import indexed
from sync.reading import open_segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sync.archive import Archive
    from sync.membership import Cut, Membership


class Held(NamedTuple):
    """A segment of a device in the archive."""

    id: int
    n: int
    hash: bytes
    previous: bytes


def counting(cuts: Iterable[Cut], held: Iterable[Held]) -> set[int]:
    """The ids of those that count for one of the cuts."""
    found: set[int] = set()
    every = list(held)
    places = {(one.n, one.hash): one for one in every}
    for cut in cuts:
        n, digest = cut.n, cut.hash
        while (one := places.get((n, digest))) is not None:
            found.add(one.id)
            n, digest = one.n - 1, one.previous
        # The one at n is not here: another that stands in its place is of another branch, and of those below
        # it nothing shows that they are.
        found.update(one.id for one in every if one.n < n)
    return found


def settle(archive: Archive, membership: Membership) -> set[int]:
    """Lays aside what does not count, takes back what does; inside `archive.writing()`. Returns the ids of
    what lies aside now.
    """
    before = archive.aside()
    now: set[int] = set()
    for device, cuts in membership.cuts.items():
        held = [Held(*row) for row in archive.links_of(device)]
        now |= {one.id for one in held} - counting(cuts, held)
    if now != before:
        archive.set_aside(now - before, before - now)
        archive.set_meta(
            events=archive.count_events(), clock=_clock(archive, membership.epochs, before - now)
        )
    return now


def _clock(archive: Archive, epochs: Mapping[bytes, bytes], back: Iterable[int]) -> clock.Stamp:
    """The clock, moved on by what is used again."""
    stamp = clock.Stamp(archive.number("clock"))
    for number in back:
        stored = archive.segment(number)
        if stored is None:
            continue
        try:
            opened = open_segment(stored.body, dict(epochs))
            for offset in opened.offsets():
                stamp = clock.merge(stamp, indexed(opened.record(offset), offset)[1])
        except VaultError:
            continue
    return stamp
