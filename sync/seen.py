"""What does a set of segments say about whole, missing and forked chains? Pure: no files, no keys.

- A run is a chain of segments, each naming the hash of the one before, as far down as it is held.
- Every segment that no other one names as previous is the tip of a run; so a fork gives two runs that overlap
  below the branch.
- Runs depend on the set alone, never on the order of arrival.
- What is missing below a tip is known only as numbers: whoever lacks a segment cannot know its hash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync.format.common import ID
from sync.format.segment import SeenRun, SeenVector

if TYPE_CHECKING:
    from collections.abc import Iterable


class Link(NamedTuple):
    """One held segment. `previous` is zeros for n = 1."""

    device: bytes
    n: int
    hash: bytes
    previous: bytes


class Missing(NamedTuple):
    """Segments first..last of a device that somebody has seen and we do not hold; those of one branch if
    there is a fork.
    """

    device: bytes
    first: int
    last: int


def seen_vector(links: Iterable[Link]) -> SeenVector:
    """The runs of every device, ascending by (first, last, tip)."""
    by_device: dict[bytes, dict[tuple[int, bytes], Link]] = {}
    for link in links:
        by_device.setdefault(link.device, {})[link.n, link.hash] = link
    return {device: _runs(held) for device, held in sorted(by_device.items())}


def _runs(held: dict[tuple[int, bytes], Link]) -> tuple[SeenRun, ...]:
    named = {(link.n - 1, link.previous) for link in held.values()}
    firsts: dict[tuple[int, bytes], int] = {}
    for place in sorted(held):
        below = (place[0] - 1, held[place].previous)
        firsts[place] = firsts.get(below, place[0])
    tips = [place for place in held if place not in named]
    return tuple(sorted((SeenRun(firsts[n, tip], n, tip[:ID]) for n, tip in tips), key=_order))


def _order(run: SeenRun) -> tuple[int, int, bytes]:
    return run.first, run.last, run.tip


def extended(runs: Iterable[SeenRun], links: Iterable[Link]) -> tuple[SeenRun, ...] | None:
    """The runs of a device after more of its segments came in, ascending by n, without looking at those held
    already. None where only all of them together can tell: a gap is closed, or a branch begins.
    """
    known = list(runs)
    for link in links:
        if any(run.first == link.n + 1 for run in known):
            return None
        below = [run for run in known if run.last == link.n - 1 and run.tip == link.previous[:ID]]
        if not below and any(run.first < link.n <= run.last + 1 for run in known):
            return None
        for run in below:
            known.remove(run)
        known.append(SeenRun(below[0].first if below else link.n, link.n, link.hash[:ID]))
    return tuple(sorted(known, key=_order))


def missing(claimed: SeenVector, links: Iterable[Link]) -> list[Missing]:
    """What others say they hold and we do not, ascending. Every run begins at its device's first segment:
    what lies below a run is missing at its writer as well, and we want it too.
    """
    held: dict[bytes, list[Link]] = {}
    for link in links:
        held.setdefault(link.device, []).append(link)
    found: set[Missing] = set()
    for device, runs in claimed.items():
        ours = held.get(device, [])
        for run in runs:
            found.update(_gaps(device, run.last, _branch(run, ours)))
    return sorted(found)


def _branch(run: SeenRun, ours: list[Link]) -> set[int]:
    """The numbers that we hold of the chain that ends in the run's tip. Not holding the tip we cannot tell
    branches apart: then every number below it counts, but the tip does not.
    """
    places = {(link.n, link.hash): link for link in ours}
    tip = next((link for link in ours if link.n == run.last and link.hash[:ID] == run.tip), None)
    if tip is None:
        return {link.n for link in ours if link.n < run.last}
    numbers: set[int] = set()
    link: Link | None = tip
    while link is not None:
        numbers.add(link.n)
        below = places.get((link.n - 1, link.previous))
        if below is None:
            numbers |= {other.n for other in ours if other.n < link.n - 1}
        link = below
    return numbers


def _gaps(device: bytes, last: int, numbers: set[int]) -> list[Missing]:
    gaps, expected = [], 1
    for n in [*sorted(number for number in numbers if number <= last), last + 1]:
        if n > expected:
            gaps.append(Missing(device, expected, n - 1))
        expected = n + 1
    return gaps


def own_gaps(links: Iterable[Link]) -> list[Missing]:
    """Numbers that lie below a held segment of the same device and are not held."""
    held = list(links)
    return missing(seen_vector(held), held)
