"""At which stage is each relationship, and since when?

A stage is the highest one reached (1 identified … 8 advocate) and never sinks. Going backwards is a side
state beside it: a row with `side` set keeps the stage that it interrupts, and its person counts under `side`,
not in the stage. Rows are timeless intervals [`entered`, `left`); stages passed on one day leave intervals of
no length. When each stage was first reached stands in `climbs` once more, one row a person: that is what the
funnel counts, and it may be much.

Decided here, where DOMAIN section 3 leaves it open:
- Findable needs identified; everything later stands alone. An incoming touch, or something received, is an
  answer; accepting an invitation is none, it makes somebody findable.
- Declined ends with the next approach or reply, no-answer with the next approach or reply, dormant with the
  next real touch or a change of cadence. If several hold, what was set by hand comes first, then declined,
  no-answer, dormant. Nobody without a stage is in a side state, unless by hand: then the stage is 0.
- Somebody archived is nowhere.
- After a side state the stage is entered again, but not for the `first` time.
"""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from projections.approaches import attempts
from projections.cadence import rounds, spans
from projections.calendar import later
from projections.contact import contact, iso
from projections.engine import projection
from projections.history import recorded_day
from projections.rules import APART_DAYS, CADENCE
from projections.standing import ARCHIVED, decisions
from projections.steps import BY_HAND

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
    """`first`: 1 when the stage is entered for the first time. `noted_on`: the UTC day of the last entry."""

    stage: int
    side: str | None
    entered: str
    left: str | None
    first: int
    noted_on: str


class Climb(NamedTuple):
    """The days between which stages were first reached, as ordinals (1 is 1 January of the year 1). `steps`:
    a JSON array of days since the `first`, one for each stage; null: not reached, or passed over.

    Days since the first rather than dates: the climbs of many people are then the same text, and the funnel
    counts ten thousand of them as a few hundred.
    """

    first: int
    last: int
    steps: str


class Aside(NamedTuple):
    side: str
    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@projection(
    table="stages",
    row=StageInterval,
    version=3,
    primary_key=("entered", "stage", "first"),
    hot="left IS NULL OR left >= noted_on",
)
def stages(history: History) -> Iterator[StageInterval]:
    """The intervals of one person; the hot part keeps those that may still hold."""
    found = contact(history)
    climb = _climb_of(found)
    if climb or found.decided:
        noted = max(map(recorded_day, history.entries)).isoformat()
        yield from _intervals(climb, list(_asides(found, history.settings.calendar)), noted)


@projection(table="climbs", row=Climb, version=3, hot="1")
def climbs(history: History) -> Iterator[Climb]:
    """How one person came through the stages."""
    days = {stage: day.toordinal() for day, stage in _climb_of(contact(history))}
    if days:
        first, last = min(days.values()), max(days.values())
        steps = [days[stage] - first if stage in days else None for stage in range(IDENTIFIED, ADVOCATE + 1)]
        yield Climb(first, last, json.dumps(steps, separators=(",", ":")))


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
    if found.invitations:
        yield found.invitations[0].day, APPROACHED
    if found.answers:
        yield found.answers[0].day, ANSWERED
    if found.talks:
        yield from _talked(found, found.talks[0].day)
    helped = next((moment.day for moment in found.received if moment.event.kind in _ADVOCACY), None)
    if helped:
        yield helped, ADVOCATE
    if found.advocated:
        yield found.advocated[0].day, ADVOCATE


def _identified(found: Contact) -> date | None:
    days = [moment.day for moment in found.added if moment.event.aim]
    days += [moment.day for moment in found.details if moment.event.field == "aim"]
    days += [moment.day for moment in found.named[:1]]
    days += [moment.day for moment in found.introduced[:1]]
    return min(days, default=None)


def _findable(found: Contact) -> date | None:
    """Since when a channel or a warm path is known."""
    days = [moment.day for moment in found.added if moment.event.channels or _introduced(moment)]
    days += [moment.day for moment in found.details if moment.event.field in _CHANNELS]
    days += [moment.day for moment in found.named[:1]]
    days += [moment.day for moment in found.introduced[:1]]
    days += [moment.day for moment in found.accepted[:1]]
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


_latest: tuple[Contact, list[tuple[date, int]]] | None = None


def _climb_of(found: Contact) -> list[tuple[date, int]]:
    """The days on which a higher stage than ever before was reached; the last answer is kept for the other
    fold.
    """
    global _latest  # noqa: PLW0603 - one slot, by identity, as in `contact`
    latest = _latest
    if latest is None or latest[0] is not found:
        _latest = latest = (found, _climb(_reached(found)))
    return latest[1]


def _climb(reached: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    climb: list[tuple[date, int]] = []
    for day, stage in sorted(reached):
        if not climb or stage > climb[-1][1]:
            climb.append((day, stage))
    return climb


def _asides(found: Contact, calendar: Calendar) -> Iterator[Aside]:
    """Every side state that holds at some time; of several that hold, the first in this order counts."""
    decided = list(decisions(found)) if found.decided else []
    for one in sorted(decided, key=lambda one: one.state != ARCHIVED):
        yield Aside(one.state, one.start, one.end)
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


def _intervals(climb: list[tuple[date, int]], asides: list[Aside], noted: str) -> Iterator[StageInterval]:
    new = set(climb)
    for stage, side, start, end in _segments(climb, asides):
        if side == ARCHIVED or not (stage or side):
            continue
        first = side is None and (start, stage) in new
        if first:
            new.remove((start, stage))
        yield StageInterval(stage, side, start.isoformat(), iso(end), int(first), noted)
    for day, stage in new:
        yield StageInterval(stage, None, day.isoformat(), day.isoformat(), 1, noted)


class Segment(NamedTuple):
    stage: int
    side: str | None
    start: date
    end: date | None


def _segments(climb: list[tuple[date, int]], asides: list[Aside]) -> Iterator[Segment]:
    """Without gaps; the last has no end."""
    turns = {aside.end for aside in asides if aside.end} | {aside.start for aside in asides}
    days = sorted({day for day, _ in climb} | turns)
    states: list[tuple[date, int, str | None]] = []
    for day in days:
        stage = max((stage for reached, stage in climb if reached <= day), default=0)
        held = (aside.side for aside in asides if aside.covers(day))
        side = next((one for one in held if stage or one in BY_HAND or one == ARCHIVED), None)
        if not states or states[-1][1:] != (stage, side):
            states.append((day, stage, side))
    for (start, stage, side), after in zip_longest(states, states[1:]):
        yield Segment(stage, side, start, after and after[0])
