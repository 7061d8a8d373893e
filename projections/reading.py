"""Which events must be read before some subjects can be folded, and which further subjects change with them?

Three things reach beyond a dirty subject: the other ids of a person who is or was merged, the subject that a
correction moved an entry to, and the subject that it moved an entry from (read for the entry, not folded).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from events.envelope import Envelope
    from events.ids import EventId, SubjectId
    from events.registry import Entry

    Members = Callable[[Collection[SubjectId]], set[SubjectId]]


class Source(Protocol):
    """A log of events with a journal of what became readable in which order."""

    def position(self) -> int:
        """How far the journal goes; 0 when nothing was ever readable."""

    def dirty_since(self, position: int, /) -> Collection[SubjectId]:
        """The subjects that facts behind `position` name."""

    def envelopes(self, subjects: Collection[SubjectId], /) -> Iterable[Envelope]:
        """Every readable event that names one of the subjects, once, in any order."""

    def expect(self, subjects: Iterable[SubjectId], /) -> None:
        """A hint: the events of these will be asked for next, in this order. Ends with the next hint."""


class Unread(NamedTuple):
    """An event that stays out of all folds. `why`: unknown, unreadable."""

    entry: EventId
    name: str
    why: str
    subjects: tuple[SubjectId, ...]


class Pool:
    """The events that were read so far. Holds all events of each subject in `read`."""

    def __init__(self, source: Source) -> None:
        self.entries: dict[EventId, Entry] = {}
        self.unread: dict[EventId, Unread] = {}
        self.read: set[SubjectId] = set()
        self._source = source
        self._corrections: list[Any] = []
        self._merges: list[Entry] = []

    def add(self, subjects: Collection[SubjectId]) -> None:
        """Reads all events of the subjects, each event once."""
        from events import registry
        from events.corrections import EntryCorrected
        from events.people import PeopleMerged

        missing = set(subjects) - self.read
        if not missing:
            return
        self.read |= missing
        entries, read = self.entries, registry.read
        for envelope in self._source.envelopes(missing):
            id = envelope.id
            if id in entries or id in self.unread:
                continue
            try:
                entries[id] = entry = read(envelope)
            except (registry.UnknownEvent, registry.UnreadableEvent) as error:
                why = "unknown" if isinstance(error, registry.UnknownEvent) else "unreadable"
                self.unread[id] = Unread(id, envelope.name, why, envelope.subjects)
                continue
            if isinstance(entry.event, EntryCorrected):
                self._corrections.append(entry)
            elif isinstance(entry.event, PeopleMerged):
                self._merges.append(entry)

    def subjects_of_missing_targets(self, subjects: set[SubjectId]) -> set[SubjectId]:
        """Where to look for entries that a correction may have moved to one of the subjects."""
        found: set[SubjectId] = set()
        for correction in self._corrections:
            target = correction.event.target
            known = target in self.entries or target in self.unread
            if not known and not subjects.isdisjoint(correction.subjects):
                found.update(correction.subjects)
        return found

    def moved_from(self, subjects: set[SubjectId]) -> set[SubjectId]:
        """Where corrections move entries of the subjects to; withdrawn ones too: an entry may have left."""
        found: set[SubjectId] = set()
        for correction in self._corrections:
            target = self.entries.get(correction.event.target)
            if target is not None and not subjects.isdisjoint(target.subjects):
                found.update(set(correction.subjects).difference(target.subjects))
        return found

    def merged_with(self, subjects: set[SubjectId]) -> set[SubjectId]:
        """The people whom any merge, standing or not, joins to one of the subjects."""
        merges = {merge.id for merge in self._merges}
        corrections = [one for one in self._corrections if one.event.target in merges]
        found: set[SubjectId] = set()
        for entry in (*self._merges, *corrections):
            if not subjects.isdisjoint(entry.subjects):
                found.update(subject for subject in entry.subjects if subject[0] == "p")
        return found


def gather(source: Source, seeds: Collection[SubjectId], members: Members) -> tuple[Pool, set[SubjectId]]:
    """What was read, and the subjects to fold: whole components, the seeds among them.

    Args:
        source: the log.
        seeds: the dirty subjects.
        members: the ids that until now were one person with any of the given ones.

    """
    pool = Pool(source)
    fold: set[SubjectId] = set()
    dirty = wanted = set(seeds)
    while wanted:
        wanted = wanted | members(wanted)
        fold |= wanted
        pool.add(wanted)
        pool.add(pool.subjects_of_missing_targets(fold))
        wanted = (pool.moved_from(dirty) | pool.merged_with(fold)) - fold
    return pool, fold
