"""Which key tables are still needed? A later one of the same device may hold all that they hold.

Rule: superseded is what a later table of its own device holds, every pair of it; everybody finds that out for
himself, from the tables alone. A superseded table is kept, and published by nobody again.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from sync import seal
from sync.errors import VaultError
from sync.format.common import HASH, ID, NO_HASH, TABLE_MAGIC, file_hash
from sync.format.sealed import Header, encode_table, parse_table
from sync.person_keys import open_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.archive import Archive, Stored
    from sync.format.sealed import PersonKeys
    from sync.indexing import Indexer
    from sync.recording import Author
    from sync.tags import Tags

Pairs = frozenset[tuple[bytes, bytes]]


def write_table(archive: Archive, indexer: Indexer, author: Author, n: int, keys: PersonKeys) -> int:
    """A new table in the archive; inside `archive.writing()`."""
    bare = Header(TABLE_MAGIC, author.vault, author.device, n, NO_HASH, bytes(ID), bytes(HASH), 0)
    body = seal.seal(bare, encode_table(keys), author.writer, author.entropy).body
    number = archive.add_table(author.device, n, file_hash(body), body)
    indexer.table(number, keys)
    return number


def count_known(archive: Archive, tags: Tags, keys: PersonKeys) -> int:
    """How many of the keys stand in some table already."""
    wanted = [tags.person_key(seal.person_key_id(person, key)) for person, key in keys]
    question = "SELECT count(*) FROM json_each(?) WHERE EXISTS (SELECT 1 FROM key_index WHERE tag = value)"
    return int(archive.ask(question, json.dumps(wanted))[0][0])


def note_superseded(archive: Archive, device: bytes, epochs: dict[bytes, bytes]) -> None:
    """Compares the tables of a device with each other, after one came in that repeats what is known; inside
    `archive.writing()`.
    """
    known = archive.superseded()
    tables = [table for table in tables_of(archive, device) if table.id not in known]
    pairs = {table.id: pairs_in(table.body, epochs) for table in tables}
    for table in tables:
        later = (pairs[other.id] for other in tables if other.n > table.n)
        if pairs[table.id] and any(pairs[table.id] <= each for each in later):
            supersede(archive, [table.id])


def supersede(archive: Archive, numbers: Iterable[int]) -> None:
    """Inside `archive.writing()`."""
    rows = [(number,) for number in numbers]
    archive.db.executemany("INSERT OR IGNORE INTO superseded(table_id) VALUES(?)", rows)
    archive.db.executemany("DELETE FROM outbox WHERE kind='table' AND ref=?", rows)


def tables_of(archive: Archive, device: bytes) -> list[Stored]:
    """Ascending by n."""
    rows = archive.ask("SELECT id FROM tables WHERE device=? ORDER BY n, hash", device)
    return [table for (number,) in rows if (table := archive.table(number)) is not None]


def pairs_in(body: bytes, epochs: dict[bytes, bytes]) -> Pairs:
    """(person, key); none if the table does not open."""
    with suppress(VaultError):
        return frozenset(parse_table(open_table(body, epochs)))
    return frozenset()
