"""How long has it been since we were in touch, against how often the user wants to be?

A *round* begins with the last real touch, or with `cadence-set` while there was none, and ends with the next
one. Done and skipped both end a round and begin the next of the same anchor, since otherwise nothing would
ever come again; only done counts as contact.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from projections.rules import CADENCE, cadence_days, nudge_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from projections.contact import Contact, Moment


BegunBy = Literal["touch", "done", "skipped", "set"]


class Span(NamedTuple):
    """A time during which one cadence was in force. `end` is the entry that set another."""

    start: date
    days: int
    end: Moment[Any] | None


class Round(NamedTuple):
    """`places`: one, or of a meeting with two entries since merged, one of each; the first is its own."""

    anchor: Moment[Any]
    begins: date
    end: Moment[Any] | None
    ended_by: Literal["event", "superseded", "done", "skipped"]
    places: list[str]
    begun_by: BegunBy

    @property
    def is_contact(self) -> bool:
        return self.begun_by in {"touch", "done"}


def spans(found: Contact) -> list[Span]:
    """The cadences in order, without those of "never"; one that was replaced on its day has no length."""
    return [
        Span(moment.day, days, end)
        for moment, end in zip_longest(found.cadences, found.cadences[1:])
        if (days := cadence_days(moment.event.tier, moment.event.days))
    ]


def rounds(found: Contact) -> Iterator[Round]:
    """Every round of a person for whom a cadence was ever set."""
    if not found.cadences:
        return
    touches = _last_of_each_day(found.touches)
    untouched = [
        moment for moment in _last_of_each_day(found.cadences) if not touches or moment.day < touches[0].day
    ]
    anchors = untouched + touches
    for index, (anchor, end) in enumerate(zip_longest(anchors, anchors[1:])):
        yield from _rounds_of(found, anchor, end, "set" if index < len(untouched) else "touch")


def places(anchor: Moment[Any], found: Contact, step: int) -> list[str]:
    """What tells this person's nudges of an anchor apart: the step, and for a meeting the person as it names
    him.
    """
    if anchor.event.wire_name != "meeting-held":
        return [str(step)]
    people = (
        sorted(map(str, found.ids.intersection(anchor.event.people)))
        if len(found.ids) > 1
        else [*map(str, found.ids)]
    )
    return people if step == 1 else [f"{person}/{step}" for person in people]


def _rounds_of(
    found: Contact, anchor: Moment[Any], end: Moment[Any] | None, begun_by: BegunBy
) -> Iterator[Round]:
    begins, step = anchor.day, 1
    while True:
        where = places(anchor, found, step)
        settled = _settled(found, anchor, where)
        if settled is None or (end is not None and end.day <= settled.day):
            reset = end is not None and end.event.wire_name == "cadence-set"
            yield Round(anchor, begins, end, "superseded" if reset else "event", where, begun_by)
            return
        how: Literal["done", "skipped"] = "done" if settled.event.wire_name == "nudge-done" else "skipped"
        yield Round(anchor, begins, settled, how, where, begun_by)
        begins, step, begun_by = max(begins, settled.day), step + 1, how


def _settled(found: Contact, anchor: Moment[Any], where: list[str]) -> Moment[Any] | None:
    if not found.settlings:
        return None
    return found.settled([nudge_id(CADENCE.id, anchor.entry.id, place) for place in where])


def _last_of_each_day(moments: list[Moment[Any]]) -> list[Moment[Any]]:
    return list({moment.day: moment for moment in moments}.values())
