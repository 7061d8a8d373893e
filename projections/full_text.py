"""How is a text found by its words? An FTS5 index beside a table: kept as its rows come and go, and asked.

Rule: whatever somebody types is words to look for; no character of it is an operator of FTS5.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from projections.engine import AnyProjection, FullText

NUMBER: Final = "number"
"""The column by which an index names a row."""

_TOKENS: Final = "unicode61 remove_diacritics 2"
_SPELT: Final = str.maketrans(
    dict(zip("øłđðħıŋŧØŁĐÐĦŊŦ", "olddhintOLDDHNT", strict=True))
    | {"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "Æ": "AE", "Œ": "OE", "Þ": "TH", "ẞ": "SS"}
)
_SPECIAL: Final = re.compile(f"[{''.join(map(chr, _SPELT))}]")
"""Translating looks at one letter after the other, at five times the price of not finding any of these."""
_LONGEST: Final = 400
_MOST_TERMS: Final = 16


def spelt(text: str) -> str:
    """With plain letters for those that are letters of their own, not accented ones, so that FTS5 leaves them
    as they are. Each word stays one word.
    """
    return text if text.isascii() or not _SPECIAL.search(text) else text.translate(_SPELT)


def create(db: sqlite3.Connection, projection: AnyProjection) -> None:
    table, column = projection.table, _of(projection).column
    db.execute(
        f"CREATE VIRTUAL TABLE {table}_words USING fts5"
        f"({column}, content = '{table}', content_rowid = '{NUMBER}', tokenize = '{_TOKENS}')"
    )


def add_new(db: sqlite3.Connection, projection: AnyProjection) -> None:
    """Rows that the index does not have yet, which are those of the greatest numbers.

    At once, not by triggers: those write a page of the index for every row, ten times as slow.
    """
    table, text = projection.table, _of(projection)
    db.execute(
        f"INSERT INTO {table}_words (rowid, {text.column})"  # noqa: S608 - constants of this program
        f" SELECT {NUMBER}, coalesce({text.spelt}, {text.column}) FROM {table}"
        f" WHERE {NUMBER} > (SELECT coalesce(max(id), 0) FROM {table}_words_docsize)"
    )


def remove(db: sqlite3.Connection, projection: AnyProjection, subjects: Sequence[tuple[str]]) -> None:
    """Before the rows of the subjects are removed: the index must be told what it held."""
    table, text = projection.table, _of(projection)
    db.executemany(
        f"INSERT INTO {table}_words ({table}_words, rowid, {text.column})"  # noqa: S608 - constants of this program
        f" SELECT 'delete', {NUMBER}, coalesce({text.spelt}, {text.column}) FROM {table} WHERE subject = ?",
        subjects,
    )


def clear(db: sqlite3.Connection, projection: AnyProjection) -> None:
    """Before all rows are removed."""
    table = projection.table
    db.execute(f"INSERT INTO {table}_words ({table}_words) VALUES ('delete-all')")  # noqa: S608 - as above


class Terms(NamedTuple):
    """What was typed: words and phrases, as the index spells them. `last_begins`: the last is a beginning."""

    words: tuple[str, ...]
    last_begins: bool

    @property
    def match(self) -> str:
        """As FTS5 reads it: all of them, each a string in quotes, which is all that it makes of them."""
        quoted = ['"' + word.replace('"', '""') + '"' for word in self.words]
        return " AND ".join(quoted) + ("*" if self.last_begins else "")


def terms(typed: str) -> Terms | None:
    """The words and "phrases" in some text, the last word as a beginning; None without any letter."""
    found = list(_WORDS.finditer(_UNSAYABLE.sub(" ", typed[:_LONGEST])))
    kept = [(each[1] or each[2] or "", each[1] is not None) for each in found]
    kept = [(word, phrase) for word, phrase in kept if any(map(str.isalnum, word))][:_MOST_TERMS]
    if not kept:
        return None
    return Terms(tuple(spelt(word) for word, _ in kept), last_begins=not kept[-1][1])


_UNSAYABLE: Final = re.compile("[\0\ud800-\udfff]")  # SQLite would end there, or refuse it
_WORDS: Final = re.compile(r'"([^"]*)"?|([^\s"]+)')


def _of(projection: AnyProjection) -> FullText:
    if projection.full_text is None:
        raise TypeError(projection.table)
    return projection.full_text
