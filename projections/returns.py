"""Who gave me something, and heard nothing from me since?

Thanks are owed anyway and do not count: what counts is something given, a conversation, a message. Whoever
named or introduced somebody is told what came of it (R04), and is not asked for here a second time. Of
several things received the last counts.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from projections.calendar import later
from projections.contact import since
from projections.follow_ups import Closing, Due, Nudge
from projections.rules import UNRETURNED
from projections.sentences import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.calendar import Calendar
    from projections.contact import Contact, Moment

_ONE: Final = ("1",)
_THEIRS: Final = frozenset({"value-received", "introduction-made", "inbound-received", "approach-answered"})


def return_nudges(found: Contact, calendar: Calendar) -> Iterator[Nudge]:
    """One for each thing received; the next one takes its place."""
    received = [one for one in found.received if not one.imported]
    mine = sorted(_mine(found), key=attrgetter("day"))
    for place, one in enumerate(received, 1):
        day = later(one.day, UNRETURNED.parameters["days"])
        answer = next((moment for moment in since(mine, one.day) if _answers(moment, one)), None)
        closings = [Closing.of(answer)] if answer else []
        closings += [Closing.of(after, "superseded") for after in received[place : place + 1]]
        why = {"kind": one.event.kind, "what": short(one.event.what)}
        yield Nudge(UNRETURNED, one, _ONE, Due(calendar.next_working(day), day), closings, why)


def _mine(found: Contact) -> Iterator[Moment[Any]]:
    """What I did, alone or together with them."""
    yield from (moment for kind, moment in found.moves if kind == "approach")
    for touch in found.touches:
        event = touch.event
        if event.wire_name not in _THEIRS and getattr(event, "direction", None) != "in":
            yield touch


def _answers(mine: Moment[Any], received: Moment[Any]) -> bool:
    """On the same day only a gift: the conversation in which I received something does not return it."""
    return mine.day > received.day or mine.event.wire_name == "value-given"
