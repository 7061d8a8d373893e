"""What follows a verb in its clause: the words that every reader looks for in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.capture.clauses import Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netlog.capture.clauses import Clause
    from netlog.capture.names import Names
    from netlog.capture.times import Times
    from netlog.capture.tokens import Token
    from netlog.capture.understood import Mention
    from netlog.capture.vocabulary import Vocabulary
    from netlog.dates import Prefer

_TRAILING: Final = frozenset(",;:.-–—…•+&([{\n\v\f\r\x85\u2028\u2029")
_CLOSING: Final = frozenset(")]},;:.")
_LONGEST_MEANS: Final = 4  # words
_MOST_SMALL: Final = 3


class Arguments:
    """One clause and what is known before it. `left` collects the tokens that nothing takes."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that reading a clause depends on
        self, text: str, tokens: Sequence[Token], words: Vocabulary, names: Names, times: Times,
        clause: Clause, spoken_of: tuple[Mention, ...], mentions: Sequence[Mention],
    ) -> None:  # fmt: skip
        self.text, self.tokens, self.words, self.names, self.times = text, tokens, words, names, times
        self.clause, self.spoken_of, self.mentions = clause, spoken_of, mentions
        self.left: list[int] = []
        self.date_span: tuple[int, int] | None = clause.date

    def folded(self, at: int) -> str:
        return self.tokens[at].folded if at < self.clause.end else ""

    def is_word(self, at: int) -> bool:
        return at < self.clause.end and self.tokens[at].is_word

    def past(self, at: int, small: frozenset[str]) -> int:
        """Behind a few small words."""
        limit = min(self.clause.end, at + _MOST_SMALL)
        while at < limit and self.tokens[at].folded in small:
            at += 1
        return at

    def slice(self, first: int, last: int) -> str | None:
        """The words as they were typed, without the marks and connections around them."""
        while first < last and (
            not self.tokens[first].is_word and self.tokens[first].text in _CLOSING | _TRAILING - set("([{")
        ):
            first += 1
        while first < last and self._trails(self.tokens[last - 1]):
            last -= 1
        taken = self.tokens[first:last]  # a verb that was put in front stands further on in the text
        return self.text[min(n.start for n in taken) : max(n.end for n in taken)] if taken else None

    def _trails(self, token: Token) -> bool:
        return (not token.is_word and token.text in _TRAILING) or token.folded in {
            "and",
            "but",
            "und",
            "aber",
            "&",
        }

    def words_between(self, first: int, last: int) -> list[str]:
        return [token.folded for token in self.tokens[first:last] if token.is_word]

    def subject(self) -> tuple[Mention, ...]:
        """Who did it, by name or by pronoun; of the one who is meant by "I" nobody."""
        who = self.clause.subject
        if who.people:
            return who.people
        if who.said == Said.THIRD:
            return self.spoken_of[-1:]
        return self.spoken_of if who.said == Said.THIRD_SEVERAL else ()

    def object_at(self, at: int) -> tuple[Mention, ...] | None:
        """Whom her, him or them means; None: no such word stands here."""
        if self.folded(at) in self.words.objects:
            return self.spoken_of[-1:]
        return self.spoken_of if self.folded(at) in self.words.objects_several else None

    def assumed(self) -> tuple[Mention, ...]:
        """Who is meant where nobody is said: who was spoken of first."""
        return self.subject() or self.spoken_of[:1]

    def when(self, prefer: Prefer = "past") -> str | None:
        """The date before the verb."""
        if self.clause.date is None:
            return None
        found = self.times.date_at(*self.clause.date, prefer)
        return found.when if found else None

    def trailing_date(self, first: int, prefer: Prefer = "past") -> tuple[int, str | None]:
        """Where the text from `first` on ends, and the date behind it, else the one before the verb."""
        last = self.clause.end
        while last > first and self._trails(self.tokens[last - 1]):
            last -= 1
        found = self.times.date_before(first, last, prefer)
        if found is None or (prefer == "past" and self.is_to_come(found[1])):
            return self.clause.end, self.when(prefer)
        self.date_span = (found[0], last)
        return found[0], found[1]

    def is_to_come(self, when: str) -> bool:
        return when[:10] > self.times.calendar.today.isoformat()

    def without_date(self) -> str | None:
        """The clause from its verb on, without the date that was found in it."""
        start, end = self.clause.phrase, self.clause.end
        if self.date_span is None or self.date_span[0] < start:
            return self.slice(start, end)
        before, behind = self.slice(start, self.date_span[0]), self.slice(self.date_span[1], end)
        return " ".join(filter(None, (before, behind))) or None

    def means_at(self, at: int, table: Mapping[str, str]) -> tuple[str, int] | None:
        """A word of the table, after small words such as "over a quick"."""
        at = self.past(self.past(at, self.words.means_before), self.words.articles)
        return self.meaning_at(at, table)

    def meaning_at(self, at: int, table: Mapping[str, str]) -> tuple[str, int] | None:
        """The longest phrase of the table that stands here, what it means, and the token behind it."""
        for last in range(min(self.clause.end, at + _LONGEST_MEANS), at, -1):
            phrase = " ".join(self.tokens[n].folded for n in range(at, last))
            if phrase in table:
                return table[phrase], last
        return None

    def says_nothing(self) -> bool:
        """Whether nothing but small words follows the verb."""
        inside = self.words_between(self.clause.inside, self.clause.end)
        return all(each in self.words.fillers for each in inside)
