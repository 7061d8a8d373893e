"""What is agreed to talk about with one person, when, and is it prepared?

Decided here, where the rules leave it open:
- A plan of several people is prepared and asked after with its first.
- Each time to which a plan was moved stands for itself: its nudges hang on the entry that set it.
- A conversation is prepared by what was noted since the one before it, up to its day. Its nudges begin anew
  when that one was held, under the same id, so that what was asked of an earlier day stays true.
- It is to be prepared two days before it and one, and that comes up on a working day: before a Monday on
  Friday.
- Any meeting on the day of the plan or later is its outcome, if it was recorded after it was planned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from events.occurred import Occurred
from projections.calendar import later
from projections.follow_ups import Closing, Due, Nudge
from projections.rules import DEBRIEF, PREPARE
from projections.steps import LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from events.conversations import MeetingHeld
    from events.preparation import MeetingPlanned
    from projections.calendar import Calendar
    from projections.contact import Contact, Moment

FIRST, LAST = ("1",), ("2",)
"""The places of the two nudges to prepare: two days before, and the day before."""


class Preparation(NamedTuple):
    """What is noted for one conversation; of research one entry an item, the first."""

    research: Sequence[Moment[Any]]
    questions: Sequence[Moment[Any]]
    closing: Sequence[Moment[Any]]

    @property
    def facts(self) -> dict[str, Any]:
        """On which days what was noted."""
        by_layer = {
            layer: [one.day.isoformat() for one in self.questions if one.event.layer == layer]
            for layer in LAYERS
        }
        return {
            "research": [one.day.isoformat() for one in self.research],
            "questions": by_layer,
            "closing": [one.day.isoformat() for one in self.closing],
        }

    def complete(self, *, closing: bool) -> Moment[Any] | None:
        """What completed it; None while something is missing."""
        parts = [
            _nth(self.research, PREPARE.parameters["research"]),
            _nth(self.questions, PREPARE.parameters["questions"]),
            *(_nth([one for one in self.questions if one.event.layer == layer], 1) for layer in LAYERS),
        ]
        if closing:
            parts.append(_nth(self.closing, 1))
        found = [one for one in parts if one is not None]
        return max(found, key=lambda one: one.order) if len(found) == len(parts) else None


class Plan(NamedTuple):
    """One time that was agreed. `anchor` set it: the plan itself or a move. `ended`: a move, a cancellation,
    or the meeting.
    """

    anchor: Moment[Any]
    planned: Moment[MeetingPlanned]
    when: Occurred
    ended: Moment[Any] | None

    def is_outcome(self, meeting: Moment[MeetingHeld]) -> bool:
        if meeting.day != self.when.day:
            return meeting.day > self.when.day
        if meeting.entry.order > self.anchor.entry.order:
            return True
        return None not in (meeting.time, self.when.time) and (meeting.time or "") >= (self.when.time or "")


def plans(found: Contact) -> Iterator[Plan]:
    """Every time that was agreed with the person."""
    changes: dict[str, list[Moment[Any]]] = {}
    for moment in found.plans:
        if moment.event.wire_name != "meeting-planned":
            changes.setdefault(moment.event.plan, []).append(moment)
    for planned in found.plans:
        if planned.event.wire_name == "meeting-planned":
            yield from _times(found, planned, changes.get(planned.entry.id, []))


def _times(found: Contact, planned: Moment[MeetingPlanned], changes: Sequence[Moment[Any]]) -> Iterator[Plan]:
    steps = [planned, *changes]
    for number, step in enumerate(steps, 1):
        when = None if step.event.wire_name == "meeting-cancelled" else _real(step.event.at)
        if when is None:
            continue
        plan = Plan(step, planned, when, None)
        ends = [*steps[number : number + 1], *filter(plan.is_outcome, found.meetings)]
        yield plan._replace(ended=min(ends, key=lambda moment: moment.order, default=None))


def preparation(found: Contact, plan: Plan) -> Preparation:
    """What was noted for the plan since the last conversation before it."""
    before = [meeting for meeting in found.meetings if not plan.is_outcome(meeting)]
    last = before[-1] if before else None
    return prepared_since(found, last, until=plan.when.day)


def prepared_since(
    found: Contact, last: Moment[MeetingHeld] | None, *, until: date | None = None
) -> Preparation:
    noted = [
        moment
        for moment in found.prepared
        if (last is None or recorded_after(moment, last)) and (until is None or moment.day <= until)
    ]
    research = [moment for moment in noted if moment.event.wire_name == "research-done"]
    return Preparation(
        research=[*{moment.event.item: moment for moment in reversed(research)}.values()][::-1],
        questions=[moment for moment in noted if moment.event.wire_name == "question-prepared"],
        closing=[moment for moment in noted if moment.event.wire_name == "closing-prepared"],
    )


def plan_nudges(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    """To prepare each plan, two days and one day before, and to say afterwards how it was."""
    for plan in plans(found):
        if plan.planned.event.people[0] not in found.ids:
            continue
        ended = [Closing.of(plan.ended)] if plan.ended else []
        yield from _prepare(found, plan, ended, calendar)
        why = {"at": plan.when.text}
        yield Nudge(DEBRIEF, plan.anchor, FIRST, _debrief_due(plan), ended, why, plan.anchor.day)


def _prepare(found: Contact, plan: Plan, ended: list[Closing], calendar: Calendar) -> Iterator[Nudge]:
    """One at a time, also of what is coming up: the second begins when the first gives way to it; and each
    begins anew after a conversation that comes in between.
    """
    first, last = (
        _prepare_due(plan, PREPARE.parameters[hours], calendar) for hours in ("hours", "last_hours")
    )
    over = later(plan.when.day, 1)
    for places, due, gone, closing in ((FIRST, first, last.opens, False), (LAST, last, over, True)):
        if due.opens >= gone:
            continue
        starts = plan.anchor.day if places is FIRST else due.opens
        for before, start, end in _rounds(found, plan, starts, gone):
            noted = prepared_since(found, before, until=plan.when.day)
            complete = noted.complete(closing=closing)
            closings = [*ended, Closing(end, "superseded", plan.anchor.noted)]
            closings += [Closing.of(complete)] if complete else []
            why = {"at": plan.when.text, **noted.facts}
            yield Nudge(PREPARE, plan.anchor, places, due, closings, why, start)


def _rounds(
    found: Contact, plan: Plan, starts: date, gone: date
) -> Iterator[tuple[Moment[MeetingHeld] | None, date, date]]:
    """(the conversation since which things are noted for the plan, from which day, until which), without
    those of no day.
    """
    since, start = None, starts
    for meeting in found.meetings:
        if plan.is_outcome(meeting) or meeting.day >= gone:
            continue
        if meeting.day > start:
            yield since, start, meeting.day
            start = meeting.day
        since = meeting
    yield since, start, gone


def _prepare_due(plan: Plan, hours: int, calendar: Calendar) -> Due:
    """So many hours before; it comes up on the working day until then, and never before it was agreed."""
    day = later(plan.when.day, -hours // 24)
    opens = day
    while opens > plan.anchor.day and not calendar.is_working(opens):
        opens = later(opens, -1)
    return Due(max(opens, plan.anchor.day), max(day, plan.anchor.day))


def _debrief_due(plan: Plan) -> Due:
    """On the day itself, to be answered two hours after the end; of a day without a time, next morning."""
    if plan.when.time is None:
        day = later(plan.when.day, 1)
        return Due(day, day, f"{day.isoformat()}T09:00", later(day, 1))
    minutes = plan.planned.event.minutes or DEBRIEF.parameters["minutes"]
    told = plan.when.after(minutes=minutes, hours=DEBRIEF.parameters["hours"])
    return Due(plan.when.day, told.day, told.text, later(told.day, 1))


def _real(at: str) -> Occurred | None:
    """The moment that a text of the right form names, if there is such a day."""
    try:
        return Occurred.parse(at)
    except ValueError:
        return None


def recorded_after(moment: Moment[Any], meeting: Moment[Any]) -> bool:
    """Whether it was noted after the meeting: on a later day, or on that day, but recorded later."""
    if moment.day != meeting.day:
        return moment.day > meeting.day
    return moment.entry.order > meeting.entry.order


def _nth(moments: Sequence[Moment[Any]], number: int) -> Moment[Any] | None:
    return moments[number - 1] if len(moments) >= number else None
