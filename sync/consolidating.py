"""Which small key tables of this device become one, and which leave the folder for that?

Rule: a table leaves only if this device wrote it under the id that it has, every pair in it is held by tables
of its own that read the same in the folder right now, and has been for seven days. What is written is only
what the archive holds in the same transaction: a key that was forgotten is in none of its tables, and cannot
return in this way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sync.errors import FolderUnavailable, WriteFailed
from sync.folder import table_name
from sync.format.common import HASH, ID
from sync.indexing import Indexer
from sync.key_tables import Pairs, pairs_in, supersede, write_table
from sync.packing import DAY_MS, SETTLED_MS, PackReport
from sync.recording import TABLE_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sync.archive import Archive, Stored
    from sync.folder import Folder
    from sync.recording import Author
    from sync.tags import Tags
    from sync.vanishing import Vanishing

SMALL_TABLES: Final = 64
"""So many small tables of this device become as few as the limit allows."""
_SMALL: Final = TABLE_PEOPLE * (ID + HASH) // 2


class Consolidation:
    """One round over the tables of this device. Use once."""

    def __init__(  # noqa: PLR0913 - what a table is made of, and where it lies
        self,
        archive: Archive,
        folder: Folder,
        tags: Tags,
        epochs: dict[bytes, bytes],
        author: Author,
        *,
        now_ms: int,
    ) -> None:
        self._archive, self._folder, self._tags, self._epochs = archive, folder, tags, epochs
        self._author, self._now_ms = author, now_ms
        self._removed = 0

    def run(self) -> PackReport:
        """Never raises for trouble with the folder; says it."""
        made, many = 0, len(self._small()) >= SMALL_TABLES
        if not many and 0 <= self._now_ms - self._archive.number("tables_looked") < DAY_MS:
            return PackReport()
        try:
            self._remove()
            with self._archive.writing():
                self._archive.set_meta(tables_looked=max(self._now_ms, 0))
                made = self._consolidate() if many else 0
        except (FolderUnavailable, WriteFailed) as error:
            return PackReport(0, self._removed, str(error))
        return PackReport(0, self._removed, None, made)

    def _small(self) -> list[int]:
        """Those of our id, the oldest first."""
        question = (
            "SELECT id FROM tables WHERE device=? AND length(body) < ?"
            " AND id NOT IN (SELECT table_id FROM superseded) ORDER BY n, hash"
        )
        return [number for (number,) in self._archive.ask(question, self._author.device, _SMALL)]

    def _written_here(self, numbers: Iterable[int]) -> list[Stored]:
        """What came in from the folder under our id was written by a copy of this home."""
        rows = self._archive.ask("SELECT ref FROM journal WHERE kind IN ('keys', 'repeated keys')")
        came_in = {ref for (ref,) in rows}
        tables = [self._archive.table(number) for number in numbers if number not in came_in]
        return [table for table in tables if table is not None]

    def _consolidate(self) -> int:
        """How many tables became fewer. Each goes whole into one, so that others see it superseded."""
        made, archive = 0, self._archive
        for batch, pairs in self._batches(self._written_here(self._small())):
            if len(batch) > 1:
                n = archive.number("table_n") + 1
                number = write_table(archive, Indexer(archive, self._tags), self._author, n, sorted(pairs))
                archive.set_meta(table_n=n)
                archive.post("table", [number])
                supersede(archive, [table.id for table in batch])
                made += len(batch)
        return made

    def _batches(self, tables: list[Stored]) -> Iterator[tuple[list[Stored], Pairs]]:
        batch: list[Stored] = []
        together: Pairs = frozenset()
        for table in tables:
            pairs = pairs_in(table.body, self._epochs)
            if batch and len(together | pairs) > TABLE_PEOPLE:
                yield batch, together
                batch, together = [], frozenset()
            if pairs:
                batch.append(table)
                together |= pairs
        if batch:
            yield batch, together

    def _remove(self) -> None:
        """Raises: FolderUnavailable, WriteFailed."""
        times = dict(self._archive.ask("SELECT table_id, since FROM superseded"))
        listed = {found.relative for found in self._folder.listing() if found.regular}
        me = self._author.device
        here = self._written_here(
            number
            for number, n, digest in self._archive.ask("SELECT id, n, hash FROM tables WHERE device=?", me)
            if table_name(me, n, digest) in listed
        )
        unneeded = [table for table in here if table.id in times]
        if not unneeded:
            return
        with self._folder.vanishing() as vanishing:
            held: Pairs = frozenset()
            for table in here:
                if table.id not in times and vanishing.still_reads(_name(table), table.hash, len(table.body)):
                    held |= pairs_in(table.body, self._epochs)
            for table in unneeded:
                pairs = pairs_in(table.body, self._epochs)
                if pairs and pairs <= held:
                    self._settle(vanishing, table, times[table.id])
            vanishing.settle()

    def _settle(self, vanishing: Vanishing, table: Stored, since: int | None) -> None:
        """Removes a table that others have replaced for long enough."""
        if since is None or since > self._now_ms:
            with self._archive.writing_soon():
                self._archive.db.execute(
                    "UPDATE superseded SET since=? WHERE table_id=?", (self._now_ms, table.id)
                )
        elif self._now_ms - since >= SETTLED_MS:
            self._removed += vanishing.remove(_name(table), table.hash, len(table.body))


def _name(table: Stored) -> str:
    return table_name(table.device, table.n, table.hash)
