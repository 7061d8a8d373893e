"""What came into the folder, and may it come into the archive?

Rule: what authenticates comes in at once, in whatever order it arrives; what cannot be judged yet waits
quietly; everything else is named and left where it is. Nothing in the folder is ever changed here, and one
bad file never keeps the others out. What comes in comes in whole: file, indexes, journal and clock in one
transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from events import clock
from events.ids import short_name
from sync import seal
from sync.claims import Claims, extend_runs
from sync.errors import Altered, Foreign, MissingKey, Newer, VaultError, Waiting
from sync.folder import CAPS, is_stub
from sync.format.common import SEGMENT_MAGIC, TABLE_MAGIC, file_hash
from sync.format.membership import parse_membership
from sync.format.sealed import parse_sealed, parse_table
from sync.indexing import Indexer, indexed
from sync.known import ALTERED, HELD, NEWER, WAITING, Known
from sync.membership import check_genesis, judge
from sync.pack import unpacked
from sync.person_keys import open_table
from sync.reading import open_segment
from sync.verdict import membership as conclude

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sync.archive import Archive
    from sync.folder import Folder, Found
    from sync.format.sealed import SealedFile
    from sync.keys import DeviceKeys
    from sync.known import Unread
    from sync.membership import Membership
    from sync.reading import Opened
    from sync.seal import Entropy
    from sync.tags import Tags

_FILES_AT_ONCE: Final = 64
"""Files in one transaction; of segments at most so many MiB are in memory."""


class Received(NamedTuple):
    """What one look through the folder brought. `bad`: (name, verdict) of every file that is not taken in:
    waiting, altered, newer. `own`: segments of this device that its archive did not hold. `complete`:
    everything was looked at in the time there was.
    """

    events: int = 0
    files: int = 0
    bad: tuple[tuple[str, str], ...] = ()
    own: int = 0
    members_changed: bool = False
    complete: bool = True


class Candidate(NamedTuple):
    """A segment that was found in a file, by itself or in a pack."""

    hash: bytes
    sealed: SealedFile
    file: Unread

    @property
    def place(self) -> tuple[bytes, int]:
        return self.sealed.header.device, self.sealed.header.n


class Ingest:
    """One look through the folder. Use once."""

    def __init__(  # noqa: PLR0913 - what a verdict depends on
        self,
        archive: Archive,
        folder: Folder,
        tags: Tags,
        keys: DeviceKeys,
        membership: Membership,
        *,
        entropy: Entropy,
        now_ms: int,
        local_only: bool = False,
    ) -> None:
        self.archive, self.folder, self.membership = archive, folder, membership
        self._tags, self._keys, self._entropy = tags, keys, entropy
        self._local_only = local_only
        self._device = archive.meta("device") or b""
        self._known = Known(archive, tags, folder, membership.vault, now_ms)
        self._takers: dict[str, Callable[[Sequence[Unread]], None]] = {
            "vault": self._foreign, "r": self._records, "t": self._tables, "p": self._packs, "s": self._loose,
        }  # fmt: skip
        self._events = self._files = self._own = 0
        self.listed: list[Found] = []

    def run(self, in_time: Callable[[], bool] = lambda: True) -> Received:
        """Takes in what it can; asks between batches whether there is time for more. Raises:
        FolderUnavailable, WriteFailed, Newer for a membership record that only a newer netlog understands.
        """
        before, found = self.membership.heads, list(self.folder.listing())
        self.listed = found
        complete = True
        for kinds in (
            ("vault", "r"),
            ("t", "p", "s"),
        ):  # who may write is known before what they wrote is judged
            some = self._known.unread([one for one in found if one.kind in kinds], _context(self.membership))
            complete = self._take(kinds, list(some), in_time) and complete
        if self._known.changed:
            with self.archive.writing_soon():
                self._known.keep(all_seen=complete)
        bad, changed = tuple(self._known.bad), self.membership.heads != before
        return Received(self._events, self._files, bad, self._own, changed, complete)

    def _take(self, kinds: tuple[str, ...], unread: list[Unread], in_time: Callable[[], bool]) -> bool:
        """Whether there was time for all of it."""
        for kind in kinds:
            files = [one for one in unread if one.kind == kind]
            for start in range(0, len(files), _FILES_AT_ONCE):
                if not in_time():
                    return False
                self._takers[kind](files[start : start + _FILES_AT_ONCE])
        return True

    def _read(self, file: Unread) -> bytes | None:
        """Its bytes; None for what is noted already."""
        if is_stub(file.relative) or (self._local_only and not self.folder.is_local(file.relative)):
            self._known.note(file, WAITING, "elsewhere")
            return None
        try:
            body = self.folder.read(file.relative, CAPS[file.kind])
        except Waiting:
            self._known.note(file, WAITING, "unreadable")
        except Altered:
            self._known.note(file, ALTERED, "altered")
        else:
            if any(body):
                return body
            self._known.note(file, WAITING, "empty")  # clients reserve the room before they fill it
        return None

    def _judged(self, file: Unread, error: VaultError) -> None:
        """Notes why a file is not taken in."""
        if isinstance(error, MissingKey):
            self._known.note(file, WAITING, "member" if str(error) == "member" else "epoch")
        elif isinstance(error, Waiting):
            self._known.note(file, WAITING, "torn")
        elif isinstance(error, Newer):
            self._known.note(file, NEWER, "newer")
        else:
            self._known.note(file, ALTERED, "foreign" if isinstance(error, Foreign) else "altered")

    def _foreign(self, files: Sequence[Unread]) -> None:
        """A genesis that is not exactly ours is a copy of ours, or another vault's."""
        for file in files:
            body = self._read(file)
            if body is None:
                continue
            if file_hash(body) in self.archive.records():
                self._known.note(file, HELD)
                continue
            try:
                check_genesis(body)
            except VaultError as error:
                self._judged(file, error)
            else:
                self._known.note(file, ALTERED, "foreign")

    def _records(self, files: Sequence[Unread]) -> None:
        """Membership records: accepted ones come in; one whose parents are missing waits."""
        held = self.archive.records()
        found: dict[bytes, tuple[Unread, bytes]] = {}
        for file in files:
            body = self._read(file)
            if body is None:
                continue
            digest = file_hash(body)
            if digest in held:
                self._known.note(file, HELD)
                continue
            try:
                if parse_membership(body).vault != self.membership.vault:
                    raise Foreign("membership record")
            except VaultError as error:
                self._judged(file, error)
                continue
            found[digest] = file, body
        if found:
            self._accept(held, found)

    def _accept(self, held: dict[bytes, bytes], found: dict[bytes, tuple[Unread, bytes]]) -> None:
        genesis_hash = self.archive.meta("genesis") or b""
        known = [body for digest, body in held.items() if digest != genesis_hash]
        every = [*known, *(body for _, body in found.values())]
        verdict = judge(held[genesis_hash], every, self._keys.pairs, self._device)
        left_out = {*verdict.waiting, *verdict.refused}
        with self.archive.writing():
            for digest, (file, body) in found.items():
                if digest in verdict.refused:
                    self._known.note(file, ALTERED, "altered")
                elif digest in verdict.waiting:
                    self._known.note(file, WAITING, "parents")
                else:
                    self.archive.add_record(digest, body)
                    self._held(file, body)
                    self._files += 1
        if len(left_out & found.keys()) < len(found):
            self.membership = conclude(self.archive, self._keys, self._device, self._entropy)

    def _tables(self, files: Sequence[Unread]) -> None:
        """Key tables: each stands for itself, signature and all."""
        bodies = [(file, body) for file in files if (body := self._read(file)) is not None]
        with self.archive.writing():
            indexer = Indexer(self.archive, self._tags)
            for file, body in bodies:
                try:
                    self._take_table(body, indexer)
                except VaultError as error:
                    self._judged(file, error)
                else:
                    self._held(file, body)

    def _take_table(self, body: bytes, indexer: Indexer) -> None:
        sealed = parse_sealed(body, TABLE_MAGIC)
        header, digest = sealed.header, file_hash(body)
        self._check_writer(sealed)
        if (header.n, digest) in self.archive.held("tables", header.device, header.n, header.n):
            return  # a copy, or another process was faster
        seal.verify_signature(sealed, self.membership.members[header.device].signing_key)
        keys = parse_table(open_table(body, self.membership.epochs))
        number = self.archive.add_table(header.device, header.n, digest, body)
        indexer.table(number, keys)
        self.archive.add_fact("keys", number)
        self._files += 1

    def _check_writer(self, sealed: SealedFile) -> None:
        """Raises: Altered for another vault's file; MissingKey when its writer or its epoch is not known
        here.
        """
        if sealed.header.vault != self.membership.vault:
            raise Foreign("file of another vault")
        if sealed.header.device not in self.membership.members:
            raise MissingKey("member")
        if sealed.header.epoch not in self.membership.epochs:
            raise MissingKey("epoch key")

    def _packs(self, files: Sequence[Unread]) -> None:
        for file in files:
            body = self._read(file)
            if body is None:
                continue
            try:
                segments = unpacked(body, self.membership.vault)
            except VaultError as error:
                self._judged(file, error)
                continue
            before = len(self._known.bad)
            self._segments([(file, segment) for segment in segments])
            if len(self._known.bad) == before:
                self._known.note(file, HELD)

    def _loose(self, files: Sequence[Unread]) -> None:
        self._segments([(file, body) for file in files if (body := self._read(file)) is not None])

    def _segments(self, found: Iterable[tuple[Unread, bytes]]) -> None:
        """The valid ones of a batch, whatever else is in it."""
        candidates: list[Candidate] = []
        for file, body in found:
            try:
                sealed = parse_sealed(body, SEGMENT_MAGIC)
                self._check_writer(sealed)
                candidates.append(Candidate(file_hash(body), sealed, file))
            except VaultError as error:
                self._judged(file, error)
        with self.archive.writing():
            self._take_segments(candidates)

    def _take_segments(self, candidates: list[Candidate]) -> None:
        """From the newest to the oldest of each device: a segment that a good one names needs no signature of
        its own to be checked.
        """
        named: set[tuple[bytes, int, bytes]] = set()
        good: list[tuple[Candidate, Opened]] = []
        for one in sorted(candidates, key=lambda each: each.place, reverse=True):
            device, n = one.place
            try:
                if (n, one.hash) in self.archive.held("segments", device, n, n):
                    self._held(one.file, one.sealed.body)
                    continue
                if (device, n, one.hash) not in named and not self.archive.is_named(device, n, one.hash):
                    seal.verify_signature(one.sealed, self.membership.members[device].signing_key)
                opened = open_segment(one.sealed.body, self.membership.epochs)
                opened.offsets()
            except VaultError as error:
                self._judged(one.file, error)
                continue
            named.add((device, n - 1, one.sealed.header.previous))
            good.append((one, opened))
        self._keep(good[::-1])

    def _held(self, file: Unread, body: bytes) -> None:
        """Remembers a copy under another name; an exact one is known by itself. A pack holds several."""
        if f"-{short_name(file_hash(body))}." in file.relative:
            self._known.forget(file)
        elif file.kind != "p":
            self._known.note(file, HELD)

    def _keep(self, segments: list[tuple[Candidate, Opened]]) -> None:
        if not segments:
            return
        archive, indexer, claims = self.archive, Indexer(self.archive, self._tags), Claims(self.archive)
        stamp, seen, new = clock.Stamp(archive.number("clock")), set[bytes](), 0
        for one, opened in segments:
            device, n = one.place
            if one.hash in seen:
                continue
            seen.add(one.hash)
            number = archive.add_segment(device, n, one.hash, one.sealed.body)
            entries = []
            for offset in opened.offsets():
                entry, stamped = indexed(opened.record(offset), offset)
                stamp = clock.merge(stamp, stamped)
                new += not archive.has_event(self._tags.event(entry.id))
                entries.append(entry)
            indexer.segment(number, entries)
            if device != self._device:
                said, whole = opened.claims()
                claims.segment(device, n, one.hash, said, whole=whole)
            self._own += device == self._device
            self._held(one.file, one.sealed.body)
        self._files += len(seen)
        self._events += new
        archive.set_meta(clock=stamp, events=archive.number("events") + new)
        self._extend_runs([one for one, _ in segments])

    def _extend_runs(self, taken: Iterable[Candidate]) -> None:
        """What this device holds of others' chains, as its next segment will say."""
        numbers: dict[bytes, list[int]] = {}
        for one in taken:
            device, n = one.place
            numbers.setdefault(device, []).append(n)
        for device in sorted(numbers.keys() - {self._device}):
            extend_runs(self.archive, device, min(numbers[device]), max(numbers[device]))


def _context(membership: Membership) -> bytes:
    return file_hash(b"".join([*membership.heads, *sorted(membership.epochs)]))
