"""Where in a sentence is a date or a duration, and which?

Rule: no date is guessed; one that can be read in two ways ends in `Unclear`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.capture.vocabulary import phrases
from netlog.civil import MONTHS, WEEKDAYS
from netlog.date_phrases import Asked
from netlog.date_readings import Habits, understood

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from netlog.capture.tokens import Token
    from netlog.capture.vocabulary import Vocabulary
    from netlog.dates import DateOrder, Prefer

_MOST_WORDS: Final = 6  # of a date with a time
_LONGEST: Final = 48  # characters
_COUNTED: Final = 3  # letters of a short month or weekday
_STARTERS: Final = frozenset(
    phrases(
        """
        today yesterday tomorrow tonight last past this next coming on in within at the day a an end start
        beginning mid middle early late noon one two three four five six seven eight nine ten eleven twelve
        """
    )
    | set(MONTHS)
    | {each[:_COUNTED] for each in MONTHS}
    | {"sept"}
    | set(WEEKDAYS)
    | {each[:_COUNTED] for each in WEEKDAYS}
    | {"tues", "weds", "thur", "thurs"}
)
_ALONE: Final = (
    frozenset(MONTHS) | {each[:_COUNTED] for each in MONTHS} | {"sun", "sat", "wed", "mid", "late"}
)
"""Words of dates that are also names or other words: alone, without a preposition, they are none."""
_NOT_ALONE: Final = frozenset({"noon", "midday", "midnight"})


class Unclear(Exception):
    """A date with two readings."""

    def __init__(self, words: str, why: str) -> None:
        super().__init__(f"{words}: {why}")


class Found(NamedTuple):
    """`end`: the token behind it."""

    when: str
    end: int


class Calendar(NamedTuple):
    """From where dates are seen."""

    today: date
    now: datetime
    date_order: DateOrder | None = None

    def asked(self, prefer: Prefer) -> Asked:
        return Asked(self.today, self.now.replace(tzinfo=None), prefer)


class Times(NamedTuple):
    """Finds dates and durations among the tokens of a text."""

    tokens: Sequence[Token]
    words: Vocabulary
    calendar: Calendar

    def date_at(self, start: int, end: int, prefer: Prefer) -> Found | None:
        """The longest date that begins here. Raises: Unclear."""
        if not self._may_begin(start):
            return None
        stop = start
        while stop < min(end, start + _MOST_WORDS) and self.tokens[stop].is_word:
            stop += 1
        for last in range(stop, start, -1):
            said = self._in_english(start, last)
            if (when := self._read(said, prefer)) is not None:
                return Found(when, last)
        return None

    def date_before(self, start: int, end: int, prefer: Prefer) -> tuple[int, str] | None:
        """The longest date that ends at `end`: where it begins, and when. Raises: Unclear."""
        for first in range(max(start, end - _MOST_WORDS), end):
            found = self.date_at(first, end, prefer)
            if found is not None and found.end == end:
                return first, found.when
        return None

    def _may_begin(self, start: int) -> bool:
        token = self.tokens[start]
        english = self.words.day_words.get(token.folded, token.folded)
        return token.is_word and (
            english in _STARTERS
            or token.text[0].isdecimal()
            or english.startswith("day ")
            or token.folded in self.words.ago
        )

    def _in_english(self, start: int, end: int) -> str:
        said = [self.tokens[n].folded for n in range(start, end)]
        english = [self.words.day_words.get(each, each) for each in said]
        if said[0] in self.words.ago and len(english) > 1:
            english = [*english[1:], "ago"]
        return " ".join(english)

    def _read(self, said: str, prefer: Prefer) -> str | None:
        if len(said) > _LONGEST or said in _ALONE or said in _NOT_ALONE:
            return None
        habits = Habits((), self.calendar.date_order)
        try:
            return understood(said, self.calendar.asked(prefer), habits)
        except ValueError as problem:
            if str(problem).startswith("this can be"):
                raise Unclear(said, str(problem)) from None
        except OverflowError:
            pass
        return None

    def minutes_at(self, start: int, end: int) -> tuple[int, int] | None:
        """How long, and the token behind it: 45 min, an hour, half an hour, 1.5 h, 1h30, 90m."""
        found = self._minutes_at(start, end)
        return found if found is not None and found[0] <= _MOST_MINUTES else None

    def _minutes_at(self, start: int, end: int) -> tuple[int, int] | None:
        folded = [self.tokens[n].folded for n in range(start, min(end, start + _MOST_WORDS))]
        if not folded or not self.tokens[start].is_word:
            return None
        if (compact := self._compact(folded[0])) is not None:
            return compact, start + 1
        if folded[0] in self.words.half:
            skipped = 1 + (len(folded) > 1 and folded[1] in self.words.numbers)
            return (30, start + skipped + 1) if self._unit(folded, skipped) == _HOUR else None
        amount = _number(folded[0]) or self.words.numbers.get(folded[0])
        unit = self._unit(folded, 1)
        if amount is None or unit is None:
            return None
        if unit == _HOUR and [each in self.words.half for each in folded[2:5]][2:] == [True]:
            return round(amount * unit) + 30, start + 5  # an hour and a half
        return round(amount * unit), start + 2

    def _unit(self, folded: Sequence[str], at: int) -> int | None:
        if at >= len(folded):
            return None
        return 1 if folded[at] in self.words.minutes else _HOUR if folded[at] in self.words.hours else None

    def _compact(self, word: str) -> int | None:
        """45min, 1.5h, 1h30."""
        digits = len(word) - len(word.lstrip("0123456789.,"))
        amount, unit = _number(word[:digits]), word[digits:]
        if amount is None:
            return None
        if unit in self.words.minutes:
            return round(amount)
        if unit in self.words.hours:
            return round(amount * _HOUR)
        hours, minutes = unit[:1], unit[1:]
        if hours == "h" and minutes.isdecimal() and len(minutes) == len("30"):
            return round(amount * _HOUR) + int(minutes)
        return None


_HOUR: Final = 60
_MOST_MINUTES: Final = 14_400
_MOST: Final = 5  # digits of an amount


def _number(text: str) -> float | None:
    if not text or len(text) > _MOST or not text[0].isdecimal() or not text.isascii():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
