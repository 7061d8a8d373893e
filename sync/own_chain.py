"""Which segments did this device write? Those of the chain below the last one that it remembers.

Rule: an id alone does not tell. A copy of this home writes under the same id, and what it wrote is another
branch, which is taken in and kept, and is not ours to pack or to unlink.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync.format.common import NO_HASH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sync.archive import Archive


class Tip(NamedTuple):
    """Up to where a chain was written in this home; `device` is one of the ids that it has or had."""

    device: bytes
    n: int
    hash: bytes


class Own(NamedTuple):
    """A segment that this device wrote. `id` is its number in the archive."""

    id: int
    n: int
    hash: bytes
    size: int


def present_tip(archive: Archive) -> Tip:
    """Of the id that this device has now."""
    return Tip(archive.meta("device") or b"", archive.number("n"), archive.meta("tip") or NO_HASH)


def chain_below(archive: Archive, tip: Tip, lowest: int = 1) -> dict[int, Own]:
    """The segments down from a tip to n = `lowest`, by n, ascending."""
    found = {(own.n, own.hash): (own, previous) for own, previous in _segments(archive, tip, lowest)}
    chain, place = [], (tip.n, tip.hash)
    while place in found:
        own, previous = found[place]
        chain.append(own)
        place = own.n - 1, previous
    return {own.n: own for own in reversed(chain)}


def _segments(archive: Archive, tip: Tip, lowest: int) -> Iterator[tuple[Own, bytes]]:
    for number, n, digest, size, previous in archive.sizes_and_links(tip.device, lowest, tip.n):
        yield Own(number, n, digest, size), previous


def runs(chain: Iterable[Own]) -> Iterator[list[Own]]:
    """Without gaps, each as long as can be; `chain` ascending by n."""
    run: list[Own] = []
    for own in chain:
        if run and own.n != run[-1].n + 1:
            yield run
            run = []
        run.append(own)
    if run:
        yield run


def number_in(name: str) -> int:
    """The n that a name says; 0 for none."""
    try:
        return int(name.split("-")[1], 16)
    except (IndexError, ValueError):
        return 0
