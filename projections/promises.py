"""What have I promised, to whom do I owe word, and who has left an invitation lying?

Whoever named or introduced somebody hears what came of it: the first reply since, whatever it was, is what
came of it. A second word about the same person by the same giver owes nothing more until the first has come
to something.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from projections.approaches import business_days_after
from projections.calendar import later
from projections.contact import since
from projections.follow_ups import Closing, Due, Nudge, real_day
from projections.rules import INVITATION, PROMISE, REPORT_BACK
from projections.sentences import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.calendar import Calendar
    from projections.contact import Contact, Moment

_ONE: Final = ("1",)


def promise_nudges(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    """All that is owed to this person, and to those who brought him or her."""
    yield from _promises(found, calendar)
    yield from _invitations(found, calendar)
    yield from _reports(found, calendar)


def _promises(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    for promise in found.promises:
        dated = real_day(promise.event.due)
        day = dated or later(promise.day, PROMISE.parameters["days"])
        kept = found.kept.get(promise.entry.id)
        due = Due(day if dated else calendar.next_working(day), day)
        why = {"what": short(promise.event.what)}
        yield Nudge(PROMISE, promise, _ONE, due, [Closing.of(kept)] if kept else (), why)


def _invitations(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    """Pending until accepted, until we were in touch another way, or until the next one. Nobody waits for
    what a file says was sent.
    """
    if not found.invitations:
        return
    otherwise = sorted(
        [*found.accepted, *found.touches, *(move.moment for move in found.moves)], key=lambda one: one.day
    )
    for number, invitation in enumerate(found.invitations, 1):
        if invitation.imported:
            continue
        day = later(invitation.day, INVITATION.parameters["days"])
        answer = next(since(otherwise, invitation.day), None)
        closings = [Closing.of(answer)] if answer else []
        closings += [Closing.of(again, "superseded") for again in found.invitations[number : number + 1]]
        due = Due(calendar.next_working(day), day)
        yield Nudge(INVITATION, invitation, _ONE, due, closings, {"network": invitation.event.network})


def _reports(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    for given, result in outcomes(found):
        if result is not None:
            day = business_days_after(result.day, REPORT_BACK.parameters["business_days"], calendar)
            why = {"by": given.event.by, "result": result.event.wire_name}
            words = since(found.told_of, result.day)
            told = next((one for one in words if one.event.to == given.event.by), None)
            closings = [Closing.of(told)] if told else []
            yield Nudge(REPORT_BACK, given, _ONE, Due(day, day), closings, why, result.day)


def outcomes(found: Contact) -> Iterator[tuple[Moment[Any], Moment[Any] | None]]:
    """Each word by which others brought this person, and what came of it first."""
    words: Sequence[Moment[Any]] = [*found.named, *found.introduced]
    if found.named and found.introduced:
        words = sorted(words, key=lambda one: one.order)
    open_until: dict[str, date] = {}
    for given in words:
        giver = given.event.by
        if giver in found.ids or given.day <= open_until.get(giver, date.min):
            continue
        result = first_reply(found, given)
        open_until[giver] = result.day if result else date.max
        yield given, result


def first_reply(found: Contact, given: Moment[Any]) -> Moment[Any] | None:
    """What first came of a word: an answer, whatever it was, or a talk that was held or planned. Of the same
    day only what was recorded later.
    """
    replies = (move.moment for move in found.moves if move.kind != "approach")
    return next((reply for reply in replies if _after(reply, given)), None)


def _after(reply: Moment[Any], given: Moment[Any]) -> bool:
    if reply.day != given.day:
        return reply.day > given.day
    return reply.entry.order > given.entry.order
