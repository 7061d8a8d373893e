"""Which words and marks does a text consist of, and where do they stand?

Rule: one pass, and every character that is no space belongs to a token. The end of a line is a mark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK: Final = re.compile(r"[\n\v\f\r\x85\u2028\u2029]|\S+")
_OPENING: Final = frozenset("([{<\"'“‘„«‚*-–—@&+•")
_CLOSING: Final = frozenset(")]}>\"'”’»,;:!?.…*-–—")
_INSIDE: Final = re.compile(r"[()\[\]{}\";“”„«»…–—]|,(?!\d)")
_ADDRESS: Final = re.compile(r"https?://|www\.|[^@\s]+@[^@\s]+\.", re.IGNORECASE)
_ABBREVIATED: Final = frozenset({"dr", "mr", "mrs", "ms", "prof", "st", "jr", "sr", "inc", "ltd", "co", "hr"})
_SHORTHAND: Final = {"w/": "with", "w": "with"}
_LONGEST_WORD: Final = 60  # characters: what is longer is no name
_PIECE: Final = 2  # characters of the pieces of "a.m.", "J.P.", "10.3."


class Token(NamedTuple):
    """`folded` is for comparing. A mark separates; everything else is a word."""

    text: str
    start: int
    end: int
    folded: str
    is_word: bool

    @property
    def may_name(self) -> bool:
        """Whether it could be a word of a name at all."""
        return self.is_word and self.text[0].isalpha() and len(self.text) <= _LONGEST_WORD


def tokens(text: str) -> list[Token]:
    return [
        Token(body, start, start + len(body), _folded(body), is_word)
        for chunk in _CHUNK.finditer(text)
        for body, start, is_word in _apart(chunk[0], chunk.start())
    ]


def _folded(body: str) -> str:
    folded = fold(body).replace("’", "'")
    return _SHORTHAND.get(folded, folded)


def _apart(chunk: str, at: int) -> Iterator[tuple[str, int, bool]]:
    """Marks before, the words, marks behind."""
    if chunk.isspace():
        yield chunk, at, False
        return
    first, last = 0, len(chunk)
    while first < last and chunk[first] in _OPENING | _CLOSING:
        first += 1
    while last > first and chunk[last - 1] in _CLOSING:
        last -= 1
    if last < len(chunk) and chunk[last] == "." and _keeps_its_dot(chunk[first:last]):
        last += 1
    yield from ((chunk[n], at + n, False) for n in range(first))
    yield from _words(chunk[first:last], at + first)
    yield from ((chunk[n], at + n, False) for n in range(last, len(chunk)))


def _words(body: str, at: int) -> Iterator[tuple[str, int, bool]]:
    if _ADDRESS.match(body):
        yield body, at, True
        return
    before = 0
    for mark in _INSIDE.finditer(body):
        if mark.start() > before:
            yield body[before : mark.start()], at + before, True
        yield mark[0], at + mark.start(), False
        before = mark.end()
    if before < len(body):
        yield body[before:], at + before, True


def _keeps_its_dot(body: str) -> bool:
    pieces = body.split(".")
    short = all(len(each) <= _PIECE for each in pieces)
    initial = len(body) == 1 and body.isalpha() and body.isupper()
    return initial or body.lower() in _ABBREVIATED or (len(pieces) > 1 and short)
