"""`netlog tag`, `netlog set`: what is known about a person, and what is not true any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import click

from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import ONE_LINE, PERSON, OneOf, is_linkedin, pairs, words_for
from netlog.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Person


@verb(
    "tag",
    examples=(
        "netlog tag Dana robotics mentor",
        "netlog who --tag robotics",
    ),
)
@click.argument("person", type=PERSON)
@click.argument("tags", type=ONE_LINE, nargs=-1, metavar="TAG…")
@click.option(
    "--remove",
    "removed",
    type=ONE_LINE,
    multiple=True,
    metavar="TAG",
    help="Take a tag away. May be repeated.",
)
def tag(call: Call, *, person: str, tags: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Give a person tags, to be found by, or take them away."""
    if not (tags or removed):
        raise Usage("no tag was named", hint="netlog tag PERSON TAG, or netlog tag PERSON --remove TAG")
    with recording(call) as record:
        from events.people import PersonTagged, PersonUntagged

        somebody = record.person(person)
        gone = _present(record, somebody, removed)
        if tags:
            record.add(PersonTagged(person=somebody.id, tags=tuple(dict.fromkeys(tags))))
        if gone:
            record.add(PersonUntagged(person=somebody.id, tags=gone))
        more, less = ", ".join(tags), ", ".join(gone)
        said = f"tagged {somebody.name}: {more}" if more else f"{somebody.name} is no longer tagged {less}"
        record.finish(said, f"no longer {less}" if more and less else None, about=somebody)


def _present(record: Recording, person: Person, removed: tuple[str, ...]) -> tuple[str, ...]:
    """The tags as they are spelt. Raises: Usage for one that the person does not have."""
    if not removed:
        return ()
    (text,) = record.app.hot.execute("SELECT tags FROM people WHERE subject = ?", [person.id]).fetchone()
    present: list[str] = json.loads(text)
    found = [one for one in present if one.casefold() in {each.casefold() for each in removed}]
    missing = {each.casefold(): each for each in removed}
    for one in found:
        missing.pop(one.casefold(), None)
    for each in missing.values():
        has = f"{person.name} has: {', '.join(present)}" if present else f"netlog tag PERSON {each}"
        raise Usage(f"{person.name} has no such tag: {each}", hint=has)
    return tuple(found)


_FIELDS: Final = ("name", "role", "organisation", "kind", "email", "phone", "url", "linkedin", "aim")
_ALSO_CALLED: Final = {"at": "organisation", "org": "organisation", "role-kind": "kind"}
_KIND: Final = OneOf(words_for("person-added", "role_kind"))


@verb(
    "set",
    examples=(
        'netlog set Dana role="head of data" at=Fabrikam',
        "netlog set Dana email=dana@example.com kind=decision-maker",
        'netlog set Aoife name="Aoife Byrne"',
    ),
)
@click.argument("person", type=PERSON)
@click.argument("fields", type=ONE_LINE, nargs=-1, required=True, metavar="FIELD=VALUE…")
def set_(call: Call, *, person: str, fields: tuple[str, ...]) -> None:
    """What is known about a person now. What was known before stays in the story.

    FIELD is name, role, organisation (or at), kind, email, phone, url, linkedin or aim. Another way to reach
    them is added to those that are there.
    """
    values = _understood(pairs(fields, _FIELDS, also=_ALSO_CALLED))
    with recording(call) as record:
        somebody = record.person(person)
        said = _record(record, somebody, values)
        record.finish(f"noted of {somebody.name}: {said}", about=somebody)


def _understood(values: Mapping[str, str]) -> dict[str, str]:
    found = dict(values)
    if "kind" in found:
        found["kind"] = _KIND.convert(found["kind"], None, None)
    if is_linkedin(found.get("url", "")):
        found["linkedin"] = found.pop("url")
    return found


def _record(record: Recording, person: Person, values: Mapping[str, str]) -> str:
    """What was understood. A place is a new job; the role that is said with it belongs to it."""
    from events.people import DetailRecorded, JobChanged

    said = []
    for field, value in values.items():
        if field == "organisation":
            place, is_new = record.organisation(value)
            record.add(JobChanged(person=person.id, organisation=place.id, role=values.get("role")))
            if is_new:
                record.add_organisation(place)
            said.append(f"at {place.name}" + (" (new)" if is_new else ""))
            continue
        if field != "role" or "organisation" not in values:
            wire = "role-kind" if field == "kind" else field
            record.add(DetailRecorded.model_validate({"person": person.id, "field": wire, "value": value}))
        said.append(f"{field} {value}")
    return ", ".join(said)
