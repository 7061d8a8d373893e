"""What is to be done about each person, since when, and until what closed it?

A nudge is derived from its anchor and never stored; whatever closes it is an event. Rows are timeless: on a
day D a nudge exists if `anchored` <= D, is open if `closed_on` is null or > D, and is shown from `opens` on.

Decided here, where the rules leave it open:
- The earliest closing counts; on one day done, then an event, skipped, muted, superseded.
- A meeting of several people starts one nudge for each; its place is the person, so a corrected list of
  people moves nobody's. Of two entries since merged both ids are heeded.
- R05 is not started for somebody with whom there was a real touch before.
- R09 is one row for each cadence in force (`superseded` when another is set), under one id.
- Of several snoozes the last recorded counts, from its own day on.
- What is silent while somebody is archived or set aside is a row that ends then, and another of the same
  nudge for the time after it.
- An organisation was heard of (R05b) if it was entered by itself, or with a name that somebody gave me; not
  if it came with somebody whom I added or imported.
- R05 is not started twice for a name that is followed by an introduction of the same person.
- Somebody else approached at the same organisation closes R01's first step, and a report to whoever pointed
  me to somebody closes R04: that crosses people, so the queue decides it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from projections.approaches import attempts, business_days_after
from projections.cadence import places, rounds, spans
from projections.calendar import later
from projections.contact import contact, follows, iso, since
from projections.engine import projection
from projections.rules import (
    APPROACH,
    CADENCE,
    HEARD,
    NAME,
    PROMISED_TIER,
    THANKS,
    TODO,
    VALUE,
    nudge_id,
)
from projections.sentences import short
from projections.standing import silences
from projections.steps import REMIND, SECOND_PERSON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from events.conversations import ThanksSent
    from events.ids import EventId
    from projections.calendar import Calendar
    from projections.contact import Contact, Moment
    from projections.history import History
    from projections.rules import Rule
    from projections.settings import Settings

_RANK: Final = ("done", "event", "skipped", "muted", "superseded")
_ONE: Final = ("1",)
_NOTHING: Final[Mapping[str, Any]] = {}
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class FollowUp(NamedTuple):
    """`place` tells the nudges of one anchor apart. `noted_on`: the UTC day on which the closing was
    recorded.

    `why`: what the words are made of, as JSON.
    """

    nudge: str
    rule: str
    tier: int
    place: str
    anchor: str
    anchored: str
    opens: str
    due: str
    due_at: str | None
    red: str | None
    closed_on: str | None
    closed_by: str | None
    noted_on: str | None
    snoozed_on: str | None
    snoozed_until: str | None
    why: str


class Closing(NamedTuple):
    day: date
    by: str
    noted: date

    @classmethod
    def of(cls, moment: Moment[Any], by: str = "event") -> Self:
        return cls(moment.day, by, moment.noted)


class Due(NamedTuple):
    opens: date
    day: date
    at: str | None = None
    red: date | None = None


class Nudge(NamedTuple):
    """A nudge before anybody reacted to it. `closings`: what may close it; `starts`: the anchor's day if
    null.
    """

    rule: Rule
    anchor: Moment[Any]
    places: Sequence[str]
    due: Due
    closings: Sequence[Closing] = ()
    why: Mapping[str, Any] = _NOTHING
    starts: date | None = None


@projection(
    table="follow_ups",
    row=FollowUp,
    version=4,
    primary_key=("nudge", "anchored"),
    hot="closed_on IS NULL OR closed_on > noted_on",
)
def follow_ups(history: History) -> Iterator[FollowUp]:
    """The nudges of one person or organisation, or the todos of the user himself."""
    found, settings = contact(history), history.settings
    for nudge in _nudges(found, settings.calendar):
        row = _row(nudge, found, settings)
        if found.decided:
            yield from _heard_again(row, found)
        else:
            yield row


def _heard_again(row: FollowUp, found: Contact) -> Iterator[FollowUp]:
    """The row of somebody who was set aside for a while, without the days on which it is silent."""
    why = {**json.loads(row.why), "anchored": row.anchored}
    for quiet in silences(found, row.rule):
        start, end = quiet.start.isoformat(), iso(quiet.end)
        if row.closed_on and row.closed_on <= start:
            break
        if end is None or end > row.anchored:
            silent = max(start, row.anchored)
            yield row._replace(closed_on=silent, closed_by="aside", noted_on=quiet.noted.isoformat())
            if end is None or (row.closed_on and row.closed_on <= end):
                return
            row = row._replace(anchored=end, why=_encode(why))
    yield row


def _nudges(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    if found.moves:
        yield from _approach(found, calendar)
    yield from _talks_and_promises(found, calendar)
    yield from _thanks(found)
    yield from _value(found, calendar)
    if found.named or found.introduced:
        yield from _name(found, calendar)
    if found.cadences:
        yield from _cadence(found, calendar)
    if found.received:
        from projections.returns import return_nudges

        yield from return_nudges(found, calendar)
    if found.described:
        yield from _organisation(found)
    if found.outings:
        from projections.gatherings import goal_nudges

        yield from goal_nudges(found)
    for todo in found.todos:
        dated = real_day(todo.event.due)
        due = dated or todo.day
        why = {"text": short(todo.event.text), "dated": dated is not None}
        yield Nudge(TODO, todo, _ONE, Due(due, due), why=why)


def _talks_and_promises(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    """What most people have none of; its rules are loaded when somebody does."""
    if found.plans:
        from projections.preparation import plan_nudges

        yield from plan_nudges(found, calendar)
    if found.promises or found.invitations or found.named or found.introduced:
        from projections.promises import promise_nudges

        yield from promise_nudges(found, calendar)


def _approach(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    for attempt in attempts(found, calendar):
        first, closed = attempt.first, _by_event(attempt.closed)
        superseded = Closing(attempt.remind_due, "superseded", first.noted)
        why = {"channel": first.event.channel}
        for place, day, closings in (
            (SECOND_PERSON, attempt.second_person_due, [*closed, superseded]),
            (REMIND, attempt.remind_due, closed),
        ):
            yield Nudge(APPROACH, first, (place,), Due(day, day), closings, why)


def _thanks(found: Contact) -> Iterator[Nudge]:
    thanks = Thanks(found.thanks)
    for meeting in found.meetings:
        yield _thank(found, meeting, thanks, _NOTHING)
    for received in found.received:
        if received.event.kind != "name" and not received.imported:
            why = {"kind": received.event.kind, "what": short(received.event.what)}
            yield _thank(found, received, thanks, why)
    noted = {moment.day for moment in found.received if moment.event.kind == "introduction"}
    for introduction in found.advocated:
        if introduction.day in noted:
            continue  # the same, recorded both ways
        yield _thank(found, introduction, thanks, {"to": introduction.event.to})


def _thank(found: Contact, anchor: Moment[Any], thanks: Thanks, why: Mapping[str, Any]) -> Nudge:
    hours, red_hours = THANKS.parameters["hours"], THANKS.parameters["red_hours"]
    day, red = later(anchor.day, _days(hours)), later(anchor.day, _days(red_hours))
    due = Due(day, day, _hours_after(anchor, hours), red)
    return Nudge(THANKS, anchor, places(anchor, found, 1), due, _by_event(thanks.for_(anchor)), why)


class Thanks:
    """The thanks to one person: those that name what they are for, and those for everything until then."""

    def __init__(self, thanks: Sequence[Moment[ThanksSent]]) -> None:
        self._named = {one.event.for_event: one for one in reversed(thanks) if one.event.for_event}
        self._others = [one for one in thanks if one.event.for_event is None]

    def for_(self, anchor: Moment[Any]) -> Moment[ThanksSent] | None:
        """The first that are for it."""
        named = self._named.get(anchor.entry.id)
        other = next((one for one in since(self._others, anchor.day) if follows(one, anchor)), None)
        return min((one for one in (named, other) if one), key=lambda one: one.order, default=None)


def _value(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    for meeting in found.meetings:
        day = later(meeting.day, VALUE.parameters["days"])
        due = Due(calendar.next_working(day), day, red=later(meeting.day, VALUE.parameters["red_days"]))
        given = next(since(found.given, meeting.day), None)
        yield Nudge(VALUE, meeting, places(meeting, found, 1), due, _by_event(given))


def _name(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    moved = [moment for _, moment in found.moves]
    reached = sorted([*moved, *found.invitations, *found.touches], key=lambda moment: moment.day)
    pointed: Sequence[Moment[Any]] = [*found.named, *found.introduced]
    for named in pointed:
        if not found.touches or found.touches[0].day >= named.day:
            day = business_days_after(named.day, NAME.parameters["business_days"], calendar)
            closings = _by_event(next(since(reached, named.day), None))
            closings += [
                Closing.of(introduced, "superseded")
                for introduced in found.introduced[:1]
                if named.event.wire_name == "name-given" and introduced.day >= named.day
            ]
            yield Nudge(NAME, named, _ONE, Due(day, day), closings, {"by": named.event.by})


def _cadence(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    percent, in_force = CADENCE.parameters["red_percent"], spans(found)
    for turn in rounds(found):
        for span in in_force:
            starts = max(turn.begins, span.start)
            if (turn.end and turn.end.day <= starts) or (span.end and span.end.day <= starts):
                continue
            day = later(turn.begins, span.days)
            red = later(turn.begins, -(-span.days * percent // 100))
            due = Due(max(calendar.next_working(day), starts), day, red=red)
            closings = [Closing(span.end.day, "superseded", span.end.noted)] if span.end else []
            if turn.end:
                closings.append(Closing(turn.end.day, turn.ended_by, turn.end.noted))
            why = {"days": span.days, "since": turn.begins.isoformat(), "begun_by": turn.begun_by}
            yield Nudge(CADENCE, turn.anchor, turn.places, due, closings, why, starts)


def _organisation(found: Contact) -> Iterator[Nudge]:
    first = found.described[0]
    command = first.entry.part_of or first.entry.id
    told = [one for one in found.mentions if (one.entry.part_of or one.entry.id) == command]
    if told or first.entry.part_of is None:
        day = later(first.day, HEARD.parameters["days"])
        decided = next((one for one in found.targeting if one.day >= first.day), None)
        why: Mapping[str, Any] = {"by": told[0].event.by} if told else _NOTHING
        yield Nudge(HEARD, first, _ONE, Due(day, day), _by_event(decided), why)


def _row(nudge: Nudge, found: Contact, settings: Settings) -> FollowUp:
    """The row of a nudge, with what the user did about it."""
    rule, anchor, (opens, due, due_at, red) = nudge.rule, nudge.anchor, nudge.due
    ids = [nudge_id(rule.id, anchor.entry.id, place) for place in nudge.places]
    closings = [*nudge.closings, *_reactions(rule, ids, found, settings)]
    closed = min(closings, key=_rank) if len(closings) > 1 else closings[0] if closings else None
    snooze = found.snoozed(ids)
    starts = nudge.starts or anchor.day
    return FollowUp(
        nudge=ids[0],
        rule=rule.id,
        tier=PROMISED_TIER if nudge.why.get("dated") else rule.tier,
        place=nudge.places[0],
        anchor=anchor.entry.id,
        anchored=starts.isoformat(),
        opens=opens.isoformat(),
        due=due.isoformat(),
        due_at=due_at,
        red=iso(red),
        closed_on=iso(closed and max(closed.day, starts)),
        closed_by=closed and closed.by,
        noted_on=iso(closed and closed.noted),
        snoozed_on=iso(snooze and snooze.day),
        snoozed_until=snooze and snooze.event.until,
        why=_encode(nudge.why) if nudge.why else "{}",
    )


def _reactions(rule: Rule, ids: Sequence[EventId], found: Contact, settings: Settings) -> list[Closing]:
    closings: list[Closing] = []
    if found.settlings and (settled := found.settled(ids)):
        done = settled.event.wire_name == "nudge-done"
        closings.append(Closing(settled.day, "done" if done else "skipped", settled.noted))
    if found.mutes and (muted := found.muted(rule.id)):
        closings.append(Closing(muted.day, "muted", muted.noted))
    if settings.mutes and (everywhere := settings.muted(rule.id)):
        closings.append(Closing(everywhere.day, "muted", everywhere.noted))
    return closings


def _rank(closing: Closing) -> tuple[date, int, date]:
    return closing.day, _RANK.index(closing.by), closing.noted


def _by_event(moment: Moment[Any] | None) -> list[Closing]:
    return [] if moment is None else [Closing(moment.day, "event", moment.noted)]


def real_day(day: str | None) -> date | None:
    """The date that a text of the right form names, if there is such a day."""
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None


def _days(hours: int) -> int:
    return -(-hours // 24)


def _hours_after(anchor: Moment[Any], hours: int) -> str | None:
    """The exact moment `hours` later, if the anchor's is known to the minute, in its own zone."""
    if anchor.time is None:
        return None
    minutes = int(anchor.time[:2]) * 60 + int(anchor.time[3:]) + hours * 60
    day = later(anchor.day, minutes // (24 * 60))
    offset = anchor.entry.occurred.offset if anchor.entry.occurred else None
    return f"{day.isoformat()}T{minutes // 60 % 24:02}:{minutes % 60:02}{offset or ''}"
