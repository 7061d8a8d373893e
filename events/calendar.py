"""Which days does the user work? All devices must count business days alike, so it is said in events."""

from __future__ import annotations

from typing import Annotated, Literal

from events.model import Field
from events.registry import CivilDate, Event, Line

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Days = Annotated[tuple[CivilDate, ...], Field(min_length=1, max_length=400)]


class WorkingDaysSet(Event, name="working-days-set", version=1):
    """The whole working week; the last recorded counts."""

    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]

    def about(self) -> tuple[str | None, ...]:
        return ()


class HolidaysNoted(Event, name="holidays-noted", version=1):
    """Days on which nothing is due that could wait."""

    days: Days
    why: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class HolidaysDropped(Event, name="holidays-dropped", version=1):
    days: Days

    def about(self) -> tuple[str | None, ...]:
        return ()
