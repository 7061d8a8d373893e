"""Which events do the rows of a file become, given what is in the notebook?

Rule: a row finds its person by a key alone, never by a name; of a person who is known only what an import
said before is changed, and only where the row has changed. So the same file a second time becomes nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from events.ids import USER, new_subject
from events.imports import ImportFinished, ImportStarted
from events.organisations import OrganisationAdded
from events.people import Channel, DetailRecorded, JobChanged, Met, PersonAdded
from events.registry import draft
from netlog.importers.changed import Files, Newer, edited_by_user, same
from netlog.importers.matching import Known, Standing
from netlog.importers.profiles import key_of
from netlog.importers.rows import OUTCOMES, Skipped
from netlog.words import Organisation
from projections.history import day_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from events.envelope import Draft, Envelope
    from events.ids import SubjectId
    from events.registry import Entry, Event
    from netlog.importers.changed import Field
    from netlog.importers.matching import Probably
    from netlog.importers.rows import Somebody
    from projections.history import History

_LONGEST: Final = 400  # characters of a line of the vocabulary


class Notebook(Protocol):
    """What is known before the import."""

    @property
    def hot(self) -> sqlite3.Connection: ...
    def histories(self, subjects: Iterable[SubjectId], /) -> Iterator[History]: ...
    def envelopes(self, subjects: Iterable[SubjectId], /) -> Iterable[Envelope]: ...


class Update(NamedTuple):
    """Somebody who is known, and what a newer file says now."""

    name: str
    new: Mapping[Field, str]


@dataclass
class Plan:
    """What an import would do, counted by file. rows = created + matched + skipped + errors; `left_out` has
    the rows that become nothing. `updated` and `kept`: those of the matched with something new, and those of
    which it gives way to what the user wrote. `problems`: cells that are not taken as what they should be, of
    rows that are. `tracked`: those of the created of whom the file says how often to be in touch.
    """

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    left_out: list[Skipped] = field(default_factory=list)
    problems: list[Skipped] = field(default_factory=list)
    people: int = 0
    tracked: int = 0
    updates: list[Update] = field(default_factory=list)
    namesakes: list[str] = field(default_factory=list)
    probable: list[Probably] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    def count(self, what: str, rows: int, file: str) -> None:
        self.counts.setdefault(file, Counter())[what] += rows

    def total(self, *whats: str) -> int:
        return sum(counts[what] for counts in self.counts.values() for what in whats)

    @property
    def rows(self) -> int:
        return self.total(*OUTCOMES)

    @property
    def created(self) -> int:
        return self.total("created")

    @property
    def matched(self) -> int:
        return self.total("matched")

    @property
    def skipped(self) -> int:
        return self.total("skipped")

    @property
    def errors(self) -> int:
        return self.total("errors")

    @property
    def updated(self) -> int:
        return self.total("updated")

    @property
    def kept(self) -> int:
        return self.total("kept")


class Planning:
    """Takes rows one by one; `finished` has the plan.

    Args:
        notebook: what is known.
        today: when it is recorded, for rows and details without a date of their own.
        as_of: the day from which the file is, if it tells.
        digest: the SHA-256 of the file, in hexadecimal.
        entropy: gives so many random bytes.

    """

    def __init__(
        self,
        notebook: Notebook,
        *,
        today: str,
        as_of: str | None,
        digest: str,
        entropy: Callable[[int], bytes],
    ) -> None:
        self.plan = Plan()
        self.known = Known(notebook.hot)
        self.files = Files.of(notebook.histories([USER]))
        self.newer = Newer(min(self.files.by_hash.get(digest) or as_of or today, today), self.files)
        self.today = today
        self._notebook, self._digest, self._entropy = notebook, digest, entropy
        self.since: dict[SubjectId, str] = {}
        self._file = ""
        self._rows: dict[SubjectId, str] = {}
        self._differing: dict[SubjectId, Somebody] = {}

    def reading(self, file: str) -> None:
        """What comes from now on stands in this file."""
        self._file = file

    def count(self, what: str, rows: int, file: str) -> None:
        self.plan.count(what, rows, file)

    def leave_out(self, row: Skipped) -> None:
        """`unreadable` is an error of the file; every other reason is none."""
        row = row._replace(file=row.file or self._file)
        self.count("errors" if row.why == "unreadable" else "skipped", 1, row.file)
        self.plan.reasons[row.why] += 1
        self.plan.left_out.append(row)

    def keep_out(self, cell: Skipped) -> None:
        """A cell that is not taken as what it should be, of a row that is."""
        self.plan.problems.append(cell._replace(file=cell.file or self._file))

    def somebody(self, row: Somebody, *, counted: bool = True) -> SubjectId | None:
        """Takes a row about a person. Returns whom it means; null if it is too long for the vocabulary.

        `counted`: whether this is what the row is there for, and not something else about the person.
        """
        if (too_long := _too_long(row)) is not None:
            if counted:
                self.leave_out(Skipped(row.line, "unreadable", f"the {too_long} is too long"))
            return None
        person = self.known.found(filter(None, [row.key, *_keys(row), row.weaker]))
        if counted:
            self.count("matched" if person else "created", 1, self._file)
        if person is None:
            person = self._create(row)
        else:
            self._add_channels(person, row)
            if self._rows.setdefault(person, row.key) == row.key and self._differs(person, row):
                self._differing[person] = row
        if counted and row.since:
            self.since.setdefault(person, row.since)
        return person

    def histories(self, people: Iterable[SubjectId]) -> Iterator[History]:
        return self._notebook.histories(people)

    def envelopes(self, people: Iterable[SubjectId]) -> Iterable[Envelope]:
        return self._notebook.envelopes(people)

    def add(self, event: Event, occurred: str, also_about: tuple[SubjectId, ...] = ()) -> None:
        self.plan.drafts.append(draft(event, occurred=occurred, also_about=also_about))

    def organisation(self, name: str, occurred: str) -> SubjectId:
        """The one of this name; a new one if nobody heard of it."""
        known = self.known.organisation(name)
        if known is None:
            known = Organisation(new_subject("o", self._entropy(16)), name)
            self.known.add_organisation(known)
            self.add(OrganisationAdded(organisation=known.id, name=name), occurred)
        return known.id

    def update(self) -> None:
        """Decides about everybody who is known and of whom the file says something else."""
        for history in self._notebook.histories(self._differing):
            row = next((self._differing[each] for each in history.ids if each in self._differing), None)
            if row is not None:
                self._change(history, row)
        self._differing.clear()

    def finished(self, source: str) -> Plan:
        """Begins and ends the drafts, if there are any, with the entries that every import has."""
        self.update()
        plan = self.plan
        if not plan.drafts:
            return plan
        counts = ImportFinished(
            rows=plan.rows,
            created=plan.created,
            matched=plan.matched,
            skipped=plan.skipped,
            errors=plan.errors,
        )
        began = ImportStarted(source=source, file_sha256=self._digest, as_of=self.newer.as_of)
        started = draft(began, occurred=self.today)
        plan.drafts = [started, *plan.drafts, draft(counts, occurred=self.today)]
        return plan

    def _create(self, row: Somebody) -> SubjectId:
        person = new_subject("p", self._entropy(16))
        self.plan.people += 1
        occurred = min(row.since or self.today, self.today)
        if (like := self.known.probably(row.name, row.organisation)) is not None:
            self.plan.probable.append(like)
        elif self.known.namesakes(row.name):
            self.plan.namesakes.append(row.name)
        place = self.organisation(row.organisation, occurred) if row.organisation else None
        added = PersonAdded(
            person=person,
            name=row.name,
            role=row.role,
            organisation=place,
            channels=tuple(Channel(kind=kind, value=value) for kind, value in row.channels),
            met=Met(how="import"),
            source_key=row.key,
        )
        self.add(added, occurred)
        self.known.add(Standing(person, row.name, place, row.role), _keys(row), [row.key])
        self._rows[person] = row.key
        return person

    def _add_channels(self, person: SubjectId, row: Somebody) -> None:
        """Only ways to reach somebody that are new, and that nobody else has."""
        for kind, value in row.channels:
            key = key_of(kind, value)
            if key is not None and self.known.is_free(person, key):
                self.known.reachable(person, key)
                detail = DetailRecorded(person=person, field=kind, value=value, source_key=row.key)
                self.add(detail, self.today)

    def _differs(self, person: SubjectId, row: Somebody) -> bool:
        """Whether it is worth reading what happened with this person."""
        standing = self.known.people[person]
        place = self.known.organisation(row.organisation) if row.organisation else None
        return not (
            same(standing.name, row.name)
            and (row.role is None or same(standing.role, row.role))
            and (row.organisation is None or (place is not None and place.id == standing.organisation))
        )

    def _change(self, history: History, row: Somebody) -> None:
        told: dict[Field, str] = {"name": row.name}
        if row.role is not None:
            told["role"] = row.role
        if row.organisation is not None:
            place = self.known.organisation(row.organisation)
            told["organisation"] = place.id if place else row.organisation
        new, kept = self.newer.changes(history, row.key, told, self._edited(history))
        self.count("kept", bool(kept), self._file)
        if not new:
            return
        self.count("updated", 1, self._file)
        occurred = max([self.today, *(day_of(each).isoformat() for each in history.entries if _tells(each))])
        person = history.subject
        said = cast("dict[Field, str]", {f: row.organisation if f == "organisation" else new[f] for f in new})
        self.plan.updates.append(Update(self.known.people[person].name, said))
        if "name" in new:
            named = DetailRecorded(person=person, field="name", value=new["name"], source_key=row.key)
            self.add(named, occurred)
        if new.keys() & {"role", "organisation"}:
            moved = row.organisation if "organisation" in new else None
            there = self.organisation(moved, occurred) if moved else None
            job = JobChanged(person=person, organisation=there, role=new.get("role"), source_key=row.key)
            self.add(job, occurred)

    def _edited(self, history: History) -> Callable[[Entry], bool]:
        """Asked only of what would be replaced: few are."""

        def edited(entry: Entry) -> bool:
            return entry.id in edited_by_user(self._notebook.envelopes(history.ids), self.files)

        return edited


def _tells(entry: Entry) -> bool:
    """Whether it says something that a row may say otherwise."""
    return entry.event.wire_name in {"person-added", "detail-recorded", "job-changed"}


def _keys(row: Somebody) -> Iterator[str]:
    return (key for kind, value in row.channels if (key := key_of(kind, value)) is not None)


def _too_long(row: Somebody) -> str | None:
    told = {"name": row.name, "organisation": row.organisation, "role": row.role, "key": row.key}
    told.update(row.channels)
    return next((name for name, value in told.items() if value is not None and len(value) > _LONGEST), None)
