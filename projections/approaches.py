"""How did each attempt to reach somebody go (3B7)? Read from the contact, and one small table of who was
approached when.

An *attempt* is an approach and at most one reminder; a reply, or the approach after those, ends it. A
reminder may have been sent outside netlog: its nudge is then marked done. Skipping that nudge is giving up.
After either, the next approach begins a new attempt.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.calendar import add_business_days
from projections.contact import contact
from projections.engine import projection
from projections.rules import APPROACH, nudge_id
from projections.steps import REMIND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from events.conversations import ApproachSent
    from events.ids import EventId
    from projections.calendar import Calendar
    from projections.contact import Contact, Moment
    from projections.history import History

business_days_after: Final = lru_cache(maxsize=4096)(add_business_days)
"""Many entries fall on few days."""


class Attempt(NamedTuple):
    """`silent_on`: the day from which there is nothing more to wait for, unless it ended before."""

    first: Moment[ApproachSent]
    reminder: Moment[ApproachSent] | None
    ended: Moment[Any] | None
    second_person_due: date
    remind_due: date
    settled_on: date | None
    silent_on: date | None

    def awaits_reminder(self, day: date) -> bool:
        return self.reminder is None and (self.settled_on is None or self.settled_on >= day)

    def nudge(self, place: str) -> EventId:
        return nudge_id(APPROACH.id, self.first.entry.id, place)

    @property
    def closed(self) -> Moment[Any] | None:
        """What ends its nudges: the reminder, else the end."""
        return self.reminder or self.ended


def attempts(found: Contact, calendar: Calendar) -> Iterator[Attempt]:
    """Each attempt in order. Replies that nobody waited for end none."""
    attempt: Attempt | None = None
    replies: list[Moment[Any]] = []
    for kind, moment in found.moves:
        if kind != "approach":
            replies.append(moment)
            if attempt is not None:
                yield attempt._replace(ended=moment)
                attempt = None
            continue
        if attempt is not None and attempt.awaits_reminder(moment.day):
            attempt = attempt._replace(reminder=moment, silent_on=_silent_after(moment.day, calendar))
        else:
            if attempt is not None:
                yield attempt._replace(ended=moment)
            attempt = _begun(found, moment, calendar)
        replies = [reply for reply in replies if reply.day == moment.day]
        answer = next((reply for reply in replies if _answers(reply, moment)), None)
        if answer is not None:
            yield attempt._replace(ended=answer)
            attempt = None
    if attempt is not None:
        yield attempt


def _begun(found: Contact, first: Moment[ApproachSent], calendar: Calendar) -> Attempt:
    after = APPROACH.parameters
    second = business_days_after(first.day, after["second_person_business_days"], calendar)
    remind = business_days_after(first.day, after["remind_business_days"], calendar)
    settled = found.settlings and found.settled([nudge_id(APPROACH.id, first.entry.id, REMIND)])
    if not settled:
        return Attempt(first, None, None, second, remind, None, None)
    given_up = settled.event.wire_name == "nudge-skipped"
    silent = max(settled.day, remind) if given_up else _silent_after(max(settled.day, first.day), calendar)
    return Attempt(first, None, None, second, remind, settled.day, silent)


def _silent_after(reminded: date, calendar: Calendar) -> date:
    return business_days_after(reminded, APPROACH.parameters["remind_business_days"], calendar)


def _answers(reply: Moment[Any], approach: Moment[ApproachSent]) -> bool:
    """Whether a reply that sorts before an approach of the same day, for want of a time, was recorded as its
    answer.
    """
    untimed = reply.time is None or approach.time is None
    return untimed and reply.entry.order > approach.entry.order


class SentApproach(NamedTuple):
    """`before_last`: 0 for the last approach to this person, 1 for the one before, and so on. `purposeful`:
    1 if a purpose was noted.
    """

    before_last: int
    day: str
    purposeful: int


@projection(
    table="approaches", row=SentApproach, version=3, primary_key=("before_last",), hot="before_last = 0"
)
def approaches(history: History) -> Iterator[SentApproach]:
    """Who was approached when; the hot part knows the last time only, which is enough for today."""
    sent = [moment for kind, moment in contact(history).moves if kind == "approach"]
    for before_last, moment in enumerate(reversed(sent)):
        yield SentApproach(before_last, moment.day.isoformat(), int(moment.event.purpose is not None))
