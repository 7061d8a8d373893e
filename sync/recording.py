"""How do drafts become sealed segments, key tables and index rows, inside one transaction of the archive?

Rule: whatever is decided here (stamps, numbers, keys) is decided inside the transaction, from what the
archive holds there: `n` is never taken twice, and a failure leaves nothing behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from events import clock
from events.envelope import BLIND_SIZE, Envelope, clear_part, compute_id, plaintext, stamped
from events.ids import device_id, unbase32
from sync import seal
from sync.errors import Altered
from sync.format.common import HASH, ID, NO_HASH, SEGMENT_MAGIC, file_hash
from sync.format.sealed import Header
from sync.format.segment import HEARTBEAT, WHOLE_VECTOR, SeenRun, SegmentContent, record_offsets
from sync.indexing import Indexed, Indexer
from sync.key_tables import write_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.envelope import Draft
    from events.ids import EventId, SubjectId
    from sync.archive import Archive
    from sync.format.sealed import PersonKeys
    from sync.format.segment import SeenVector
    from sync.person_keys import PersonKeyring
    from sync.seal import Entropy, Writer
    from sync.tags import Tags

SEGMENT_CONTENT: Final = 256 << 10
"""A segment is closed at about this many bytes: opening it for a single event stays cheap."""
TABLE_PEOPLE: Final = 32_768
"""People in one key table: 1.6 MB, far below the limit."""
_STEP: Final = 100
"""Progress is told after so many events."""


class Author:
    """What this device writes with. `clock_ms` is ms since 1970; `vault` and `device` are 16 bytes."""

    def __init__(
        self, vault: bytes, device: bytes, writer: Writer, *, entropy: Entropy, clock_ms: Callable[[], int]
    ) -> None:
        self.vault, self.device, self.writer = vault, device, writer
        self.name = device_id(device)
        self.entropy, self.clock_ms = entropy, clock_ms


class Recording:
    """One commit on its way. Use inside `archive.writing()`, and end with `finish()`."""

    def __init__(
        self,
        archive: Archive,
        tags: Tags,
        keyring: PersonKeyring,
        author: Author,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self._archive, self._keyring, self._author = archive, keyring, author
        self._indexer = Indexer(archive, tags)
        self._progress = progress
        self._stamp = clock.Stamp(archive.number("clock"))
        self._n = archive.number("n")
        self._tip = archive.meta("tip") or NO_HASH
        self._root: EventId | None = None
        self._pending: list[tuple[bytes, Envelope]] = []
        self._size = 0
        self._segments: list[int] = []
        self._keys: dict[SubjectId, tuple[bytes, bytes]] = {}
        self._minted: PersonKeys = []
        self.events = 0

    def record(self, draft: Draft) -> Envelope:
        """An event of this device, stamped after everything seen; the first of a commit is what the others
        are part of.
        """
        author, now = self._author, self._author.clock_ms()
        self._stamp = clock.tick(self._stamp, now)
        envelope = stamped(
            draft,
            device=author.name,
            stamp=self._stamp,
            recorded=max(now, 0),
            part_of=self._root,
            blind=author.entropy(BLIND_SIZE),
        )
        self._root = self._root or envelope.id
        self._add(envelope, clear_part(envelope), plaintext(envelope), author=b"")
        return envelope

    def relay(self, envelope: Envelope) -> None:
        """An event of another author, unproven. Raises: Altered when its id is not that of its content."""
        clear, plain = clear_part(envelope), plaintext(envelope)
        if compute_id(envelope.device, clear, plain) != envelope.id:
            raise Altered(f"event {envelope.id}")
        self._stamp = clock.merge(self._stamp, envelope.stamp)
        self._add(envelope, clear, plain, author=unbase32(envelope.device))

    def beat(self) -> None:
        """A segment without events: this device is there, and has seen what it has seen."""
        self._seal(HEARTBEAT, ())

    def finish(self) -> None:
        """Seals what is left, the new keys, and posts everything."""
        self._close_segment()
        self._archive.post("table", self._write_tables())
        self._archive.post("segment", self._segments)
        total = self._archive.number("events") + self.events
        self._archive.set_meta(clock=self._stamp, n=self._n, tip=self._tip, events=total)
        if self._progress is not None:
            self._progress(self.events)

    def _add(self, envelope: Envelope, clear: bytes, plain: bytes, *, author: bytes) -> None:
        writer, entropy = self._author.writer, self._author.entropy
        keys = [self._key(person) for person in envelope.people]
        record = seal.seal_event(
            envelope, unbase32(envelope.id), author, clear, plain, keys,
            writer=writer, entropy=entropy,
        )  # fmt: skip
        raw = record.encode()
        if self._pending and self._size + len(raw) > SEGMENT_CONTENT:
            self._close_segment()
        self._pending.append((raw, envelope))
        self._size += len(raw) + 4
        self.events += 1
        if self._progress is not None and self.events % _STEP == 0:
            self._progress(self.events)

    def _key(self, person: SubjectId) -> tuple[bytes, bytes]:
        """(key id, key); minted if this person has none."""
        known = self._keys.get(person)
        if known is None:
            raw = unbase32(person[1:])
            known = self._keys[person] = self._keyring.of_person(raw) or self._mint(raw)
        return known

    def _mint(self, person: bytes) -> tuple[bytes, bytes]:
        key = seal.hedged(self._author.writer.nonce_key, "person key", self._author.entropy, person)
        self._minted.append((person, key))
        return seal.person_key_id(person, key), key

    def _close_segment(self) -> None:
        if not self._pending:
            return
        self._seal(0, tuple(raw for raw, _ in self._pending))
        self._pending.clear()
        self._size = 0

    def _seal(self, marks: int, records: tuple[bytes, ...]) -> None:
        """The records are those of what is pending."""
        author = self._author
        content = SegmentContent(author.clock_ms(), marks | WHOLE_VECTOR, self._seen(), records)
        bare = Header(
            SEGMENT_MAGIC, author.vault, author.device, self._n + 1, self._tip, bytes(ID), bytes(HASH), 0
        )
        encoded = content.encode()
        body = seal.seal(bare, encoded, author.writer, author.entropy).body
        self._n, self._tip = self._n + 1, file_hash(body)
        number = self._archive.add_segment(author.device, self._n, self._tip, body)
        placed = zip(record_offsets(encoded), self._pending, strict=True)
        self._indexer.segment(number, [Indexed(at, one.id, one.subjects) for at, (_, one) in placed])
        self._segments.append(number)

    def _seen(self) -> SeenVector:
        """What this device holds of the others. Its own chain stands in the header."""
        seen: dict[bytes, list[SeenRun]] = {}
        for device, first, last, tip in self._archive.runs():
            seen.setdefault(device, []).append(SeenRun(first, last, tip))
        return {device: tuple(runs) for device, runs in seen.items()}

    def _write_tables(self) -> list[int]:
        """The keys minted in this commit, in as few tables as the limit allows."""
        people = sorted(self._minted)
        first = self._archive.number("table_n") + 1
        tables = [
            write_table(self._archive, self._indexer, self._author, n, people[start : start + TABLE_PEOPLE])
            for n, start in enumerate(range(0, len(people), TABLE_PEOPLE), first)
        ]
        if tables:
            self._archive.set_meta(table_n=first + len(tables) - 1)
        return tables
