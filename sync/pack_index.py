"""Which packs are known, and which segments do they hold? So that a listing of the folder alone tells what
is in it.

Rule: a pack is known once its bytes were read; its exact name is believed from then on, until a file of that
name is found to hold something else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sync.folder import pack_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sync.archive import Archive
    from sync.format.pack import Pack


class KnownPack(NamedTuple):
    """`mine`: made by this device, which alone may unlink it. `since`: when this device read its own pack
    back, ms since 1970 by its own clock.
    """

    id: int
    hash: bytes
    device: bytes
    first: int
    last: int
    size: int
    mine: int
    since: int | None

    @property
    def name(self) -> str:
        return pack_name(self.device, self.first, self.last, self.hash)


def known_packs(archive: Archive) -> dict[str, KnownPack]:
    """By exact name."""
    rows = archive.ask("SELECT id, hash, device, first, last, size, mine, since FROM packs ORDER BY id")
    return {pack.name: pack for pack in (KnownPack(*row) for row in rows)}


def segments_in(archive: Archive, packs: Iterable[KnownPack]) -> set[int]:
    """The segments of the archive that lie in any of these packs."""
    question = "SELECT DISTINCT segment FROM json_each(?) CROSS JOIN packed ON pack = value"
    return {number for (number,) in archive.ask(question, json.dumps([pack.id for pack in packs]))}


def known_of(archive: Archive, device: bytes) -> list[KnownPack]:
    """The packs that this device made of the segments of one of its ids, the latest first."""
    mine = [pack for pack in known_packs(archive).values() if pack.mine and pack.device == device]
    return mine[::-1]


class Cover(NamedTuple):
    """`alive`: packs that hold what no later one holds; `superseded`: the others. `of`: segment → the latest
    pack that holds it, which is always one that is alive.
    """

    alive: list[KnownPack]
    superseded: list[tuple[KnownPack, set[int]]]
    of: dict[int, KnownPack]


def cover(archive: Archive, latest_first: Iterable[KnownPack]) -> Cover:
    """Which packs are still needed."""
    found = Cover([], [], {})
    for pack in latest_first:
        inside = segments_in(archive, [pack])
        if inside and inside <= found.of.keys():
            found.superseded.append((pack, inside))
        else:
            found.alive.append(pack)
            found.of.update(dict.fromkeys(inside - found.of.keys(), pack))
    return found


def segments_in_listed(archive: Archive, listed: Collection[str]) -> set[int]:
    """The segments of the archive that lie in the folder's packs, by the names of its listing."""
    return segments_in(archive, (pack for name, pack in known_packs(archive).items() if name in listed))


def remember(
    archive: Archive, digest: bytes, pack: Pack, held: Iterable[tuple[int, bytes]], size: int
) -> None:
    """What was read in a pack, or is to be written into one; `held`: (n, hash) of those of its segments that
    authenticate. Use inside `archive.writing()`.
    """
    archive.db.execute(
        "INSERT OR IGNORE INTO packs(hash, device, first, last, size) VALUES(?,?,?,?,?)",
        (digest, pack.device, pack.segments[0][0], pack.segments[-1][0], size),
    )
    archive.db.executemany(
        "INSERT OR IGNORE INTO packed SELECT packs.id, segments.id FROM packs, segments"
        " WHERE packs.hash=? AND segments.device=? AND n=? AND segments.hash=?",
        ((digest, pack.device, n, each) for n, each in held),
    )


def claim(archive: Archive, digest: bytes) -> None:
    """Says that this device is about to write it, and may unlink it one day. Use inside
    `archive.writing()`.
    """
    archive.db.execute("UPDATE packs SET mine=1 WHERE hash=?", (digest,))


def read_back(archive: Archive, digest: bytes, now_ms: int) -> None:
    """What this device wrote is in the folder, byte for byte. Use inside `archive.writing()`."""
    archive.db.execute("UPDATE packs SET since=? WHERE hash=? AND mine=1", (now_ms, digest))


def drop(archive: Archive, pack: KnownPack) -> None:
    """A file of its name holds something else. Use inside `archive.writing()`."""
    archive.db.execute("DELETE FROM packed WHERE pack=?", (pack.id,))
    archive.db.execute("DELETE FROM packs WHERE id=?", (pack.id,))
