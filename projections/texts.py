"""What was ever written, and which of it holds some words? One row an entry that has words.

An entry that names several people has its row with the first of them, and names the others beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import is_person
from projections import full_text
from projections.engine import FullText, projection
from projections.history import day_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

    from events.ids import SubjectId
    from events.registry import Entry
    from projections.history import History

_BETWEEN: Final = " · "
_BEGIN, _END = "\x02", "\x03"
_UNMARKED: Final = str.maketrans({_BEGIN: None, _END: None})
_SNIPPET: Final = 16
"""Words of a snippet."""
_TELLING: Final = 10_000
"""Matches up to which the order is by relevance: more often than that, the words are everywhere, and which
entry is short says little.
"""


class Written(NamedTuple):
    """`others`: ids of further people, with spaces. `spelt`: the text with plain letters, if that differs."""

    entry: str
    day: str
    name: str
    others: str | None
    text: str
    spelt: str | None


@projection(
    table="texts", row=Written, primary_key=("entry",), part="texts", full_text=FullText("text", "spelt")
)
def texts(history: History) -> Iterator[Written]:
    """The words of the entries that are this subject's before they are anybody else's."""
    from events.written import written

    ids = history.ids
    for entry in history.entries:
        first, *others = _named(entry)
        if first not in ids:
            continue
        text = _BETWEEN.join(filter(None, [" ".join(one.split()) for one in written(entry.event)]))
        if _BEGIN in text or _END in text:
            text = text.translate(_UNMARKED)
        if text:
            spelt = full_text.spelt(text)
            yield Written(
                entry.id,
                day_of(entry).isoformat(),
                entry.event.wire_name,
                " ".join(others) or None,
                text,
                spelt if spelt != text else None,
            )


def _named(entry: Entry) -> list[SubjectId]:
    """The people whom an entry is about, in the event's own order; without any, what else it is about."""
    if len(entry.subjects) == 1:
        return [*entry.subjects]
    named = entry.event.about()
    every = sorted(entry.subjects, key=lambda one: named.index(one) if one in named else len(named))
    people = [one for one in every if is_person(one)]
    return people or every[:1]


class Hit(NamedTuple):
    """`person`: id and name, or None for what is about nobody. `marked`: place and length in the snippet of
    what fits.
    """

    entry: str
    person: dict[str, str] | None
    day: str
    name: str
    snippet: str
    marked: list[tuple[int, int]]


class Asked(NamedTuple):
    """`people`: all ids of one person who is named, or none for anybody. Days are civil, both included."""

    people: Collection[str]
    since: str | None
    until: str | None
    limit: int


def search(db: sqlite3.Connection, typed: str, asked: Asked) -> list[Hit]:
    """What holds all of the words: the most relevant first, of the equally relevant the newest.

    Args:
        db: the tables of texts.
        typed: words and "phrases"; the last word may be the beginning of one.
        asked: what else must be true.

    """
    terms = full_text.terms(typed)
    if terms is None:
        return []
    conditions, given = ["texts_words MATCH ?"], [terms.match]
    if asked.people:
        conditions.append(f"({' OR '.join(['texts.subject = ? OR instr(others, ?)'] * len(asked.people))})")
        given += [one for one in sorted(asked.people) for _ in range(2)]
    for condition, day in (("day >= ?", asked.since), ("day <= ?", asked.until)):
        if day is not None:
            conditions.append(condition)
            given.append(day)
    (count,) = db.execute(_COUNT, [terms.match, _TELLING + 1]).fetchone()
    order = "day DESC, entry" if count > _TELLING else "round(rank, 6), day DESC, entry"
    rows = db.execute(_HITS.format(" AND ".join(conditions), order), [*given, asked.limit])
    return [
        Hit(entry, {"id": subject, "name": called} if called else None, day, name, *_unmarked(snippet))
        for entry, subject, called, day, name, snippet in rows
    ]


_COUNT: Final = "SELECT count(*) FROM (SELECT 1 FROM texts_words WHERE texts_words MATCH ? LIMIT ?)"
_SNIPPET_OF: Final = f"snippet(texts_words, 0, '{_BEGIN}', '{_END}', '…', {_SNIPPET})"
_HITS: Final = f"""
    SELECT entry, texts.subject, names.name, day, texts.name, {_SNIPPET_OF}
    FROM texts_words JOIN texts ON number = texts_words.rowid
    LEFT JOIN names ON names.subject = texts.subject
    WHERE {{}} ORDER BY {{}} LIMIT ?"""  # noqa: S608 - constants of this program


def _unmarked(snippet: str) -> tuple[str, list[tuple[int, int]]]:
    """The words alone, and where the marks were."""
    plain, marked = "", list[tuple[int, int]]()
    for part in snippet.split(_BEGIN):
        hit, end, rest = part.partition(_END)
        if end:
            marked.append((len(plain), len(hit)))
        plain += hit + rest
    return plain, marked
