"""Whom and which organisation does the user mean?

Rule: nobody is chosen by a guess that another fits as well; a typo that was understood, or a name that
somebody no longer has, is said back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import SubjectId
from netlog import render
from netlog.civil import spoken
from netlog.errors import AmbiguousName, Choice, Unknown
from netlog.names import Candidate, Tier, find, fitting_name, words_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from netlog.names import Match


_FOLDED_OTHERWISE: Final = (
    "length(p.words) <> length(CAST(p.words AS BLOB))"
    " OR instr(p.words, '.') OR instr(p.words, char(39)) OR instr(p.words, '`')"
)
"""Words that `netlog.names` may fold otherwise than the column is: letters beyond ASCII, apostrophes, dots"""


class Person(NamedTuple):
    id: SubjectId
    name: str

    @property
    def document(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name}


class Organisation(NamedTuple):
    id: SubjectId
    name: str

    @property
    def document(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name}


class People:
    """Everybody in the notebook. `ask` chooses among several; None: nobody is there to ask."""

    def __init__(
        self, db: sqlite3.Connection, *, ask: Callable[[str, Sequence[Choice]], Choice] | None
    ) -> None:
        self._db, self._ask = db, ask

    def meant(self, typed: str) -> Person:
        """The one person who is meant. Raises: AmbiguousName, Unknown."""
        if (known := self.by_id(typed)) is not None:
            return known
        found = self.fitting(typed)
        if not found:
            raise Unknown("person", typed, hint=f'netlog who   (new: netlog add "{typed}")')
        if len(found) > 1:
            choices = [self.choice(match, typed) for match in found]
            if self._ask is None:
                raise AmbiguousName(typed, choices)
            chosen = self._ask(typed, choices)
            return Person(SubjectId(chosen.id), chosen.name)
        (match,) = found
        known_as = fitting_name(typed, match)
        if known_as != match.candidate.name:
            render.tell(f"took “{typed}” for {match.candidate.name}, also known as {known_as}")
        elif match.tier == Tier.TYPO:
            render.tell(f"took “{typed}” for {match.candidate.name}")
        return Person(SubjectId(match.candidate.id), match.candidate.name)

    def by_id(self, typed: str) -> Person | None:
        """Whoever has this id, or had it before being merged."""
        row = self._db.execute(
            "SELECT subject, name FROM people WHERE subject ="
            " coalesce((SELECT representative FROM identities WHERE subject = :id), :id)",
            {"id": typed.strip().lower()},
        ).fetchone()
        return Person(*row) if row else None

    def called(self, name: str) -> list[Person]:
        """Everybody of exactly this name, apart from case and accents."""
        folded = words_of(name)
        return [
            Person(SubjectId(each.id), each.name)
            for each in self._candidates(folded.split())
            if words_of(each.name) == folded
        ]

    def names(self, subjects: Iterable[str]) -> dict[str, Person]:
        """Who these ids are, under each id that was asked for. Nobody: left out."""
        wanted = json.dumps(list(subjects))
        rows = self._db.execute(
            "SELECT wanted.value, p.subject, p.name FROM json_each(?) AS wanted"
            " LEFT JOIN identities AS i ON i.subject = wanted.value"
            " JOIN people AS p ON p.subject = coalesce(i.representative, wanted.value)",
            [wanted],
        )
        return {asked: Person(SubjectId(subject), name) for asked, subject, name in rows}

    def ids_of(self, person: Person) -> frozenset[SubjectId]:
        """All ids of somebody who was merged."""
        rows = self._db.execute("SELECT subject FROM identities WHERE representative = ?", [person.id])
        return frozenset([person.id, *(SubjectId(subject) for (subject,) in rows)])

    def fitting(self, typed: str) -> list[Match]:
        """Everybody who fits best. Only those who hold all the parts can fit in the tiers of whole words and
        beginnings, and the database finds them faster; the others are looked at where nobody does.
        """
        near = find(typed, self._candidates(words_of(typed).split()))
        if near and Tier.NAME <= near[0].tier <= Tier.BEGINNINGS:
            return near
        return find(typed, self._candidates())

    def _candidates(self, parts: Sequence[str] = ()) -> list[Candidate]:
        """Everybody; with parts only those whose words hold all of them, or may do so as names are folded."""
        holding = " AND ".join(["instr(p.words, ?)"] * len(parts))
        rows = self._db.execute(
            "SELECT p.subject, p.name, p.also, o.name FROM people AS p"  # noqa: S608 - all parts are constants
            " LEFT JOIN organisations AS o ON o.subject = p.organisation"
            + (f" WHERE ({holding}) OR {_FOLDED_OTHERWISE}" if parts else ""),
            list(parts),
        )
        return [
            Candidate(subject, name, tuple(json.loads(also)) if also and also != "[]" else (), organisation)
            for subject, name, also, organisation in rows
        ]

    def choice(self, match: Match, typed: str) -> Choice:
        """With what tells apart those who are called the same."""
        meant, known_as = match.candidate, fitting_name(typed, match)
        role, last_touch = self._db.execute(
            "SELECT role, last_touch FROM people WHERE subject = ?", [meant.id]
        ).fetchone()
        apart = (
            f"also known as {known_as}" if known_as != meant.name else None,
            role,
            meant.organisation,
            f"last in touch {spoken(last_touch)}" if last_touch else None,
        )
        return Choice(meant.id, meant.name, ", ".join(filter(None, apart)) or None)


def all_of(people: Sequence[Person]) -> str:
    """Their names, as one says them."""
    *others, last = [each.name for each in people]
    return f"{', '.join(others)} and {last}" if others else last


def organisation_called(db: sqlite3.Connection, name: str) -> Organisation | None:
    """The organisation of exactly this name, apart from case and accents; of several the oldest id."""
    return organisations_by_name(db).get(organisation_key(name))


def organisation_names(db: sqlite3.Connection, subjects: Iterable[str]) -> dict[str, Organisation]:
    """Which organisations these ids are. None: left out."""
    rows = db.execute(
        "SELECT subject, name FROM organisations WHERE subject IN (SELECT value FROM json_each(?))",
        [json.dumps(list(subjects))],
    )
    return {subject: Organisation(subject, name) for subject, name in rows}


def organisations_like(db: sqlite3.Connection, name: str) -> list[str]:
    """The names of organisations that this one could be a slip for."""
    from difflib import get_close_matches

    known = organisations_by_name(db)
    return [known[each].name for each in get_close_matches(words_of(name), known, n=3, cutoff=0.8)]


def organisations_by_name(db: sqlite3.Connection) -> dict[str, Organisation]:
    """Every organisation, by its folded name; by another name of it where none is called that."""
    rows = db.execute("SELECT subject, name, also FROM organisations ORDER BY subject DESC").fetchall()
    by_other = {
        organisation_key(other): Organisation(SubjectId(subject), name)
        for subject, name, also in rows
        if also != "[]"
        for other in json.loads(also)
    }
    return by_other | {
        organisation_key(name): Organisation(SubjectId(subject), name) for subject, name, _ in rows
    }


def organisation_key(name: str) -> str:
    """What its name is compared by; signs alone are compared as they are."""
    return words_of(name) or name.casefold()
