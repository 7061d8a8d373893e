"""What does each device say that it holds of the others, and who is contradicted by what?

A claim stands until a later segment of the same device says otherwise: whole vectors and deltas add up alike,
and only what changes is kept.

Rule: an index, made again from the segments. A contradiction is found by whichever of its two sides comes in
last, so what is found depends on the segments that are held, not on their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from sync.format.common import ID
from sync.format.sealed import MOST_SEGMENTS
from sync.format.segment import SeenRun
from sync.seen import Link, covers, joined, seen_vector

if TYPE_CHECKING:
    from sync.archive import Archive
    from sync.format.segment import SeenVector

FORK: Final = "fork"
LESS: Final = "less"


class Contradiction(NamedTuple):
    """`fork`: `device` has two segments of one number, at the latest `n`, and `other` says so. `less`: at its
    segment n `device` says that it holds less of `other` than it said at its segment `below`.
    """

    kind: Literal["fork", "less"]
    device: bytes
    other: bytes
    n: int
    below: int


class Claims:
    """Takes in what segments say; use inside `archive.writing()`, after the segment itself came in."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._last: dict[bytes, tuple[int, SeenVector]] = {}
        self._about: dict[bytes, set[bytes]] = {}

    def segment(self, witness: bytes, n: int, digest: bytes, seen: SeenVector, *, whole: bool) -> None:
        """What one segment says, and what others said about it."""
        self._said_of(witness, n, digest)
        last = self._last.get(witness)
        self._last[witness] = n, seen
        if last == (n - 1, seen):
            return
        devices = set(seen)
        if whole:
            devices |= self._claimed_by(witness)
        for device in sorted(devices - {witness}):
            self._claim(witness, n, device, _possible(seen.get(device, ())))
        self._claimed_by(witness).update(seen)

    def _said_of(self, device: bytes, n: int, digest: bytes) -> None:
        said = self._archive.ask(
            "SELECT DISTINCT witness FROM claims WHERE device=? AND last=? AND tip<>?", device, n, digest[:ID]
        )
        for (witness,) in said:
            self._contradict(Contradiction(FORK, device, witness, n, n))

    def _claimed_by(self, witness: bytes) -> set[bytes]:
        if witness not in self._about:
            self._about[witness] = set(_about(self._archive, witness))
        return self._about[witness]

    def _claim(self, witness: bytes, n: int, device: bytes, runs: tuple[SeenRun, ...]) -> None:
        before_n, before = _standing(self._archive, witness, device, n)
        if before == runs:
            return
        self._archive.db.executemany(
            "INSERT OR IGNORE INTO claims VALUES(?,?,?,?,?,?)",
            ((witness, device, n, *run) for run in runs),
        )
        after_n, after = _following(self._archive, witness, device, n)
        if not covers(runs, before):
            self._contradict(Contradiction(LESS, witness, device, n, before_n))
        if after and not covers(after, runs):
            self._contradict(Contradiction(LESS, witness, device, after_n, n))
        for run in runs:
            if run not in before:
                self._compare(witness, device, run)

    def _compare(self, witness: bytes, device: bytes, run: SeenRun) -> None:
        """With the segments that are held, and with what others say."""
        held = [digest for _, digest in self._archive.held("segments", device, run.last, run.last)]
        if held and all(digest[:ID] != run.tip for digest in held):
            self._contradict(Contradiction(FORK, device, witness, run.last, run.last))
        others = self._archive.ask(
            "SELECT DISTINCT witness FROM claims WHERE device=? AND last=? AND tip<>?",
            device, run.last, run.tip,
        )  # fmt: skip
        for (other,) in others:
            self._contradict(Contradiction(FORK, device, other, run.last, run.last))
            self._contradict(Contradiction(FORK, device, witness, run.last, run.last))

    def _contradict(self, found: Contradiction) -> None:
        self._archive.db.execute(
            "INSERT INTO contradictions VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET n=excluded.n,"
            " below=excluded.below WHERE excluded.n < n",
            found,
        )


def _possible(runs: tuple[SeenRun, ...]) -> tuple[SeenRun, ...]:
    """Without what no device can ever have written."""
    return tuple(run for run in runs if run.last < MOST_SEGMENTS)


def _about(archive: Archive, witness: bytes) -> list[bytes]:
    """The devices of which it ever said something; jumping from one to the next in the index."""
    question = """
        WITH RECURSIVE each(device) AS (
            SELECT min(device) FROM claims WHERE witness=?1
            UNION ALL SELECT (SELECT min(device) FROM claims WHERE witness=?1 AND device > each.device)
            FROM each WHERE each.device IS NOT NULL)
        SELECT device FROM each WHERE device IS NOT NULL"""
    return [device for (device,) in archive.ask(question, witness)]


_ENTRY: Final = """
    SELECT n, first, last, tip FROM claims WHERE witness=?1 AND device=?2 AND n=(
        SELECT %s FROM claims WHERE witness=?1 AND device=?2 AND n %s ?3) ORDER BY first, last, tip"""
_AT_OR_BEFORE: Final = _ENTRY % ("max(n)", "<=")
_AFTER: Final = _ENTRY % ("min(n)", ">")


def _standing(
    archive: Archive, witness: bytes, device: bytes, n: int = MOST_SEGMENTS
) -> tuple[int, tuple[SeenRun, ...]]:
    """(the segment in which it was said, the runs) of what stands at a segment."""
    return _entry(archive.ask(_AT_OR_BEFORE, witness, device, n))


def _following(archive: Archive, witness: bytes, device: bytes, n: int) -> tuple[int, tuple[SeenRun, ...]]:
    return _entry(archive.ask(_AFTER, witness, device, n))


def _entry(rows: list[tuple[int, int, int, bytes]]) -> tuple[int, tuple[SeenRun, ...]]:
    return (rows[0][0] if rows else 0), tuple(SeenRun(*row[1:]) for row in rows)


def extend_runs(archive: Archive, device: bytes, first: int, last: int) -> None:
    """What this device holds of another's chain, as its next segment will say, after the segments first..last
    came in; inside `archive.writing()`.
    """
    before = [SeenRun(*run) for run in archive.runs_of(device)]
    window = [Link(device, *link) for link in archive.links(device, first - 1, last + 1)]
    runs = joined(before, window)
    if runs is None:
        runs = seen_vector(Link(device, *link) for link in archive.links(device))[device]
    archive.set_runs(device, runs)


class Unheld(NamedTuple):
    """A segment that is not held here, but by the witness, as it says at its own segment `said`."""

    device: bytes
    n: int
    witness: bytes
    said: int


def unheld(archive: Archive) -> list[Unheld]:
    """By what each device said last."""
    found = []
    for witness in _witnesses(archive):
        for device in _about(archive, witness):
            said, runs = _standing(archive, witness, device)
            for run in runs:
                held = archive.held("segments", device, run.last, run.last)
                if all(digest[:ID] != run.tip for _, digest in held):
                    found.append(Unheld(device, run.last, witness, said))
    return found


def _witnesses(archive: Archive) -> list[bytes]:
    question = """
        WITH RECURSIVE each(witness) AS (
            SELECT min(witness) FROM claims
            UNION ALL SELECT (SELECT min(witness) FROM claims WHERE witness > each.witness) FROM each
            WHERE each.witness IS NOT NULL)
        SELECT witness FROM each WHERE witness IS NOT NULL"""
    return [witness for (witness,) in archive.ask(question)]


def contradictions(archive: Archive) -> list[Contradiction]:
    rows = archive.ask(
        "SELECT kind, device, other, n, below FROM contradictions ORDER BY kind, device, other"
    )
    return [Contradiction(*row) for row in rows]
