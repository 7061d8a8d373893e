"""`netlog merge`: two entries turn out to be one person; nothing of either is lost, and they can be parted
again.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

import click

from events.ids import SubjectId
from netlog import questions, render
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import PERSON
from netlog.errors import NetlogError, Usage
from netlog.words import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording

_SHOWN = 8  # characters of an id


@verb(
    "merge",
    examples=("netlog merge Dana Danuta", "netlog merge Dana Danuta --yes", "netlog undo"),
    day=False,
)
@click.argument("kept", type=PERSON)
@click.argument("other", type=PERSON)
@click.option("--yes", is_flag=True, help="Do not ask before recording.")
def merge(call: Call, *, kept: str, other: str, yes: bool) -> None:
    """Make one person of two entries: KEPT, whose name is shown from now on, and OTHER.

    Both stories become one, every way to reach them and every tag stays. Of what can only be one, like the
    role, the value that became known last counts. To part them again: netlog undo
    """
    with recording(call) as record:
        from events.people import PeopleMerged

        stays, joins = record.person(kept), record.person(other)
        if stays.id == joins.id:
            raise Usage(f"both are the same person already: {stays.name}", hint="netlog who")
        if not call.as_json:
            _preview(record, stays, joins)
        if not yes and call.may_ask and not questions.agreed("one person?", default=True):
            raise NetlogError("nothing was recorded", hint="netlog merge KEPT OTHER")
        ids = record.people.ids_of(stays) | record.people.ids_of(joins)
        merged = tuple(sorted(record.people.ids_of(joins)))
        record.add(PeopleMerged(kept=_bearer(record, stays), merged=merged))
        record.finish(
            f"{stays.name} and {joins.name} are one person",
            f"shown as {stays.name}",
            "apart again: netlog undo",
            about=Person(min(ids), stays.name),
            dated=False,
        )


def _bearer(record: Recording, person: Person) -> SubjectId:
    """Of the ids of somebody who was merged before, the one that bears the shown name."""
    from events.people import DetailRecorded, PersonAdded
    from events.registry import UnknownEvent, UnreadableEvent, read
    from projections.amendments import amended

    ids = record.people.ids_of(person)
    if len(ids) == 1:
        return person.id
    entries = []
    for envelope in record.app.log.envelopes(ids):
        try:
            entries.append(read(envelope))
        except (UnknownEvent, UnreadableEvent):
            continue
    entries.sort(key=attrgetter("order"))
    for entry in reversed(amended(entries).standing):
        event = entry.event
        if isinstance(event, PersonAdded):
            name = event.name
        elif isinstance(event, DetailRecorded) and event.field == "name":
            name = event.value
        else:
            continue
        if name == person.name and event.person in ids:
            return SubjectId(event.person)
    return person.id


def _preview(record: Recording, stays: Person, joins: Person) -> None:
    for what, person in (("stays", stays), ("joins", joins)):
        render.tell(f"  {what}  {'  ·  '.join(_known(record, person))}")


def _known(record: Recording, person: Person) -> Iterator[str]:
    """What tells two entries apart, or shows that they are of one person."""
    role, place, last = record.app.hot.execute(_CARD, [person.id]).fetchone()
    (lines,) = record.app.cold.execute(_LINES, [person.id]).fetchone()
    yield ", ".join(filter(None, [person.name, role, place]))
    yield "one entry" if lines == 1 else f"{lines} entries"
    if last:
        yield f"last in touch {last}"
    yield person.id[: _SHOWN + 1]


_CARD = (
    "SELECT p.role, o.name, p.last_touch FROM people AS p"
    " LEFT JOIN organisations AS o ON o.subject = p.organisation WHERE p.subject = ?"
)
_LINES = "SELECT count(*) FROM timeline WHERE subject = ?"
