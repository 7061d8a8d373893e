"""Where do the log and the tables meet? Opening, unlocking, recording, asking.

The only place that holds both. `catch_up` is the only way into the tables, for a command that records as for
a cold rebuild; the sealed caches on disk are disposable: anything wrong with them means folding again from
the archive.
"""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import events
import netlog
import projections
from netlog import errors, render
from projections.tables import Tables, UnusableImage
from sync import home, seal, session
from sync.errors import Altered
from sync.format.device import COST
from sync.log import Log
from sync.log import unlock as wrapping_key_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from events.envelope import Draft, Envelope
    from projections.engine import AnyProjection, Caught
    from projections.engine import Progress as FoldProgress
    from projections.tables import Part
    from sync.format.device import Argon2Cost
    from sync.seal import Entropy

    Progress = Callable[[int], None] | None

_COLD_WORTH_SAVING: Final = 200
"""Subjects folded before a large cold cache is written again: folding a few anew is cheaper."""
_SMALL: Final = 1 << 20
"""A cold cache of up to so many bytes is always written."""

_COMMAND_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a call is given from outside: `now` is aware local time, `entropy` gives all that is random."""

    home: Path
    now: Callable[[], datetime]
    interactive: bool = False
    passphrase_command: str | None = None
    languages: tuple[str, ...] = ("en",)
    date_order: str | None = None
    entropy: Entropy = os.urandom
    cost: Argon2Cost = COST

    def clock_ms(self) -> int:
        return int(self.now().timestamp() * 1000)


def default_home() -> Path:
    """`NETLOG_HOME`, else the platform's per-user data directory."""
    chosen = os.environ.get("NETLOG_HOME")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_data_dir("netlog", appauthor=False))


def ask_passphrase(s: Surroundings, *, new: bool = False) -> str:
    """From the passphrase command, else asked on the terminal (twice for a new one).

    Raises: Locked when there is neither.
    """
    if s.passphrase_command:
        return _passphrase_from(s.passphrase_command)
    if not s.interactive:
        raise errors.Locked
    import click

    words = "choose a passphrase for this device" if new else "passphrase of this device"
    again = "the same once more" if new else False
    return str(click.prompt(words, hide_input=True, confirmation_prompt=again, err=True))


def _passphrase_from(command: str) -> str:
    import subprocess

    hint = "run that command alone and see what it prints"
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            shlex.split(command), stdout=subprocess.PIPE, check=True, timeout=_COMMAND_SECONDS
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise errors.Locked("NETLOG_PASSPHRASE_COMMAND did not work", hint=hint) from error
    first = done.stdout.decode("utf-8", "replace").splitlines()[:1]
    if not first or not first[0]:
        raise errors.Locked("NETLOG_PASSPHRASE_COMMAND printed nothing", hint=hint)
    return first[0]


def unlock(s: Surroundings) -> bool:
    """Starts a session. False where nothing memory-backed can hold one: each call then asks."""
    return session.store(s.home, _derived(s))


def lock(s: Surroundings) -> bool:
    """Ends the session. False if there was none."""
    running = session.load(s.home) is not None
    session.end(s.home)
    return running


def _derived(s: Surroundings) -> bytes:
    _require_vault(s)
    return wrapping_key_of(s.home, ask_passphrase(s))


def _wrapping_key(s: Surroundings) -> bytes:
    """Of the running session, or derived for this call alone."""
    return session.load(s.home) or _derived(s)


def _require_vault(s: Surroundings) -> None:
    if not (s.home / home.DEVICE_KEY).exists():
        raise errors.NoVault(about=str(s.home))


@dataclass(frozen=True, slots=True)
class NewVault:
    """What `init` tells. `session`: whether one was started."""

    vault: str
    device: str
    recovery_code: str
    session: bool


def create(s: Surroundings, folder: Path, *, device_name: str, force: bool = False) -> NewVault:
    """A new vault in a folder, this device as its first, and a session."""
    created = Log.create(
        s.home, folder, passphrase=ask_passphrase(s, new=True), device_name=device_name, cost=s.cost,
        entropy=s.entropy, clock_ms=s.clock_ms, force=force,
    )  # fmt: skip
    with created.log as log:
        started = session.store(s.home, created.wrapping_key)
        return NewVault(log.vault_text, log.device, created.recovery_code.text, started)


def change_passphrase(s: Surroundings) -> None:
    """A new passphrase for this device; the vault and its other devices notice nothing."""
    _require_vault(s)
    if s.passphrase_command and session.load(s.home) is None:
        raise errors.Usage(
            "NETLOG_PASSPHRASE_COMMAND would be asked for the old passphrase and for the new one",
            hint="netlog unlock   (with the old command; then netlog passphrase with the new one)",
        )
    old = _wrapping_key(s)
    with Log.open(s.home, wrapping_key=old, entropy=s.entropy, clock_ms=s.clock_ms) as log:
        key = log.change_passphrase(old, ask_passphrase(s, new=True), s.cost)
    if session.load(s.home) is not None:
        session.store(s.home, key)


class App:
    """One device's vault, open: its log and its tables, always caught up when asked."""

    def __init__(self, log: Log, s: Surroundings) -> None:
        self.log, self.s = log, s
        self.today: date = s.now().date()

    @classmethod
    def open(cls, s: Surroundings) -> Self:
        """Sends what an earlier command could not. Raises: NoVault, Locked, WrongPassphrase, …"""
        _require_vault(s)
        key = _wrapping_key(s)
        app = cls(Log.open(s.home, wrapping_key=key, entropy=s.entropy, clock_ms=s.clock_ms), s)
        app.publish()
        return app

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.log.close()

    @property
    def hot(self) -> sqlite3.Connection:
        """People, stages, open nudges: what everyday answers need."""
        return self._current(self._hot).db

    @property
    def cold(self) -> sqlite3.Connection:
        """Every row of every projection."""
        return self._current(self._cold).db

    def state(self) -> str:
        """A hash over all rows: equal on every device that holds the same events."""
        return self._current(self._cold).state()

    def record(self, *drafts: Draft, progress: Progress = None) -> list[Envelope]:
        """All of it or nothing; durable when it returns, and published if the folder is there."""
        envelopes = self.log.record(drafts, progress=progress)
        self.publish()
        return envelopes

    def relay(self, envelopes: Iterable[Envelope], *, progress: Progress = None) -> int:
        """Events brought in from an export, as their authors wrote them. Returns how many were new."""
        count = self.log.relay(envelopes, progress=progress)
        self.publish()
        return count

    def publish(self) -> None:
        """Sends what still waits for the folder; trouble is told, because what was recorded is safe here."""
        if not self.log.count().outbox:
            return
        report = self.log.publish()
        if report.trouble:
            waiting = "one file waits" if report.pending == 1 else f"{report.pending} files wait"
            render.tell(f"safe on this device; {waiting} for the folder: {report.trouble}")

    def rebuild(self, progress: FoldProgress | None = None) -> Caught:
        """Drops both caches and folds everything again from the archive."""
        from projections.engine import catch_up

        self._hot = Tables.empty(_projections, part="hot")
        self._cold = Tables.empty(_projections, part="cold")
        caught = catch_up(self.log, self._hot, self._cold, progress=progress)
        self._save(self._hot)
        self._save(self._cold)
        return caught

    @cached_property
    def _hot(self) -> Tables:
        return self._load("hot")

    @cached_property
    def _cold(self) -> Tables:
        return self._load("cold")

    def _current(self, tables: Tables) -> Tables:
        if tables.position != self.log.position():
            from projections.engine import catch_up

            caught = catch_up(self.log, tables)
            if tables.part == "hot" or caught.folded >= _COLD_WORTH_SAVING or tables.size <= _SMALL:
                self._save(tables)
        return tables

    def _load(self, part: Part) -> Tables:
        with suppress(OSError, Altered, UnusableImage):
            sealed = self._cache(part).read_bytes()
            image = seal.unseal_pieces(self.log.local_key, self._binding(part), sealed)
            return Tables.load(image, _projections, part=part, known=True)
        return Tables.empty(_projections, part=part)

    def _save(self, tables: Tables) -> None:
        """Without fsync: a torn cache does not open, and is folded anew. A full disk only costs time."""
        bound = self._binding(tables.part)
        pieces = seal.seal_pieces(self.log.local_key, bound, tables.image(), self.s.entropy)
        with suppress(OSError):
            home.write_pieces(self._cache(tables.part), pieces, durable=False)

    def _cache(self, part: Part) -> Path:
        return self.s.home / f"{part}.cache"

    def _binding(self, part: Part) -> bytes:
        """What a cache is good for: this vault, this device, this very program."""
        return f"{part} {self.log.vault_text} {self.log.device} {_program()}".encode()


def _projections() -> Sequence[AnyProjection]:
    from projections.catalogue import PROJECTIONS

    return PROJECTIONS


def _program() -> str:
    """The version, and the state of the files that rows are made by: a checkout changes without a version."""
    files = []
    for package in (events, projections):
        with suppress(OSError), os.scandir(os.path.dirname(package.__file__ or "")) as entries:  # noqa: PTH120 - pathlib is slow
            files += sorted((entry.name, entry.stat().st_size, entry.stat().st_mtime_ns) for entry in entries)
    return f"{netlog.__version__} {files}"
