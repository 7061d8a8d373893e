"""What does a set of segments say about whole, missing and forked chains? Pure: no files, no keys.

- A run is a chain of segments, each naming the hash of the one before, as far down as it is held.
- Every segment that no other one names as previous is the tip of a run; so a fork gives two runs that overlap
  below the branch.
- Runs depend on the set alone, never on the order of arrival.
- What is missing below a tip is known only as numbers: whoever lacks a segment cannot know its hash.
- Whatever a device held it holds for ever: whoever says less than before goes back.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sync.format.common import ID
from sync.format.sealed import MOST_SEGMENTS
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


def joined(before: Iterable[SeenRun], window: Iterable[Link]) -> tuple[SeenRun, ...] | None:
    """The runs of a device after some segments came, without reading a long chain for one of them.

    Args:
        before: its runs until then.
        window: all its links that are held now, from below the lowest newcomer to above the highest.

    Returns None where the chain forks: then only all of its links tell.

    """
    links = sorted(window, key=lambda link: link.n)
    if not links or any(one.n == two.n for one, two in pairwise(links)):
        return None if links else tuple(before)
    low, high = links[0].n, links[-1].n
    old = sorted(before, key=_order)
    found = list(_runs({(link.n, link.hash): link for link in links}))
    if _overlap(old) or _overlap(found):
        return None
    outside = [run for run in old if run.last < low or run.first > high]
    below = next((run for run in old if run.first <= low <= run.last), None)
    above = next((run for run in old if run.first <= high <= run.last), None)
    if below is not None and found[0].first == low:
        found[0] = found[0]._replace(first=below.first)
    if above is not None and found[-1].last == high:
        found[-1] = found[-1]._replace(last=above.last, tip=above.tip)
    return tuple(sorted(outside + found, key=_order))


def _overlap(runs: Iterable[SeenRun]) -> bool:
    return any(one.last >= two.first for one, two in pairwise(sorted(runs, key=_order)))


def forks_at(runs: Iterable[SeenRun]) -> int | None:
    """A number that two segments of the device have, as its runs show: they overlap, or one begins right
    above the tip of another and names a different segment below itself. None: its chain does not fork.
    """
    ordered = sorted(runs, key=_order)
    twice = [two.first for one, two in pairwise(ordered) if one.last >= two.first]
    astray = {run.last for run in ordered} & {run.first - 1 for run in ordered}
    return min([*twice, *astray], default=None)


def covers(now: Iterable[SeenRun], before: Iterable[SeenRun]) -> bool:
    """Whether somebody who says that he holds `now` may have held `before`."""
    later = sorted(now, key=_order)
    held = _merged((run.first, run.last) for run in later)
    return all(
        any(first <= run.first and run.last <= last for first, last in held)
        and any(
            (each.last, each.tip) == (run.last, run.tip) or each.first <= run.last < each.last
            for each in later
        )
        for run in before
    )


Range = tuple[int, int]
"""The first and the last of consecutive numbers."""


def lacking(runs: Iterable[SeenRun], unheld: Iterable[int]) -> list[Range]:
    """The numbers of a device that exist and are not held, given the runs that are, and the numbers of tips
    that others hold and we do not. The same as `missing`, without a look at every link.
    """
    held = sorted(runs, key=_order)
    needed = {run.first - 1 for run in held if run.first > 1} | set(unheld)
    points = [(n, n) for n in needed]
    below, at = [], 1
    for first, last in [*_merged((run.first, run.last) for run in held), (MOST_SEGMENTS, MOST_SEGMENTS)]:
        below.append((at, min(first - 1, max(needed, default=0))))
        at = last + 1
    return _merged([*points, *(each for each in below if each[0] <= each[1])])


def _merged(ranges: Iterable[Range]) -> list[Range]:
    """Ascending, none touching another."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


class Since(NamedTuple):
    """Numbers first..last of a device are missing since a moment, ms since 1970 by this device's clock."""

    first: int
    last: int
    since: int


def aged(before: Iterable[Since], lacked: Iterable[Range], now_ms: int) -> list[Since]:
    """The same gaps as they are now: what was missing before keeps its time, what is new begins now."""
    known = sorted(before)
    found: list[Since] = []
    for first, last in lacked:
        at = first
        for piece in known:
            if piece.last < at or piece.first > last:
                continue
            if piece.first > at:
                found.append(Since(at, piece.first - 1, now_ms))
            end = min(piece.last, last)
            found.append(Since(max(piece.first, at), end, piece.since))
            at = end + 1
        if at <= last:
            found.append(Since(at, last, now_ms))
    return found


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
