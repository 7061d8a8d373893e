"""Which words may have been meant where nothing holds those that were typed?"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from projections import full_text
from projections.sentences import folded

if TYPE_CHECKING:
    import sqlite3

_ALIKE: Final = 0.72
"""As for names: one wrong letter of four is a typo, one of three is another word."""
_FURTHER: Final = 2
"""Letters by which a word may be longer or shorter than what was typed."""
_NOT_IN_WORDS: Final = re.compile(r"[\W_]+")


def suggestion(db: sqlite3.Connection, typed: str) -> str | None:
    """The same words with those that nobody ever wrote replaced by the most alike that somebody did.

    None where every word was written, or nothing is alike: then there is nothing to suggest.
    """
    terms = full_text.terms(typed)
    if terms is None:
        return None
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.written USING fts5vocab(main, texts_words, row)")
    words = [word for term in terms.words for word in _NOT_IN_WORDS.split(folded(term)) if word]
    begins = words[-1] if terms.last_begins and words else None
    meant = [word if _is_written(db, word, begins=word == begins) else _closest(db, word) for word in words]
    if None in meant or meant == words:
        return None
    return " ".join(filter(None, meant))


def _is_written(db: sqlite3.Connection, word: str, *, begins: bool) -> bool:
    last = word + "\U0010ffff" if begins else word
    found = db.execute("SELECT 1 FROM temp.written WHERE term BETWEEN ? AND ? LIMIT 1", [word, last])
    return found.fetchone() is not None


def _closest(db: sqlite3.Connection, word: str) -> str | None:
    """Of the equally alike the one that stands in most entries, then the first by alphabet."""
    near = db.execute(_NEAR, [len(word) - _FURTHER, len(word) + _FURTHER, word[0], word[-1]])
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(word)
    best = (-_ALIKE, 0, "")
    for term, entries in near:
        matcher.set_seq1(term)
        if matcher.real_quick_ratio() >= -best[0] and matcher.quick_ratio() >= -best[0]:
            best = min(best, (-matcher.ratio(), -entries, term))
    return best[2] or None


_NEAR: Final = (
    "SELECT term, doc FROM temp.written WHERE length(term) BETWEEN ? AND ?"
    " AND (substr(term, 1, 1) = ? OR substr(term, -1) = ?)"
)
