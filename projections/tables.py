"""Where do the rows live? In one SQLite database in memory, which can be taken as an image and loaded again.

Two parts exist: `hot` keeps the rows that everyday answers need, `cold` keeps all and knows the state.
Loading and asking import neither pydantic-core nor sqlite-utils.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from projections.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from events.ids import SubjectId
    from projections.components import Unknown
    from projections.engine import AnyProjection

    Projections: TypeAlias = Sequence[AnyProjection] | Callable[[], Sequence[AnyProjection]]
    """Them, or what gives them once they are needed: answering needs none."""

Part = Literal["hot", "cold"]
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
        return _kept(self.projections, self.part)

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
    def load(cls, image: bytes, projections: Projections, *, part: Part, known: bool = False) -> Tables:
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
        """A hash over the content of all tables, equal wherever the same events are. Cold part only."""
        if self.part != "cold":
            message = "only the cold part knows the state"
            raise ValueError(message)
        versions = sorted((projection.table, projection.version) for projection in self.projections)
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
        for table in ("identities", "unknown", "digests", *(projection.table for projection in self.kept)):
            self.db.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant of this program
        self.advance(0, Settings())

    def advance(self, position: int, settings: Settings) -> None:
        self._set("position", str(position))
        self._set("settings", settings.text)

    def remove(self, subjects: Iterable[SubjectId]) -> None:
        """Every row that hangs on one of the ids."""
        keys = [(subject,) for subject in subjects]
        for table in ("identities", "unknown", "digests", *(projection.table for projection in self.kept)):
            self.db.executemany(f"DELETE FROM {table} WHERE subject = ?", keys)  # noqa: S608 - a constant

    def insert(self, folded: Sequence[Folded], *, strict: bool = False) -> None:
        """The rows of subjects that have none.

        A row that cannot be stored leaves out its subject in that table, or if `strict`, raises.
        """
        failed = {one.table: self._insert(one, folded, strict=strict) for one in self.kept}
        unknown = [(one.subject, entry or "", *what) for one in folded for entry, *what in one.unknown]
        unknown += [
            (subject, "", table, FAILED) for table, subjects in failed.items() for subject in subjects
        ]
        self.db.executemany("INSERT INTO unknown VALUES (?, ?, ?, ?)", unknown)
        merged = [(id, one.subject) for one in folded if len(one.ids) > 1 for id in sorted(one.ids)]
        self.db.executemany("INSERT INTO identities VALUES (?, ?)", merged)
        if self.part == "cold":
            digests = ((one.subject, digest) for one in folded if (digest := _digest(one, failed)))
            self.db.executemany("INSERT INTO digests VALUES (?, ?)", digests)

    def fill_from(self, whole: Tables) -> None:
        """Into empty tables the rows that this part keeps of all that `whole` holds."""
        for one in self.kept:
            rows = whole.db.execute(f"SELECT * FROM {one.table} WHERE {one.hot}")  # noqa: S608 - constants of this program
            marks = ", ".join("?" * len(one.columns))
            self.db.executemany(f"INSERT INTO {one.table} VALUES ({marks})", rows)  # noqa: S608 - as above
        for table, marks in (("identities", "?, ?"), ("unknown", "?, ?, ?, ?")):
            rows = whole.db.execute(f"SELECT * FROM {table}")  # noqa: S608 - one of two names
            self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - as above

    def _insert(self, projection: AnyProjection, folded: Sequence[Folded], *, strict: bool) -> set[SubjectId]:
        """Inserts the rows of one projection; the subjects that had to be left out."""
        statement, table = _insertion(projection, self.part), projection.table
        try:
            self._insert_all(statement, (row for one in folded for row in one.rows.get(table, ())))
        except _UNSTORABLE:
            if strict:
                raise
            return {one.subject for one in folded if not self._stored(statement, one.rows.get(table, ()))}
        return set()

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
        [one.table, one.version, one.columns, one.primary_key, one.indexes, one.hot] for one in projections
    ]
    return hashlib.sha256(_encode([ENGINE, part, parts]).encode()).hexdigest()


def _all(projections: Projections) -> tuple[AnyProjection, ...]:
    return tuple(projections() if callable(projections) else projections)


def _connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def _loaded(image: bytes) -> sqlite3.Connection:
    db = _connection()
    db.deserialize(image)
    db.execute("PRAGMA journal_mode = MEMORY")
    return db


def _kept(projections: Sequence[AnyProjection], part: Part) -> tuple[AnyProjection, ...]:
    return tuple(one for one in projections if part == "cold" or one.hot is not None)


def _insertion(projection: AnyProjection, part: Part) -> str:
    """The statement that inserts a row, into the hot tables only if the projection's condition holds.

    `OR FAIL`: undoing one row needs no journal of the statement, which would cost five times the row.
    """
    marks = ", ".join("?" * len(projection.columns))
    if part == "cold" or projection.hot in {None, "1"}:
        return f"INSERT OR FAIL INTO {projection.table} VALUES ({marks})"  # noqa: S608 - constants of this program
    named = ", ".join(f"? AS {column}" for column in projection.columns)
    return f"INSERT OR FAIL INTO {projection.table} SELECT * FROM (SELECT {named}) WHERE {projection.hot}"  # noqa: S608


def _digest(folded: Folded, failed: dict[str, set[SubjectId]]) -> bytes | None:
    """Of all rows that were stored for one subject, in order of the tables' names; None without any."""
    subject = folded.subject
    rows = [
        [table, rows] for table, rows in sorted(folded.rows.items()) if rows and subject not in failed[table]
    ]
    from pydantic_core import to_json  # four times as fast; whoever folds has it loaded

    return hashlib.sha256(to_json(rows)).digest() if rows else None
