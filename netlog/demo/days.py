"""Which day of the calendar is "so many business days ago", and when on it was something written down?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from projections.calendar import Calendar, add_business_days

if TYPE_CHECKING:
    from random import Random

_MORNING: Final = 8 * 60 + 15
_WORKDAY: Final = 10 * 60  # minutes in which somebody gets round to writing things down
_SOON: Final = 5
_DAY_END: Final = 23 * 60 + 50


class Days:
    """Business days counted back from a day; a day of rest counts as the working day before it."""

    def __init__(self, today: date) -> None:
        calendar = Calendar()
        while not calendar.is_working(today):
            today -= timedelta(days=1)
        self._calendar, self.last = calendar, today
        self._past = [today]

    def ago(self, count: int) -> date:
        """Negative: that many business days ahead."""
        if count < 0:
            return add_business_days(self.last, -count, self._calendar)
        while len(self._past) <= count:
            day = self._past[-1] - timedelta(days=1)
            while not self._calendar.is_working(day):
                day -= timedelta(days=1)
            self._past.append(day)
        return self._past[count]


class Minutes:
    """Gives each command its minute: after the ones before it in the same story on the same day."""

    def __init__(self, randomness: Random, now: datetime) -> None:
        self._randomness, self._now = randomness, now
        self._last: dict[tuple[str, date], int] = {}

    def noted(self, person: str, day: date, after: int | None) -> datetime:
        """When it was written down. `after`: the minute of that day at which it was over, if known."""
        spread = self._randomness.randrange(_SOON, 40)
        chosen = _MORNING + self._randomness.randrange(_WORKDAY) if after is None else after + spread
        last = self._last.get((person, day))
        minute = min(chosen if last is None else max(chosen, last + spread), _DAY_END)
        self._last[person, day] = minute
        moment = datetime.combine(day, time(minute // 60, minute % 60), self._now.tzinfo)
        return min(moment, self._now)
