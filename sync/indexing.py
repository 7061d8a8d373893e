"""How does the archive find what is about somebody, without saying who?

Rule: the indexes are made from the sealed files and can be made again from them; nothing else depends on what
stands in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from events.clock import ZERO
from events.envelope import NotCanonical, parse_clear_part
from events.ids import event_id, subject_to_bytes
from sync import seal
from sync.claims import Claims, extend_runs
from sync.errors import VaultError
from sync.format.sealed import MOST_SEGMENTS, PersonKeys, parse_table
from sync.format.segment import parse_record
from sync.person_keys import open_table
from sync.reading import open_segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.clock import Stamp
    from events.ids import EventId, SubjectId
    from sync.archive import Archive
    from sync.tags import Tags


class Indexed(NamedTuple):
    """An event, and where in the content of its segment it stands."""

    offset: int
    id: EventId
    subjects: tuple[SubjectId, ...]


class Indexer:
    """Writes rows of the indexes; use inside `archive.writing()`. Rows are sorted first: a B-tree takes them
    several times faster.
    """

    def __init__(self, archive: Archive, tags: Tags) -> None:
        self._archive, self._tags = archive, tags
        self._subjects: dict[SubjectId, int] = {}

    def segment(self, number: int, events: Iterable[Indexed]) -> None:
        """Makes the events of a segment findable; a record that nobody can read is not found."""
        self.segments([(number, events)])

    def segments(self, found: Iterable[tuple[int, Iterable[Indexed]]]) -> int:
        """The same of many, by number; returns how many of the events were in no segment before."""
        subjects: list[tuple[int, int, int]] = []
        identities: list[tuple[int, int, int]] = []
        counts = []
        for number, events in found:
            before = len(identities)
            for offset, identity, about in events:
                identities.append((self._tags.event(identity), number, offset))
                subjects += [(self._subject(subject), number, offset) for subject in about]
            counts.append((len(identities) - before, number))
        new = self._archive.count_new(tag for tag, _, _ in identities)
        self._archive.index_subjects(sorted(subjects))
        self._archive.index_events(sorted(identities))
        self._archive.count_written(counts)
        return new

    def table(self, number: int, keys: PersonKeys) -> None:
        """Makes the keys of a table findable, by key id and by person; `keys` in the order of the table."""
        rows = []
        for place, (person, key) in enumerate(keys):
            rows.append((self._tags.person(person), number, place))
            rows.append((self._tags.person_key(seal.person_key_id(person, key)), number, place))
        self._archive.index_keys(sorted(rows))

    def _subject(self, subject: SubjectId) -> int:
        tag = self._subjects.get(subject)
        if tag is None:
            tag = self._subjects[subject] = self._tags.subject(subject_to_bytes(subject))
        return tag


def reindex(archive: Archive, tags: Tags, epochs: dict[bytes, bytes]) -> None:
    """Makes all indexes again; inside `archive.writing()`. Files that do not open are left out."""
    archive.renew_indexes()
    indexer, claims, me = Indexer(archive, tags), Claims(archive), archive.meta("device")
    for table in archive.all_tables():
        try:
            indexer.table(table.id, parse_table(open_table(table.body, epochs)))
        except VaultError:
            continue
    for stored in archive.segments_after(0):
        try:
            opened = open_segment(stored.body, epochs, stored.id)
            offsets = opened.offsets()
        except VaultError:
            continue
        indexer.segment(stored.id, [indexed(opened.record(offset), offset)[0] for offset in offsets])
        if stored.device != me:
            said, whole = opened.claims()
            claims.segment(stored.device, stored.n, stored.hash, said, whole=whole)
    for device in archive.devices():
        if device != me:
            extend_runs(archive, device, 1, MOST_SEGMENTS)


def indexed(raw: bytes, offset: int) -> tuple[Indexed, Stamp]:
    """Where to find a record, and its stamp. One that nobody can read is found by its id alone."""
    try:
        record = parse_record(raw)
        clear, _ = parse_clear_part(record.clear, 0)
    except (VaultError, NotCanonical):
        return Indexed(offset, event_id(raw[:16]), ()), ZERO
    return Indexed(offset, event_id(record.id), clear.subjects), clear.stamp
