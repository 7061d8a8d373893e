"""What can be understood of a sentence: who, what, when, and with which words it was said."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Kind(StrEnum):
    MET = "met"
    PLANNED = "planned"
    WROTE = "wrote"
    HEARD = "heard"
    APPROACHED = "approached"
    ANSWERED = "answered"
    NAMED = "named"
    LEARNED = "learned"
    ASKED = "asked"
    GAVE = "gave"
    GOT = "got"
    THANKED = "thanked"
    TODO = "todo"
    NOTE = "note"


class Span(NamedTuple):
    """Where words stand in the text, as a slice."""

    start: int
    end: int


class Mention(NamedTuple):
    """Somebody, as named in the text. `sure`: said where only a name can stand; if not, somebody who is not
    known is nobody.
    """

    name: str
    organisation: str | None = None
    role: str | None = None
    sure: bool = True


class Part(NamedTuple):
    """One thing that happened or is to be done. `when` as the log writes dates, None: as all the rest.

    `word` is the medium, the channel, the answer or the kind of what was asked, given or received. Without
    `people` it was not said about whom.
    """

    kind: Kind
    spans: tuple[Span, ...]
    people: tuple[Mention, ...] = ()
    named: tuple[Mention, ...] = ()
    when: str | None = None
    text: str | None = None
    word: str | None = None
    minutes: int | None = None
    url: str | None = None


class Sentence(NamedTuple):
    """All of a text. `rest` is what no rule takes; `unclear` a date that can be read in two ways, and why."""

    parts: tuple[Part, ...]
    rest: tuple[Span, ...]
    unclear: str | None = None

    def spans(self) -> list[Span]:
        """Every stretch of the text that something accounts for."""
        return sorted([span for part in self.parts for span in part.spans] + list(self.rest))


def joined(positions: Iterable[tuple[int, Span]]) -> tuple[Span, ...]:
    """Neighbours as one: `positions` are (number of the token, where it stands), in the order of numbers."""
    spans: list[Span] = []
    before = -2
    for number, span in positions:
        if number == before + 1:
            spans[-1] = Span(min(spans[-1].start, span.start), max(spans[-1].end, span.end))
        else:
            spans.append(span)
        before = number
    return tuple(spans)
