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
from sync.identity import knows_better, note_doubt
from sync.indexing import Indexer, indexed
from sync.key_tables import count_known, note_superseded
from sync.known import ALTERED, HELD, NEWER, WAITING, Known
from sync.membership import check_genesis, judge
from sync.pack import read_pack
from sync.pack_index import drop, known_packs, remember
from sync.person_keys import open_table
from sync.reading import open_sealed
from sync.review import settle
from sync.verdict import membership as conclude

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sync.archive import Archive
    from sync.folder import Folder, Found
    from sync.format.sealed import SealedFile
    from sync.format.segment import SeenVector
    from sync.indexing import Indexed
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


class Good(NamedTuple):
    """A candidate that opened; `offsets` are those of its records."""

    candidate: Candidate
    opened: Opened
    offsets: list[int]


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
        self._device, self._now_ms = archive.meta("device") or b"", now_ms
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
        bad, changed = tuple(self._known.bad.items()), self.membership.heads != before
        return Received(self._events, self._files, bad, self._own, changed, complete)

    def _take(self, kinds: tuple[str, ...], unread: list[Unread], in_time: Callable[[], bool]) -> bool:
        """Whether there was time for all of it. What this device is said to have written comes first: whether
        it may write on depends on that.
        """
        mine = f"/{short_name(self._device)}/"
        for kind in kinds:
            files = sorted(
                [one for one in unread if one.kind == kind], key=lambda one: mine not in one.relative
            )
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
        left_out = {*verdict.waiting, *verdict.refused, *verdict.unentitled}
        with self.archive.writing():
            for digest, (file, body) in found.items():
                if digest in verdict.refused:
                    self._known.note(file, ALTERED, "altered")
                elif digest in verdict.unentitled:
                    self._known.note(file, HELD)  # of no use now or ever, and nobody's fault
                elif digest in verdict.waiting:
                    self._known.note(file, WAITING, "parents")
                else:
                    self.archive.add_record(digest, body)
                    self._held(file, body)
                    self._files += 1
                    if parse_membership(body).author == self._device:
                        note_doubt(self.archive)
            settle(self.archive, verdict)
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
        seal.verify_signature(sealed, self._signing_key(header.device))
        keys = parse_table(open_table(body, self.membership.epochs))
        known = count_known(self.archive, self._tags, keys)
        number = self.archive.add_table(header.device, header.n, digest, body)
        indexer.table(number, keys)
        self.archive.add_fact("keys" if known < len(keys) else "repeated keys", number)
        if known:
            note_superseded(self.archive, header.device, self.membership.epochs)
        self._files += 1

    def _check_writer(self, sealed: SealedFile) -> None:
        """Raises: Altered for another vault's file; MissingKey when its writer or its epoch is not known
        here.
        """
        if sealed.header.vault != self.membership.vault:
            raise Foreign("file of another vault")
        if self.membership.device(sealed.header.device) is None:
            raise MissingKey("member")
        if sealed.header.epoch not in self.membership.epochs:
            raise MissingKey("epoch key")

    def _signing_key(self, device: bytes) -> bytes:
        """Of a member, or of one that was: what it wrote is kept, whether it counts or not."""
        found = self.membership.device(device)
        if found is None:
            raise MissingKey("member")
        return found.signing_key

    def _packs(self, files: Sequence[Unread]) -> None:
        for file in files:
            body = self._read(file)
            self._drop_another(file, body)
            if body is None:
                continue
            try:
                pack = read_pack(body, self.membership.vault)
            except VaultError as error:
                self._judged(file, error)
                continue
            candidates = self._candidates((file, segment) for _, segment in pack.segments)
            with self.archive.writing():
                self._take_segments(candidates)
                held = [(one.sealed.header.n, one.hash) for one in candidates]
                remember(self.archive, file_hash(body), pack, held, len(body))
            if not self._known.is_bad(file):
                self._known.note(file, HELD)

    def _drop_another(self, file: Unread, body: bytes | None) -> None:
        """A pack was read under this name, and now it is something else: it is not in the folder. What only
        cannot be read now may still be.
        """
        pack = known_packs(self.archive).get(file.relative)
        if body is None:
            other = self._known.why(file) in ("altered", "empty")
        else:
            other = pack is not None and pack.hash != file_hash(body)
        if pack is not None and other:
            with self.archive.writing():
                drop(self.archive, pack)

    def _loose(self, files: Sequence[Unread]) -> None:
        self._segments([(file, body) for file in files if (body := self._read(file)) is not None])

    def _segments(self, found: Iterable[tuple[Unread, bytes]]) -> None:
        """The valid ones of a batch, whatever else is in it."""
        candidates = self._candidates(found)
        with self.archive.writing():
            self._take_segments(candidates)

    def _candidates(self, found: Iterable[tuple[Unread, bytes]]) -> list[Candidate]:
        """Those that members seem to have written, in epochs that are open here."""
        candidates: list[Candidate] = []
        for file, body in found:
            try:
                sealed = parse_sealed(body, SEGMENT_MAGIC)
                self._check_writer(sealed)
                candidates.append(Candidate(file_hash(body), sealed, file))
            except VaultError as error:
                self._judged(file, error)
        return candidates

    def _take_segments(self, candidates: list[Candidate]) -> None:
        """From the newest to the oldest of each device: a segment that a good one names needs no signature of
        its own to be checked.
        """
        named: set[tuple[bytes, int, bytes]] = set()
        good: list[Good] = []
        held = self._held_already(candidates)
        for one in sorted(candidates, key=lambda each: each.place, reverse=True):
            device, n = one.place
            if (device, n, one.hash) in held:
                self._held(one.file, one.sealed.body)
                continue
            try:
                if (device, n, one.hash) not in named and not self.archive.is_named(device, n, one.hash):
                    seal.verify_signature(one.sealed, self._signing_key(device))
                opened = open_sealed(one.sealed, self.membership.epochs)
                offsets = opened.offsets()
            except VaultError as error:
                self._judged(one.file, error)
                continue
            named.add((device, n - 1, one.sealed.header.previous))
            held.add((device, n, one.hash))
            good.append(Good(one, opened, offsets))
        self._keep(good[::-1])

    def _held_already(self, candidates: Iterable[Candidate]) -> set[tuple[bytes, int, bytes]]:
        numbers: dict[bytes, list[int]] = {}
        for device, n in (one.place for one in candidates):
            numbers.setdefault(device, []).append(n)
        return {
            (device, *found)
            for device, some in numbers.items()
            for found in self.archive.held_at("segments", device, some)
        }

    def _held(self, file: Unread, body: bytes) -> None:
        """Remembers a copy under another name; an exact one is known by itself. A pack holds several."""
        if f"-{short_name(file_hash(body))}." in file.relative:
            self._known.forget(file)
        elif file.kind != "p":
            self._known.note(file, HELD)

    def _keep(self, segments: list[Good]) -> None:
        if not segments:
            return
        archive, claims, doubted = self.archive, Claims(self.archive), False
        stamps: dict[int, clock.Stamp] = {}
        found: list[tuple[int, list[Indexed]]] = []
        for one, opened, offsets in segments:
            device, n = one.place
            entries = []
            latest = clock.ZERO
            for offset in offsets:
                entry, stamped = indexed(opened.record(offset), offset)
                latest = clock.merge(latest, stamped)
                entries.append(entry)
            number = archive.add_segment(device, n, one.hash, one.sealed.body)
            stamps[number] = latest
            found.append((number, entries))
            said, whole = opened.claims()
            if device != self._device:
                claims.segment(device, n, one.hash, said, whole=whole)
            self._own += device == self._device
            doubted = doubted or device == self._device or self._is_news_of_me(said)
            archive.note_heard(device, n, self._now_ms)
            self._held(one.file, one.sealed.body)
        before = archive.number("events")
        archive.set_meta(events=before + Indexer(archive, self._tags).segments(found))
        aside = settle(archive, self.membership) if self._any_cut(segments) else set[int]()
        stamp = clock.Stamp(archive.number("clock"))
        for number, latest in stamps.items():
            stamp = stamp if number in aside else clock.merge(stamp, latest)
        archive.set_meta(clock=stamp)
        self._files += len(segments)
        self._events += archive.number("events") - before
        self._extend_runs(one for one, _, _ in segments)
        if doubted:
            note_doubt(archive)

    def _is_news_of_me(self, said: SeenVector) -> bool:
        return knows_better(self.archive, self._device, said)

    def _any_cut(self, segments: list[Good]) -> bool:
        return any(one.sealed.header.device in self.membership.cuts for one, _, _ in segments)

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
