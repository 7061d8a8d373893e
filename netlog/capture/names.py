"""Where in a sentence is a person named, and at which organisation?

Capital letters make a name; in lower case only where nothing but a name can stand. Scripts without capitals
count as capital.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.capture.understood import Mention

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netlog.capture.tokens import Token
    from netlog.capture.vocabulary import Vocabulary

_MOST_NAMES: Final = 200
_MOST_WORDS: Final = 6
_MOST_LOWER: Final = 3  # words of a name typed in lower case
_MOST_INSIDE: Final = 8  # words of an organisation in brackets
_ROLE: Final = 3  # letters of CEO, CTO, VP
_OPEN, _CLOSE = "([", ")]"


class Named(NamedTuple):
    mention: Mention
    end: int


class Names(NamedTuple):
    """`stops`: whether something other than a name begins at a token, such as a date."""

    tokens: Sequence[Token]
    words: Vocabulary
    stops: Callable[[int, int], bool]

    def capital(self, at: int) -> bool:
        """Whether the word looks like the beginning of a name."""
        token = self.tokens[at]
        return token.may_name and not token.text[0].islower() and token.folded not in self.words.no_names

    def at(self, start: int, end: int, *, lower: bool = False) -> Named | None:
        """A name and its organisation. `lower`: it may be in lower case."""
        first = start
        while first < end and self.tokens[first].folded in self.words.honorifics:
            first += 1
        last = self._capitals(first, end) or (self._lower(first, end) if lower else first)
        if last <= first:
            return None
        name = " ".join(self.tokens[n].text for n in range(first, last))
        organisation, behind = self.organisation_at(last, end)
        role = self._role(last + 1, behind) if organisation else None
        return Named(Mention(name, organisation, role), behind)

    def several(
        self, start: int, end: int, *, lower: bool = False, most: int = _MOST_NAMES
    ) -> tuple[list[Mention], int]:
        """Names with commas or "and" between, and the token behind them."""
        found: list[Mention] = []
        at = behind = start
        while (named := self.at(at, end, lower=lower and self._lower_may_follow(found, at, end))) is not None:
            found.append(named.mention)
            at = behind = named.end
            while at < end and (self.tokens[at].text == "," or self._is_and(at)):
                at += 1
            if at == behind or len(found) == most:
                break
        return found, behind

    def _lower_may_follow(self, found: Sequence[Mention], at: int, end: int) -> bool:
        """Between commas prose looks like names: only "dana, ravi and lee" is a list."""
        if not found:
            return True
        if not found[-1].name[0].islower():
            return False
        return self._is_and(at - 1) or (
            at + 1 < end and (self.tokens[at + 1].text == "," or self._is_and(at + 1))
        )

    def organisation_at(self, at: int, end: int) -> tuple[str | None, int]:
        """The organisation that stands here, and the token behind it."""
        if at >= end:
            return None, at
        if self.tokens[at].text in _OPEN:
            return self._in_brackets(at, end)
        if self.tokens[at].folded not in self.words.place or at + 1 >= end:
            return None, at
        first = at + 1
        if (
            self.tokens[first].folded in self.words.articles
            and self.words_after(first, end)
            and self.capital(first + 1)
        ):
            first += 1
        last = self._capitals(first, end, firm=True)
        if not last and self.tokens[at].text == "@" and self.tokens[first].may_name:
            last = first + 1
        if not last:
            return None, at
        return " ".join(self.tokens[n].text for n in range(first, last)), last

    def words_after(self, at: int, end: int) -> bool:
        return at + 1 < end and self.tokens[at + 1].is_word

    def _in_brackets(self, at: int, end: int) -> tuple[str | None, int]:
        close = next(
            (n for n in range(at + 1, min(end, at + 2 + _MOST_INSIDE)) if self.tokens[n].text in _CLOSE), None
        )
        if close is None or close == at + 1:
            return None, at
        first = at + 1 + (self.tokens[at + 1].folded in self.words.place)
        first = self._behind_role(first, close)
        inside = self.tokens[first:close]
        if not inside or not all(each.may_name for each in inside):
            return None, at
        if len(inside) > 1 and not self.capital(first):
            return None, at
        return " ".join(each.text for each in inside), close + 1

    def _behind_role(self, first: int, end: int) -> int:
        """Where the organisation begins, as in (CTO, Acme) and (head of data @ Acme)."""
        if first + 1 < end and len(self.tokens[first].text) <= _ROLE and self.tokens[first + 1].text == ",":
            return first + 2
        for n in range(first + 1, end - 1):
            if not self.tokens[n - 1].may_name:
                break
            if self.tokens[n].text == "@" or self.tokens[n].folded == "at":
                return n + 1
        return first

    def _role(self, first: int, end: int) -> str | None:
        """What stands before the organisation; nothing outside of brackets."""
        if self.tokens[first - 1].text not in _OPEN:
            return None
        behind = self._behind_role(first, end - 1)
        return " ".join(self.tokens[n].text for n in range(first, behind - 1)) or None

    def _capitals(self, first: int, end: int, *, firm: bool = False) -> int:
        """Where the run of capital words ends; 0: there is none. `firm`: it may be Wu & Sons."""
        last = 0
        at = first
        while at < min(end, first + _MOST_WORDS):
            if self.capital(at) and not (last and self.stops(at, end)):
                last = at = at + 1
            elif (last and self.tokens[at].folded in self.words.particles) or (
                firm and last and self.tokens[at].text == "&" and at + 1 < end and self.capital(at + 1)
            ):
                at += 1
            else:
                break
        return last

    def _lower(self, first: int, end: int) -> int:
        at = first
        while at < min(end, first + _MOST_LOWER) and self._may_be_lower(at, end):
            at += 1
        return at

    def _may_be_lower(self, at: int, end: int) -> bool:
        token, words = self.tokens[at], self.words
        return (
            token.may_name
            and token.folded
            not in words.fillers | words.articles | words.subject | words.place | words.objects
            and token.folded
            not in words.objects_several | words.means_before | words.third | words.third_several
            and token.folded not in words.means
            and not self.stops(at, end)
        )

    def _is_and(self, at: int) -> bool:
        return self.tokens[at].folded in self.words.joining
