"""Is every file of the vault what it claims to be, in the archive and in the folder?

Rule: every byte counts: signatures, hashes, chains, paddings, ids and indexes are all checked, and one bad
file never ends the examination.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from events.envelope import NotCanonical
from events.ids import device_id
from sync import seal
from sync.archive import Place
from sync.errors import Altered, FolderUnavailable, MissingKey, Newer, Waiting
from sync.folder import CAPS, genesis_name, is_stub, member_name, segment_name, table_name
from sync.format.common import SEGMENT_MAGIC, TABLE_MAGIC, file_hash
from sync.format.membership import parse_membership
from sync.format.sealed import parse_sealed, parse_table
from sync.membership import check_genesis, vault_id
from sync.pack import unpacked
from sync.person_keys import open_table
from sync.publish import posted
from sync.reading import open_segment
from sync.seen import Link, own_gaps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.archive import Archive, Stored
    from sync.folder import Folder
    from sync.format.common import Plain
    from sync.format.sealed import PersonKeys, SealedFile
    from sync.membership import Membership
    from sync.reading import Opened, Reader


class Bad(NamedTuple):
    """`path` is that of a file in the folder, or says which part of the archive."""

    path: str
    why: str


class VerifyReport(NamedTuple):
    """`files` and `events` were examined. `missing`: in the archive, already published, and not in the
    folder. `waiting`: in the folder, but not complete, not taken in, or of a newer netlog. `trouble`: why the
    folder was not examined.
    """

    files: int
    events: int
    bad: list[Bad]
    missing: list[str]
    waiting: list[str]
    trouble: FolderUnavailable | None


class Verifier:
    """One examination. Use once."""

    def __init__(self, archive: Archive, membership: Membership, reader: Reader, folder: Folder) -> None:
        self._archive, self._membership, self._reader, self._folder = archive, membership, reader, folder
        self._files = self._events = 0
        self._bad: list[Bad] = []
        self._waiting: list[str] = []
        self._expected: dict[bytes, str] = {}
        """Hash → name in the folder, of everything that the archive holds."""
        self._present: set[bytes] = set()
        self._progress: Callable[[int], None] | None = None

    def run(self, progress: Callable[[int], None] | None = None) -> VerifyReport:
        self._progress = progress
        try:
            self._examine_archive()
        except Altered as error:
            self._bad.append(Bad("archive", str(error)))
        trouble, missing = None, []
        try:
            self._examine_folder()
            missing = self._missing()
        except FolderUnavailable as error:
            trouble = error
        except Altered as error:
            self._bad.append(Bad("archive", str(error)))
        return VerifyReport(self._files, self._events, self._bad, missing, self._waiting, trouble)

    @contextmanager
    def _examining(self, path: str, *, complete: bool) -> Iterator[None]:
        """Notes what is wrong with one file. What is `complete` (it lies in the archive) cannot be waiting
        for its rest.
        """
        self._files += 1
        if self._progress is not None:
            self._progress(self._files)
        try:
            yield
        except Waiting as error:
            if complete:
                self._bad.append(Bad(path, f"altered: {error}"))
            else:
                self._waiting.append(path)
        except (MissingKey, Newer):
            self._waiting.append(path)
        except Altered as error:
            self._bad.append(Bad(path, f"altered: {error}"))

    def _examine_archive(self) -> None:
        for (finding,) in self._archive.ask("PRAGMA quick_check"):
            if finding != "ok":
                self._bad.append(Bad("archive", f"the database is damaged: {finding}"))
        self._examine_records()
        for table in self._archive.all_tables():
            self._expect(table_name(table.device, table.n, table.hash), table)
            with self._examining(f"archive: {table_name(table.device, table.n, table.hash)}", complete=True):
                _same_hash(table.body, table.hash)
                self._examine_keys(parse_table(self._table(table.body)[1]))
        links = [link for each in self._archive.segments_after(0) for link in self._archived_segment(each)]
        self._examine_chain(links)

    def _expect(self, name: str, stored: Stored) -> None:
        self._expected[stored.hash] = name

    def _examine_records(self) -> None:
        """The membership was judged when the vault was opened; what it refused is bad."""
        for digest, body in self._archive.records().items():
            genesis = digest == self._archive.meta("genesis")
            name = genesis_name(self._membership.vault) if genesis else member_name(digest)
            self._expected[digest] = name
            with self._examining(f"archive: {name}", complete=True):
                _same_hash(body, digest)
                if digest in self._membership.refused:
                    raise Altered("membership record")

    def _archived_segment(self, stored: Stored) -> list[Link]:
        name = segment_name(stored.device, stored.n, stored.hash)
        self._expect(name, stored)
        with self._examining(f"archive: {name}", complete=True):
            _same_hash(stored.body, stored.hash)
            sealed, opened = self._segment(stored.body, stored.id)
            self._examine_events(name, opened)
            return [Link(sealed.header.device, sealed.header.n, stored.hash, sealed.header.previous)]
        return []

    def _examine_keys(self, keys: PersonKeys) -> None:
        for person, key in keys:
            if not self._reader.finds_key(person, key):
                self._bad.append(Bad("archive", "the index lacks a person's key"))

    def _examine_events(self, name: str, opened: Opened) -> None:
        offsets = opened.offsets()
        for number, offset in enumerate(offsets, 1):
            self._events += 1
            try:
                envelope = self._reader.read(opened, opened.record(offset))
            except (MissingKey, Newer):
                continue
            except (Altered, NotCanonical):
                self._bad.append(Bad(f"archive: {name}", f"altered: event {number} of {len(offsets)}"))
                continue
            if not self._reader.finds(envelope, Place(opened.id, offset)):
                self._bad.append(Bad("archive", f"the index lacks event {envelope.id}"))

    def _examine_chain(self, links: list[Link]) -> None:
        """A gap in the chain of another device is a state: it has not arrived. In our own it is damage."""
        me = self._archive.meta("device")
        places = {(link.device, link.n, link.hash) for link in links}
        numbers = {(link.device, link.n) for link in links}
        for link in links:
            followed = link.n == 1 or (link.device, link.n - 1, link.previous) in places
            if not followed and (link.device == me or (link.device, link.n - 1) in numbers):
                name = segment_name(link.device, link.n, link.hash)
                self._bad.append(Bad(f"archive: {name}", "its predecessor is another one, or not here"))
        for gap in own_gaps(links):
            which = f"entries {gap.first} to {gap.last} of {device_id(gap.device)}"
            if gap.device == me:
                self._bad.append(Bad("archive", f"{which} are gone"))
            else:
                self._waiting.append(f"{which} have not arrived")

    def _examine_folder(self) -> None:
        for found in self._folder.listing():
            with self._examining(found.relative, complete=False):
                if not found.regular:
                    raise Altered("not a regular file")
                if is_stub(found.relative):
                    raise Waiting("its content is not on this machine")
                self._found(found.kind, self._folder.read(found.relative, CAPS[found.kind]))

    def _found(self, kind: str, body: bytes) -> None:
        """A file that the archive holds was examined there. Raises: Waiting, Altered, Newer, MissingKey."""
        digest = file_hash(body)
        if digest in self._expected:
            self._present.add(digest)
        elif kind == "vault":
            check_genesis(body)
            if vault_id(body) != self._membership.vault:
                raise Altered("genesis of another vault")
        elif kind == "r":
            if parse_membership(body).vault != self._membership.vault:
                raise Altered("membership record of another vault")
            raise Waiting("not taken in")
        elif kind == "p":
            for segment in unpacked(body, self._membership.vault):
                self._found("s", segment)
        elif kind == "t":
            self._not_ours(self._table(body)[0])
        else:
            self._not_ours(self._segment(body)[0])

    def _not_ours(self, sealed: SealedFile) -> None:
        """A valid file that the archive does not hold. Raises: Altered when this device itself wrote it: then
        its archive is an older one, or a copy of this home is at work somewhere; Waiting otherwise.
        """
        if sealed.header.device == self._archive.meta("device"):
            raise Altered("written by this device, but not in its archive")
        raise Waiting("not taken in")

    def _missing(self) -> list[str]:
        """What is still in the outbox is not missing yet; what a later table holds is not missed."""
        unneeded = [self._archive.table(number) for number in self._archive.superseded()]
        waiting = {
            sealed.hash
            for letter in self._archive.outbox()
            if (sealed := posted(self._archive, *letter)) is not None
        } | {table.hash for table in unneeded if table is not None}
        return sorted(
            name
            for digest, name in self._expected.items()
            if digest not in waiting and digest not in self._present
        )

    def _segment(self, body: bytes, number: int = 0) -> tuple[SealedFile, Opened]:
        sealed = self._authentic(body, SEGMENT_MAGIC)
        opened = open_segment(body, self._membership.epochs, number)
        opened.offsets()
        return sealed, opened

    def _table(self, body: bytes) -> tuple[SealedFile, Plain]:
        return self._authentic(body, TABLE_MAGIC), open_table(body, self._membership.epochs)

    def _authentic(self, body: bytes, magic: bytes) -> SealedFile:
        """Raises: Altered; MissingKey while its writer is not known to be a member."""
        sealed = parse_sealed(body, magic)
        if sealed.header.vault != self._membership.vault:
            raise Altered("of another vault")
        member = self._membership.device(sealed.header.device)
        if member is None:
            raise MissingKey("member")
        seal.verify_signature(sealed, member.signing_key)
        return sealed


def _same_hash(body: bytes, digest: bytes) -> None:
    if file_hash(body) != digest:
        raise Altered("hash")
