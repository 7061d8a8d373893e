"""Who is meant by a name that somebody gave: "Lee Park @ Initech"?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlog.errors import Usage
from netlog.names import words_of

if TYPE_CHECKING:
    from netlog.commands.recording import Recording
    from netlog.words import Organisation, Person


def name_and_place(typed: str) -> tuple[str, str | None]:
    """Of "Lee Park @ Initech"; the place may be missing."""
    name, at, place = (
        (part.strip() for part in typed.rpartition("@")) if "@" in typed else (typed.strip(), "", "")
    )
    if not name or (at and not place):
        raise Usage(f"--named cannot be read: {typed}", hint='like so: --named "Lee Park @ Initech"')
    return name, place or None


def given_name(
    record: Recording, by: Person, name: str, place: str | None, *, why: str | None = None
) -> Person:
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
    record.add(NameGiven(by=by.id, person=person.id, organisation=organisation and organisation.id, why=why))
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
