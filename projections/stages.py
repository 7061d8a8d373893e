"""At which stage is each relationship, and since when?

A stage is the highest one reached (1 identified … 8 advocate) and never sinks. Going backwards is a side
state beside it: a row with `side` set keeps the stage that it interrupts, and its person counts under `side`,
not in the stage. Rows are timeless intervals [`entered`, `left`); stages passed on one day leave intervals of
no length, so that "reached" stays countable.

Decided here, where DOMAIN section 3 leaves it open:
- Findable needs identified; everything later stands alone. An incoming touch, or something received, is an
  answer.
- Declined ends with the next approach or reply, no-answer with the next approach or reply, dormant with the
  next real touch or a change of cadence. If several hold, declined comes before no-answer before dormant.
  Nobody without a stage is in a side state.
- After a side state the stage is entered again, but not for the `first` time: entered and conversion count
  first entries.
"""

from __future__ import annotations

from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from projections.approaches import attempts
from projections.cadence import rounds, spans
from projections.calendar import later
from projections.contact import contact, iso
from projections.engine import projection
from projections.rules import APART_DAYS, CADENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from events.people import PersonAdded
    from projections.calendar import Calendar
    from projections.contact import Contact, Moment
    from projections.history import History

IDENTIFIED, FINDABLE, APPROACHED, ANSWERED, TALKED, FOLLOWED_THROUGH, ONGOING, ADVOCATE = range(1, 9)
_CHANNELS: Final = frozenset({"email", "phone", "url", "linkedin"})
_ADVOCACY: Final = frozenset({"referral", "introduction"})


class StageInterval(NamedTuple):
    """`first`: 1 when the stage is entered for the first time. `onward`: when a later stage was first
    reached.
    """

    stage: int
    side: str | None
    entered: str
    left: str | None
    days: int | None
    onward: str | None
    first: int


class Aside(NamedTuple):
    side: str
    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@projection(table="stages", row=StageInterval, primary_key=("entered", "stage", "first"), hot="1")
def stages(history: History) -> Iterator[StageInterval]:
    """The intervals of one person."""
    found = contact(history)
    climb = _climb(_reached(found))
    if climb:
        yield from _intervals(climb, list(_asides(found, history.settings.calendar)))


def _reached(found: Contact) -> Iterator[tuple[date, int]]:
    """For each stage the first day on which its condition held."""
    identified = _identified(found)
    if identified:
        yield identified, IDENTIFIED
        findable = _findable(found)
        if findable:
            yield max(identified, findable), FINDABLE
    approached = next((moment.day for kind, moment in found.moves if kind == "approach"), None)
    if approached:
        yield approached, APPROACHED
    if found.answers:
        yield found.answers[0].day, ANSWERED
    if found.talks:
        yield from _talked(found, found.talks[0].day)
    helped = next((moment.day for moment in found.received if moment.event.kind in _ADVOCACY), None)
    if helped:
        yield helped, ADVOCATE


def _identified(found: Contact) -> date | None:
    days = [moment.day for moment in found.added if moment.event.aim]
    days += [moment.day for moment in found.details if moment.event.field == "aim"]
    days += [moment.day for moment in found.named[:1]]
    return min(days, default=None)


def _findable(found: Contact) -> date | None:
    """Since when a channel or a warm path is known."""
    days = [moment.day for moment in found.added if moment.event.channels or _introduced(moment)]
    days += [moment.day for moment in found.details if moment.event.field in _CHANNELS]
    days += [moment.day for moment in found.named[:1]]
    return min(days, default=None)


def _introduced(added: Moment[PersonAdded]) -> bool:
    met = added.event.met
    return met is not None and met.via_person is not None


def _talked(found: Contact, talked: date) -> Iterator[tuple[date, int]]:
    yield talked, TALKED
    thanked = next((moment.day for moment in found.thanks if moment.day >= talked), None)
    given = next((moment.day for moment in found.given if moment.day >= talked), None)
    if thanked and given:
        yield max(thanked, given), FOLLOWED_THROUGH
    again = next((talk.day for talk in found.talks if (talk.day - talked).days >= APART_DAYS), None)
    if again:
        yield again, ONGOING


def _climb(reached: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    """The days on which a higher stage than ever before was reached."""
    climb: list[tuple[date, int]] = []
    for day, stage in sorted(reached):
        if not climb or stage > climb[-1][1]:
            climb.append((day, stage))
    return climb


def _asides(found: Contact, calendar: Calendar) -> Iterator[Aside]:
    """Every side state that holds at some time; of several that hold, the first in this order counts."""
    yield from _declined(found)
    for attempt in attempts(found, calendar):
        if attempt.silent_on and (attempt.ended is None or attempt.ended.day > attempt.silent_on):
            yield Aside("no-answer", attempt.silent_on, attempt.ended and attempt.ended.day)
    yield from _dormant(found)


def _declined(found: Contact) -> Iterator[Aside]:
    since: date | None = None
    for kind, moment in found.moves:
        if kind == "refusal":
            since = since or moment.day
        elif since:
            if moment.day > since:
                yield Aside("declined", since, moment.day)
            since = None
    if since:
        yield Aside("declined", since, None)


def _dormant(found: Contact) -> Iterator[Aside]:
    percent = CADENCE.parameters["dormant_percent"]
    in_touch = [turn.begins for turn in rounds(found) if turn.is_contact]
    for span in spans(found):
        for last, again in zip_longest(in_touch, in_touch[1:]):
            start = max(span.start, later(last, span.days * percent // 100 + 1))
            end = min((day for day in (again, span.end and span.end.day) if day), default=None)
            if end is None or start < end:
                yield Aside("dormant", start, end)


def _intervals(climb: list[tuple[date, int]], asides: list[Aside]) -> Iterator[StageInterval]:
    if not asides:
        for (day, stage), after in zip_longest(climb, climb[1:]):
            left = after and after[0]
            yield _interval(Segment(stage, None, day, left), left, first=True)
        return
    onward = {stage: day for (_, stage), (day, _) in pairwise(climb)}
    new = set(climb)
    for segment in _segments(climb, asides):
        first = segment.side is None and (segment.start, segment.stage) in new
        if first:
            new.remove((segment.start, segment.stage))
        yield _interval(segment, onward.get(segment.stage), first=first)
    for day, stage in sorted(new):
        yield _interval(Segment(stage, None, day, day), onward.get(stage), first=True)


class Segment(NamedTuple):
    stage: int
    side: str | None
    start: date
    end: date | None


def _segments(climb: list[tuple[date, int]], asides: list[Aside]) -> Iterator[Segment]:
    """Without gaps; the last has no end."""
    ends = {aside.end for aside in asides if aside.end} | {aside.start for aside in asides}
    days = sorted({day for day, _ in climb} | {day for day in ends if day > climb[0][0]})
    states: list[tuple[date, int, str | None]] = []
    for day in days:
        stage = max(stage for reached, stage in climb if reached <= day)
        side = next((aside.side for aside in asides if aside.covers(day)), None)
        if not states or states[-1][1:] != (stage, side):
            states.append((day, stage, side))
    for (start, stage, side), after in zip_longest(states, states[1:]):
        yield Segment(stage, side, start, after and after[0])


def _interval(segment: Segment, onward: date | None, *, first: bool) -> StageInterval:
    stage, side, start, end = segment
    return StageInterval(
        stage,
        side,
        entered=start.isoformat(),
        left=iso(end),
        days=None if end is None else (end - start).days,
        onward=iso(onward),
        first=int(first),
    )
