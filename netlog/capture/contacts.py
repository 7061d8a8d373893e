"""What is said of a conversation, a letter, an approach or thanks: with whom, how, how long, what about?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.capture.understood import Kind, Mention, Part

if TYPE_CHECKING:
    from netlog.capture.arguments import Arguments

_MOST_PLACE: Final = 4  # words
_QUOTING: Final = frozenset(":\"“‘„«'")


def read_contact(it: Arguments) -> Part:
    return _Contact(it).part()


class _Contact:
    """One pass over the clause; whatever no rule takes is left."""

    def __init__(self, it: Arguments) -> None:
        self.it = it
        self.kind = it.clause.verb.kind
        self.people: list[Mention] = list(it.subject())
        self.word = it.clause.verb.word
        self.minutes: int | None = None
        self.when = it.when()
        self.text: str | None = None

    def part(self) -> Part:
        it = self.it
        if it.clause.subject.is_other and self.kind != Kind.MET:
            return self._from_them()
        at = it.clause.inside
        while at < it.clause.end:
            behind = self._step(at)
            if behind == at:
                it.left.append(at)
            at = max(behind, at + 1)
        asks_for_time = self.kind == Kind.WROTE and self.minutes is not None
        kind = Kind.APPROACHED if asks_for_time else self.kind
        people = tuple(dict.fromkeys(self.people)) or it.spoken_of[:1]
        return Part(kind, (), people, (), self.when, self.text, self.word, self.minutes)

    def _from_them(self) -> Part:
        """They wrote: everything behind is what about."""
        it = self.it
        at = it.past(it.clause.inside, it.words.me | {"me", "us", "mir"})
        end, self.when = it.trailing_date(at)
        return Part(Kind.HEARD, (), tuple(self.people), (), self.when, it.slice(at, end), self.word)

    def _step(self, at: int) -> int:
        """The token behind what begins here; `at`: nothing does."""
        for step in (
            self._date,
            self._time,
            self._object,
            self._means,
            self._what_about,
            self._people,
            self._place,
        ):
            if (behind := step(at)) > at:
                return behind
        return at

    def _date(self, at: int) -> int:
        found = self.it.times.date_at(at, self.it.clause.end, "past")
        if found is None or self.when is not None:
            return at
        if self.kind == Kind.MET and self.it.is_to_come(found.when) and not self.it.clause.verb.may_be_ahead:
            return at
        self.when, self.it.date_span = found.when, (at, found.end)
        return found.end

    def _time(self, at: int) -> int:
        start = self.it.past(at, self.it.words.reason)
        found = self.it.times.minutes_at(start, self.it.clause.end)
        if found is None or self.minutes is not None:
            return at
        self.minutes = found[0]
        return found[1]

    def _object(self, at: int) -> int:
        start = self.it.past(at, self.it.words.company | self.it.words.target)
        meant = self.it.object_at(start)
        if meant is None:
            return at
        self.people += meant
        return start + 1

    def _what_about(self, at: int) -> int:
        """All to the end of the clause, after "about"; of thanks after "for"."""
        it = self.it
        opens = it.words.reason | it.words.subject if self.kind == Kind.THANKED else it.words.subject
        quoted = self.kind != Kind.MET and bool(self.people) and it.tokens[at].text in _QUOTING
        if not (quoted or it.folded(at) in opens) or self.text is not None or at + 1 >= it.clause.end:
            return at
        end, when = it.trailing_date(at + 1) if self.when is None else (it.clause.end, self.when)
        self.when = when
        self.text = it.slice(at + 1, end)
        if quoted and self.text is not None:
            self.text = self.text.rstrip("\"”’'“»«")
        if self.kind == Kind.WROTE:
            self.minutes = next(
                filter(None, (it.times.minutes_at(n, end) for n in range(at, end))), (None, 0)
            )[0]
        return it.clause.end

    def _means(self, at: int) -> int:
        found = self.it.means_at(at, self.it.words.means)
        if found is None or (self.word and self.kind == Kind.MET and not self._is_weak(self.word)):
            return at
        self.word = found[0]
        return found[1]

    @staticmethod
    def _is_weak(word: str) -> bool:
        return word == "message"

    def _people(self, at: int) -> int:
        it = self.it
        small = it.words.company | it.words.joining
        start = it.past(at, small if self.people else small | it.words.target)
        if start == at and self.people and not it.clause.subject.is_other and not self._follows_comma(at):
            return at
        names, behind = it.names.several(start, it.clause.end, lower=start > at or not self.people)
        if not names:
            return at
        self.people += names
        return behind

    def _follows_comma(self, at: int) -> bool:
        return self.it.tokens[at - 1].text == ","

    def _place(self, at: int) -> int:
        """At an organisation, if none is known of the last one named; at the conference, if no medium is."""
        it = self.it
        if self.people and self.people[-1].organisation is None:
            organisation, behind = it.names.organisation_at(at, it.clause.end)
            if organisation is not None:
                self.people[-1] = self.people[-1]._replace(organisation=organisation)
                return behind
        if (
            self.kind != Kind.MET
            or self.word is not None
            or it.folded(at) not in it.words.means_before | it.words.place
        ):
            return at
        if it.folded(at + 1) not in it.words.articles:
            return at
        last = at + 2
        while (
            last < min(it.clause.end, at + 2 + _MOST_PLACE)
            and it.is_word(last)
            and not self._ends_place(last)
        ):
            last += 1
        if last == at + 2:
            return at
        self.word = it.slice(at, last)
        return last

    def _ends_place(self, at: int) -> bool:
        it = self.it
        return (
            it.folded(at) in it.words.subject | it.words.company | it.words.place | it.words.reason
            or it.times.date_at(at, it.clause.end, "past") is not None
        )
