"""`netlog met`: a conversation, with what was learned, who was named and what was asked, as one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, MINUTES, ONE_LINE, PERSON, OneOf, words_for
from netlog.errors import Usage
from netlog.names import words_of

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Organisation, Person


@verb(
    "met",
    examples=(
        'netlog met Dana --minutes 30 --medium coffee --learned "they hire in spring"',
        'netlog met Dana Aoife --on "last tue" --named "Lee Park @ Initech" --asked referral',
        "pbpaste | netlog met Dana --note -",
    ),
)
@click.argument("people", type=PERSON, nargs=-1, required=True, metavar="PERSON…")
@click.option("--minutes", type=MINUTES, metavar="N", help="How long.")
@click.option("--medium", type=ONE_LINE, metavar="M", help="coffee, call, video, at a conference, …")
@click.option(
    "--learned",
    type=FREE_TEXT,
    multiple=True,
    metavar="TEXT",
    help="Worth finding again. May be repeated. - reads it.",
)
@click.option(
    "--named",
    type=ONE_LINE,
    multiple=True,
    metavar='"NAME @ ORG"',
    help="Somebody they told you of. May be repeated.",
)
@click.option(
    "--asked", type=OneOf(words_for("ask-made", "kind")), metavar="KIND", help="What you asked them for."
)
@click.option("--note", type=FREE_TEXT, metavar="TEXT", help="Your notes. - reads them.")
def met(
    call: Call,
    *,
    people: tuple[str, ...],
    minutes: int | None,
    medium: str | None,
    learned: tuple[str, ...],
    named: tuple[str, ...],
    asked: str | None,
    note: str | None,
) -> None:
    """You talked."""
    wanted = [_name_and_place(each) for each in named]
    with recording(call) as record:
        from events.conversations import InsightNoted, MeetingHeld
        from events.exchange import AskMade

        present = list(dict.fromkeys(record.person(each) for each in people))
        ids = tuple(each.id for each in present)
        first = present[0]
        record.add(MeetingHeld(people=ids, minutes=minutes, medium=medium, notes=note))
        for text in learned:
            record.add(InsightNoted(people=ids, text=text))
        told = [_given_name(record, first, name, place) for name, place in wanted]
        if asked:
            record.add(AskMade.model_validate({"person": first.id, "kind": asked}))
        record.finish(
            f"met {_all(present)}",
            f"{minutes} min" if minutes else None,
            medium,
            f"told of {_all(told)}" if told else None,
            about=first,
        )


def _all(people: list[Person]) -> str:
    *others, last = [each.name for each in people]
    return f"{', '.join(others)} and {last}" if others else last


def _name_and_place(typed: str) -> tuple[str, str | None]:
    """Of "Lee Park @ Initech"; the place may be missing."""
    name, at, place = (
        (part.strip() for part in typed.rpartition("@")) if "@" in typed else (typed.strip(), "", "")
    )
    if not name or (at and not place):
        raise Usage(f"--named cannot be read: {typed}", hint='like so: --named "Lee Park @ Initech"')
    return name, place or None


def _given_name(record: Recording, by: Person, name: str, place: str | None) -> Person:
    """Who was named: an entry of exactly this name and place if there is one, else a new person."""
    from events.exchange import NameGiven
    from events.people import Met, PersonAdded

    organisation, is_new = record.organisation(place) if place else (None, False)
    person = _known(record, name, organisation)
    if person is None:
        person = record.new_person(name)
        how = Met(how="introduction", via_person=by.id)
        record.add(
            PersonAdded(person=person.id, name=name, organisation=organisation and organisation.id, met=how)
        )
    if organisation and is_new:
        record.add_organisation(organisation)
    record.add(NameGiven(by=by.id, person=person.id, organisation=organisation and organisation.id))
    return person


def _known(record: Recording, name: str, organisation: Organisation | None) -> Person | None:
    """Somebody who bears this name and is not known to be elsewhere. Of several nobody: then it is a new
    person.
    """
    rows = record.app.hot.execute("SELECT subject, organisation FROM people WHERE organisation IS NOT NULL")
    elsewhere = {
        subject: where for subject, where in rows if organisation is None or where != organisation.id
    }
    fitting = [
        each
        for each in record.people.called(name)
        if words_of(each.name) == words_of(name) and (organisation is None or each.id not in elsewhere)
    ]
    return fitting[0] if len(fitting) == 1 else None
