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


def drop(archive: Archive, pack: KnownPack) -> None:
    """A file of its name holds something else. Use inside `archive.writing()`."""
    archive.db.execute("DELETE FROM packed WHERE pack=?", (pack.id,))
    archive.db.execute("DELETE FROM packs WHERE id=?", (pack.id,))
