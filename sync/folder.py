"""What lies in the synced folder, and how does a file appear in it? The only durable writes into the folder
and its only listing.

Rule: nothing in the folder is ever opened for writing, replaced or followed. A file is written elsewhere,
flushed, and then appears whole under a name that did not exist.
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import short_name
from sync.appearing import Appearing
from sync.errors import Altered, FolderUnavailable, Waiting
from sync.format.common import MAX_MEMBERSHIP, MAX_PACK, MAX_SEGMENT, MAX_TABLE
from sync.membership import vault_id
from sync.opening import DIRECTORY, descended, opened_directory, read_file
from sync.vanishing import Vanishing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GENESIS_SIZE: Final = 2672
CAPS: Final = {"vault": GENESIS_SIZE, "r": MAX_MEMBERSHIP, "s": MAX_SEGMENT, "p": MAX_PACK, "t": MAX_TABLE}
"""The largest size that a file may have, by the stem of its name."""

_SHARDED: Final = {"log": "s", "packs": "p", "people": "t"}

EXACT_MEMBER: Final = re.compile(r"members/r-[0-9a-hjkmnp-tv-z]{16}\.nlm")
"""Any other name with our stem is a copy of somebody's: without our magic it is nobody's."""

_WHY: Final = {
    errno.ENOENT: "the folder is missing",
    errno.ENOTDIR: "the folder is missing",
    errno.EACCES: "there is no permission for the folder",
    errno.EPERM: "there is no permission for the folder",
    errno.EROFS: "the folder is read-only",
    errno.ENOSPC: "the folder's disk is full",
    errno.EDQUOT: "the folder's quota is used up",
    errno.ELOOP: "a link stands where the folder has a directory",
}


class Found(NamedTuple):
    """A name that concerns us. `kind` is its stem; it is what the name claims, not what the bytes are."""

    relative: str
    kind: str
    regular: bool


def genesis_name(vault: bytes) -> str:
    return f"vault-{short_name(vault)}.nlv"


def member_name(digest: bytes) -> str:
    return f"members/r-{short_name(digest)}.nlm"


def segment_name(device: bytes, n: int, digest: bytes) -> str:
    return f"log/{short_name(device)}/s-{n:010x}-{short_name(digest)}.nls"


def table_name(device: bytes, n: int, digest: bytes) -> str:
    return f"people/{short_name(device)}/t-{n:010x}-{short_name(digest)}.nlk"


def pack_name(device: bytes, first: int, last: int, digest: bytes) -> str:
    return f"packs/{short_name(device)}/p-{first:010x}-{last:010x}-{short_name(digest)}.nlp"


class Folder:
    """The directory that a file-sync service carries. `vault` is the id that its genesis must have; `scratch`
    a directory of this device, used for unfinished files where the system has no anonymous ones.
    """

    def __init__(self, path: Path, *, vault: bytes, device: bytes, scratch: Path) -> None:
        self.path = path
        self._vault = vault
        self._device = device
        self._scratch = scratch
        self._lasting: set[tuple[int, int]] = set()

    def require(self) -> None:
        """Raises: FolderUnavailable when it is missing, empty, unreadable or another vault's."""
        with self._root():
            pass

    @contextmanager
    def _root(self) -> Iterator[int]:
        """A descriptor of the right folder; it stays the same one whatever is mounted over its path
        meanwhile.
        """
        with self._said(self.path), opened_directory(self.path) as root:
            self._check_genesis(root)
            yield root

    def _check_genesis(self, root: int) -> None:
        """The exact name first: a listing is not needed as long as nobody renamed the file."""
        if self._is_ours(root, genesis_name(self._vault)):
            return
        names = os.listdir(root)
        vaults = [name for name in names if stem_of(name) == "vault"]
        if not any(self._is_ours(root, name) for name in vaults):
            raise FolderUnavailable(self.path, _what_is_wrong(names, vaults))

    def _is_ours(self, root: int, name: str) -> bool:
        try:
            return vault_id(read_file(root, name, GENESIS_SIZE)) == self._vault
        except (Altered, Waiting):
            return False

    @contextmanager
    def _said(self, path: Path) -> Iterator[None]:
        """Says the operating system's errors in our words."""
        try:
            yield
        except OSError as error:
            raise FolderUnavailable(path, explain(error)) from error

    @contextmanager
    def appearing(self) -> Iterator[Appearing]:
        """Where files are published. Those put in are safe after its `settle()`.

        Raises: FolderUnavailable, also in the middle; what was settled before stays.
        """
        owner = short_name(self._device)
        with self._root() as root, Appearing(root, self._scratch, owner, self._lasting) as appearing:
            yield appearing

    @contextmanager
    def vanishing(self) -> Iterator[Vanishing]:
        """Where files of this device are unlinked. Raises: FolderUnavailable, also in the middle."""
        with self._root() as root, Vanishing(root) as vanishing:
            yield vanishing

    def publish(self, relative: str, body: bytes) -> None:
        """One file, safe on return. Publishing it twice is done; a foreign file under its name stays, ours
        gets another name.
        """
        with self.appearing() as appearing:
            appearing.put(relative, body)
            appearing.settle()

    def listing(self) -> Iterator[Found]:
        """Everything that one of our stems begins, by names alone, at the depths of FORMAT.md section 3, in
        no order.

        Raises: FolderUnavailable, also in the middle: what could not be listed must not look like what is not
        there.
        """
        with self._root() as root:
            yield from _listed(root)

    def listing_without_genesis(self) -> list[Found]:
        """What lies in a folder that has no genesis at all; nothing if it has one. Whose folder that is only
        its content can tell. Raises: FolderUnavailable.
        """
        with self._said(self.path), opened_directory(self.path) as root:
            found = list(_listed(root))
        return [] if any(one.kind == "vault" for one in found) else found

    def write_genesis(self, name: str, body: bytes) -> None:
        """Into a folder that is known to be ours by what lies in it. Raises: FolderUnavailable."""
        fill(self.path, {name: body}, device=self._device, scratch=self._scratch)

    def size(self, relative: str) -> int | None:
        """In bytes, by what the system says; None: it is gone, or cannot be seen."""
        try:
            return os.lstat(self.path / relative).st_size
        except OSError:
            return None

    def looks(self, relative: str) -> bytes:
        """What the system says of a file, without opening it: as long as that is the same, so is the file.
        Empty for what is gone; for telling changes, never for safety.
        """
        try:
            status = os.lstat(f"{self.path}/{relative}")
        except OSError:
            return b""
        return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}".encode("ascii")

    def is_local(self, relative: str) -> bool:
        """Whether reading it would not call the network: an online-only file has a size and no blocks."""
        try:
            status = os.lstat(self.path / relative)
        except OSError:
            return False
        return status.st_size == 0 or getattr(status, "st_blocks", 1) > 0

    def read(self, relative: str, cap: int) -> bytes:
        """The bytes of one file: regular, at most `cap` long, read once.

        Raises: Waiting when it cannot be read now, Altered when it is no such file, FolderUnavailable.
        """
        with self._said(self.path), opened_directory(self.path) as root:
            *parents, name = relative.split("/")
            try:
                with descended(root, parents) as directory:
                    return read_file(directory, name, cap)
            except OSError as error:
                raise Waiting("unreadable now") from error


def fill(path: Path, files: dict[str, bytes], *, device: bytes, scratch: Path) -> None:
    """The first files of a new vault or device, in this order; the last one appears after the others are on
    the disk: the genesis is what makes a folder a vault.

    When one cannot be written, those before it are taken back, so that the attempt can be repeated. Raises:
    FolderUnavailable.
    """
    try:
        with opened_directory(path) as root, Appearing(root, scratch, short_name(device)) as appearing:
            try:
                *others, last = files.items()
                for relative, body in others:
                    appearing.put(relative, body)
                appearing.settle()
                appearing.put(*last)
                appearing.settle()
            except BaseException:
                appearing.take_back()
                raise
    except OSError as error:
        raise FolderUnavailable(path, explain(error)) from error


def read_vaults(path: Path) -> list[bytes]:
    """Whatever calls itself a genesis in a folder, of whichever vault. Raises: FolderUnavailable."""
    try:
        with opened_directory(path) as root:
            names = sorted(found.relative for found in _matching(root, "", "vault"))
            return [body for name in names if (body := _genesis(root, name)) is not None]
    except OSError as error:
        raise FolderUnavailable(path, explain(error)) from error


def _genesis(root: int, name: str) -> bytes | None:
    try:
        return read_file(root, name, GENESIS_SIZE)
    except (Altered, Waiting):
        return None


def explain(error: OSError) -> str:
    """What the system says, as the user would."""
    return _WHY.get(error.errno or 0, (error.strerror or "it cannot be used").lower())


def _listed(root: int) -> Iterator[Found]:
    yield from _matching(root, "", "vault")
    for directory, stem in (("members", "r"), *_SHARDED.items()):
        try:
            inside = os.open(directory, DIRECTORY | os.O_NOFOLLOW, dir_fd=root)
        except FileNotFoundError:
            continue
        try:
            within = _shards if directory in _SHARDED else _matching
            yield from within(inside, f"{directory}/", stem)
        finally:
            os.close(inside)


def _matching(directory: int, prefix: str, stem: str) -> Iterator[Found]:
    beginning = f"{stem}-"
    with os.scandir(directory) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith(beginning) or stem_of(name) == stem:
                yield Found(prefix + name, stem, entry.is_file(follow_symlinks=False))


def _shards(inside: int, prefix: str, stem: str) -> Iterator[Found]:
    with os.scandir(inside) as entries:
        shards = [
            each.name for each in entries if each.is_dir(follow_symlinks=False) and stem_of(each.name) is None
        ]
    for shard in shards:
        with descended(inside, [shard]) as descriptor:
            yield from _matching(descriptor, f"{prefix}{shard}/", stem)


def stem_of(name: str) -> str | None:
    """Which of our stems begins the name. Some clients change the case."""
    stem, dash, _ = real_name(name).partition("-")
    stem = stem.lower()
    return stem if dash and stem in CAPS else None


_STUB: Final = re.compile(r"(.*/)?(?:\.([^/]+)\.icloud|([^/]+)\.(?:next|own)cloud)")


def real_name(relative: str) -> str:
    """Of a file whose content a client keeps elsewhere, and which it left a stub of."""
    stub = _STUB.fullmatch(relative)
    return f"{stub[1] or ''}{stub[2] or stub[3]}" if stub else relative


def is_stub(relative: str) -> bool:
    """Whether the name says that the content is not on this machine."""
    return _STUB.fullmatch(relative) is not None


def _what_is_wrong(names: list[str], vaults: list[str]) -> str:
    if not names:
        return "the folder is empty (not mounted, or not synced yet)"
    return "the folder holds another vault" if vaults else "the folder holds no vault"
