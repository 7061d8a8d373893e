"""Which columns and indexes do the tables have? Made with sqlite-utils, only when tables are made anew."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from sqlite_utils import Database

from projections import full_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from projections.engine import AnyProjection


def create(db: sqlite3.Connection, projections: Sequence[AnyProjection]) -> None:
    """All tables of a database that has none."""
    database = Database(db, execute_plugins=False)  # whatever plugins a machine has see no private data
    _create(database, "meta", {"key": str, "value": str}, ("key",))
    _create(database, "identities", {"subject": str, "representative": str}, ("subject",))
    database.table("identities").create_index(["representative"])
    unknown = {"subject": str, "entry": str, "name": str, "why": str}
    _create(database, "unknown", unknown, ("subject", "entry", "name"))
    _create(database, "digests", {"subject": str, "digest": bytes}, ("subject",))
    for projection in projections:
        columns = {"subject": str, **_columns(projection)}
        if projection.full_text is None:
            _create(database, projection.table, columns, ("subject", *projection.primary_key))
        else:
            _create_numbered(database, projection, columns)
        for index in projection.indexes:
            database.table(projection.table).create_index(list(index))


def _create(database: Database, table: str, columns: dict[str, Any], key: tuple[str, ...]) -> None:
    """A table that is its own primary index: rows of a subject lie together, and the image stays small."""
    sql = database.create_table_sql(table, _types(columns), pk=key, not_null=_required(columns))
    database.conn.execute(sql.rstrip().rstrip(";") + " WITHOUT ROWID")


def _create_numbered(database: Database, projection: AnyProjection, columns: dict[str, Any]) -> None:
    """A full-text index names rows by number; the number of a row says nothing, and is in no state."""
    types = {full_text.NUMBER: int, **_types(columns)}
    sql = database.create_table_sql(projection.table, types, pk=full_text.NUMBER, not_null=_required(columns))
    database.conn.execute(sql)
    database.table(projection.table).create_index(["subject"])
    full_text.create(database.conn, projection)


def _required(columns: dict[str, Any]) -> list[str]:
    return [name for name, kind in columns.items() if NoneType not in get_args(kind)]


def _types(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: next(iter(set(get_args(kind)) - {NoneType}), kind) for name, kind in columns.items()}


def _columns(projection: AnyProjection) -> dict[str, Any]:
    hints = get_type_hints(projection.row)
    for name, kind in hints.items():
        if kind not in (str, int, str | None, int | None):
            message = f"{projection.table}.{name} is neither text nor a number"
            raise TypeError(message)
    return hints
