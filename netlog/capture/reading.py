"""What does a sentence say: who, what, when, with whom, and what is left over?

Rule: every word belongs to something that was understood or to the rest; nothing raises, nothing is looked
up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.capture.arguments import Arguments
from netlog.capture.clauses import NO_CLAUSE, Clauses
from netlog.capture.contacts import read_contact
from netlog.capture.exchanges import read_asked, read_gave, read_got
from netlog.capture.names import Names
from netlog.capture.plans import read_todo
from netlog.capture.tellings import read_answered, read_learned, read_named, read_note
from netlog.capture.times import Times, Unclear
from netlog.capture.tokens import tokens
from netlog.capture.understood import Kind, Mention, Part, Sentence, Span, joined
from netlog.capture.vocabulary import vocabulary
from netlog.capture.word_order import verbs_first
from netlog.civil import DAY_LENGTH, first_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from netlog.capture.clauses import Clause
    from netlog.capture.times import Calendar
    from netlog.capture.tokens import Token
    from netlog.capture.vocabulary import Vocabulary

_READERS: Final[dict[Kind, Callable[[Arguments], Part]]] = {
    Kind.MET: read_contact,
    Kind.WROTE: read_contact,
    Kind.HEARD: read_contact,
    Kind.APPROACHED: read_contact,
    Kind.THANKED: read_contact,
    Kind.ANSWERED: read_answered,
    Kind.NAMED: read_named,
    Kind.LEARNED: read_learned,
    Kind.ASKED: read_asked,
    Kind.GAVE: read_gave,
    Kind.GOT: read_got,
    Kind.TODO: read_todo,
    Kind.NOTE: read_note,
}
_NEEDS_TEXT: Final = frozenset({Kind.LEARNED, Kind.NOTE, Kind.TODO, Kind.GAVE, Kind.GOT})
_SEPARATING: Final = frozenset(",;:.!?…-–—\n\v\f\r\x85\u2028\u2029")


def understand(text: str, *, calendar: Calendar, languages: tuple[str, ...] = ("en",)) -> Sentence:
    """`languages`: those that are read besides English."""
    words = vocabulary(languages)
    found = verbs_first(tokens(text), words)
    try:
        return _Reading(text, found, words, Times(found, words, calendar)).sentence()
    except Unclear as unclear:
        return Sentence((), (Span(0, len(text)),), str(unclear))


class _Reading:
    """One sentence on its way. Who was spoken of, and on which day, is remembered from clause to clause."""

    def __init__(self, text: str, found: Sequence[Token], words: Vocabulary, times: Times) -> None:
        self.text, self.tokens, self.words, self.times = text, found, words, times
        self.names = Names(found, words, self._stops)
        self.parts: list[Part] = []
        self.rest: list[int] = []
        self.pending: list[int] = []
        self.spoken_of: tuple[Mention, ...] = ()
        self.mentions: list[Mention] = []
        self.when: str | None = None

    def sentence(self) -> Sentence:
        clauses = Clauses(self.tokens, self.words, self.names, self.times).found()
        self._before(clauses[0].start if clauses else len(self.tokens))
        for clause in clauses:
            self._read(clause)
        self.rest += self.pending
        said = [n for n in self.rest if self.tokens[n].is_word]
        return Sentence(tuple(self.parts), self._spans(self._with_surroundings(said)))

    def _with_surroundings(self, numbers: Sequence[int]) -> set[int]:
        """All between two marks: a word alone would tell nobody what it was about."""
        whole: set[int] = set()
        for number in numbers:
            if number in whole:
                continue
            first, last = number, number
            while first > 0 and not self._separates(first - 1):
                first -= 1
            while last + 1 < len(self.tokens) and not self._separates(last + 1):
                last += 1
            whole.update(range(first, last + 1))
        return whole

    def _separates(self, number: int) -> bool:
        return not self.tokens[number].is_word and self.tokens[number].text in _SEPARATING

    def _stops(self, at: int, end: int) -> bool:
        folded = self.tokens[at].folded
        return folded in self.words.verbs or self.times.date_at(at, end, "past") is not None

    def _before(self, end: int) -> None:
        """What stands before the first clause: a date for all, or somebody and something about them."""
        if not end:
            return
        date = self.times.date_at(0, end, "past")
        if date and not any(token.is_word for token in self.tokens[date.end : end]):
            self.when = date.when
            self.pending += range(end)
            return
        named = self.names.at(0, end)
        behind = named.end if named else end
        if named and any(token.is_word for token in self.tokens[behind:end]):
            who = named.mention._replace(sure=False)
            arguments = self._arguments_of(range(behind, end))
            self._remember((who,))
            note = Part(Kind.NOTE, (), (who,), text=arguments.slice(behind, end))
            self.parts.append(note._replace(spans=self._spans(range(end))))
        else:
            self.rest += range(end)

    def _read(self, clause: Clause) -> None:
        arguments = Arguments(
            self.text, self.tokens, self.words, self.names, self.times, clause, self.spoken_of, self.mentions
        )
        part = _READERS[self._kind(clause)](arguments)
        own = range(clause.start, clause.end)
        if (part.kind in _NEEDS_TEXT and not part.text) or (part.kind == Kind.NAMED and not part.named):
            self._remember(part.people)
            if arguments.says_nothing():
                self.pending += own
            else:
                self.rest += own
            return
        left = self._left_over(arguments.left)
        taken = [n for n in (*self.pending, *own) if n not in left]
        self.pending = []
        self.rest += left
        self._remember(part.people)
        self.mentions += part.named
        part = self._dated(part, arguments)._replace(spans=self._spans(taken))
        before = self._same_meeting(part, clause)
        if before is None:
            self.parts.append(part)
        else:
            self.parts[before] = _together(self.parts[before], part)

    def _same_meeting(self, part: Part, clause: Clause) -> int | None:
        """The meeting of which this says more: nobody is named again, and no other day."""
        if part.kind != Kind.MET or clause.subject.people or len(self.parts) == 0:
            return None
        found = [n for n, each in enumerate(self.parts) if each.kind == Kind.MET]
        last = self.parts[found[-1]] if found else None
        return found[-1] if last and part.people == last.people and part.when in {None, last.when} else None

    def _kind(self, clause: Clause) -> Kind:
        """What it is when the other one did it."""
        kind = clause.verb.kind
        if not clause.subject.is_other:
            return kind
        if kind == Kind.GAVE:
            return Kind.NAMED if clause.verb.word else Kind.GOT
        if kind in {Kind.WROTE, Kind.APPROACHED}:
            return Kind.HEARD
        if kind in {Kind.ASKED, Kind.GOT, Kind.THANKED, Kind.TODO, Kind.HEARD}:
            return Kind.NOTE
        return kind

    def _dated(self, part: Part, arguments: Arguments) -> Part:
        """With the day of the conversation if it was part of it; what is still to come is to be done."""
        if part.kind == Kind.TODO:
            return part
        if part.when is None:
            inherits = not arguments.clause.verb.own_day
            return part._replace(when=self.when) if inherits else part
        if first_day(part.when) > self.times.calendar.today:
            if part.kind == Kind.MET and part.people and _is_a_day(part.when):
                return part._replace(kind=Kind.PLANNED)
            return Part(Kind.TODO, (), part.people, when=part.when, text=arguments.without_date())
        if self.when is None and not arguments.clause.verb.own_day:
            self.when = part.when
        return part

    def _remember(self, people: tuple[Mention, ...]) -> None:
        if people:
            self.spoken_of = people
            self.mentions += [each for each in people if each not in self.mentions[-len(people) :]]

    def _arguments_of(self, numbers: range) -> Arguments:
        clause = NO_CLAUSE._replace(start=numbers.start, inside=numbers.start, end=numbers.stop)
        return Arguments(self.text, self.tokens, self.words, self.names, self.times, clause, (), [])

    def _left_over(self, numbers: Iterable[int]) -> set[int]:
        """Of these, the runs that say something."""
        left: set[int] = set()
        run: list[int] = []
        for number in [*sorted(numbers), len(self.tokens) + 1]:
            if run and number != run[-1] + 1:
                if any(
                    self.tokens[n].is_word and self.tokens[n].folded not in self.words.fillers for n in run
                ):
                    left.update(run)
                run = []
            run.append(number)
        return left

    def _spans(self, numbers: Iterable[int]) -> tuple[Span, ...]:
        return joined((n, self._span(n)) for n in sorted(numbers))

    def _span(self, number: int) -> Span:
        return Span(self.tokens[number].start, self.tokens[number].end)


def _together(meeting: Part, more: Part) -> Part:
    text = "; ".join(dict.fromkeys(filter(None, (meeting.text, more.text)))) or None
    if more.word and meeting.word and more.word != meeting.word:
        text = "; ".join(filter(None, (text, more.word)))
    if more.minutes and meeting.minutes and more.minutes != meeting.minutes:
        text = "; ".join(filter(None, (text, f"{more.minutes} min")))
    return meeting._replace(
        text=text,
        word=meeting.word or more.word,
        minutes=meeting.minutes or more.minutes,
        spans=meeting.spans + more.spans,
    )


def _is_a_day(when: str) -> bool:
    """Whether a meeting can be planned for it: a month or about a day is too vague."""
    return len(when) >= DAY_LENGTH and not when.endswith("~")
