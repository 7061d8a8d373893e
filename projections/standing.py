"""Whom did the user put out of sight or set aside by hand, from when to when?

Archived somebody is in no queue and no list. Of what is set aside, *ruled out* leaves thanks owed and the
user's own todos, *do not contact* his todos alone, and *just nice* everything: it only says that nothing more
is wanted. The last word counts; restoring ends both kinds. Within one day only what held in the evening does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from projections.contact import contact, iso
from projections.engine import projection
from projections.rules import THANKS, TODO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from projections.contact import Contact
    from projections.history import History

ARCHIVED: Final = "archived"
_LEFT_OPEN: Final = {
    ARCHIVED: frozenset[str](),
    "ruled-out": frozenset({THANKS.id, TODO.id}),
    "do-not-contact": frozenset({TODO.id}),
}
"""The rules whose nudges stay open; a state that is not here silences none."""


class Standing(NamedTuple):
    """`state`: archived, or a side state. `until` is null while it holds. `noted`: the UTC day on which it
    was recorded.
    """

    state: str
    since: str
    until: str | None
    noted: str


@projection(table="standings", row=Standing, primary_key=("state", "since"), hot="1")
def standings(history: History) -> Iterator[Standing]:
    """Few people have any."""
    for one in decisions(contact(history)):
        yield Standing(one.state, one.start.isoformat(), iso(one.end), one.noted.isoformat())


class Decision(NamedTuple):
    state: str
    start: date
    end: date | None
    noted: date


def decisions(found: Contact) -> Iterator[Decision]:
    """What holds for at least a day, in order of when it ended; what still holds comes last."""
    open_: dict[str, Decision] = {}
    for moment in found.decided:
        event = moment.event
        side = getattr(event, "side", None)
        ended = [state for state in open_ if side is None or state != ARCHIVED]
        if event.wire_name == "person-archived":
            ended = []
        for state in ended:
            if (one := open_.pop(state)).start < moment.day:
                yield one._replace(end=moment.day)
        if event.wire_name != "person-restored":
            state = side or ARCHIVED
            open_.setdefault(state, Decision(state, moment.day, None, moment.noted))
    yield from open_.values()


def silences(found: Contact, rule: str) -> Iterator[Decision]:
    """When the nudges of a rule are silent: apart from each other, in order."""
    quiet: Decision | None = None
    for one in sorted(decisions(found), key=lambda one: one.start):
        if rule in _LEFT_OPEN.get(one.state, {rule}):
            continue
        if quiet is None or (quiet.end is not None and quiet.end < one.start):
            if quiet is not None:
                yield quiet
            quiet = one
        elif quiet.end is not None:
            quiet = quiet._replace(end=None if one.end is None else max(quiet.end, one.end))
    if quiet is not None:
        yield quiet
