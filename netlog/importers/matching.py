"""Whom in the notebook does a row of a file mean?

Rule: a row finds its person by a key alone (the key of an earlier import, a profile, an e-mail address, a
telephone number, or in a network the name together with the day of connecting), never by a name: name and
organisation together only suggest, and a person decides.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.importers.profiles import day_key, key_of
from netlog.names import words_of
from netlog.words import Organisation, organisation_key, organisations_by_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from events.ids import SubjectId


_NETWORK: Final = ("in:", "row:", "mail:")
"""How the keys begin under which somebody came from a network, with the day of connecting."""


class Standing(NamedTuple):
    """Somebody who is in the notebook. `organisation` is an id."""

    id: SubjectId
    name: str
    organisation: SubjectId | None = None
    role: str | None = None


class Probably(NamedTuple):
    """A row that came in as somebody new, though `like` bears the name and works at the same place."""

    name: str
    organisation: str
    like: Standing


class Known:
    """Who and what is in the notebook, and what the import under way has added to it so far."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.people: dict[SubjectId, Standing] = {}
        self._by_key: dict[str, SubjectId] = {}
        self._reachable: set[tuple[SubjectId, str]] = set()
        self._called: dict[str, list[SubjectId]] = defaultdict(list)
        self._organisations = organisations_by_name(db)
        days: defaultdict[str | None, set[SubjectId]] = defaultdict(set)
        for subject, name, organisation, role, also, channels, source_keys, added_on in db.execute(
            "SELECT subject, name, organisation, role, also, channels, source_keys, added_on FROM people"
            " ORDER BY subject"
        ):
            keys = [key for each in json.loads(channels) if (key := key_of(each["kind"], each["value"]))]
            self.add(Standing(subject, name, organisation, role), keys, json.loads(source_keys))
            for other in json.loads(also):
                self._called[words_of(other)].append(subject)
            if any(key.startswith(_NETWORK) for key in json.loads(source_keys)):
                for each in (name, *json.loads(also)):
                    days[day_key(each, added_on)].add(subject)
        for day, people in days.items():
            if day is not None and len(people) == 1:
                self._by_key.setdefault(day, *people)

    def add(self, person: Standing, keys: Iterable[str], source_keys: Iterable[str] = ()) -> None:
        """Somebody new, under all keys that lead to nobody yet."""
        self.people[person.id] = person
        self._called[words_of(person.name)].append(person.id)
        for key in source_keys:
            self._by_key.setdefault(key, person.id)
        for key in keys:
            self.reachable(person.id, key)

    def found(self, keys: Iterable[str]) -> SubjectId | None:
        """The person to whom the first of the keys leads that leads anywhere; strongest keys first."""
        return next((found for key in keys if (found := self._by_key.get(key)) is not None), None)

    def reachable(self, person: SubjectId, key: str) -> None:
        self._by_key.setdefault(key, person)
        self._reachable.add((person, key))

    def is_free(self, person: SubjectId, key: str) -> bool:
        """Whether the key is new for this person, and nobody else's."""
        return (person, key) not in self._reachable and self._by_key.get(key, person) == person

    def namesakes(self, name: str) -> Sequence[Standing]:
        """Everybody of this name, apart from case and accents: to be told, never to be taken."""
        folded = words_of(name)
        return [self.people[each] for each in self._called.get(folded, ())] if folded else []

    def probably(self, name: str, organisation: str | None) -> Probably | None:
        """Somebody of the same name at the same place: to be suggested, never to be taken."""
        if not organisation or (place := self.organisation(organisation)) is None:
            return None
        there = (each for each in self.namesakes(name) if each.organisation == place.id)
        like = next(there, None)
        return Probably(name, organisation, like) if like is not None else None

    def organisation(self, name: str) -> Organisation | None:
        """The one of exactly this name, apart from case and accents."""
        return self._organisations.get(organisation_key(name))

    def add_organisation(self, organisation: Organisation) -> None:
        self._organisations[organisation_key(organisation.name)] = organisation
