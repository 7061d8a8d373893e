"""What does a program do that stays? It takes in what arrives, sends what waits, and ends with the session.

Rule: hints of the system only make it quicker. It looks through the folder every now and then whatever they
say, after the machine slept, and whenever it was told of something that is not complete yet.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import is_person
from netlog.noticed import Names, alarm_said
from netlog.words import People
from sync import session
from sync.errors import FolderUnavailable, WriteFailed
from sync.watch import Hints

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netlog.app import App
    from netlog.device import Surroundings
    from netlog.words import Person
    from sync.ingest import Received

TICK: Final = 0.5
"""Seconds at most until an ended session, or Ctrl-C, is noticed."""
LOOK: Final = 30.0
"""Seconds at most between two looks through the folder."""
TEND: Final = 600.0
"""Seconds between two rounds of upkeep."""
_AGAIN: Final = (1.0, 5.0, 30.0)
"""Seconds until the next look while a file is not complete: a client may still be writing it."""
_SLEPT: Final = 5.0
"""Seconds by which the clock of the day runs ahead of the one that stands while the machine sleeps."""


class Arrived(NamedTuple):
    """What one look brought. `people`: whom it is about, as far as they have names."""

    events: int
    people: Sequence[Person]


class Told(NamedTuple):
    """Whom to tell what: of arrivals, of trouble with the folder and its end, of alarms."""

    arrived: Callable[[Arrived], None]
    trouble: Callable[[str], None]


class Watching:
    """One vault that is open for as long as its session lasts; without one, until `stopped` says so."""

    def __init__(
        self, app: App, told: Told, *, of_session: bool, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._told, self._of_session = app, told, of_session
        self._now = monotonic
        self._look_at = self._tend_at = self._now()
        self._tries = 0
        self._trouble = ""
        self._alarms: set[str] = set()

    def run(self, stopped: Callable[[], bool]) -> None:
        """Returns when the session was ended, or when `stopped`."""
        with Hints(self._app.log.folder.path) as hints:
            self._step()
            while not self._ended(stopped):
                slept = self._drift()
                hinted = hints.wait(TICK)
                if self._ended(stopped):
                    return
                hints.renew()
                slept = self._drift() - slept > _SLEPT
                changed = hints.silent and self._app.log.may_have_received()
                if hinted or slept or changed:
                    self._look_at = self._now()
                self._step()

    def _ended(self, stopped: Callable[[], bool]) -> bool:
        return stopped() or (self._of_session and not session_of(self._app.s))

    def _drift(self) -> float:
        return self._app.s.clock_ms() / 1000 - self._now()

    def _step(self) -> None:
        """Whatever is due by now."""
        now = self._now()
        if now >= self._look_at:
            self._look()
        if now >= self._tend_at:
            self._tend_at = now + TEND
            self._tend()

    def _look(self) -> None:
        app, before = self._app, self._app.log.position()
        try:
            received = app.receive()
        except FolderUnavailable as error:
            self._in_trouble(f"waiting for the folder: {error}")
            self._look_at = self._now() + _AGAIN[1]
            return
        except WriteFailed as error:
            self._in_trouble(f"nothing can be taken in: {error}")
            self._look_at = self._now() + LOOK
            return
        trouble = app.log.publish().trouble if app.log.outbox() else None
        self._in_trouble(f"safe on this device, not in the folder yet: {trouble}" if trouble else "")
        self._look_at = self._now() + self._until_next(received)
        if received.files or app.log.position() != before:
            db = app.hot  # folds, and keeps the cache of everyday answers warm
            if received.events:
                subjects = app.log.dirty_since(before)
                people = People(db, ask=None).names(sorted(filter(is_person, subjects)))
                self._told.arrived(Arrived(received.events, list(people.values())))
        if received.files or received.bad:
            self._tell_alarms()

    def _until_next(self, received: Received) -> float:
        if not received.complete:
            return 0.0
        if not any(verdict == "waiting" for _, verdict in received.bad):
            self._tries = 0
            return LOOK
        wait = _AGAIN[min(self._tries, len(_AGAIN) - 1)]
        self._tries += 1
        return wait

    def _tend(self) -> None:
        with suppress(FolderUnavailable, WriteFailed):  # `_look` says so
            self._app.log.beat()
            self._app.log.tend()

    def _in_trouble(self, trouble: str) -> None:
        """Says it once, and that it is over once."""
        if trouble != self._trouble:
            self._told.trouble(trouble or "the folder is there again")
        self._trouble = trouble

    def _tell_alarms(self) -> None:
        """Those that nobody has seen yet, each once; `sync` tells them as long as they are not known."""
        log = self._app.log
        new = [one for one in log.alarms() if one.new and not one.notice and one.id not in self._alarms]
        if not new:
            return
        names, now_ms = Names(log.devices()), self._app.s.clock_ms()
        for one in new:
            self._alarms.add(one.id)
            said = alarm_said(one, names, now_ms)
            self._told.trouble(f"{said.what} ({said.hint})")


def session_of(s: Surroundings) -> bool:
    """Whether a session is running that ends what stays."""
    return session.load(s.home) is not None


def wait_for_session(s: Surroundings, stopped: Callable[[], bool]) -> bool:
    """Until somebody unlocks. False if `stopped` said so before."""
    while not session_of(s):
        if stopped():
            return False
        time.sleep(TICK)
    return True
