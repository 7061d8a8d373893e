"""Where do the rows live? In one SQLite database in memory, which can be taken as an image and loaded again.

A part keeps the rows of some projections by a condition on the row: `cold` and `texts` each keep all rows of
their own projections and know the state of them, `hot` keeps those that everyday answers need.
Loading and asking import neither pydantic-core nor sqlite-utils.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from projections import full_text
from projections.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from events.ids import SubjectId
    from projections.components import Unknown
    from projections.engine import AnyProjection

    Projections: TypeAlias = Sequence[AnyProjection] | Callable[[], Sequence[AnyProjection]]
    """Them, or what gives them once they are needed: answering needs none."""

Part = Literal["hot", "cold", "texts"]
Row = tuple[Any, ...]

ENGINE: Final = 2
"""To be raised whenever the engine comes to other rows from the same folds."""

FAILED: Final = "fold failed"

_UNSTORABLE: Final = (
    sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError,
    OverflowError, ValueError, TypeError,
)  # fmt: skip
"""What SQLite or its driver raises for a row that fits no table; ValueError covers lone surrogates."""

_encode: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class UnusableImage(Exception):
    """The image is damaged, or of other projections: throw it away and rebuild."""


class Folded(NamedTuple):
    """All that is to be kept of one subject. `rows` has the rows of each projection by table."""

    subject: SubjectId
    ids: frozenset[SubjectId]
    rows: dict[str, list[Row]]
    unknown: list[Unknown]


class Tables:
    """The rows of all projections up to `position` of the journal."""

    def __init__(self, db: sqlite3.Connection, projections: Projections, part: Part) -> None:
        """Use `empty` or `load`."""
        self.db = db
        self.part: Final = part
        self._projections = projections

    @cached_property
    def projections(self) -> tuple[AnyProjection, ...]:
        return _all(self._projections)

    @cached_property
    def kept(self) -> tuple[AnyProjection, ...]:
        """Those whose rows this part has."""
        return tuple(one for one in self.projections if one.kept_by(self.part) is not None)

    @cached_property
    def owned(self) -> tuple[AnyProjection, ...]:
        """Those whose rows this part has all of, and answers for in the state."""
        return tuple(one for one in self.projections if one.part == self.part)

    @classmethod
    def empty(cls, projections: Projections, *, part: Part) -> Tables:
        from projections import schema

        tables = cls(_connection(), projections, part)
        schema.create(tables.db, tables.kept)
        tables._set("layout", layout(tables.projections, part))
        tables._set("settings", Settings().text)
        tables._set("position", "0")
        # What was loaded lies in one piece, of which an image is one copy; of what was made, it is two.
        return cls(_loaded(tables.db.serialize()), projections, part)

    @classmethod
    def load(
        cls, image: bytes | bytearray, projections: Projections, *, part: Part, known: bool = False
    ) -> Tables:
        """What an image holds.

        Args:
            image: what `image()` gave.
            projections: of which it should be.
            part: which it should be.
            known: it was made by this very program, so that no view must be loaded to compare its layout.

        Raises: UnusableImage.

        """
        if not image:  # the driver would report a lack of memory
            raise UnusableImage
        try:
            tables = cls(_loaded(image), projections, part)
            fits = known or tables._get("layout") == layout(tables.projections, part)
            int(tables._get("position"))
        except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
            raise UnusableImage from error
        if not fits:
            raise UnusableImage
        return tables

    def close(self) -> None:
        """Gives the memory back at once."""
        self.db.close()

    def image(self) -> bytes:
        """The whole database; never while it is being written."""
        (free,), (pages,) = (
            self.db.execute("PRAGMA freelist_count").fetchone(),
            self.db.execute("PRAGMA page_count").fetchone(),
        )
        if free * 4 > pages:
            self.db.execute("VACUUM")
        return self.db.serialize()

    @property
    def size(self) -> int:
        """Bytes of an image."""
        (pages,), (page,) = (
            self.db.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size")
        )
        return int(pages) * int(page)

    @property
    def position(self) -> int:
        return int(self._get("position"))

    @property
    def settings(self) -> Settings:
        return Settings.parse(self._get("settings"))

    def state(self) -> str:
        """A hash over the content of the tables that this part owns, equal wherever the same events are."""
        if not self.owned:
            message = f"the {self.part} part owns no rows, so it knows no state"
            raise ValueError(message)
        versions = sorted((projection.table, projection.version) for projection in self.owned)
        digest = hashlib.sha256(b"netlog-1 state\x00")
        digest.update(_encode([ENGINE, versions, self._get("settings")]).encode())
        for subject, one in self.db.execute("SELECT subject, digest FROM digests ORDER BY subject"):
            digest.update(b"\n" + subject.encode() + one)
        return digest.hexdigest()

    def members(self, subjects: Collection[SubjectId]) -> set[SubjectId]:
        """All ids of the merged people who have one of these ids."""
        found = self.db.execute(
            "SELECT subject FROM identities WHERE representative IN (SELECT representative FROM identities"
            " WHERE subject IN (SELECT value FROM json_each(?)))",
            [_encode(list(subjects))],
        )
        return {subject for (subject,) in found}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside appears at once, or, when anything is raised, not at all."""
        self.db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def clear(self) -> None:
        """Everything away, back to position 0."""
        for one in self._searched:
            full_text.clear(self.db, one)
        for table in ("identities", "unknown", "digests", *(projection.table for projection in self.kept)):
            self.db.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant of this program
        self.advance(0, Settings())

    def advance(self, position: int, settings: Settings) -> None:
        self._set("position", str(position))
        self._set("settings", settings.text)

    def remove(self, subjects: Iterable[SubjectId]) -> None:
        """Every row that hangs on one of the ids."""
        keys = [(subject,) for subject in subjects]
        for one in self._searched:
            full_text.remove(self.db, one, keys)
        for table in ("identities", "unknown", "digests", *(projection.table for projection in self.kept)):
            self.db.executemany(f"DELETE FROM {table} WHERE subject = ?", keys)  # noqa: S608 - a constant

    def insert(self, folded: Sequence[Folded], *, strict: bool = False) -> None:
        """The rows of subjects that have none.

        A row that cannot be stored leaves out its subject in that table, or if `strict`, raises.
        """
        failed = {one.table: self._insert(one, folded, strict=strict) for one in self.kept}
        unknown = [
            (one.subject, what.entry or "", what.name, what.why)
            for one in folded
            for what in one.unknown
            if what.why != FAILED or what.name in failed  # beside other parts their folds have failed, too
        ]
        unknown += [
            (subject, "", table, FAILED) for table, subjects in failed.items() for subject in subjects
        ]
        self.db.executemany("INSERT INTO unknown VALUES (?, ?, ?, ?)", unknown)
        merged = [(id, one.subject) for one in folded if len(one.ids) > 1 for id in sorted(one.ids)]
        self.db.executemany("INSERT INTO identities VALUES (?, ?)", merged)
        if self.owned:
            tables = sorted(one.table for one in self.owned)
            digests = ((one.subject, digest) for one in folded if (digest := _digest(one, tables, failed)))
            self.db.executemany("INSERT INTO digests VALUES (?, ?)", digests)

    def fill_from(self, others: Sequence[Tables]) -> None:
        """Into empty tables the rows that this part keeps of all that the others hold, who hold them all."""
        whole = {tables.part: tables.db for tables in others}
        for one in self.kept:
            rows = whole[one.part].execute(f"SELECT * FROM {one.table} WHERE {one.kept_by(self.part)}")  # noqa: S608 - constants of this program
            marks = ", ".join("?" * len(one.columns))
            self.db.executemany(f"INSERT INTO {one.table} VALUES ({marks})", rows)  # noqa: S608 - as above
        rows = others[0].db.execute("SELECT * FROM identities")
        self.db.executemany("INSERT INTO identities VALUES (?, ?)", rows)
        tables = _encode([one.table for one in self.kept])
        for db in whole.values():
            rows = db.execute(_UNKNOWN_OF, [FAILED, tables])
            self.db.executemany("INSERT OR IGNORE INTO unknown VALUES (?, ?, ?, ?)", rows)

    def _insert(self, projection: AnyProjection, folded: Sequence[Folded], *, strict: bool) -> set[SubjectId]:
        """Inserts the rows of one projection; the subjects that had to be left out."""
        statement, table = _insertion(projection, self.part), projection.table
        left_out: set[SubjectId] = set()
        try:
            self._insert_all(statement, (row for one in folded for row in one.rows.get(table, ())))
        except _UNSTORABLE:
            if strict:
                raise
            left_out.update(
                one.subject for one in folded if not self._stored(statement, one.rows.get(table, ()))
            )
        if projection.full_text is not None:
            full_text.add_new(self.db, projection)
        return left_out

    @cached_property
    def _searched(self) -> tuple[AnyProjection, ...]:
        return tuple(one for one in self.kept if one.full_text is not None)

    def _stored(self, statement: str, rows: Iterable[Row]) -> bool:
        try:
            self._insert_all(statement, rows)
        except _UNSTORABLE:
            return False
        return True

    def _insert_all(self, statement: str, rows: Iterable[Row]) -> None:
        """Stores all of the rows or, when one cannot be, none."""
        self.db.execute("SAVEPOINT rows")
        try:
            self.db.executemany(statement, rows)
        except BaseException:
            self.db.execute("ROLLBACK TO rows")
            raise
        finally:
            self.db.execute("RELEASE rows")

    def _get(self, key: str) -> str:
        (value,) = self.db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return str(value)

    def _set(self, key: str, value: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])


def layout(projections: Sequence[AnyProjection], part: Part) -> str:
    """A hash over everything that decides which rows stand where."""
    parts = [
        [
            one.table, one.version, one.columns, one.primary_key, one.indexes, one.part, one.hot,
            one.full_text,
        ]
        for one in projections
    ]  # fmt: skip
    return hashlib.sha256(_encode([ENGINE, part, parts]).encode()).hexdigest()


def _all(projections: Projections) -> tuple[AnyProjection, ...]:
    return tuple(projections() if callable(projections) else projections)


def _connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def _loaded(image: bytes | bytearray) -> sqlite3.Connection:
    db = _connection()
    db.deserialize(image)
    db.execute("PRAGMA journal_mode = MEMORY")
    return db


def _insertion(projection: AnyProjection, part: Part) -> str:
    """The statement that inserts a row, if the condition holds under which the part keeps it.

    `OR FAIL`: undoing one row needs no journal of the statement, which would cost five times the row.
    """
    condition, columns = projection.kept_by(part), projection.columns
    into = f"INSERT OR FAIL INTO {projection.table} ({', '.join(columns)})"
    if condition == "1":
        return f"{into} VALUES ({', '.join('?' * len(columns))})"
    named = ", ".join(f"? AS {column}" for column in columns)
    return f"{into} SELECT * FROM (SELECT {named}) WHERE {condition}"  # noqa: S608 - constants of this program


_UNKNOWN_OF: Final = (
    "SELECT * FROM unknown WHERE why <> ? OR name IN (SELECT value FROM json_each(?)) ORDER BY subject, entry"
)


def _digest(folded: Folded, tables: Iterable[str], failed: dict[str, set[SubjectId]]) -> bytes | None:
    """Of all rows that were stored for one subject, table by table; None without any."""
    subject = folded.subject
    rows = [
        [table, rows] for table in tables if (rows := folded.rows.get(table)) and subject not in failed[table]
    ]
    from pydantic_core import to_json  # four times as fast; whoever folds has it loaded

    return hashlib.sha256(to_json(rows)).digest() if rows else None
