"""Where do the log and the tables meet? Opening, recording, asking.

The only place that holds both. `catch_up` is the only way into the tables, for a command that records as for
a cold rebuild; the sealed caches on disk are disposable: anything wrong with them means folding again from
the archive.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final, Self

import events
import netlog
import projections
from netlog import render
from netlog.device import require_vault, wrapping_key
from netlog.progress import progress
from projections.tables import Tables, UnusableImage
from sync import home, seal
from sync.errors import Altered, FolderUnavailable, WriteFailed
from sync.log import Log

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from events.envelope import Draft, Envelope
    from events.ids import SubjectId
    from netlog.device import Surroundings
    from projections.engine import AnyProjection, Caught
    from projections.engine import Progress as FoldProgress
    from projections.history import History
    from projections.settings import Settings
    from projections.tables import Part
    from sync.ingest import Received

    Progress = Callable[[int], None] | None

_WORTH_SAVING: Final = 200
"""Subjects folded before a large cache is written again: folding a few anew is cheaper."""
_SMALL: Final = 1 << 20
"""A cache of up to so many bytes is always written."""
_OWNERS: Final[tuple[Part, ...]] = ("cold", "texts")
"""The parts that have all rows between them."""

_AT_ONCE: Final = 2_000
"""Subjects whose histories are in memory together."""

_MOMENT: Final = 0.2
"""Seconds that a command spends on what others wrote, before it does what it was asked for."""

_MANY: Final = 2_000
"""Subjects whose folding somebody would wait for."""


class App:
    """One device's vault, open: its log and its tables, always caught up when asked."""

    def __init__(self, log: Log, s: Surroundings) -> None:
        self.log, self.s = log, s
        self.today: date = s.now().date()
        self._loaded: dict[Part, Tables] = {}
        self._device = ""
        """The identity that was last told, if it is a new one."""

    @classmethod
    def open(cls, s: Surroundings, *, publish: bool = True) -> Self:
        """Sends what an earlier command could not, and takes in what came, as far as that is done in a
        moment. Raises: NoVault, Locked, WrongPassphrase, …
        """
        require_vault(s)
        key = wrapping_key(s)
        app = cls(Log.open(s.home, wrapping_key=key, entropy=s.entropy, clock_ms=s.clock_ms), s)
        app.tell_if_renewed()
        if publish:
            app.publish()
            app.look()
        return app

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.log.close()

    @property
    def hot(self) -> sqlite3.Connection:
        """People, stages, open nudges: what everyday answers need."""
        return self._current("hot")[0].db

    @property
    def cold(self) -> sqlite3.Connection:
        """Every row of every projection, but for the texts."""
        return self._current("cold")[0].db

    @property
    def texts(self) -> sqlite3.Connection:
        """What was ever written, and the index of its words."""
        return self._current("texts")[0].db

    def histories(self, subjects: Iterable[SubjectId]) -> Iterator[History]:
        """All that happened to some subjects, as it stands, read from the log; merged people as one."""
        from projections.components import components
        from projections.history import History
        from projections.reading import gather

        (tables,) = self._current("hot")
        wanted = sorted(set(subjects))
        for start in range(0, len(wanted), _AT_ONCE):
            pool, whole = gather(self.log, wanted[start : start + _AT_ONCE], tables.members)
            for subject, ids, entries, _ in components(pool, whole):
                yield History(subject, ids, entries)

    def envelopes(self, subjects: Iterable[SubjectId]) -> Iterator[Envelope]:
        """All that was ever recorded about some subjects, whether it stands or not."""
        return self.log.envelopes(set(subjects))

    def state(self) -> str:
        """A hash over all rows: equal on every device that holds the same events."""
        states = [f"{tables.part} {tables.state()}" for tables in self._current(*_OWNERS)]
        return hashlib.sha256("\n".join(states).encode()).hexdigest()

    def settings(self) -> Settings:
        """What the user has set for all devices."""
        return self._current("hot")[0].settings

    def record(self, *drafts: Draft, progress: Progress = None) -> list[Envelope]:
        """All of it or nothing; durable when it returns, and published if the folder is there."""
        envelopes = self.log.record(drafts, progress=progress)
        self.tell_if_renewed()
        self.publish()
        return envelopes

    def relay(self, envelopes: Iterable[Envelope], *, progress: Progress = None) -> int:
        """Events brought in from an export, as their authors wrote them. Returns how many were new."""
        count = self.log.relay(envelopes, progress=progress)
        self.publish()
        return count

    def publish(self) -> None:
        """Sends what still waits for the folder; trouble is told, because what was recorded is safe here."""
        if not self.log.outbox():
            return
        report = self.log.publish()
        if report.trouble:
            waiting = "one file waits" if report.pending == 1 else f"{report.pending} files wait"
            render.tell(f"safe on this device; {waiting} for the folder: {report.trouble}")

    def look(self) -> None:
        """Takes in what came into the folder, as far as a moment allows. A folder that is not there, or a
        full disk, stops no answer: `status` and `sync` say so.
        """
        if self.log.may_have_received():
            with suppress(FolderUnavailable, WriteFailed):
                self.receive(seconds=_MOMENT)

    def receive(self, *, seconds: float | None = None) -> Received:
        """As `Log.receive`; says so if this device goes on as another one because of what came."""
        received = self.log.receive(seconds=seconds)
        self.tell_if_renewed()
        return received

    def tell_if_renewed(self) -> None:
        if self.log.renewed and self._device != self.log.device:
            from netlog.identities import notice

            self._device = self.log.device
            render.tell(notice(self.log))

    def rebuild(self, progress: FoldProgress | None = None) -> Caught:
        """Drops what the caches hold and folds everything again from the archive; `put_away` writes them."""
        from projections.engine import catch_up

        self._loaded = {part: Tables.empty(_projections, part=part) for part in ("hot", *_OWNERS)}
        caught = catch_up(self.log, *self._loaded.values(), progress=progress)
        self.log.forget()  # or the images would stand in memory beside the whole log
        return caught

    def put_away(self) -> None:
        """Writes the caches and lets the tables go, the largest last: its image stands alone then."""
        for part in sorted(self._loaded, key=lambda part: self._loaded[part].size):
            tables = self._loaded.pop(part)
            self._save(tables)
            tables.close()

    def _current(self, *parts: Part) -> list[Tables]:
        """Those that stand at the same position are folded once for all of them."""
        for part in parts:
            if part not in self._loaded:
                self._loaded[part] = self._load(part)
        found, end = [self._loaded[part] for part in parts], self.log.position()
        behind = [tables for tables in found if tables.position != end]
        if behind:
            from projections.engine import catch_up

            with _folding() as told:
                caught = catch_up(self.log, *behind, progress=told)
            for tables in behind:
                if tables.part == "hot" or caught.folded >= _WORTH_SAVING or tables.size <= _SMALL:
                    self._save(tables)
        return found

    def _load(self, part: Part) -> Tables:
        with suppress(OSError, Altered, UnusableImage):
            with self._cache(part).open("rb") as sealed:
                length = os.fstat(sealed.fileno()).st_size
                image = seal.unseal_pieces(self.log.local_key, self._binding(part), sealed, length)
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


@contextmanager
def _folding() -> Iterator[FoldProgress]:
    """A bar if there turns out to be much to fold: after an import, or when a cache was thrown away."""
    with ExitStack() as stack:
        advance: Callable[[int], None] | None = None

        def told(steps: int, total: int) -> None:
            nonlocal advance
            if total < _MANY:
                return
            if advance is None:
                advance = stack.enter_context(progress("folding", total=total))
            advance(steps)

        yield told


def _projections() -> Sequence[AnyProjection]:
    from projections.catalogue import PROJECTIONS

    return PROJECTIONS


def _program() -> str:
    """The version, and the state of the files that rows are made by: a checkout changes without a version."""
    files = []
    for package in (events, projections):
        with suppress(OSError), os.scandir(os.path.dirname(package.__file__ or "")) as entries:  # noqa: PTH120 - pathlib is slow
            sources = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py")]
            files += sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in sources)
    return f"{netlog.__version__} {files}"
