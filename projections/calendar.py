"""Which days are business days? Never asks what day it is, never leaves the range that dates have."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

_DAY: Final = timedelta(days=1)
_WEEK: Final = frozenset(range(7))


class Calendar(NamedTuple):
    """`weekdays` are the working ones, Monday is 0; none at all means that every weekday works."""

    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.weekday() in (self.weekdays or _WEEK) and day not in self.holidays

    def next_working(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        while day < date.max and not self.is_working(day):
            day += _DAY
        return day


def is_working(day: date, calendar: Calendar) -> bool:
    return calendar.is_working(day)


def add_business_days(day: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working day after `day`; `day` itself for 0, even on a day of rest."""
    for _ in range(count):
        if day == date.max:
            break
        day = calendar.next_working(day + _DAY)
    return day


def later(day: date, days: int) -> date:
    """`days` calendar days after `day`, or the last possible day: a recorded date may be any."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
