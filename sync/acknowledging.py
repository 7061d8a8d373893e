"""What has somebody still not seen of this device, long after it was published? It goes out again.

A sync client may believe that it delivered a file, or never take it up. What a device lacks is seen in what
it writes: its seen-vector. Then the same segments go out once more in a fresh pack, which is another file
under another name.

Whoever holds nothing at all of this device may lack the statements that make it a member, and so may one for
whom a pack was of no use: then those go along, also under names that were never there.

Rule: only what the other wrote after it had time enough counts, so that a device which never comes back asks
for nothing. Segments without events ask for nothing either, and each repetition waits twice as long as the
one before. Clocks only decide when.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

from sync.errors import FolderUnavailable, VaultError, WriteFailed
from sync.folder import member_name
from sync.format.common import ID, MAX_PACK
from sync.format.segment import WHOLE_VECTOR, parse_content
from sync.pack import packed
from sync.seen import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sync.archive import Archive
    from sync.folder import Folder
    from sync.format.segment import SeenRun
    from sync.membership import Membership
    from sync.reading import Reader

PATIENCE_MS: Final = 2 * 86_400_000
"""So long a published segment may take to arrive."""
TIMES: Final = 6
"""So often a segment is sent again; the last time waits for two months."""
_BACK: Final = 1_000
"""Segments of another device that are looked through for what it said of us."""


class Own(NamedTuple):
    """A segment of this device; `times`: how often it was sent again."""

    id: int
    n: int
    hash: bytes
    size: int
    times: int


class Resent(NamedTuple):
    """`segments` were sent again. `trouble`: why not."""

    segments: int
    trouble: str | None = None


def send_again(  # noqa: PLR0913 - what it depends on
    archive: Archive,
    reader: Reader,
    membership: Membership,
    folder: Folder,
    own: Iterable[bytes],
    *,
    now_ms: int,
) -> Resent:
    """Sends what is due, in packs that were never in the folder. Never raises for trouble with the folder;
    says it. `own`: the ids that this device has and had.
    """
    _forgive(archive, now_ms)
    mine, sent, names, told = list(own), 0, set[str](), False
    try:
        for device in mine:
            due = lacking(archive, reader, membership, device, mine)
            if due:
                names = names or {one.relative for one in folder.listing()}
                sent += _send(archive, folder, membership.vault, device, due, names)
                if not told and any(one.n == 1 or one.times for one in due):
                    _send_statements(archive, folder, names)
                    told = True
                _note(archive, due, now_ms)
    except (FolderUnavailable, WriteFailed) as error:
        return Resent(sent, str(error))
    return Resent(sent)


def _forgive(archive: Archive, now_ms: int) -> None:
    """A clock that was ahead is not waited for."""
    ahead = [
        table
        for table in ("published", "heard", "again")
        if archive.ask(f"SELECT 1 FROM {table} WHERE at > ? LIMIT 1", now_ms)  # noqa: S608 - constants
    ]
    if ahead:
        with archive.writing():
            for table in ahead:
                archive.db.execute(f"UPDATE {table} SET at=?1 WHERE at > ?1", (now_ms,))  # noqa: S608 - constants


def lacking(
    archive: Archive, reader: Reader, membership: Membership, device: bytes, own: Iterable[bytes]
) -> list[Own]:
    """The segments of `device` that another member has not seen, and that are due to go out again; ascending,
    as many as one round may send.
    """
    others = membership.members.keys() - set(own)
    found: dict[int, Own] = {}
    for witness, n, at in archive.ask("SELECT device, n, at FROM heard ORDER BY device"):
        if witness in others:
            runs = said_of(archive, reader, witness, n, device)
            due = _due(archive, device, at, _beyond(archive, device, runs))
            held = _held(archive, device, runs) if due else set()
            found |= {one.id: one for one in due if (one.n, one.hash) not in held}
    chosen, size = [], 0
    for one in sorted(found.values(), key=lambda one: one.n):
        if _has_events(reader, one):
            size += one.size
            if size > MAX_PACK // 2:
                break
            chosen.append(one)
    return chosen


def _beyond(archive: Archive, device: bytes, runs: tuple[SeenRun, ...]) -> int:
    """Up to this number nothing can be lacking: the witness holds the only chain there is."""
    forked = "SELECT 1 FROM segments WHERE device=? GROUP BY n HAVING count(*) > 1 LIMIT 1"
    if archive.ask(forked, device):
        return 0
    whole = [run for run in runs if run.first == 1]
    return max((run.last for run in whole if _is_ours(archive, device, run)), default=0)


def _is_ours(archive: Archive, device: bytes, run: SeenRun) -> bool:
    return any(digest[:ID] == run.tip for _, digest in archive.held("segments", device, run.last, run.last))


def _due(archive: Archive, device: bytes, heard_ms: int, beyond: int) -> list[Own]:
    """Those that whoever was heard at that time had time enough to see."""
    rows = archive.ask(
        "SELECT id, n, hash, length(body), coalesce(times, 0) FROM segments JOIN published ON segment = id"
        " LEFT JOIN again ON kind = 'sent' AND ref = id WHERE device = ?1 AND n > ?2"
        " AND published.at + ?4 <= ?3 AND coalesce(times, 0) < ?5"
        " AND coalesce(again.at + (?4 << times), 0) <= ?3",
        device, beyond, heard_ms, PATIENCE_MS, TIMES,
    )  # fmt: skip
    return [Own(*row) for row in rows]


def _has_events(reader: Reader, own: Own) -> bool:
    opened = reader.opened(own.id)
    try:
        return opened is not None and bool(opened.offsets())
    except VaultError:
        return False


def _held(archive: Archive, device: bytes, runs: tuple[SeenRun, ...]) -> set[tuple[int, bytes]]:
    """(n, hash) of the segments of `device` that lie in these runs."""
    links = {(link.n, link.hash): link for link in (Link(device, *link) for link in archive.links(device))}
    tips = {(n, digest[:ID]): link for (n, digest), link in links.items()}
    held: set[tuple[int, bytes]] = set()
    for run in runs:
        link = tips.get((run.last, run.tip))
        while link is not None and link.n >= run.first and (link.n, link.hash) not in held:
            held.add((link.n, link.hash))
            link = links.get((link.n - 1, link.previous))
    return held


def said_of(archive: Archive, reader: Reader, witness: bytes, n: int, device: bytes) -> tuple[SeenRun, ...]:
    """What the witness held of `device` when it wrote its segment n. What a vector leaves out stands as it
    was said before.
    """
    for number in _backwards(archive, witness, n):
        opened = reader.opened(number)
        try:
            content = parse_content(opened.content) if opened else None
        except VaultError:
            continue
        if content is not None and (device in content.seen or content.marks & WHOLE_VECTOR):
            return content.seen.get(device, ())
    return ()


def _backwards(archive: Archive, device: bytes, n: int) -> Iterator[int]:
    rows = archive.ask(
        "SELECT id FROM segments WHERE device=? AND n <= ? ORDER BY n DESC, hash LIMIT ?", device, n, _BACK
    )
    return (number for (number,) in rows)


def _send(  # noqa: PLR0913, PLR0917 - what a pack is made of
    archive: Archive, folder: Folder, vault: bytes, device: bytes, due: list[Own], names: set[str]
) -> int:
    for branch in _branches(due):
        for name, body in _fresh(archive, vault, device, branch, names):
            folder.publish(name, body)
            names.add(name)
    return len(due)


def _send_statements(archive: Archive, folder: Folder, names: set[str]) -> None:
    """All about the members: few, and small. A copy is known by its content and by how its name begins."""
    records = archive.records()
    records.pop(archive.meta("genesis") or b"", None)
    for digest, body in records.items():
        stem, dot, suffix = member_name(digest).rpartition(".")
        copies = (f"{stem}-{times}{dot}{suffix}" for times in count(1))
        copy = next(name for name in copies if name not in names)
        folder.publish(copy, body)
        names.add(copy)


def _note(archive: Archive, sent: list[Own], now_ms: int) -> None:
    statement = (
        "INSERT INTO again VALUES('sent',?,1,?) ON CONFLICT DO UPDATE SET times=times+1, at=excluded.at"
    )
    with archive.writing_soon():
        archive.db.executemany(statement, ((one.id, now_ms) for one in sent))


def _branches(due: list[Own]) -> list[list[Own]]:
    """A pack holds one segment of each number."""
    branches: list[list[Own]] = []
    for one in due:
        for branch in branches:
            if branch[-1].n < one.n:
                branch.append(one)
                break
        else:
            branches.append([one])
    return branches


def _fresh(
    archive: Archive, vault: bytes, device: bytes, due: list[Own], names: set[str]
) -> list[tuple[str, bytes]]:
    """Packs whose names the folder does not have: with one more neighbour each time, for a client believes
    of a name that it had before that there is nothing to do. None if there is no neighbour left.
    """
    inside = {one.n: one.id for one in due}
    rows = archive.ask("SELECT n, id FROM segments WHERE device=? ORDER BY n DESC, hash", device)
    neighbours = [(n, number) for n, number in rows if n not in inside]
    for extra in range(max(one.times for one in due), len(neighbours) + 1):
        chosen = inside | dict(reversed(neighbours[:extra]))
        bodies = (
            (n, stored.body) for n, number in sorted(chosen.items()) if (stored := archive.segment(number))
        )
        packs = list(packed(vault, device, bodies))
        if names.isdisjoint(name for name, _ in packs):
            return packs
    return []
