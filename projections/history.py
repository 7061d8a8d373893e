"""What is a fold given? All that happened to one subject, as it stands after corrections and withdrawals."""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from projections.settings import Settings

if TYPE_CHECKING:
    from events.ids import SubjectId
    from events.registry import Entry

_EPOCH: Final = date(1970, 1, 1).toordinal()
_LAST: Final = date.max.toordinal()
_DAY_MS: Final = 86_400_000

DEFAULTS: Final = Settings()


def recorded_day(entry: Entry) -> date:
    """The UTC day on which the author's clock stood; the last possible day for a clock that is beyond it."""
    return _day(entry.recorded // _DAY_MS)


@lru_cache(maxsize=4096)
def _day(number: int) -> date:
    return date.fromordinal(min(_EPOCH + number, _LAST))


def day_of(entry: Entry) -> date:
    """The civil day on which it happened, or if nobody said, the UTC day on which it was recorded."""
    return entry.occurred.day if entry.occurred is not None else recorded_day(entry)


def _when(entry: Entry) -> tuple[date, str]:
    occurred = entry.occurred
    return (recorded_day(entry), "") if occurred is None else occurred.sort_key


class History:
    """One subject: one organisation, the user, or all ids of one person who was merged.

    `subject` is the smallest of `ids`. `entries` are in total order, hold each entry once, without the
    withdrawn ones, corrections applied; they hold no correction and no withdrawal. An entry is here when its
    subjects name one of `ids` in whatever role: a fold asks which, as in `entry.event.person in history.ids`.
    """

    def __init__(
        self,
        subject: SubjectId,
        ids: frozenset[SubjectId],
        entries: tuple[Entry, ...],
        settings: Settings = DEFAULTS,
    ) -> None:
        self.subject: Final = subject
        self.ids: Final = ids
        self.entries: Final = entries
        self.settings: Final = settings

    @cached_property
    def by_occurred(self) -> tuple[Entry, ...]:
        """The entries by civil day, then time of day (none = first), then total order."""
        return tuple(sorted(self.entries, key=_when))

    @staticmethod
    def day(entry: Entry) -> date:
        return day_of(entry)
