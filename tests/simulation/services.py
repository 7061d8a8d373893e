"""What carries files between folders, each in the manner of one service (SYNC-CLIENTS), and what goes wrong
on the way.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    Manner = Callable[["Service", Path, Path], None]
    """How one file comes from there to here."""


class Service:
    """`faults`: the kinds that may befall a file on its way, each with a chance of one in `ODDS`. `kept_out`:
    folders, and the directories in them that nothing is brought into.
    """

    ODDS = 6

    def __init__(self, name: str, chance: Random, faults: list[str]) -> None:
        self.name, self.chance, self.faults = name, chance, faults
        self.happened: list[str] = []
        self.kept_out: set[tuple[Path, str]] = set()
        self._half: list[tuple[Path, bytes]] = []

    def carry(self, one: Path, other: Path) -> None:
        """Whatever is in one folder and not in the other, in any order; nothing is ever replaced."""
        self.finish()
        if not one.is_dir() or not other.is_dir():
            return
        self._delete_before_creating(other)
        paths = sorted(path for path in one.rglob("*.nl?") if path.is_file())
        self.chance.shuffle(paths)
        for path in paths:
            copy = other / path.relative_to(one)
            if not copy.exists() and not self._is_kept_out(path, one, other) and not self._lost():
                copy.parent.mkdir(parents=True, exist_ok=True)
                MANNERS[self.name](self, path, copy)

    def finish(self) -> None:
        """What was on its way arrives whole, as soon as there is where it goes."""
        for copy, body in self._half:
            if copy.parent.is_dir():
                copy.write_bytes(body)
        self._half = [(copy, body) for copy, body in self._half if not copy.parent.is_dir()]

    def calm(self) -> None:
        """From now on it does what it should."""
        self.faults, self.name = [], "usb stick"
        self.kept_out.clear()
        self.finish()

    def _is_kept_out(self, path: Path, one: Path, other: Path) -> bool:
        return (other, path.relative_to(one).parts[0]) in self.kept_out

    def _delete_before_creating(self, other: Path) -> None:
        """A file is away until it is there again, as some do when they rename."""
        files = sorted(other.rglob("*.nl?")) if "deleted before created" in self.faults else []
        if files and self.chance.randrange(self.ODDS) == 0:
            path = self.chance.choice(files)
            if path.is_file():
                self._half.append((path, path.read_bytes()))
                path.unlink()
                self.happened.append("deleted before created")

    def lay(self, source: Path, copy: Path) -> None:
        """The file, or what a fault makes of it."""
        body = source.read_bytes()
        fault = self._fault()
        if fault in SPOILING and copy.suffix not in SENT_AGAIN:
            fault = None
        if fault == "torn":
            self._half.append((copy, body))
            copy.write_bytes(body[: self.chance.randrange(len(body))])
        elif fault == "duplicated":
            copy.write_bytes(body)
            copy.with_name(f"{copy.stem} (2){copy.suffix}").write_bytes(body)
        elif fault == "renamed":
            copy.with_name(f"{copy.stem} (conflicted copy){copy.suffix}").write_bytes(body)
        elif fault is not None:
            copy.write_bytes(_spoilt(body, fault, self.chance))
        else:
            copy.write_bytes(body)

    def _lost(self) -> bool:
        if "lost" in self.faults and self.chance.randrange(self.ODDS) == 0:
            self.happened.append("lost")
            return True
        return False

    def _fault(self) -> str | None:
        kinds = [fault for fault in self.faults if fault in ON_THE_WAY]
        if not kinds or self.chance.randrange(self.ODDS):
            return None
        self.happened.append(self.chance.choice(kinds))
        return self.happened[-1]


_LONG = 40
"""A name of ours and no more: copies of copies of copies would fill the folder."""
SPOILING = ("torn for ever", "truncated", "zero-filled", "bit flipped", "sector flipped")
ON_THE_WAY = ("torn", "duplicated", "renamed", *SPOILING)
SENT_AGAIN = (".nls", ".nlp")
"""Whose content goes out again for a device that never got it whole. A key table, or a statement that no
entry waits for, that is spoilt in one folder for ever is reported there, and nobody else can know of it.
"""


def _spoilt(body: bytes, fault: str, chance: Random) -> bytes:
    """Never the bytes that it was."""
    if fault in {"torn for ever", "truncated"}:
        return body[: chance.randrange(len(body))]
    if fault == "zero-filled":
        return bytes(len(body))
    spoilt = bytearray(body)
    if fault == "bit flipped":
        spoilt[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    else:
        start = chance.randrange(len(body))
        spoilt[start : start + 512] = bytes(byte ^ 0xFF for byte in spoilt[start : start + 512])
    return bytes(spoilt)


def _plainly(service: Service, source: Path, copy: Path) -> None:
    service.lay(source, copy)


def _syncthing(service: Service, source: Path, copy: Path) -> None:
    """A temporary file is visible until it gets its name; now and then one stays."""
    unfinished = copy.with_name(f".syncthing.{copy.name}.tmp")
    unfinished.write_bytes(source.read_bytes()[:100])
    if service.chance.random() < 0.2 and len(copy.stem) < _LONG:
        conflict = copy.with_name(f"{copy.stem}.sync-conflict-20261110-101112-ABCDEFG{copy.suffix}")
        shutil.copyfile(source, conflict)
    service.lay(source, copy)
    if service.chance.random() < 0.9:
        unfinished.unlink()


def _icloud(service: Service, source: Path, copy: Path) -> None:
    """A placeholder stands where the file is not here yet."""
    placeholder = copy.with_name(f".{copy.name}.icloud")
    if not placeholder.exists() and service.chance.random() < 0.3:
        placeholder.write_bytes(b"bplist00")
        return
    placeholder.unlink(missing_ok=True)
    service.lay(source, copy)


def _named(pattern: str, odds: float) -> Manner:
    """Now and then a second file of the same content, as a conflict copy is called there."""

    def carry(service: Service, source: Path, copy: Path) -> None:
        service.lay(source, copy)
        if service.chance.random() < odds and len(copy.stem) < _LONG:
            other = copy.with_name(pattern.format(stem=copy.stem, suffix=copy.suffix))
            shutil.copyfile(source, other)
            if service.chance.random() < odds:
                nested = other.with_name(pattern.format(stem=other.stem, suffix=other.suffix))
                shutil.copyfile(source, nested)

    return carry


MANNERS: dict[str, Manner] = {
    "syncthing": _syncthing,
    "dropbox": _named("{stem} (Anna's conflicted copy 2026-11-10){suffix}", 0.2),
    "icloud": _icloud,
    "onedrive": _named("{stem}-LAPTOP{suffix}", 0.2),
    "google drive": _named("{stem} (1){suffix}", 0.3),
    "nextcloud": _named("{stem} (conflicted copy 2026-11-10 101112){suffix}", 0.2),
    "git": _plainly,
    "usb stick": _plainly,
}
