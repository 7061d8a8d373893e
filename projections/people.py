"""Who is in the notebook, where are they, and when were we last in touch?

One row a person, however many entries were merged into one: the last merge decides whose name is shown, and
of every other field the value that became known last counts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from projections.contact import contact, iso
from projections.engine import projection
from projections.rules import cadence_days
from projections.sentences import folded, said, short

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from events.people import DetailRecorded, JobChanged, Met, PersonAdded
    from events.registry import Entry
    from projections.contact import Contact, Moment
    from projections.history import History

_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

CONTEXT: Final = 90
"""Characters of the last conversation that the queue shows."""
_CHANNELS: Final = ("email", "phone", "url", "linkedin")


class Person(NamedTuple):
    """Lists (`tags`, `channels`, `also` = other names, `source_keys`) are JSON. `words`: what a search finds,
    folded.

    `context`: the last talk in a few words; `talks`: how many there were. `gave_on`: when I first gave
    something. `cadence_days` is null for a person who is not tracked.
    """

    name: str
    folded: str
    words: str
    organisation: str | None
    role: str | None
    role_kind: str | None
    how: str | None
    via: str | None
    aim: str | None
    tags: str
    channels: str
    added_on: str
    last_touch: str | None
    talked_on: str | None
    context: str | None
    cadence_days: int | None
    talks: int
    gave_on: str | None
    also: str
    source_keys: str


@projection(table="people", row=Person, version=2, indexes=(("folded",), ("organisation",)), hot="1")
def people(history: History) -> Iterator[Person]:
    """The person, once an entry says how he or she is called."""
    found = contact(history)
    if not found.added:
        return
    known = _facts(found)
    last = {fact.field: fact.value for fact in known}
    channels = dict.fromkeys((fact.field, fact.value) for fact in known if fact.field in _CHANNELS)
    name, *also = _names(known, found)
    tags = _tags(found)
    talk = found.talks[-1] if found.talks else None
    cadence = found.cadences[-1].event if found.cadences else None
    yield Person(
        name=name,
        folded=folded(name),
        words=folded(" ".join(filter(None, [name, *also, last.get("role"), last.get("aim"), *tags]))),
        organisation=last.get("organisation"),
        role=last.get("role"),
        role_kind=last.get("role-kind"),
        how=next((met.how for met in _met(found) if met.how), None),
        via=next((met.via_person for met in _met(found) if met.via_person), _named_by(found)),
        aim=last.get("aim"),
        tags=_json(tags),
        channels=_json([{"kind": kind, "value": value} for kind, value in channels]),
        added_on=found.added[0].day.isoformat(),
        last_touch=iso(found.touches[-1].day) if found.touches else None,
        talked_on=iso(talk and talk.day),
        context=talk and _context(found, talk),
        cadence_days=cadence_days(cadence.tier, cadence.days) if cadence else None,
        talks=len(found.talks),
        gave_on=iso(found.given[0].day) if found.given else None,
        also=_json(also),
        source_keys=_json(sorted({fact.value for fact in known if fact.field == "source-key"})),
    )


def acquaintance(db: sqlite3.Connection, person: str) -> tuple[int, bool]:
    """How many talks there were, and whether I ever gave something; of the hot or the cold tables."""
    row = db.execute("SELECT talks, gave_on FROM people WHERE subject = ?", [person]).fetchone()
    return (row[0], row[1] is not None) if row else (0, False)


class Called(NamedTuple):
    name: str


@projection(table="names", row=Called, part="texts")
def names(history: History) -> Iterator[Called]:
    """The name that is shown, beside the texts: a search opens nothing else."""
    found = contact(history)
    if found.added:
        yield Called(_names(_facts(found), found)[0])


class Fact(NamedTuple):
    """One field of one entry; `person` is the id that the entry names."""

    person: str
    field: str
    value: str
    entry: Entry


def facts(history: History) -> list[Fact]:
    """Everything that entries say about the person, in order of occurrence; of each field the last counts."""
    return _facts(contact(history))


def _facts(found: Contact) -> list[Fact]:
    moments: list[Moment[PersonAdded] | Moment[DetailRecorded] | Moment[JobChanged]] = [*found.added]
    if found.details or found.jobs:
        moments = sorted([*moments, *found.details, *found.jobs], key=lambda moment: moment.order)
    return [fact for moment in moments for fact in _said_by(moment)]


def _said_by(moment: Moment[Any]) -> Iterator[Fact]:
    event = moment.event
    pairs: Iterable[tuple[str, str | None]]
    if event.wire_name == "detail-recorded":
        detail = cast("DetailRecorded", event)
        pairs = [(detail.field, detail.value), ("source-key", detail.source_key)]
    elif event.wire_name == "job-changed":
        job = cast("JobChanged", event)
        pairs = [("organisation", job.organisation), ("role", job.role), ("source-key", job.source_key)]
    else:
        added = cast("PersonAdded", event)
        pairs = [
            ("name", added.name),
            ("organisation", added.organisation),
            ("role", added.role),
            ("role-kind", added.role_kind),
            ("aim", added.aim),
            *((channel.kind, channel.value) for channel in added.channels),
            ("source-key", added.source_key),
        ]
    for field, value in pairs:
        if value:
            yield Fact(event.person, field, value, moment.entry)


def _names(known: Sequence[Fact], found: Contact) -> list[str]:
    """The shown name first, then every other that was ever recorded. A new name counts more than a merge
    before it.
    """
    names = [fact for fact in known if fact.field == "name"]
    shown = names[-1].value
    if found.merges:
        merge = found.merges[-1]
        since = [one for one in found.details if one.event.field == "name" and one.order > merge.order]
        kept = (fact.value for fact in reversed(names) if fact.person == merge.event.kept)
        shown = since[-1].event.value if since else next(kept, shown)
    return list(dict.fromkeys([shown, *(fact.value for fact in names)]))


def _tags(found: Contact) -> list[str]:
    """Those that were not taken away again; written otherwise, it is the same tag then."""
    tags: set[str] = set()
    for moment in found.tagged:
        if moment.event.wire_name == "person-tagged":
            tags.update(moment.event.tags)
        else:
            gone = {tag.casefold() for tag in moment.event.tags}
            tags = {tag for tag in tags if tag.casefold() not in gone}
    return sorted(tags)


def _met(found: Contact) -> Iterator[Met]:
    return (moment.event.met for moment in found.added if moment.event.met)


def _named_by(found: Contact) -> str | None:
    return found.named[0].event.by if found.named else None


def _context(found: Contact, talk: Moment[Any]) -> str | None:
    """What was talked about: the notes of that talk, else what was learned with it, else how it was."""
    learned = [moment.event.text for moment in found.insights if moment.day == talk.day]
    words = getattr(talk.event, "notes", None) or getattr(talk.event, "summary", None) or "; ".join(learned)
    if words:
        return short(words, CONTEXT)
    saying = said(talk.event, found.ids)
    return saying and saying.line


def _json(value: list[Any]) -> str:
    return _encode(value) if value else "[]"
