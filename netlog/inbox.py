"""Which texts wait in the folder that a phone's notes program writes to, and which files are left alone?

Rule: nothing in the folder is changed, nothing is read through a link, and a file that is left is named.
"""

from __future__ import annotations

import os
import re
import stat
import time
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

SOURCE: Final = "inbox"
"""Of the `import-started` that remembers a text."""
LARGEST: Final = 65_536  # bytes
_MOST_FILES: Final = 2_000
_FRESH: Final = 2.0  # seconds since the last change, within which somebody may still be writing
_MOMENT: Final = 0.2  # seconds
_TEXTS: Final = frozenset({"", ".txt", ".md", ".markdown", ".text", ".org", ".note"})
_BREAKS: Final = "\n\t"
_UNFINISHED: Final = (
    (re.compile(r"\..+\.icloud|.+\.(part|partial|crdownload|download|!sync)", re.IGNORECASE), "not here yet"),
    (
        re.compile(r"~\$.*|\.#.*|.*~|#.*#|.+\.(tmp|temp|swp|lock)|[~.]syncthing[~.].*", re.IGNORECASE),
        "a leftover of an editor or of a sync client",
    ),
    (
        re.compile(r".*(\.sync-conflict-\d|conflicted copy|\(conflict).*", re.IGNORECASE),
        "a conflict copy: keep one of the two",
    ),
)
_OPENED: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Waiting(NamedTuple):
    """A text nobody has been asked about. `written`: the day on which the file was last changed."""

    name: str
    text: str
    sha256: str
    written: date


class LeftAlone(NamedTuple):
    name: str
    why: str


class Inbox(NamedTuple):
    waiting: list[Waiting]
    left: list[LeftAlone]


def look(folder: Path, *, taken: Collection[str]) -> Inbox:
    """`taken`: hashes of what was offered before. In the order of their names. Raises: Usage."""
    found = Inbox([], [])
    seen = set(taken)
    for name in _names(folder):
        if why := _unfit(name):
            found.left.append(LeftAlone(name, why))
            continue
        if name.startswith("."):
            continue
        try:
            raw, changed = _contents(folder / name)
            digest = sha256(raw).hexdigest()
            text = None if digest in seen else _text(raw)
        except _Unfit as unfit:
            found.left.append(LeftAlone(name, str(unfit)))
            continue
        if text is not None:
            seen.add(digest)
            found.waiting.append(
                Waiting(name, text, digest, datetime.fromtimestamp(changed).astimezone().date())
            )
    return found


def delete(folder: Path, one: Waiting) -> bool:
    """Whether it was deleted: only if it still holds what was recorded."""
    try:
        raw, _ = _contents(folder / one.name)
        if sha256(raw).hexdigest() != one.sha256:
            return False
        (folder / one.name).unlink()
    except (_Unfit, OSError):
        return False
    return True


def refuse_unfit_place(folder: Path, *, home: Path, vault: Path) -> None:
    """Raises: Usage unless it is a folder apart from the vault and from this device's state."""
    if not folder.is_dir():
        raise Usage(f"there is no such folder: {folder}", hint="netlog inbox DIR")
    for other, called in ((vault, "the folder of the vault"), (home, "the state of this device")):
        if _within(folder, other) or _within(other, folder):
            raise Usage(
                f"the inbox must lie apart from {called}: {folder}",
                hint="a folder of its own, which only your notes program writes to",
            )


def _within(inner: Path, outer: Path) -> bool:
    """Whether one path leads to the other or into it, whatever links and letters it is typed with."""
    inner, outer = inner.resolve(), outer.resolve()
    return any(each == outer or _same(each, outer) for each in (inner, *inner.parents))


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _names(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(entry.name for entry in listing if not entry.is_dir(follow_symlinks=False))
    except OSError:
        raise Usage(f"the inbox cannot be read: {folder}", hint="netlog inbox DIR") from None
    if len(entries) > _MOST_FILES:
        raise Usage(
            f"this is no inbox, it holds {len(entries):,} files: {folder}",
            hint="a folder of its own, which only your notes program writes to",
        )
    return iter(entries)


def _unfit(name: str) -> str | None:
    for form, why in _UNFINISHED:
        if form.fullmatch(name):
            return why
    if name.startswith(".") or os.path.splitext(name)[1].lower() in _TEXTS:  # noqa: PTH122 - a mere name
        return None
    return "not a text file by its name"


class _Unfit(Exception):
    """Why a file is left alone."""


def _contents(path: Path) -> tuple[bytes, float]:
    """The bytes, and when they were written. Raises: _Unfit."""
    try:
        descriptor = os.open(path, _OPENED)
    except OSError:
        raise _Unfit("a link, or not to be opened") from None
    try:
        with os.fdopen(descriptor, "rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise _Unfit("not a regular file")
            if time.time() - before.st_mtime < _FRESH:
                time.sleep(_MOMENT)
            raw = file.read(LARGEST + 1)
            after = os.fstat(file.fileno())
    except OSError:
        raise _Unfit("not to be read") from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _Unfit("still being written")
    if len(raw) > LARGEST:
        raise _Unfit(f"larger than {LARGEST // 1024} KiB")
    return raw, after.st_mtime


def _text(raw: bytes) -> str:
    if not raw.strip(b"\0 \t\r\n"):
        raise _Unfit("empty, or not here yet")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Unfit("not UTF-8 text") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(_steers(each) for each in text):
        raise _Unfit("not plain text")
    if not text:
        raise _Unfit("empty, or not here yet")
    return text


def _steers(character: str) -> bool:
    code = ord(character)
    return (code < 0x20 or 0x7F <= code < 0xA0) and character not in _BREAKS  # noqa: PLR2004 - the control characters of Unicode


def written_by(moment: date, now: datetime) -> date:
    """The day from which a text's dates are seen; a clock that is ahead is not believed."""
    return min(moment, now.date())
