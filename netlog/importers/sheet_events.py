"""What do the rows of a spreadsheet say about people, and what of it is not in their story yet?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from events.conversations import TouchLogged
from events.organisations import OrganisationAdded
from events.people import CadenceSet, DetailRecorded, NoteWritten, PersonTagged
from events.queue import TodoAdded
from netlog.importers.profiles import PROFILE, key_of
from netlog.importers.rows import Skipped, Somebody
from netlog.importers.sheet_rows import id_key
from netlog.importers.told import Telling, tellings
from netlog.names import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from events.ids import SubjectId
    from events.people import ChannelKind
    from events.registry import Event
    from netlog.importers.planning import Notebook, Planning
    from netlog.importers.sheet_cells import Contact

SOURCE: Final = "csv"
_UNRECORDED: Final = "unrecorded means"
"""A spreadsheet says when, not how."""
_SUMMARY: Final = "last contact, from a spreadsheet"


def take(
    contacts: Iterable[Contact | Skipped],
    notebook: Notebook,
    planning: Planning,
    advance: Callable[[int], None],
) -> None:
    """Reads every row and decides."""
    taking = _Taking(notebook, planning)
    for row in contacts:
        if isinstance(row, Skipped):
            planning.leave_out(row)
        else:
            taking.row(row)
        advance(1)
    taking.tell()


class _Taking:
    def __init__(self, notebook: Notebook, planning: Planning) -> None:
        self._notebook, self._planning = notebook, planning
        self._sectors: dict[SubjectId, str | None] = dict(
            notebook.hot.execute("SELECT subject, sector FROM organisations")
        )
        self._last_touch: dict[SubjectId, str | None] = {}
        for person, last_touch in notebook.hot.execute("SELECT subject, last_touch FROM people"):
            self._last_touch[person] = last_touch
            planning.known.reachable(person, id_key(person))
        for merged, person in notebook.hot.execute("SELECT subject, representative FROM identities"):
            planning.known.reachable(person, id_key(merged))
        self._named: dict[SubjectId, str] = {}
        self._created: dict[SubjectId, Telling] = {}
        self._rows: dict[SubjectId, list[Contact]] = defaultdict(list)

    def row(self, row: Contact) -> None:
        shared = self._shared(row)
        before = self._planning.plan.people
        channels = tuple(way for way in _ways(row) if way not in shared)
        person = self._planning.somebody(
            Somebody(row.line, row.key, row.name, row.role, row.company, channels)
        )
        if person is None:
            return
        for problem in row.problems:
            self._planning.keep_out(problem)
        self._named.setdefault(person, row.name)
        self._sector(row)
        if self._planning.plan.people > before:
            self._planning.plan.tracked += row.tier not in {None, "never"} or row.days is not None
            self._created[person] = Telling(channels)
        self._rows[person].append(row)

    def tell(self) -> None:
        """Everything that is not in the story of somebody yet."""
        known = self._rows.keys() - self._created.keys()
        for person, telling in (*self._created.items(), *tellings(self._notebook, sorted(known))):
            for row in self._rows[person]:
                for event, occurred in self._story(person, row):
                    if not telling.holds(event, occurred):
                        telling.add(event, occurred)
                        self._planning.add(event, occurred)

    def _shared(self, row: Contact) -> set[tuple[ChannelKind, str]]:
        """Ways that lead to somebody of another name of this very file: an office's address names nobody."""
        if self._planning.known.found([row.key]) is not None:
            return set()
        return {way for way in _ways(row) if self._leads_elsewhere(way, row.name)}

    def _leads_elsewhere(self, way: tuple[ChannelKind, str], name: str) -> bool:
        key = key_of(*way)
        found = self._planning.known.found([key]) if key is not None else None
        return found in self._named and not _alike(name, self._named[found])

    def _sector(self, row: Contact) -> None:
        place = self._planning.known.organisation(row.company) if row.company and row.sector else None
        if place is None:
            return
        known = self._sectors.setdefault(place.id, None)
        if known is None:
            self._sectors[place.id] = row.sector
            described = OrganisationAdded(organisation=place.id, name=place.name, sector=row.sector)
            self._planning.add(described, self._planning.today)
        elif words_of(known) != words_of(row.sector or ""):
            reason = "the organisation has another sector already, which stays"
            self._planning.keep_out(Skipped(row.line, "sector-kept", reason))

    def _story(self, person: SubjectId, row: Contact) -> Iterator[tuple[Event, str]]:
        today = self._planning.today
        for kind, value in _ways(row):
            if key_of(kind, value) is None or self._leads_elsewhere((kind, value), row.name):
                yield DetailRecorded(person=person, field=kind, value=value, source_key=row.key), today
        for tag in _tags(row):
            yield PersonTagged(person=person, tags=(tag,)), today
        for note in row.notes:
            yield NoteWritten(person=person, text=note, source_key=row.key), today
        if row.last_contact is not None and row.last_contact != self._last_touch.get(person):
            touch = TouchLogged(
                person=person, channel=_UNRECORDED, direction="out", summary=_SUMMARY, source_key=row.key
            )
            yield touch, row.last_contact
        if row.tier is not None:
            yield CadenceSet(person=person, tier=row.tier), today
        elif row.days is not None:
            yield CadenceSet(person=person, days=row.days), today
        if row.todo is not None:
            yield TodoAdded(person=person, text=row.todo, due=row.due), today


def _ways(row: Contact) -> Iterator[tuple[ChannelKind, str]]:
    """(kind, value) of each way to reach the person, the one that names somebody most surely first."""
    for member in row.profiles:
        yield "linkedin", PROFILE + member
    for address in row.emails:
        yield "email", address
    for number in row.phones:
        yield "phone", number
    for url in row.urls:
        yield "url", url


def _tags(row: Contact) -> tuple[str, ...]:
    """A sector without an organisation is one of the person."""
    return (*row.tags, row.sector) if row.sector and not row.company else row.tags


def _alike(one: str, other: str) -> bool:
    return not set(words_of(one).split()).isdisjoint(words_of(other).split())
