"""What does this device hold? Every sealed file it ever wrote or saw, what is still to be published, and
where to find what.

Rule: nothing readable. Files are kept as they are in the folder; who and what they are about stands only in
tags (`sync.tags`). What is committed here is safe: WAL with synchronous=FULL.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from events.ids import short_name
from sync.errors import Altered, ArchiveDamaged, ArchiveMissing, Newer, WriteFailed
from sync.format.common import HASH
from sync.format.sealed import MOST_SEGMENTS
from sync.home import create_private

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

VERSION: Final = 5
"""Of the indexes. They belong to the program: a later version makes them again from the sealed files. Version
1 counted the events of a segment, where version 2 says how many bytes stand before one; version 3 adds what
was seen of the folder and of the chains of others; version 4 what others say that they have seen, what lies
aside, and what cannot be made again: who this device was before, what the folder lacks, since when something
is amiss; version 5 which segments have no events.
"""

_PATIENCE_S: Final = 120.0
"""How long a process waits for others; several record at once, and an import holds the archive for seconds.
"""

_FILES_AT_ONCE: Final = 16

_SCHEMA: Final = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE records(hash BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE segments(
  id INTEGER PRIMARY KEY, device BLOB NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL);
CREATE UNIQUE INDEX segments_place ON segments(device, n, hash);
CREATE TABLE tables(
  id INTEGER PRIMARY KEY, device BLOB NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL);
CREATE UNIQUE INDEX tables_place ON tables(device, n, hash);
CREATE TABLE outbox(kind TEXT, ref INTEGER, PRIMARY KEY(kind, ref)) WITHOUT ROWID;
CREATE TABLE journal(position INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref INTEGER NOT NULL);
"""
_INDEXES: Final = """
CREATE TABLE subject_index(
  tag INTEGER, segment INTEGER, offset INTEGER, PRIMARY KEY(tag, segment, offset)) WITHOUT ROWID;
CREATE TABLE event_index(
  tag INTEGER, segment INTEGER, offset INTEGER, PRIMARY KEY(tag, segment, offset)) WITHOUT ROWID;
CREATE TABLE key_index(
  tag INTEGER, table_id INTEGER, number INTEGER, PRIMARY KEY(tag, table_id, number)) WITHOUT ROWID;
CREATE TABLE met(
  name INTEGER PRIMARY KEY, looks BLOB NOT NULL, verdict TEXT NOT NULL, context BLOB NOT NULL, since INTEGER
  NOT NULL, why TEXT NOT NULL);
CREATE TABLE runs(
  device BLOB, first INTEGER, last INTEGER, tip BLOB, PRIMARY KEY(device, first, last, tip)) WITHOUT ROWID;
CREATE TABLE aside(segment INTEGER PRIMARY KEY);
CREATE TABLE idle(segment INTEGER PRIMARY KEY);
CREATE TABLE written(device BLOB PRIMARY KEY, events INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE claims(
  witness BLOB, device BLOB, n INTEGER, first INTEGER, last INTEGER, tip BLOB,
  PRIMARY KEY(witness, device, n, first, last, tip)) WITHOUT ROWID;
CREATE INDEX claims_tip ON claims(device, last, tip);
CREATE TABLE contradictions(
  kind TEXT, device BLOB, other BLOB, n INTEGER NOT NULL, below INTEGER NOT NULL,
  PRIMARY KEY(kind, device, other)) WITHOUT ROWID;
"""
_INDEX_TABLES: Final = (
    "subject_index", "event_index", "key_index", "met", "runs", "aside", "idle", "written", "claims",
    "contradictions",
)  # fmt: skip

_LASTING: Final = """
CREATE TABLE IF NOT EXISTS identities(
  device BLOB PRIMARY KEY, secrets BLOB NOT NULL, n INTEGER NOT NULL, tip BLOB NOT NULL, retired INTEGER NOT
  NULL, why TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS absent(
  kind TEXT, ref INTEGER, since INTEGER NOT NULL, PRIMARY KEY(kind, ref)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS again(
  kind TEXT, ref INTEGER, times INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(kind, ref)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published(segment INTEGER PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS heard(device BLOB PRIMARY KEY, n INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS packs(
  id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, device BLOB NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, size INTEGER NOT NULL, mine INTEGER NOT NULL DEFAULT 0, since INTEGER);
CREATE TABLE IF NOT EXISTS packed(
  pack INTEGER, segment INTEGER, PRIMARY KEY(pack, segment)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS superseded(table_id INTEGER PRIMARY KEY, since INTEGER);
CREATE TABLE IF NOT EXISTS gaps(
  device BLOB, first INTEGER, last INTEGER, since INTEGER NOT NULL, PRIMARY KEY(device, first)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks(
  device BLOB PRIMARY KEY, n INTEGER NOT NULL, since INTEGER NOT NULL, seen INTEGER NOT NULL, less INTEGER)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS noticed(
  finding TEXT PRIMARY KEY, since INTEGER NOT NULL, told INTEGER NOT NULL, known INTEGER NOT NULL)
  WITHOUT ROWID;
"""
"""What cannot be made again from sealed files; stays when the indexes are renewed."""


_PREVIOUS: Final = "CAST(substr(body, 57, 32) AS BLOB)"
"""Where the header of a segment names the one before it."""


_COUNTS: Final = "segment NOT IN (SELECT segment FROM aside)"


def record_number(digest: bytes) -> int:
    """What stands for a membership record in the outbox."""
    return int.from_bytes(digest[:8], "big", signed=True)


class Stored(NamedTuple):
    """A sealed file in the archive."""

    id: int
    device: bytes
    n: int
    hash: bytes
    body: bytes


class Place(NamedTuple):
    """One event: which segment, and where in its content (`format.segment.record_offsets`)."""

    segment: int
    offset: int


class Met(NamedTuple):
    """A file of the folder that the archive does not hold under that name. `looks`: what the system says of
    it; while that stays the same, so does the `verdict` (held, waiting, altered, newer). `context`: what was
    known of the members when it was judged. `since`: ms since 1970 by this device's clock. `why`: the reason
    for the verdict, in a word (`sync.known`).
    """

    name: int
    looks: bytes
    verdict: str
    context: bytes
    since: int
    why: str


class Archive:
    """The database. Every method that writes must be called inside `writing()`.

    Questions raise Altered when the database is damaged.
    """

    def __init__(self, path: Path) -> None:
        """Raises: ArchiveMissing, ArchiveDamaged, Newer."""
        if not path.is_file():
            raise ArchiveMissing(f"the archive is missing: {path}")
        self.path = path
        self.db = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
        try:
            self.db.executescript(
                "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4000;"
            )
            (version,) = self.db.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            self.db.close()
            raise ArchiveDamaged(f"the archive cannot be opened: {error}: {path}") from error
        if version > VERSION:
            self.db.close()
            raise Newer("archive")
        self.outdated: Final = version < VERSION

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new, empty archive. SQLite gives its side files the mode of the database, so we make that
        ourselves.

        Raises: FileExistsError, OSError, WriteFailed.
        """
        os.close(create_private(path))
        archive = cls(path)
        try:
            archive.db.execute("PRAGMA journal_mode=WAL")
            archive.db.executescript(
                f"BEGIN; {_SCHEMA} {_INDEXES} {_LASTING} PRAGMA user_version={VERSION}; COMMIT;"
            )
        except sqlite3.Error as error:
            archive.close()
            raise WriteFailed(f"the archive was not made: {error}: {path}") from error
        return archive

    def close(self) -> None:
        self.db.close()

    def ask(self, question: str, *values: object) -> list[Any]:
        """All rows at once: no statement stays open that would keep others from folding the log in."""
        try:
            return self.db.execute(question, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise Altered(f"the archive is damaged: {error}") from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, alone on this device from its beginning. All or nothing, on the disk on return.

        Raises: WriteFailed.
        """
        try:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise WriteFailed(f"nothing was recorded: {error}: {self.path}") from error

    @contextmanager
    def writing_soon(self) -> Iterator[None]:
        """A transaction that a power cut may undo: for what is only done again then. Saves the flush."""
        self.db.execute("PRAGMA synchronous=NORMAL")
        try:
            with self.writing():
                yield
        finally:
            self.db.execute("PRAGMA synchronous=FULL")

    def meta(self, name: str) -> bytes | None:
        rows = self.ask("SELECT value FROM meta WHERE name=?", name)
        return bytes(rows[0][0]) if rows else None

    def number(self, name: str) -> int:
        """A counter kept in meta; 0 before it was first set."""
        return int.from_bytes(self.meta(name) or b"", "big")

    def set_meta(self, **values: bytes | int) -> None:
        rows = [
            (name, value.to_bytes(8, "big") if isinstance(value, int) else value)
            for name, value in values.items()
        ]
        self.db.executemany("INSERT OR REPLACE INTO meta VALUES(?,?)", rows)

    def drop_meta(self, name: str) -> None:
        self.db.execute("DELETE FROM meta WHERE name=?", (name,))

    def add_segment(self, device: bytes, n: int, digest: bytes, body: bytes) -> int:
        number = self._add("segments", device, n, digest, body)
        self.db.execute("INSERT INTO journal(kind, ref) VALUES('segment', ?)", (number,))
        return number

    def add_table(self, device: bytes, n: int, digest: bytes, body: bytes) -> int:
        return self._add("tables", device, n, digest, body)

    def _add(self, table: str, *values: object) -> int:
        statement = f"INSERT INTO {table}(device, n, hash, body) VALUES(?,?,?,?)"
        return self.db.execute(statement, values).lastrowid or 0

    def add_record(self, digest: bytes, body: bytes) -> None:
        self.db.execute("INSERT INTO records VALUES(?,?)", (digest, body))

    def records(self) -> dict[bytes, bytes]:
        """Genesis and membership records by hash."""
        return dict(self.ask("SELECT hash, body FROM records"))

    def count_records(self) -> int:
        return int(self.ask("SELECT count(*) FROM records")[0][0])

    def segment(self, number: int) -> Stored | None:
        rows = self.ask("SELECT id, device, n, hash, body FROM segments WHERE id=?", number)
        return Stored(*rows[0]) if rows else None

    def table(self, number: int) -> Stored | None:
        rows = self.ask("SELECT id, device, n, hash, body FROM tables WHERE id=?", number)
        return Stored(*rows[0]) if rows else None

    def segments_after(self, position: int) -> Iterator[Stored]:
        """In the order in which they became readable here, a few at a time."""
        question = (
            "SELECT position, s.id, device, n, hash, body FROM journal JOIN segments s ON s.id = ref"
            " WHERE position > ? AND kind = 'segment' ORDER BY position LIMIT ?"
        )
        while rows := self.ask(question, position, _FILES_AT_ONCE):
            for row in rows:
                yield Stored(*row[1:])
            position = rows[-1][0]

    def tables_after(self, position: int) -> list[int]:
        """The key tables that came after a position of the journal: what they open is readable only since."""
        found = self.ask("SELECT ref FROM journal WHERE position > ? AND kind = 'keys'", position)
        return [number for (number,) in found]

    def add_fact(self, kind: str, ref: int) -> None:
        self.db.execute("INSERT INTO journal(kind, ref) VALUES(?, ?)", (kind, ref))

    def devices_called(self, table: str, short: str) -> list[bytes]:
        """The devices with that short name that wrote segments or tables."""
        return [device for device in self.devices(table) if short_name(device) == short]

    def held(self, table: str, device: bytes, first: int, last: int) -> list[tuple[int, bytes]]:
        """(n, hash) of the segments or tables of a device within bounds."""
        question = f"SELECT n, hash FROM {table} WHERE device=? AND n BETWEEN ? AND ?"  # noqa: S608 - constants
        return self.ask(question, device, first, last)

    def held_at(self, table: str, device: bytes, numbers: Iterable[int]) -> set[tuple[int, bytes]]:
        """(n, hash) of the segments or tables of a device with these n."""
        question = f"SELECT n, hash FROM json_each(?) CROSS JOIN {table} ON device=? AND n=value"  # noqa: S608 - constants
        return set(self.ask(question, json.dumps(list(numbers)), device))

    def links(
        self, device: bytes, first: int = 0, last: int = MOST_SEGMENTS
    ) -> list[tuple[int, bytes, bytes]]:
        """(n, hash, previous) of the segments of a device within bounds."""
        where = "device=? AND n BETWEEN ? AND ? ORDER BY n"
        question = f"SELECT n, hash, {_PREVIOUS} FROM segments WHERE {where}"  # noqa: S608 - constants
        return self.ask(question, device, first, last)

    def links_of(self, device: bytes) -> list[tuple[int, int, bytes, bytes]]:
        """(id, n, hash, previous) of all segments of a device."""
        question = f"SELECT id, n, hash, {_PREVIOUS} FROM segments WHERE device=? ORDER BY n, hash"  # noqa: S608 - constant
        return self.ask(question, device)

    def aside(self) -> set[int]:
        """The segments that do not count: their device was removed before."""
        return {number for (number,) in self.ask("SELECT segment FROM aside")}

    def set_aside(self, away: Iterable[int], back: Iterable[int]) -> None:
        """Lays segments aside, or takes them back. The journal has both: their subjects change."""
        changed = {"INSERT INTO aside VALUES(?)": list(away), "DELETE FROM aside WHERE segment=?": list(back)}
        for statement, numbers in changed.items():
            self.db.executemany(statement, ((number,) for number in numbers))
            self.db.executemany(
                "INSERT INTO journal(kind, ref) VALUES('aside', ?)", ((one,) for one in numbers)
            )

    def put_aside_after(self, position: int) -> list[int]:
        """The segments that were laid aside or taken back after a position of the journal."""
        found = self.ask("SELECT DISTINCT ref FROM journal WHERE position > ? AND kind = 'aside'", position)
        return [number for (number,) in found]

    def sizes_and_links(
        self, device: bytes, first: int, last: int
    ) -> list[tuple[int, int, bytes, int, bytes]]:
        """(id, n, hash, size, previous) of the segments of a device within bounds."""
        columns = f"id, n, hash, length(body), {_PREVIOUS}"
        question = f"SELECT {columns} FROM segments WHERE device=? AND n BETWEEN ? AND ?"  # noqa: S608 - constant
        return self.ask(question, device, first, last)

    def is_named(self, device: bytes, n: int, digest: bytes) -> bool:
        """Whether a held segment names this one as the one before it."""
        question = f"SELECT 1 FROM segments WHERE device=? AND n=? AND {_PREVIOUS}=?"  # noqa: S608 - constants
        return bool(self.ask(question, device, n + 1, digest))

    def all_tables(self) -> Iterator[Stored]:
        last, question = 0, "SELECT id, device, n, hash, body FROM tables WHERE id > ? ORDER BY id LIMIT 1"
        while rows := self.ask(question, last):
            yield Stored(*rows[0])
            last = rows[0][0]

    def superseded(self) -> set[int]:
        """The key tables that nobody needs in the folder: later ones of the same device hold what they do."""
        return {number for (number,) in self.ask("SELECT table_id FROM superseded")}

    def heads(self) -> list[tuple[bytes, int, bytes]]:
        """(device, n, hash) of the last segment of each device that has events."""
        return self.ask(
            "SELECT device, max(n), hash FROM segments WHERE id NOT IN (SELECT segment FROM idle)"
            " GROUP BY device ORDER BY device"
        )

    def devices(self, table: str = "segments") -> list[bytes]:
        """Those that wrote something; jumping from one to the next in the index, however much each wrote."""
        question = f"""
            WITH RECURSIVE each(device) AS (
                SELECT min(device) FROM {table}
                UNION ALL SELECT (SELECT min(device) FROM {table} WHERE device > each.device) FROM each
                WHERE each.device IS NOT NULL)
            SELECT device FROM each WHERE device IS NOT NULL"""  # noqa: S608 - a constant
        return [device for (device,) in self.ask(question)]

    def events_of(self) -> dict[bytes, int]:
        """How many events stand in the segments of each device that count."""
        written = dict(self.ask("SELECT device, events FROM written"))
        question = (
            "SELECT device, count(*) FROM aside JOIN segments ON segments.id = segment"
            " JOIN event_index USING(segment) GROUP BY device"
        )
        aside = dict(self.ask(question)) if self.aside() else {}
        return {device: events - aside.get(device, 0) for device, events in written.items()}

    def tip(self, device: bytes) -> Stored | None:
        """The last segment of a device."""
        rows = self.ask(
            "SELECT id, device, n, hash, body FROM segments WHERE device=? ORDER BY n DESC, hash LIMIT 1",
            device,
        )
        return Stored(*rows[0]) if rows else None

    def runs(self) -> list[tuple[bytes, int, int, bytes]]:
        """(device, first, last, first half of the hash of the last) of the chains of others."""
        return self.ask("SELECT device, first, last, tip FROM runs ORDER BY device, first, last, tip")

    def runs_of(self, device: bytes) -> list[tuple[int, int, bytes]]:
        """(first, last, first half of the hash of the last) of the chains of one of them."""
        return self.ask("SELECT first, last, tip FROM runs WHERE device=? ORDER BY first, last, tip", device)

    def set_runs(self, device: bytes, runs: Iterable[tuple[int, int, bytes]]) -> None:
        self.db.execute("DELETE FROM runs WHERE device=?", (device,))
        self.db.executemany("INSERT INTO runs VALUES(?,?,?,?)", ((device, *run) for run in runs))

    def met(self) -> dict[int, Met]:
        return {
            row[0]: Met(*row) for row in self.ask("SELECT name, looks, verdict, context, since, why FROM met")
        }

    def count_met(self, before_ms: int) -> tuple[int, int]:
        """(waiting, quarantined): files that are not taken in, since then and since longer."""
        question = "SELECT count(*) FILTER (WHERE since >= ?1), count(*) FILTER (WHERE since < ?1) FROM met"
        ((waiting, quarantined),) = self.ask(f"{question} WHERE verdict <> 'held'", before_ms)
        return waiting, quarantined

    def set_met(self, rows: Iterable[Met], gone: Iterable[int]) -> None:
        self.db.executemany("DELETE FROM met WHERE name=?", ((name,) for name in gone))
        self.db.executemany("INSERT OR REPLACE INTO met VALUES(?,?,?,?,?,?)", rows)

    def last_segment(self) -> int:
        return int(self.ask("SELECT coalesce(max(id), 0) FROM segments")[0][0])

    def position(self) -> int:
        """The last position of the journal."""
        return int(self.ask("SELECT coalesce(max(position), 0) FROM journal")[0][0])

    def index_subjects(self, rows: Iterable[tuple[int, int, int]]) -> None:
        self.db.executemany("INSERT OR IGNORE INTO subject_index VALUES(?,?,?)", rows)

    def index_events(self, rows: Iterable[tuple[int, int, int]]) -> None:
        self.db.executemany("INSERT OR IGNORE INTO event_index VALUES(?,?,?)", rows)

    def count_written(self, events: Iterable[tuple[int, int]]) -> None:
        """(how many events, segment) of segments that came in. One without any is idle: a sign of life."""
        events = list(events)
        self.db.executemany(
            "INSERT OR IGNORE INTO idle VALUES(?)", ((one,) for many, one in events if not many)
        )
        self.db.executemany(
            "INSERT INTO written SELECT device, ? FROM segments WHERE id=?"
            " ON CONFLICT DO UPDATE SET events = events + excluded.events",
            events,
        )

    def index_keys(self, rows: Iterable[tuple[int, int, int]]) -> None:
        self.db.executemany("INSERT OR IGNORE INTO key_index VALUES(?,?,?)", rows)

    def add_what_lasts(self) -> None:
        """Of an archive of an older version; what it published it did long ago. Raises: WriteFailed."""
        with self.writing():
            for statement in filter(str.strip, _LASTING.split(";")):
                self.db.execute(statement)
            self.db.execute(
                "INSERT OR IGNORE INTO published SELECT id, 0 FROM segments WHERE id NOT IN"
                " (SELECT ref FROM outbox WHERE kind='segment')"
                " AND device=(SELECT value FROM meta WHERE name='device')"
            )

    def renew_indexes(self) -> None:
        """Empty ones, as this version has them."""
        for table in _INDEX_TABLES:
            self.db.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in filter(str.strip, (_INDEXES + _LASTING).split(";")):
            self.db.execute(statement)
        self.db.execute(f"PRAGMA user_version={VERSION}")

    def places_of(self, subject_tags: Collection[int]) -> list[Place]:
        """Each place once, in order of the segments."""
        question = (
            "SELECT DISTINCT segment, offset FROM json_each(?) CROSS JOIN subject_index ON tag = value"
            " ORDER BY segment, offset"
        )
        return [Place(*row) for row in self.ask(question, json.dumps(list(subject_tags)))]

    def count_places(self, subject_tags: Collection[int]) -> int:
        question = "SELECT count(*) FROM json_each(?) CROSS JOIN subject_index ON tag = value"
        return int(self.ask(question, json.dumps(list(subject_tags)))[0][0])

    def tagged_places(self, subject_tags: Collection[int]) -> Iterator[tuple[int, Iterator[tuple[int, int]]]]:
        """By segment, in order: (offset, tag) of each event. In texts until then, a third of the memory of
        numbers.
        """
        question = (
            "SELECT segment, group_concat(offset, ' '), group_concat(tag, ' ')"
            " FROM json_each(?) CROSS JOIN subject_index ON tag = value GROUP BY segment ORDER BY segment"
        )
        for segment, offsets, tags in self.ask(question, json.dumps(list(subject_tags))):
            yield segment, zip(map(int, offsets.split()), map(int, tags.split()), strict=True)

    def is_indexed(self, subject_tag: int, place: Place) -> bool:
        question = "SELECT 1 FROM subject_index WHERE tag=? AND segment=? AND offset=?"
        return bool(self.ask(question, subject_tag, *place))

    def places_between(self, lowest: int, highest: int) -> list[Place]:
        question = (
            "SELECT segment, offset FROM event_index WHERE tag BETWEEN ? AND ? ORDER BY segment, offset"
        )
        return [Place(*row) for row in self.ask(question, lowest, highest)]

    def count_new(self, event_tags: Iterable[int]) -> int:
        """How many of them no event that counts has yet."""
        question = (
            "SELECT count(DISTINCT value) FROM json_each(?)"  # noqa: S608 - constant
            f" WHERE NOT EXISTS (SELECT 1 FROM event_index WHERE tag=value AND {_COUNTS})"
        )
        return int(self.ask(question, json.dumps(list(event_tags)))[0][0])

    def count_events(self) -> int:
        """How many events count, each once."""
        return int(self.ask(f"SELECT count(DISTINCT tag) FROM event_index WHERE {_COUNTS}")[0][0])  # noqa: S608 - constant

    def count_aside(self) -> dict[bytes, int]:
        """How many events of each device lie aside, and stand nowhere else."""
        question = (
            "SELECT device, count(DISTINCT tag) FROM aside JOIN event_index USING(segment)"  # noqa: S608 - constant
            " JOIN segments ON segments.id = segment WHERE tag NOT IN"
            f" (SELECT tag FROM event_index WHERE {_COUNTS}) GROUP BY device"
        )
        return dict(self.ask(question))

    def key_places(self, key_tag: int) -> list[tuple[int, int]]:
        """(table, the how-manieth row in it)."""
        return self.ask("SELECT table_id, number FROM key_index WHERE tag=? ORDER BY table_id", key_tag)

    def post(self, kind: str, refs: Iterable[int]) -> None:
        self.db.executemany("INSERT OR IGNORE INTO outbox VALUES(?,?)", ((kind, ref) for ref in refs))

    def post_records(self, digests: Iterable[bytes]) -> None:
        """Membership records, or the genesis."""
        self.post("record", map(record_number, digests))

    def posted_record(self, ref: int) -> tuple[bytes, bytes] | None:
        """(hash, body)."""
        first = ref.to_bytes(8, "big", signed=True)
        question = "SELECT hash, body FROM records WHERE hash BETWEEN ? AND ?"
        rows = self.ask(question, first, first.ljust(HASH, b"\xff"))
        return rows[0] if rows else None

    def outbox(self) -> list[tuple[str, int]]:
        """(kind, id). Who writes comes first, then key tables: what needs them should not arrive before."""
        return self.ask("SELECT kind, ref FROM outbox ORDER BY kind <> 'record', kind DESC, ref")

    def take_out(self, letters: Iterable[tuple[str, int]]) -> None:
        """By what they are, not by a row number: numbers of deleted rows are given again, and another process
        may have published and posted meanwhile.
        """
        self.db.executemany("DELETE FROM outbox WHERE kind=? AND ref=?", letters)

    def note_published(self, letters: Iterable[tuple[str, int]], now_ms: int) -> None:
        """When a segment was last brought into the folder, ms since 1970 by this device's clock."""
        rows = [(ref, now_ms) for kind, ref in letters if kind == "segment"]
        self.db.executemany("INSERT OR REPLACE INTO published VALUES(?,?)", rows)

    def note_heard(self, device: bytes, n: int, now_ms: int) -> None:
        """When the latest segment of another device came in, ms since 1970 by this device's clock."""
        self.db.execute(
            "INSERT INTO heard VALUES(?,?,?) ON CONFLICT DO UPDATE SET n=excluded.n, at=excluded.at"
            " WHERE excluded.n > n",
            (device, n, now_ms),
        )

    def waiting_in_outbox(self) -> int:
        """Signs of life do not count: nothing is lost with them."""
        idle = "kind = 'segment' AND ref IN (SELECT segment FROM idle)"
        return int(self.ask(f"SELECT count(*) FROM outbox WHERE NOT ({idle})")[0][0])  # noqa: S608 - a constant

    def last_published(self, device: bytes) -> int | None:
        """When a segment of a device was last brought into the folder; None while one waits for that."""
        waiting = "SELECT 1 FROM outbox WHERE kind='segment' LIMIT 1"
        latest = "SELECT coalesce(max(at), 0) FROM published JOIN segments ON id = segment WHERE device=?"
        return None if self.ask(waiting) else int(self.ask(latest, device)[0][0])
