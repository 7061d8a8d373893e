"""Which nudge does the user mean, and how is one said in a line?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from netlog.civil import spoken
from netlog.errors import AmbiguousName, Choice, Unknown
from projections.queue import nudges_by_prefix, open_nudges
from projections.rules import PROMISE

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from netlog.words import Organisation, People, Person

_PREFIX: Final = 4  # characters of an id, at least
SHOWN: Final = 8


class Nudge(NamedTuple):
    """`item` is what `netlog next --json` prints for it."""

    item: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.item["nudge"])

    @property
    def person_name(self) -> str | None:
        person = self.item["person"]
        return person["name"] if person else None

    def said(self, today: date) -> str:
        """What to do and by when, as in "thank Dana Wu by Wed 11 Nov"."""
        return f"{action(self.item, self.person_name or '')} by {said_day(self.item['due'], today)}"


def action(item: dict[str, Any], name: str) -> str:
    """What somebody is to do: `name` is what to call whom it is about."""
    return ACTIONS.get(item["rule"], "{why}").format(name, why=item["why"])


ACTIONS: Final = {
    "R01": "see whether {} answered",
    "R01b": "see whether {} accepted",
    "R02": "thank {}",
    "R03": "send {} something of value",
    "R04": "tell {} what came of it",
    "R05": "write to {}",
    "R05b": "decide whether it is a target",
    "R06": "prepare for {}",
    "R07": "say how it was with {}",
    "R09": "be in touch with {}",
    "R19": "say what you go there for",
    "R22": "give {} something back",
    "promise": "keep your promise to {}",
}


def said_day(day: str, today: date) -> str:
    """Without the year where it is this one."""
    return spoken(day).removesuffix(f" {today.year}")


def meant(db: sqlite3.Connection, people: People, typed: str, today: date) -> Nudge:
    """The nudge with this beginning of an id, or the only open one of a person.

    Raises: Unknown, AmbiguousName.
    """
    if len(typed) >= _PREFIX and (found := nudges_by_prefix(db, typed.lower(), today)):
        return _only(typed, found)
    try:
        person = people.meant(typed)
    except Unknown:
        raise Unknown("nudge", typed) from None
    return _only(typed, _of_person(db, person, today))


def following(
    db: sqlite3.Connection, about: Person | Organisation, today: date, *, besides: str | None = None
) -> Nudge | None:
    """What comes next with whom or what it is about, due or not, apart from the nudge just answered."""
    found = open_nudges(db, today, subject=about.id, ahead=True)
    return next((Nudge(item) for item in found if item["nudge"] != besides), None)


def open_promise(db: sqlite3.Connection, person: Person, today: date) -> Nudge:
    """The only promise to a person that is not kept yet. Raises: Unknown, AmbiguousName."""
    found = open_nudges(db, today, subject=person.id, ahead=True)
    promises = [item for item in found if item["rule"] == PROMISE.id]
    if not promises:
        said = f"nothing is promised to {person.name}"
        raise Unknown("promise", person.name, message=said, hint="netlog promise PERSON WHAT")
    if len(promises) > 1:
        choices = [Choice(item["nudge"], item["why"]) for item in promises]
        hint = "without --promised, and then: netlog done ID"
        raise SeveralNudges(person.name, choices, hint=hint)
    return Nudge(promises[0])


def _of_person(db: sqlite3.Connection, person: Person, today: date) -> list[dict[str, Any]]:
    """What is due; where nothing is, what is still ahead."""
    found = open_nudges(db, today, subject=person.id) or open_nudges(db, today, subject=person.id, ahead=True)
    if not found:
        raise Unknown("nudge", person.name, message=f"nothing is open with {person.name}")
    return found


class SeveralNudges(AmbiguousName):
    def __init__(self, typed: str, candidates: list[Choice], *, hint: str | None = None) -> None:
        usual = "type one of the ids above, at least 4 characters of it"
        super().__init__(typed, candidates, hint=hint or usual)
        self.message = f"several nudges are open: {typed}"


def _only(typed: str, found: list[dict[str, Any]]) -> Nudge:
    if len(found) > 1:
        raise SeveralNudges(typed, [Choice(item["nudge"], item["why"]) for item in found])
    return Nudge(found[0])
