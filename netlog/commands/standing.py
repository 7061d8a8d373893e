"""`netlog set-aside`, `netlog archive`, `netlog restore`: who asks for no more attention, or does again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, PERSON, OneOf, words_for
from netlog.errors import Usage
from projections.reasons import quoted

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Person


@verb(
    "set-aside",
    examples=(
        'netlog set-aside Dana ruled-out --why "left the field"',
        "netlog set-aside Lee just-nice",
        "netlog set-aside Aoife do-not-contact",
    ),
)
@click.argument("person", type=PERSON)
@click.argument(
    "side",
    type=OneOf(words_for("person-set-aside", "side")),
    metavar="ruled-out|do-not-contact|just-nice",
)
@click.option("--why", type=FREE_TEXT, metavar="TEXT", help="For yourself, later. - reads it.")
def set_aside(call: Call, *, person: str, side: str, why: str | None) -> None:
    """Decide where somebody stands, whatever else happens.

    ruled-out: nothing more is suggested, except thanks that you owe. do-not-contact: nothing at all is. Your
    own todos stay. just-nice: nothing is wanted of them, and nothing is silenced.
    """
    with recording(call) as record:
        from events.people import PersonSetAside

        somebody = record.person(person)
        record.add(PersonSetAside.model_validate({"person": somebody.id, "side": side, "why": why}))
        record.finish(f"{somebody.name}: {side.replace('-', ' ')}", _back(somebody), about=somebody)


@verb("archive", examples=("netlog archive Dana", "netlog who --archived"))
@click.argument("person", type=PERSON)
def archive(call: Call, person: str) -> None:
    """Put somebody out of sight: in no queue and no list. Everything is kept."""
    with recording(call) as record:
        from events.people import PersonArchived

        somebody = record.person(person)
        if "archived" in _states(record, somebody):
            raise Usage(f"{somebody.name} is archived already", hint="netlog restore PERSON")
        record.add(PersonArchived(person=somebody.id))
        record.finish(f"archived {somebody.name}", _back(somebody), about=somebody)


@verb("restore", examples=("netlog restore Dana",))
@click.argument("person", type=PERSON)
def restore(call: Call, person: str) -> None:
    """Bring somebody back who was archived or set aside."""
    with recording(call) as record:
        from events.people import PersonRestored

        somebody = record.person(person)
        states = _states(record, somebody)
        if not states:
            raise Usage(f"{somebody.name} is neither archived nor set aside", hint="netlog who --archived")
        record.add(PersonRestored(person=somebody.id))
        was = " and ".join(state.replace("-", " ") for state in states)
        record.finish(f"{somebody.name} is back, no longer {was}", about=somebody)


def _back(person: Person) -> str:
    return f"back again: netlog restore {quoted(person.name)}"


def _states(record: Recording, person: Person) -> list[str]:
    rows = record.app.hot.execute(
        "SELECT state FROM standings WHERE subject = ? AND until IS NULL ORDER BY state", [person.id]
    )
    return [state for (state,) in rows]
