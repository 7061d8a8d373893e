"""Which events do the rows of a Connections.csv become?

Rule: a row finds its person by the profile's address, then by e-mail, never by a name alone; what is known
stays as it is. So the same file a second time becomes nothing at all.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from events.ids import new_subject
from events.imports import ImportFinished, ImportStarted
from events.organisations import OrganisationAdded
from events.people import Channel, DetailRecorded, Met, PersonAdded
from events.registry import draft
from netlog.importers.linkedin import Connection, Skipped
from netlog.importers.profiles import slug
from netlog.names import words_of
from netlog.words import organisations_by_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from events.envelope import Draft
    from events.ids import SubjectId
    from netlog.importers.linkedin import Connections

SOURCE: Final = "linkedin"
_LONGEST: Final = 400  # characters of a line of the vocabulary
_Kind = Literal["linkedin", "email"]
_PROFILE: Final = "https://www.linkedin.com/in/"


@dataclass
class Plan:
    """What an import would do. rows = created + matched + skipped + errors; `left_out` has the rows that
    become nothing.
    """

    rows: int = 0
    created: int = 0
    matched: int = 0
    skipped: int = 0
    errors: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    left_out: list[Skipped] = field(default_factory=list)
    examples: list[Connection] = field(default_factory=list)
    namesakes: list[str] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    def finish(self, digest: str, today: str) -> None:
        """Begins and ends the drafts, if there are any, with the entries that every import has."""
        if not self.drafts:
            return
        counts = ImportFinished(
            rows=self.rows,
            created=self.created,
            matched=self.matched,
            skipped=self.skipped,
            errors=self.errors,
        )
        started = draft(ImportStarted(source=SOURCE, file_sha256=digest), occurred=today)
        self.drafts = [started, *self.drafts, draft(counts, occurred=today)]


def plan(  # noqa: PLR0913 - what a decision about a row needs
    connections: Connections,
    db: sqlite3.Connection,
    *,
    today: str,
    entropy: Callable[[int], bytes],
    examples: int,
    advance: Callable[[int], None],
) -> Plan:
    """Reads every row and decides. `today` is when it is recorded, for rows and details without a date of
    their own.
    """
    planning = _Planning(_Known(db), Plan(), today, entropy, examples)
    for row in connections:
        planning.row(row)
        advance(1)
    planning.plan.finish(connections.sha256, today)
    return planning.plan


class _Known:
    """Who is in the notebook, by the keys that an import may trust."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.people: dict[str, SubjectId] = {}
        self.names = {words_of(name) for (name,) in db.execute("SELECT name FROM people")}
        self.organisations = {name: one.id for name, one in organisations_by_name(db).items()}
        self._channels: set[tuple[SubjectId, str]] = set()
        for subject, channels, source_keys in db.execute(
            "SELECT subject, channels, source_keys FROM people ORDER BY subject"
        ):
            for key in json.loads(source_keys):
                self.people.setdefault(key, subject)
            for channel in json.loads(channels):
                if (found := _key_of(channel["kind"], channel["value"])) is not None:
                    self.reachable(subject, found)

    def reachable(self, subject: SubjectId, key: str) -> None:
        self.people.setdefault(key, subject)
        self._channels.add((subject, key))

    def is_reachable(self, subject: SubjectId, key: str) -> bool:
        return (subject, key) in self._channels


def _key_of(kind: str, value: str) -> str | None:
    """The same spelling as `Connection.row_key`."""
    if kind == "email":
        return f"mail:{value.casefold()}"
    found = slug(value) if kind in {"linkedin", "url"} else None
    return f"in:{found}" if found else None


@dataclass
class _Planning:
    known: _Known
    plan: Plan
    today: str
    entropy: Callable[[int], bytes]
    examples: int

    def row(self, row: Connection | Skipped) -> None:
        plan = self.plan
        plan.rows += 1
        if isinstance(row, Skipped):
            plan.skipped += 1
            self._leave_out(row)
        elif (too_long := _too_long(row)) is not None:
            plan.errors += 1
            self._leave_out(Skipped(row.line, "unreadable", f"the {too_long} is too long"))
        else:
            if len(plan.examples) < self.examples:
                plan.examples.append(row)
            self._connection(row)

    def _leave_out(self, row: Skipped) -> None:
        self.plan.reasons[row.why] += 1
        self.plan.left_out.append(row)

    def _connection(self, row: Connection) -> None:
        keys = [row.row_key, *(key for _, _, key in _channels(row))]
        person = next((found for key in keys if (found := self.known.people.get(key)) is not None), None)
        if person is not None:
            self.plan.matched += 1
            self._add_channels(person, row)
            return
        self.plan.created += 1
        if words_of(row.name) in self.known.names:
            self.plan.namesakes.append(row.name)
        self._create(row)

    def _add_channels(self, person: SubjectId, row: Connection) -> None:
        """Only ways to reach somebody that are new, and that nobody else has."""
        for kind, value, key in _channels(row):
            if self.known.is_reachable(person, key) or self.known.people.get(key, person) != person:
                continue
            self.known.reachable(person, key)
            detail = DetailRecorded(person=person, field=kind, value=value, source_key=row.row_key)
            self.plan.drafts.append(draft(detail, occurred=self.today))

    def _create(self, row: Connection) -> None:
        person = new_subject("p", self.entropy(16))
        occurred = row.connected_on or self.today
        organisation = self._organisation(row.company, occurred) if row.company else None
        channels = []
        self.known.people.setdefault(row.row_key, person)
        for kind, value, key in _channels(row):
            self.known.reachable(person, key)
            channels.append(Channel(kind=kind, value=value))
        added = PersonAdded(
            person=person,
            name=row.name,
            role=row.position,
            organisation=organisation,
            channels=tuple(channels),
            met=Met(how="import"),
            source_key=row.row_key if len(row.row_key) <= _LONGEST else None,
        )
        self.plan.drafts.append(draft(added, occurred=occurred))

    def _organisation(self, name: str, occurred: str) -> SubjectId:
        folded = words_of(name) or name.casefold()
        known = self.known.organisations.get(folded)
        if known is None:
            known = self.known.organisations[folded] = new_subject("o", self.entropy(16))
            self.plan.drafts.append(
                draft(OrganisationAdded(organisation=known, name=name), occurred=occurred)
            )
        return known


def _channels(row: Connection) -> Iterator[tuple[_Kind, str, str]]:
    """(kind, value, key) of each way to reach the person."""
    if row.url_slug is not None:
        yield "linkedin", _PROFILE + row.url_slug, f"in:{row.url_slug}"
    if row.email is not None:
        yield "email", row.email, f"mail:{row.email.casefold()}"


def _too_long(row: Connection) -> str | None:
    fields = {
        "name": row.name,
        "company": row.company,
        "position": row.position,
        "e-mail": row.email,
        "URL": row.url_slug,
    }
    limit = _LONGEST - len(_PROFILE)
    return next((name for name, value in fields.items() if value is not None and len(value) > limit), None)
