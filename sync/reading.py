"""How does a sealed file in the archive become events again?

Rule: what cannot be read is counted and never stops the rest: a missing key, an altered record, a newer
format. Signatures are not checked here: what is in the archive was checked or written before it came in, and
`verify` checks everything again.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from events.envelope import Envelope, NotCanonical, parse_clear_part, split_plaintext
from events.ids import device_id, event_id, subject_from_bytes, subject_to_bytes
from sync import seal
from sync.archive import Place
from sync.errors import Altered, MissingKey, VaultError
from sync.format.common import ID, SEGMENT_MAGIC
from sync.format.sealed import parse_sealed
from sync.format.segment import NOTHING, claims_in, parse_record, record_at, record_offsets, subjects_in
from sync.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from events.ids import DeviceId, SubjectId
    from sync.ahead import Ahead
    from sync.archive import Archive, Stored
    from sync.format.common import Plain
    from sync.format.sealed import SealedFile
    from sync.format.segment import SeenVector
    from sync.person_keys import PersonKeyring
    from sync.tags import Tags

_KEPT_OPEN: Final = 2 << 20
_MANY: Final = 200
"""People of whom to take all keys into memory at once rather than one by one."""
_NOWHERE: Final = -1
"""The offset that stands for a whole segment."""


class Opened(NamedTuple):
    """A segment whose records are still sealed under the keys of people, and are cut out when asked for. An
    `offset` is one of `offsets()`; the index has those of well-formed segments only.
    """

    id: int
    writer: bytes
    device: DeviceId
    epoch_key: bytes
    content: Plain

    def offsets(self) -> list[int]:
        """Where each record stands. Raises: Altered when the content is not well-formed."""
        return record_offsets(self.content)

    def without_content(self) -> Opened:
        return self._replace(content=NOTHING)

    def claims(self) -> tuple[SeenVector, bool]:
        """What its writer held of others, and whether it says all of that. Raises: Altered."""
        return claims_in(self.content)

    def record(self, offset: int) -> bytes:
        return record_at(self.content, offset)

    def records(self) -> list[bytes]:
        """All of them. Raises: Altered."""
        return [self.record(offset) for offset in self.offsets()]


def open_segment(body: bytes, epochs: dict[bytes, bytes], number: int = 0) -> Opened:
    """Raises: Waiting, Altered, Newer; MissingKey when its epoch is not open here."""
    return open_sealed(parse_sealed(body, SEGMENT_MAGIC), epochs, number)


def open_sealed(sealed: SealedFile, epochs: dict[bytes, bytes], number: int = 0) -> Opened:
    """Raises: Altered, Newer; MissingKey when its epoch is not open here."""
    epoch_key = epochs.get(sealed.header.epoch)
    if epoch_key is None:
        raise MissingKey("epoch key")
    content = seal.unseal(sealed, epoch_key)
    writer = sealed.header.device
    return Opened(number, writer, device_id(writer), epoch_key, content)


class Held(NamedTuple):
    """A record that is still sealed. `origin`: its segment, with its content or without."""

    origin: Opened
    offset: int
    raw: bytes


class Reader:
    """Events out of the archive. `unreadable`: the places of those met so far that did not open."""

    def __init__(
        self, archive: Archive, tags: Tags, epochs: dict[bytes, bytes], keyring: PersonKeyring
    ) -> None:
        self._archive, self._tags, self._epochs, self._keyring = archive, tags, epochs, keyring
        self._recent: Recent[Opened] = Recent(_KEPT_OPEN)
        self._ahead: Ahead | None = None
        self.unreadable: set[Place] = set()

    def forget(self) -> None:
        """Everything that is kept in memory of the archive."""
        self._recent.forget()
        self.expect(())
        self._keyring.forget()

    def everything(self) -> Iterator[Envelope]:
        """Every readable event, in the order in which it came into the archive."""
        self._keyring.load_all()
        aside = self._archive.aside()
        for stored in self._archive.segments_after(0):
            if stored.id not in aside:
                yield from self._whole(self._open(stored))

    def in_review(self, device: bytes) -> Iterator[Envelope]:
        """The events of a device that lie aside and stand nowhere else, in the order of its segments."""
        aside = self._archive.aside()
        for number, *_ in self._archive.links_of(device):
            opened = self.opened(number) if number in aside else None
            if opened is not None:
                yield from (one for one in self._whole(opened) if not self.has(one.id))

    def about(self, subjects: Collection[SubjectId]) -> Iterator[Envelope]:
        """Every readable event that names any of the subjects, once each."""
        wanted = frozenset(subjects)
        if len(wanted) >= _MANY:
            self._keyring.load_all()
        tags = {self._tags.subject(subject_to_bytes(subject)) for subject in wanted}
        held = self._ahead.take(tags) if self._ahead else {}
        seen = set()
        places = self._counting(self._archive.places_of(tags))
        for envelope in chain(self._held(held.values()), self.at(places)):
            if envelope.id not in seen and not wanted.isdisjoint(envelope.subjects):
                seen.add(envelope.id)
                yield envelope

    def expect(self, subjects: Iterable[SubjectId]) -> None:
        """`about` these will be asked next, in this order, until other subjects, or none, are expected."""
        order = [self._tags.subject(subject_to_bytes(subject)) for subject in subjects]
        if not order:
            self._ahead = None
            return
        from sync.ahead import Ahead

        self._ahead = Ahead(self._archive, self._unkept_if_it_counts, order)

    def beginning_with(self, beginning: str) -> list[Envelope]:
        """Events by the first characters of their id, at least `archive.FINDABLE`."""
        places = self._counting(self._archive.places_between(*self._tags.events_from(beginning)))
        found = {each.id: each for each in self.at(places) if each.id.startswith(beginning)}
        return list(found.values())

    def has(self, identity: str) -> bool:
        """Whether an event of this id is in the archive and counts, readable or not."""
        tag = self._tags.event(identity)
        return any(
            event_id(opened.record(place.offset)[:ID]) == identity
            for place in self._counting(self._archive.places_between(tag, tag))
            if (opened := self.opened(place.segment)) is not None
        )

    def finds(self, envelope: Envelope, place: Place) -> bool:
        """Whether the indexes lead from the event's id and from each of its subjects to this place."""
        tag = self._tags.event(envelope.id)
        return place in self._archive.places_between(tag, tag) and all(
            self._archive.is_indexed(self._tags.subject(subject_to_bytes(subject)), place)
            for subject in envelope.subjects
        )

    def finds_key(self, person: bytes, key: bytes) -> bool:
        """Whether the index leads from a person's key id to the key."""
        return self._keyring.by_id(seal.person_key_id(person, key)) == key

    def subjects_since(self, position: int) -> set[SubjectId]:
        """The subjects of everything that became readable after a position of the journal."""
        found: set[bytes] = set()
        changed = (self.opened(number) for number in self._archive.put_aside_after(position))
        came = (self._kept_open(stored) for stored in self._archive.segments_after(position))
        for opened in chain(filter(None, changed), came):
            for offset in self._offsets(opened):
                found.update(subjects_in(opened.record(offset)))
        for table in self._archive.tables_after(position):
            found.update(b"p" + person for person in self._keyring.people_in(table))
        subjects: set[SubjectId] = set()
        for raw in found:
            with suppress(ValueError):  # of a malformed record, which `read` counts
                subjects.add(subject_from_bytes(raw))
        return subjects

    def _unkept_if_it_counts(self, segment: int) -> Opened | None:
        return None if segment in self._archive.aside() else self._unkept(segment)

    def _counting(self, places: Iterable[Place]) -> list[Place]:
        aside = self._archive.aside()
        return [place for place in places if place.segment not in aside]

    def inside(self, segment: int) -> Iterator[Envelope]:
        """The events of one segment, in their order; none if it lies aside."""
        opened = self.opened(segment)
        if opened is not None and segment not in self._archive.aside():
            yield from self._whole(opened)

    def at(self, places: Iterable[Place]) -> Iterator[Envelope]:
        """The events at places that are sorted by segment."""
        for segment, inside in groupby(places, attrgetter("segment")):
            opened = self.opened(segment)
            if opened is not None:
                yield from self._events(opened, [place.offset for place in inside])

    def _held(self, records: Iterable[Held]) -> Iterator[Envelope]:
        for origin, offset, raw in records:
            envelope = self._event(origin, offset, raw)
            if envelope is not None:
                yield envelope

    def _whole(self, opened: Opened) -> Iterator[Envelope]:
        return self._events(opened, self._offsets(opened))

    def _offsets(self, opened: Opened) -> list[int]:
        """Of all records; none where the content is not well-formed."""
        try:
            return opened.offsets()
        except Altered:
            self.unreadable.add(Place(opened.id, _NOWHERE))
            return []

    def _events(self, opened: Opened, offsets: Iterable[int]) -> Iterator[Envelope]:
        return self._held(Held(opened, offset, opened.record(offset)) for offset in offsets)

    def _event(self, origin: Opened, offset: int, raw: bytes) -> Envelope | None:
        try:
            return self.read(origin, raw)
        except (VaultError, NotCanonical):
            self.unreadable.add(Place(origin.id, offset))
            return None

    def read(self, opened: Opened, raw: bytes) -> Envelope:
        """One event. Raises: Altered, Newer, MissingKey, NotCanonical."""
        record = parse_record(raw)
        clear, end = parse_clear_part(record.clear, 0)
        if end != len(record.clear):
            raise Altered("event record")
        plaintext = seal.open_event(record, clear.version, clear.name, opened.epoch_key, self._keyring.by_id)
        author = record.author or opened.writer
        if seal.digest("event", author, record.clear, plaintext)[:ID] != record.id:
            raise Altered("event")
        blind, occurred, data = split_plaintext(plaintext)
        return Envelope(
            event_id(record.id), device_id(author) if record.author else opened.device, clear.stamp,
            clear.recorded, clear.name, clear.version, clear.part_of, clear.subjects,
            blind, occurred, data, bool(record.author),
        )  # fmt: skip

    def opened(self, number: int) -> Opened | None:
        opened = self._recent.get(number)
        if opened is None:
            stored = self._archive.segment(number)
            opened = stored and self._kept_open(stored)
        return opened

    def _unkept(self, number: int) -> Opened | None:
        stored = self._archive.segment(number)
        return stored and self._open(stored)

    def _kept_open(self, stored: Stored) -> Opened:
        opened = self._open(stored)
        self._recent.keep(stored.id, opened, len(opened.content))
        return opened

    def _open(self, stored: Stored) -> Opened:
        """A segment that does not open has no records here."""
        try:
            return open_segment(stored.body, self._epochs, stored.id)
        except VaultError:
            self.unreadable.add(Place(stored.id, _NOWHERE))
            return Opened(stored.id, stored.device, device_id(stored.device), b"", NOTHING)
