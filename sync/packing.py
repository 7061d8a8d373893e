"""Which segments of this device go into packs, and what may leave the folder because a pack holds it?

Rule: nothing is unlinked but what this device wrote, that a later pack of this device holds; one that was
read back from the folder, has lain there for seven days, and reads the same right now. Every step can be the
last before a crash: what was to be done is written down before, and what is unfinished is done again or
forgotten. Clocks only decide when: a wrong one costs a second copy, or the wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import short_name
from sync import pack_index
from sync.errors import FolderUnavailable, WriteFailed
from sync.folder import segment_name
from sync.format.common import MAX_PACK, file_hash
from sync.own_chain import chain_below, number_in, runs
from sync.pack import packed, read_pack

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sync.archive import Archive
    from sync.folder import Folder
    from sync.own_chain import Own, Tip
    from sync.pack_index import KnownPack
    from sync.vanishing import Vanishing

LOOSE: Final = 256
LOOSE_BYTES: Final = 1 << 20
"""So many loose segments, or bytes in them, make a pack."""
CROWD: Final = 400
LOOSE_IN_A_CROWD: Final = 64
"""Several devices share a folder; where it holds so many loose files in all, each packs earlier."""
_SMALL: Final = MAX_PACK // 2
SMALL_PACKS: Final = 16
"""So many packs of less than half the limit become as few as the limit allows. A segment is written again two
or three times in its life, and the packs of a vault are about as many as its size divided by that half.
"""
DAY_MS: Final = 86_400_000
SETTLED_MS: Final = 7 * DAY_MS


class PackReport(NamedTuple):
    """`packed` segments are in a new pack, `tables` key tables in a new table; `removed` files have left the
    folder. `trouble`: why something is left to do.
    """

    packed: int = 0
    removed: int = 0
    trouble: str | None = None
    tables: int = 0


def pack_due(
    archive: Archive, folder: Folder, vault: bytes, tips: Collection[Tip], now_ms: int
) -> PackReport:
    """Packs what is due, and removes what has been in packs for long enough. Never raises for trouble with
    the folder; says it.

    Args:
        archive: of this device.
        folder: the synced folder.
        vault: its id.
        tips: the ends of the chains that were written in this home.
        now_ms: by this device's clock, ms since 1970.

    """
    if not _is_due(archive, tips, now_ms):
        return PackReport()
    packing = _Packing(archive, folder, vault, now_ms)
    try:
        packing.look()
        for tip in tips:
            packing.tend(tip)
        with archive.writing_soon():
            archive.set_meta(packing_looked=max(now_ms, 0))
    except (FolderUnavailable, WriteFailed) as error:
        return PackReport(packing.packed, packing.removed, str(error))
    return PackReport(packing.packed, packing.removed)


def _is_due(archive: Archive, tips: Iterable[Tip], now_ms: int) -> bool:
    """Once a day, and as soon as enough was written since the last pack."""
    if not 0 <= now_ms - archive.number("packing_looked") < DAY_MS:
        return True
    question = (
        "SELECT count(*), coalesce(sum(length(body)), 0) FROM segments WHERE device=?1 AND n <= ?2 AND n >"
        " (SELECT coalesce(max(last), 0) FROM packs WHERE device=?1 AND since IS NOT NULL)"
    )
    written = [archive.ask(question, tip.device, tip.n)[0] for tip in tips]
    return any(_are_many(count, size, LOOSE) for count, size in written)


def _are_many(count: int, size: int, least: int) -> bool:
    return count >= least or size >= LOOSE_BYTES


class _Packing:
    """One round. Use once."""

    def __init__(self, archive: Archive, folder: Folder, vault: bytes, now_ms: int) -> None:
        self._archive, self._folder, self._vault, self._now_ms = archive, folder, vault, now_ms
        self._listed: set[str] = set()
        self.packed = self.removed = 0

    def look(self) -> None:
        """Raises: FolderUnavailable."""
        self._listed = {found.relative for found in self._folder.listing() if found.regular}

    def tend(self, tip: Tip) -> None:
        """Raises: FolderUnavailable, WriteFailed."""
        self._confirm(tip.device)
        chain = chain_below(self._archive, tip, self._lowest(tip.device))
        self._remove(tip.device, chain)
        self._pack_loose(tip.device, chain)
        self._merge_packs(tip.device, chain)

    def _lowest(self, device: bytes) -> int:
        """The least n that may be packed or unlinked: what rests in large packs is not looked at."""
        beginning = _beginning(device)
        loose = (number_in(name) for name in self._listed if name.startswith(beginning))
        small = (pack.first for pack in self._mine(device) if pack.size < _SMALL)
        return min([*filter(None, loose), *small], default=1)

    def _mine(self, device: bytes) -> list[KnownPack]:
        """The packs of this device that are in the folder, the latest first."""
        known = pack_index.known_of(self._archive, device)
        return [pack for pack in known if pack.since is not None and pack.name in self._listed]

    def _confirm(self, device: bytes) -> None:
        """Reads back what a round that was cut off may have written, and forgets what it did not."""
        for pack in pack_index.known_of(self._archive, device):
            if pack.since is None:
                self._read_back(pack)
            elif pack.since > self._now_ms:
                with self._archive.writing_soon():
                    pack_index.read_back(self._archive, pack.hash, self._now_ms)

    def _read_back(self, pack: KnownPack) -> bool:
        """Whether the folder holds a pack of ours now."""
        with self._folder.vanishing() as vanishing:
            there = vanishing.still_reads(pack.name, pack.hash, pack.size)
        with self._archive.writing():
            if there:
                pack_index.read_back(self._archive, pack.hash, self._now_ms)
            else:
                pack_index.drop(self._archive, pack)
        return there

    def _pack_loose(self, device: bytes, chain: dict[int, Own]) -> None:
        covered = pack_index.segments_in(self._archive, self._mine(device))
        loose = self._loose(device, chain)
        waiting = [each for each in loose if each.id not in covered]
        crowded = sum(name.startswith("log/") for name in self._listed) > CROWD
        least = LOOSE_IN_A_CROWD if crowded else LOOSE
        if _are_many(len(waiting), sum(each.size for each in waiting), least):
            rest = [each for each in chain.values() if each.id not in covered]
            self.packed += sum(self._write(device, run) for run in runs(rest))

    def _loose(self, device: bytes, chain: dict[int, Own]) -> list[Own]:
        """The segments of the chain that lie in the folder by themselves."""
        beginning, found = _beginning(device), []
        for name in self._listed:
            if name.startswith(beginning):
                own = chain.get(number_in(name))
                if own is not None and name == segment_name(device, own.n, own.hash):
                    found.append(own)
        return found

    def _write(self, device: bytes, run: list[Own]) -> int:
        """How many segments are in packs now that were not."""
        done = 0
        for name, body in packed(self._vault, device, self._bodies(run)):
            pack, digest = read_pack(body, self._vault), file_hash(body)
            held = [(n, file_hash(segment)) for n, segment in pack.segments]
            with self._archive.writing():
                pack_index.remember(self._archive, digest, pack, held, len(body))
                pack_index.claim(self._archive, digest)
            self._folder.publish(name, body)
            known = pack_index.known_packs(self._archive).get(name)  # another process may have tidied it up
            if known is not None and self._read_back(known):
                self._listed.add(name)
                done += len(held)
        return done

    def _bodies(self, run: list[Own]) -> Iterator[tuple[int, bytes]]:
        for own in run:
            stored = self._archive.segment(own.id)
            if stored is None or file_hash(stored.body) != own.hash:
                raise WriteFailed("nothing was packed: the archive is damaged")
            yield own.n, stored.body

    def _merge_packs(self, device: bytes, chain: dict[int, Own]) -> None:
        """Small packs that lie side by side."""
        alive = pack_index.cover(self._archive, self._mine(device)).alive
        small = [pack for pack in alive if pack.size < _SMALL]
        if len(small) < SMALL_PACKS:
            return
        inside = pack_index.segments_in(self._archive, small)
        firsts = {pack.first for pack in small}
        for run in runs([each for each in chain.values() if each.id in inside]):
            if sum(each.n in firsts for each in run) > 1:
                self._write(device, run)

    def _remove(self, device: bytes, chain: dict[int, Own]) -> None:
        """What has been in a later pack for seven days."""
        latest = self._now_ms - SETTLED_MS
        settled = [pack for pack in self._mine(device) if pack.since is not None and pack.since <= latest]
        cover = pack_index.cover(self._archive, settled)
        loose = [each for each in self._loose(device, chain) if each.id in cover.of]
        if not loose and not cover.superseded:
            return
        with self._folder.vanishing() as vanishing:
            good = {pack.id for pack in cover.alive if self._still_reads(vanishing, pack)}
            for each in loose:
                if cover.of[each.id].id in good:
                    name = segment_name(device, each.n, each.hash)
                    self._vanish(vanishing, name, each.hash, each.size)
            for pack, inside in cover.superseded:
                if all(cover.of[number].id in good for number in inside):
                    self._vanish(vanishing, pack.name, pack.hash, pack.size)
            vanishing.settle()

    def _still_reads(self, vanishing: Vanishing, pack: KnownPack) -> bool:
        """One that does not is known no longer: what it held is loose again, and packed again."""
        if vanishing.still_reads(pack.name, pack.hash, pack.size):
            return True
        with self._archive.writing():
            pack_index.drop(self._archive, pack)
        return False

    def _vanish(self, vanishing: Vanishing, name: str, digest: bytes, size: int) -> None:
        if vanishing.remove(name, digest, size):
            self._listed.discard(name)
            self.removed += 1


def _beginning(device: bytes) -> str:
    """Of the names of its loose segments."""
    return f"log/{short_name(device)}/s-"
