"""Which files lie in an archive, given as a zip, as a folder, or as one loose file?

Rule: nothing is unpacked to disk, no name in it is used as a path, and nothing is read without a bound. A zip
that could be a trap is refused as a whole: members that overlap, are encrypted, grow beyond measure, or whose
names lead out of it.
"""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from datetime import date
from hashlib import sha256
from os import SEEK_END
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, is_zipfile

from netlog.errors import UnfitFile
from netlog.importers import MIB, contents, too_large, written_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from zipfile import ZipInfo

LARGEST: Final = 2048 * MIB
LARGEST_MEMBER: Final = 256 * MIB
"""Also of all members together that are wanted: they are in memory side by side."""
MOST_MEMBERS: Final = 20_000
_MOST_GROWTH: Final = 200
_GROWS_UNSUSPECTED: Final = MIB
_LOCAL_HEADER: Final = 30  # bytes, before the name
_TAIL: Final = (64 << 10) + 200  # bytes, in which the end of the list of members is looked for
_LONGEST_DIRECTORY: Final = 8 * MIB
_IN_ZIP64: Final = 0xFFFF_FFFF
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_METHODS: Final = frozenset({ZIP_STORED, ZIP_DEFLATED})
_EXPORTED_ON: Final = re.compile(r"(\d\d)-(\d\d)-(\d{4})(?:\D.*)?\.zip", re.IGNORECASE | re.ASCII)
_AGAIN: Final = "download the archive again, then: netlog import linkedin ARCHIVE.zip"
_UNPACK: Final = "unpack it, then: netlog import linkedin FOLDER"


class Member(NamedTuple):
    """A file that was wanted. `name`: without its folders."""

    name: str
    data: bytes


class Archive(NamedTuple):
    """`others`: the names of files that nobody asked for. `as_of`: the day from which it is, if it tells."""

    members: Sequence[Member]
    others: Sequence[str]
    as_of: str | None

    @property
    def sha256(self) -> str:
        """The same for a zip and for the folder that it was unpacked to."""
        digests = sorted(sha256(each.data).digest() for each in self.members)
        return digests[0].hex() if len(digests) == 1 else sha256(b"".join(digests)).hexdigest()


def folded(name: str) -> str:
    """A file's name as it is compared: `Company Follows.csv` and `company_follows.CSV` are one."""
    return re.sub(r"[\s_]+", "", name).casefold()


def opened(path: Path, wanted: Callable[[str], bool]) -> Archive:
    """All in it whose folded name is wanted, or the loose file, whatever its name. Raises: UnfitFile."""
    if path.is_dir():
        return _folder(path, wanted)
    if _is_zip(path):
        return _zip(path, wanted)
    return Archive([Member(path.name, contents(path, limit=LARGEST_MEMBER))], [], written_on(path))


def _is_zip(path: Path) -> bool:
    """Only of regular files: any other is refused where it is opened."""
    with suppress(OSError, ValueError):
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04" or is_zipfile(path)
    return False


def _folder(path: Path, wanted: Callable[[str], bool]) -> Archive:
    try:
        files = sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith("."))
    except OSError:
        raise UnfitFile(f"this folder may not be read: {path}", hint=f"ls -l {path}") from None
    if len(files) > MOST_MEMBERS:
        raise UnfitFile(f"more than {MOST_MEMBERS:,} files: {path}", hint=_AGAIN)
    taken = [each for each in files if wanted(folded(each.name))]
    _refuse_twice([each.name for each in taken], str(path))
    members, left = [], LARGEST_MEMBER
    for each in taken:
        members.append(Member(each.name, contents(each, limit=left)))
        left -= len(members[-1].data)
    days = filter(None, map(written_on, taken))
    return Archive(members, [each.name for each in files if each not in taken], max(days, default=None))


def _zip(path: Path, wanted: Callable[[str], bool]) -> Archive:
    shown = str(path)
    if path.stat().st_size > LARGEST:
        raise too_large(shown, LARGEST)
    try:
        _check_directory(path, shown)
        with ZipFile(path) as archive:
            files = _checked(archive.infolist(), archive.start_dir, shown)
            taken = [each for each in files if wanted(folded(_base(each)))]
            _refuse_twice([_base(each) for each in taken], shown)
            if sum(each.file_size for each in taken) > LARGEST_MEMBER:
                raise too_large(f"what is in {shown}", LARGEST_MEMBER)
            members = [Member(_base(each), _read(archive, each, shown)) for each in taken]
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise UnfitFile(f"this archive is damaged: {shown}", hint=_AGAIN) from None
    others = [_base(each) for each in files if each not in taken]
    return Archive(members, others, _exported_on(path) or _latest(taken))


def _check_directory(path: Path, shown: str) -> None:
    """Its list of members is read into memory whole, so it must not be long. Of several records of its length
    the last that a reader could believe counts, and a larger one before it.
    """
    with path.open("rb") as file:
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
    lengths = [
        int.from_bytes(tail[at + offset : at + offset + width], "little")
        for mark, offset, width in ((b"PK\5\6", 12, 4), (b"PK\6\6", 40, 8))
        for at in _places(tail, mark)
    ]
    plain = [each for each in lengths if each != _IN_ZIP64]
    if any(_LONGEST_DIRECTORY < each <= size for each in plain):
        raise UnfitFile(f"more than {MOST_MEMBERS:,} files in it: {shown}", hint=_AGAIN)


def _places(text: bytes, mark: bytes) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def _checked(infos: Sequence[ZipInfo], end: int, shown: str) -> list[ZipInfo]:
    """The files among the members, once none is a trap."""
    if len(infos) > MOST_MEMBERS:
        raise UnfitFile(f"more than {MOST_MEMBERS:,} files in it: {shown}", hint=_AGAIN)
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise UnfitFile(f"files in it are encrypted: {shown}", hint=_UNPACK)
        if (trap := _trap(info)) is not None:
            raise UnfitFile(f"{trap}: {shown}", hint=_AGAIN)
    before = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < before:
            raise UnfitFile(f"files in it overlap, as in a zip bomb: {shown}", hint=_AGAIN)
        before = info.header_offset + _LOCAL_HEADER + len(info.orig_filename) + info.compress_size
    if before > end:
        raise UnfitFile(f"files in it overlap, as in a zip bomb: {shown}", hint=_AGAIN)
    return [info for info in infos if not info.is_dir() and not _is_shadow(info)]


def _trap(info: ZipInfo) -> str | None:
    name = info.orig_filename
    if "\\" in name or "\0" in name or ":" in name or name.startswith("/"):
        return "names in it lead out of it"
    if ".." in PurePosixPath(name).parts:
        return "names in it lead out of it"
    if info.file_size > max(info.compress_size * _MOST_GROWTH, _GROWS_UNSUSPECTED):
        return "files in it grow beyond measure, as in a zip bomb"
    return None


def _is_shadow(info: ZipInfo) -> bool:
    """What a Mac puts beside each file."""
    return "__MACOSX" in PurePosixPath(info.filename).parts or _base(info).startswith(".")


def _base(info: ZipInfo) -> str:
    return PurePosixPath(info.filename).name


def _read(archive: ZipFile, info: ZipInfo, shown: str) -> bytes:
    if info.compress_type not in _METHODS:
        raise UnfitFile(f"packed in a way that no export uses: {shown}", hint=_UNPACK)
    data = bytearray()
    with archive.open(info) as stream:
        while piece := stream.read(MIB):
            data += piece
    if len(data) != info.file_size:
        raise BadZipFile
    return bytes(data)


def _refuse_twice(names: Sequence[str], shown: str) -> None:
    keys = [folded(each) for each in names]
    twice = next((name for name, key in zip(names, keys, strict=True) if keys.count(key) > 1), None)
    if twice is not None:
        raise UnfitFile(
            f"{twice} is in it twice: {shown}", hint="netlog import linkedin FILE   (one of them)"
        )


def _exported_on(path: Path) -> str | None:
    """`Basic_LinkedInDataExport_02-10-2026.zip`, perhaps with what a browser adds."""
    if (match := _EXPORTED_ON.search(path.name)) is not None:
        with suppress(ValueError):
            return date(int(match[3]), int(match[1]), int(match[2])).isoformat()
    return None


def _latest(infos: Iterable[ZipInfo]) -> str | None:
    days: list[str] = []
    for info in infos:
        with suppress(ValueError):
            days.append(date(*info.date_time[:3]).isoformat())
    return max(days, default=None)
