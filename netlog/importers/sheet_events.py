"""Which events do the rows of a spreadsheet become?

Rule: a row finds its person by its key, then by e-mail, profile and telephone number, never by a name alone;
what is known stays as it is. So the same file a second time becomes nothing at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from events.conversations import TouchLogged
from events.ids import new_subject
from events.imports import ImportFinished, ImportStarted
from events.organisations import OrganisationAdded
from events.people import CadenceSet, Channel, DetailRecorded, Met, NoteWritten, PersonAdded, PersonTagged
from events.queue import TodoAdded
from events.registry import draft
from netlog.importers.matching import Known, Standing
from netlog.importers.profiles import PROFILE, mail_key, phone_key
from netlog.importers.sheet_rows import LeftOut
from netlog.names import words_of
from netlog.words import Organisation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from events.envelope import Draft
    from events.ids import SubjectId
    from events.registry import Event
    from netlog.app import App
    from netlog.importers.sheet_cells import Contact, Problem
    from netlog.importers.sheet_rows import Contacts

SOURCE: Final = "csv"
_UNRECORDED: Final = "unrecorded means"
"""A spreadsheet says when, not how."""
_SUMMARY: Final = "last contact, from a spreadsheet"
_Kind = Literal["linkedin", "email", "phone", "url"]


@dataclass
class Plan:
    """What an import would do. rows = created + matched + skipped + errors; `left_out` has the rows that
    become nothing, `problems` the cells that are not taken as what they should be, of rows that are.
    """

    rows: int = 0
    created: int = 0
    matched: int = 0
    skipped: int = 0
    errors: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    examples: list[Contact] = field(default_factory=list)
    namesakes: list[str] = field(default_factory=list)
    tracked: int = 0
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


def plan(contacts: Contacts, app: App, *, today: str, examples: int, advance: Callable[[int], None]) -> Plan:
    """Reads every row and decides. `today`: when it is recorded."""
    planning = _Planning(app, Known(app.hot), Plan(), today, examples)
    for row in contacts:
        planning.row(row)
        advance(1)
    planning.plan.finish(contacts.sheet.digest, today)
    return planning.plan


@dataclass
class _Planning:
    app: App
    known: Known
    plan: Plan
    today: str
    examples: int
    lines: dict[SubjectId, int] = field(default_factory=dict)
    sectors: dict[SubjectId, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sectors.update(self.app.hot.execute("SELECT subject, sector FROM organisations"))

    def row(self, row: Contact | LeftOut) -> None:
        self.plan.rows += 1
        if isinstance(row, LeftOut):
            self._leave_out(row)
            return
        person = self._person(row)
        if person is not None and person in self.lines:
            same = f"the same person as in line {self.lines[person]}"
            self._leave_out(LeftOut(row.line, "duplicate", same))
            return
        self.plan.problems += row.problems
        if len(self.plan.examples) < self.examples:
            self.plan.examples.append(row)
        if person is None:
            person = self._create(row)
        else:
            self.plan.matched += 1
            self._reach(person, row)
        self.lines[person] = row.line

    def _person(self, row: Contact) -> SubjectId | None:
        """By the row's key, else by a way to reach them; one that two rows of different names share tells
        nothing.
        """
        if (found := self.known.found([row.key])) is not None:
            return found
        found = self.known.found(key for _, _, key in _ways(row) if key is not None)
        if found in self.lines and not _names_alike(row.name, self.known.people[found].name):
            return None
        return found

    def _leave_out(self, row: LeftOut) -> None:
        self.plan.reasons[row.why] += 1
        self.plan.left_out.append(row)
        if row.why == "unreadable":
            self.plan.errors += 1
        else:
            self.plan.skipped += 1

    def _create(self, row: Contact) -> SubjectId:
        self.plan.created += 1
        self.plan.tracked += row.tier not in {None, "never"}
        if self.known.namesakes(row.name):
            self.plan.namesakes.append(row.name)
        person = new_subject("p", self.app.s.entropy(16))
        organisation = self._organisation(row) if row.company else None
        ways = list(_ways(row))
        standing = Standing(person, row.name, organisation, row.role)
        self.known.add(standing, [key for _, _, key in ways if key is not None], [row.key])
        added = PersonAdded(
            person=person,
            name=row.name,
            role=row.role,
            organisation=organisation,
            channels=tuple(Channel(kind=kind, value=value) for kind, value, _ in ways),
            met=Met(how="import"),
            source_key=row.key,
        )
        self._add(added)
        for event, occurred in self._story(person, row):
            self._add(event, occurred)
        return person

    def _reach(self, person: SubjectId, row: Contact) -> None:
        """Only ways to reach somebody that are new, and that nobody else has."""
        for kind, value, key in _ways(row):
            if key is None or not self.known.is_free(person, key):
                continue
            self.known.reachable(person, key)
            self._add(DetailRecorded(person=person, field=kind, value=value, source_key=row.key))

    def _story(self, person: SubjectId, row: Contact) -> Iterator[tuple[Event, str]]:
        if tags := _tags(row):
            yield PersonTagged(person=person, tags=tags), self.today
        for note in row.notes:
            yield NoteWritten(person=person, text=note), self.today
        if row.last_contact is not None:
            touch = TouchLogged(person=person, channel=_UNRECORDED, direction="out", summary=_SUMMARY)
            yield touch, row.last_contact
        if row.tier is not None:
            yield CadenceSet(person=person, tier=row.tier), self.today
        if row.todo is not None:
            yield TodoAdded(person=person, text=row.todo, due=row.due), self.today

    def _organisation(self, row: Contact) -> SubjectId:
        name = row.company or ""
        known = self.known.organisation(name)
        if known is None:
            known = Organisation(new_subject("o", self.app.s.entropy(16)), name)
            self.known.add_organisation(known)
            self.sectors[known.id] = row.sector
            self._add(OrganisationAdded(organisation=known.id, name=name, sector=row.sector))
        elif row.sector and self.sectors.get(known.id) is None:
            self.sectors[known.id] = row.sector
            self._add(OrganisationAdded(organisation=known.id, name=known.name, sector=row.sector))
        return known.id

    def _add(self, event: Event, occurred: str | None = None) -> None:
        self.plan.drafts.append(draft(event, occurred=occurred or self.today))


def _ways(row: Contact) -> Iterator[tuple[_Kind, str, str | None]]:
    """(kind, value, key) of each way to reach the person; without a key it names nobody alone."""
    for member in row.profiles:
        yield "linkedin", PROFILE + member, f"in:{member}"
    for address in row.emails:
        yield "email", address, mail_key(address)
    for number in row.phones:
        yield "phone", number, phone_key(number)
    for url in row.urls:
        yield "url", url, None


def _tags(row: Contact) -> tuple[str, ...]:
    """A sector without an organisation is one of the person."""
    return (*row.tags, row.sector) if row.sector and not row.company else row.tags


def _names_alike(one: str, other: str) -> bool:
    return not set(words_of(one).split()).isdisjoint(words_of(other).split())
