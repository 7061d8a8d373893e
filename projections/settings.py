"""What has the user set for all subjects? A fold of the user's own history; a change refolds everything."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.calendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from events.registry import Entry

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Mute(NamedTuple):
    """One rule is silent for everybody from `day` on; `noted` is the UTC day on which the user said so."""

    rule: str
    day: date
    noted: date


class Settings(NamedTuple):
    """`mutes` holds one element a rule, sorted by rule: the earliest day wins."""

    mutes: tuple[Mute, ...] = ()
    calendar: Calendar = Calendar()

    def muted(self, rule: str) -> Mute | None:
        return next((mute for mute in self.mutes if mute.rule == rule), None)

    @property
    def text(self) -> str:
        """The one spelling of these settings: it is stored, compared and part of the state."""
        document = {
            "mutes": [[rule, day.isoformat(), noted.isoformat()] for rule, day, noted in self.mutes],
            "weekdays": sorted(self.calendar.weekdays),
            "holidays": sorted(day.isoformat() for day in self.calendar.holidays),
        }
        return json.dumps(document, separators=(",", ":"), sort_keys=True)

    @staticmethod
    def parse(text: str) -> Settings:
        """The settings that `text` spells."""
        document: dict[str, Any] = json.loads(text)
        mutes = tuple(
            Mute(rule, date.fromisoformat(day), date.fromisoformat(noted))
            for rule, day, noted in document["mutes"]
        )
        holidays = frozenset(map(date.fromisoformat, document["holidays"]))
        return Settings(mutes, Calendar(frozenset(document["weekdays"]), holidays))


def settings(entries: Iterable[Entry]) -> Settings:
    """The settings that the user's history comes to. `entries` in total order, amendments applied."""
    from events.calendar import HolidaysDropped, HolidaysNoted, WorkingDaysSet
    from events.queue import NudgeMuted
    from projections.history import day_of, recorded_day

    mutes: dict[str, Mute] = {}
    weekdays, holidays = Calendar().weekdays, set[date]()
    for entry in entries:
        event = entry.event
        if isinstance(event, NudgeMuted) and event.person is None:
            mute = Mute(event.rule, day_of(entry), recorded_day(entry))
            mutes[mute.rule] = min(mute, mutes.get(mute.rule, mute))
        elif isinstance(event, WorkingDaysSet):
            weekdays = frozenset(map(WEEKDAYS.index, event.weekdays))
        elif isinstance(event, HolidaysNoted):
            holidays.update(_dates(event.days))
        elif isinstance(event, HolidaysDropped):
            holidays.difference_update(_dates(event.days))
    return Settings(tuple(sorted(mutes.values())), Calendar(weekdays, frozenset(holidays)))


def _dates(days: Iterable[str]) -> Iterator[date]:
    """Those that exist: the form of a date allows 31 February."""
    for day in days:
        with suppress(ValueError):
            yield date.fromisoformat(day)
