"""When did it happen in the world, and how exactly does the user know?

Text form: ISO 8601-2 (EDTF): `2026-11-10`, `2026-11` (some day that month), `2026-11-10~` (about),
`2026-11-10T15:00` and `2026-11-10T15:00+01:00` (exact). Folds use the civil date alone, never the zone of
the device that looks.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple

Precision = Literal["exact", "day", "month", "about"]

_FORM: Final = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)"
    r"(?:-(?P<day>\d\d)(?:(?P<about>~)|T(?P<time>\d\d:\d\d)(?P<offset>[+-]\d\d:\d\d|Z)?)?)?",
    re.ASCII,
)


class Occurred(NamedTuple):
    """A civil date with its precision. `day` is the first of the month when only the month is known."""

    text: str
    day: date
    precision: Precision
    time: str | None = None
    offset: str | None = None

    @staticmethod
    def parse(text: str) -> Occurred:
        """Raises: ValueError when the text is not one of the five forms or names no real date."""
        return _parse(text)

    def __str__(self) -> str:
        return self.text

    @property
    def sort_key(self) -> tuple[date, str]:
        """Orders by civil date, then by time of day where one is known; without a time, first of its day."""
        return self.day, self.time or ""

    def after(self, **delta: int) -> Occurred:
        """The same, `timedelta(**delta)` later: to the minute if exact, else in whole days (rounded up)."""
        step = timedelta(**delta)
        if self.time is None:
            days = -(-step // timedelta(days=1))
            return Occurred.parse((self.day + timedelta(days=days)).isoformat())
        moment = datetime.fromisoformat(f"{self.day}T{self.time}").replace(tzinfo=UTC) + step
        return Occurred.parse(f"{moment:%Y-%m-%dT%H:%M}{self.offset or ''}")


@lru_cache(maxsize=4096)
def _parse(text: str) -> Occurred:
    match = _FORM.fullmatch(text)
    if match is None:
        message = "not a date in ISO 8601-2 form"
        raise ValueError(message)
    day = date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
    if match["time"] is not None:
        datetime.fromisoformat(f"{day}T{match['time']}{match['offset'] or ''}")
        return Occurred(text, day, "exact", match["time"], match["offset"])
    if match["day"] is None:
        return Occurred(text, day, "month")
    return Occurred(text, day, "about" if match["about"] else "day")
