"""Devices of the real code, each with a home and a folder of its own, on a clock and randomness that a seed
decides.

A device dies at any file operation (`dying`), comes back, is copied or restored from a backup; what its
`record` returned is written down, because nothing of that may ever be lost.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from events import registry
from events.conversations import TouchLogged
from events.ids import SubjectId, new_subject
from events.people import NoteWritten, PersonAdded
from projections.catalogue import PROJECTIONS
from projections.engine import catch_up
from projections.tables import Tables
from sync import consolidating, keys, log, packing
from sync.errors import Altered, FolderUnavailable
from sync.format.device import LOWEST_COST
from sync.log import Log
from sync.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

    from events.envelope import Draft
    from sync.keys import KeyPairs, RecoveryCode
    from sync.tending import Tended
    from tests.sync.clocked import Clock

_WRAPPED = 1168
"""Bytes of a key that HPKE wraps."""
_SEALED = 48
"""Bytes of it that say something here."""
OPERATIONS = ("open", "write", "fsync", "link", "rename", "unlink", "mkdir", "fchmod", "utime")
"""What `os` is asked for while a file is on its way."""


@contextmanager
def reproducible() -> Iterator[None]:
    """Takes out what a seed cannot decide: the randomness that HPKE draws for itself, and the path and the
    machine that homes are told apart by; and what takes its time on purpose. Whoever knows a public identity
    can open what is wrapped here. What becomes due by its number becomes due soon.
    """

    def cipher(identity: bytes) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(hashlib.sha256(identity).digest())

    def wrap(key: bytes, identity: bytes, context: bytes) -> bytes:
        sealed = cipher(identity).encrypt(bytes(12), key, context)
        return sealed + bytes(_WRAPPED - len(sealed))

    def unwrap(pairs: KeyPairs, wrapped: bytes, context: bytes) -> bytes:
        try:
            return cipher(pairs.identity()).decrypt(bytes(12), wrapped[:_SEALED], context)
        except InvalidTag as error:
            raise Altered("wrapped key") from error

    def place_of(home: Path, local_key: bytes) -> Place:
        return Place(b"", hmac.digest(local_key, home.name.encode(), "sha256"))

    def derive_wrapping_key(passphrase: str, _: object) -> bytes:
        return hashlib.sha256(passphrase.encode()).digest()

    with (
        patch.object(keys, "derive_wrapping_key", derive_wrapping_key),
        patch.object(keys, "wrap", wrap),
        patch.object(keys.KeyPairs, "unwrap", unwrap),
        patch.object(log, "place_of", place_of),
        patch.object(packing, "LOOSE", 8),
        patch.object(packing, "SMALL_PACKS", 3),
        patch.object(consolidating, "SMALL_TABLES", 6),
    ):
        yield


class Died(BaseException):
    """As if the power had gone: nothing catches it."""


class Device:
    """One home and one folder. `acknowledged`: the ids of all that `record` returned; `asked`: the names and
    contents of all that it was asked to record.
    """

    def __init__(self, name: str, place: Path, key: bytes, chance: Random, clock: Clock) -> None:
        self.name, self.home, self.folder = name, place / name, place / f"{name}.folder"
        self.key, self.chance, self._clock = key, chance, clock
        self.offset_ms = 0
        self.removed = False
        self.acknowledged: set[str] = set()
        self.asked: set[tuple[str, bytes]] = set()
        self.log: Log | None = None

    def clock_ms(self) -> int:
        return self._clock.ms + self.offset_ms

    def entropy(self, size: int) -> bytes:
        return self.chance.randbytes(size)

    def opened(self) -> Log:
        if self.log is None:
            self.log = Log.open(
                self.home, wrapping_key=self.key, entropy=self.entropy, clock_ms=self.clock_ms
            )
        return self.log

    def close(self) -> None:
        if self.log is not None:
            self.log.close()
        self.log = None

    def record(self, people: list[SubjectId]) -> None:
        drafts = list(self._drafts(people))
        self.asked |= {(draft.name, draft.data) for draft in drafts}
        self.acknowledged |= {envelope.id for envelope in self.opened().record(drafts)}

    def _drafts(self, people: list[SubjectId]) -> Iterator[Draft]:
        if not people or self.chance.random() < 0.3:
            people.append(new_subject("p", self.entropy(16)))
            yield registry.draft(PersonAdded(person=people[-1], name=f"Person {len(people)}"))
        one = self.chance.choice(people)
        text = f"note {self.chance.randrange(1000)}"
        yield registry.draft(NoteWritten(person=one, text=text), occurred="2026-11-10")
        if self.chance.random() < 0.3:
            touch = TouchLogged(person=one, channel="email", direction="both")
            yield registry.draft(touch, occurred="2026-11-11")

    def sync(self, *, publish_again: bool = False) -> Tended:
        """As the command does: a folder without its genesis may be ours, and only that be gone."""
        log = self.opened()
        try:
            log.receive()
        except FolderUnavailable:
            log.tend(publish_again=publish_again)
            log.receive()
        tended = log.tend(publish_again=publish_again)
        log.publish()
        log.receive()
        return tended

    @property
    def events(self) -> set[str]:
        return {envelope.id for envelope in self.opened().everything()}

    @property
    def segments(self) -> int:
        """How many the archive holds."""
        return int(self.opened()._archive.ask("SELECT count(*) FROM segments")[0][0])

    def state(self) -> str:
        tables = Tables.empty(PROJECTIONS, part="cold")
        try:
            catch_up(self.opened(), tables, strict=True)
            return tables.state()
        finally:
            tables.close()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Nothing in the folder can be written."""

        def refusing(real: Callable[..., Any], name: str) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                writes = name != "open" or arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
                if writes and self._is_inside(arguments, named):
                    raise OSError(errno.EROFS, os.strerror(errno.EROFS))
                return real(*arguments, **named)

            return call

        with _instead(refusing, ("open", "mkdir", "link", "rename", "unlink")):
            yield

    def _is_inside(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> bool:
        given = [number for name, number in named.items() if name.endswith("dir_fd") and number is not None]
        places = [Path(f"/proc/self/fd/{number}").readlink() for number in given] or [Path(arguments[0])]
        return any(place.is_relative_to(self.folder) for place in places)

    @contextmanager
    def dying(self, at: int, *, full: bool) -> Iterator[None]:
        """Dies at the `at`-th operation from now on; `full`: the disk is full from then on instead."""
        count = 0

        def counted(real: Callable[..., Any], name: str) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                nonlocal count
                count += 1
                if count == at and not full:
                    raise Died
                if count >= at and full and name in {"write", "mkdir", "link", "fsync"}:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return real(*arguments, **named)

            return call

        with _instead(counted, OPERATIONS):
            yield

    def come_back(self) -> None:
        """Its clock is right and its folder where it was."""
        self.offset_ms = 0
        away = self.folder.with_suffix(".away")
        if away.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            away.rename(self.folder)

    def copied_to(self, other: Device) -> None:
        """The whole home, as somebody copies it while nothing runs."""
        self.close()
        shutil.copytree(self.home, other.home)
        shutil.copytree(self.folder, other.folder)


@contextmanager
def _instead(
    made: Callable[[Callable[..., Any], str], Callable[..., Any]], names: Iterable[str]
) -> Iterator[None]:
    """Functions of `os`, each as `made` of the real one and its name."""
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(patch.object(os, name, made(getattr(os, name), name)))
        yield


def founded(place: Path, chance: Random, clock: Clock) -> tuple[Device, RecoveryCode]:
    """The first device of a new vault."""
    first = Device("device-1", place, b"", chance, clock)
    made = Log.create(
        first.home, first.folder, passphrase="one", device_name=first.name, cost=LOWEST_COST,
        entropy=first.entropy, clock_ms=first.clock_ms,
    )  # fmt: skip
    first.log, first.key = made.log, made.wrapping_key
    return first, made.recovery_code


def joined(name: str, through: Device, code: RecoveryCode, chance: Random, clock: Clock) -> Device:
    """A further device, whose folder is a copy of another's."""
    device = Device(name, through.home.parent, b"", chance, clock)
    shutil.copytree(through.folder, device.folder)
    made = Log.join(
        device.home, device.folder, code, passphrase=name, device_name=name, cost=LOWEST_COST,
        entropy=device.entropy, clock_ms=device.clock_ms,
    )  # fmt: skip
    device.log, device.key = made.log, made.wrapping_key
    device.opened().receive()
    return device
