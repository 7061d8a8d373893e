"""Where does a new thing that happened begin in a sentence, who did it, and where does it end?

A clause begins with a phrase of the tables, after what may stand before it: a connection, a date, who did it.
Inside free text only a mark or a connection lets a new clause begin.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.capture.understood import Kind, Mention
from netlog.capture.vocabulary import Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netlog.capture.names import Names
    from netlog.capture.times import Times
    from netlog.capture.tokens import Token
    from netlog.capture.vocabulary import Vocabulary

_FREE: Final = frozenset({Kind.LEARNED, Kind.NOTE, Kind.TODO, Kind.ASKED, Kind.GAVE, Kind.GOT})
_LINE_ENDS: Final = "\n\v\f\r\x85\u2028\u2029"
_ENDS: Final = ".;!?…-–—"
_LONGEST_PHRASE: Final = 6  # words
_MOST_SUBJECTS: Final = 5
_MOST_BEFORE: Final = 5  # small words before a verb
_WHOLE_NAME: Final = 2  # words from which on "Dana Wu:" is somebody, even if nobody knows her
_ORDER: Final = Verb(Kind.TODO, own_day=True)
_ABOUT: Final = Verb(Kind.NOTE)


class Said(Enum):
    """Who did it, if not somebody by name."""

    NOBODY = "nobody"
    I = "i"  # noqa: E741 - the word
    THIRD = "third"
    THIRD_SEVERAL = "third-several"


class Subject(NamedTuple):
    said: Said = Said.NOBODY
    people: tuple[Mention, ...] = ()

    @property
    def is_other(self) -> bool:
        return bool(self.people) or self.said in {Said.THIRD, Said.THIRD_SEVERAL}


class Clause(NamedTuple):
    """Tokens from `start` to `end`. The verb begins at `phrase`, what follows it at `inside`.

    `date`: where a date before the verb stands. `order`: something still to be done.
    """

    start: int
    phrase: int
    inside: int
    end: int
    verb: Verb
    subject: Subject
    date: tuple[int, int] | None = None
    order: bool = False


class Clauses(NamedTuple):
    tokens: Sequence[Token]
    words: Vocabulary
    names: Names
    times: Times

    def found(self) -> list[Clause]:
        """In order. What stands before the first belongs to none."""
        openings: list[Clause] = []
        at, free = 0, True
        while at < len(self.tokens):
            begun = self._opening(at) if self._boundary(at) else None if free else self._amid(at)
            if begun is None and openings and self._ends_a_thought(at - 1, free=free):
                begun = Clause(at, at, at, at, _ABOUT, Subject())
            if begun is None:
                at += 1
                continue
            openings.append(begun)
            at, free = max(begun.inside, at + 1), begun.verb.kind in _FREE
        ends = [*(each.start for each in openings), len(self.tokens)][1:]
        return [each._replace(end=end) for each, end in zip(openings, ends, strict=True)]

    def _boundary(self, at: int) -> bool:
        if at == 0 or self.tokens[at].folded in self.words.connecting:
            return True
        before = self.tokens[at - 1]
        return (
            not before.is_word and before.text not in "@&+([\"'“‘„«"
        ) or before.folded in self.words.connecting

    def _ends_a_thought(self, at: int, *, free: bool) -> bool:
        """Whether what follows the mark can be no more of what stood before it."""
        mark = self.tokens[at]
        return not mark.is_word and (mark.text in _LINE_ENDS or (not free and mark.text in _ENDS))

    def _opening(self, at: int) -> Clause | None:
        start = at
        if (about := self._about(at)) is not None:
            return about
        at = self._past(at, self.words.connecting)
        date = self._date(at) or self._date(self._past(at, self.words.deadline))
        at = self._past(date[1] if date else at, self.words.connecting)
        begun = self._with_verb(start, self._past(at, self.words.articles), Subject(), orders=True)
        begun = begun or self._with_verb(start, at, Subject(), orders=True) or self._with_subject(start, at)
        return begun and begun._replace(date=date)

    def _amid(self, at: int) -> Clause | None:
        """Without a mark before: a pronoun and a verb, or a verb that is no noun."""
        before = self.tokens[at - 1].folded
        if before in self.words.articles | self.words.means_before | self.words.company | self.words.being:
            return None
        begun = self._pronoun(at)
        if begun is not None:
            return self._with_verb(at, self._past(begun[1], self.words.adverbs), begun[0], orders=False)
        return self._with_verb(at, at, Subject(), orders=False)

    def _with_subject(self, start: int, at: int) -> Clause | None:
        subject = self._pronoun(at) or self._named_subject(at)
        if subject is None:
            return None
        who, at = subject
        at = self._past(at, self.words.adverbs)
        return self._with_verb(start, at, who, orders=False)

    def _pronoun(self, at: int) -> tuple[Subject, int] | None:
        if at >= len(self.tokens):
            return None
        folded = self.tokens[at].folded
        for words, said in (
            (self.words.me, Said.I),
            (self.words.third, Said.THIRD),
            (self.words.third_several, Said.THIRD_SEVERAL),
        ):
            if folded in words:
                return Subject(said), at + 1
        return None

    def _named_subject(self, at: int) -> tuple[Subject, int] | None:
        people, behind = self.names.several(at, len(self.tokens), most=_MOST_SUBJECTS)
        if not people:
            return None
        also_me = self._past(behind, self.words.joining)
        if also_me > behind and also_me < len(self.tokens) and self.tokens[also_me].folded in self.words.me:
            behind = also_me + 1
        return Subject(people=tuple(people)), behind

    def _with_verb(self, start: int, at: int, who: Subject, *, orders: bool) -> Clause | None:
        """The longest phrase that stands here."""
        behind = at
        if not who.people and who.said == Said.NOBODY:
            behind = self._past(at, self.words.adverbs)
        found = self._verb_at(start, at, who, orders=orders)
        return found or (self._verb_at(start, behind, who, orders=orders) if behind > at else None)

    def _verb_at(self, start: int, at: int, who: Subject, *, orders: bool) -> Clause | None:
        limit = min(len(self.tokens), at + _LONGEST_PHRASE)
        for end in range(limit, at, -1):
            if not all(self.tokens[n].is_word for n in range(at, end)):
                continue
            phrase = " ".join(self.tokens[n].folded for n in range(at, end))
            if (verb := self.words.verbs.get(phrase)) is not None:
                return Clause(start, at, end, end, verb, who)
            if phrase in (self.words.orders if orders else self.words.thanking) and not who.is_other:
                return Clause(start, at, end, end, _ORDER, who, order=True)
        return None

    def _about(self, at: int) -> Clause | None:
        """As in "Dana Wu (Acme): …": what follows is about her."""
        people, behind = self.names.several(at, len(self.tokens), most=_MOST_SUBJECTS)
        if not people or behind >= len(self.tokens) or self.tokens[behind].text != ":":
            return None
        if self._with_verb(at, at, Subject(), orders=True) is not None:
            return None
        sure = tuple(
            each._replace(sure=bool(each.organisation) or len(each.name.split()) >= _WHOLE_NAME)
            for each in people
        )
        return Clause(at, behind, behind + 1, behind + 1, _ABOUT, Subject(people=sure))

    def _date(self, at: int) -> tuple[int, int] | None:
        found = self.times.date_at(at, len(self.tokens), "past") if at < len(self.tokens) else None
        return (at, found.end) if found else None

    def _past(self, at: int, small: frozenset[str]) -> int:
        limit = at + _MOST_BEFORE
        while at < min(limit, len(self.tokens)) and self.tokens[at].folded in small:
            at += 1
        return at


NO_CLAUSE: Final = Clause(0, 0, 0, 0, _ABOUT, Subject())
