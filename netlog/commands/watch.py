"""`netlog watch`: takes in what your other devices record, as it arrives; here, or as a service."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from netlog import render
from netlog.commands.declaring import verb
from netlog.errors import Usage

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.watching import Arrived

_NAMED: Final = 3
"""People whom a line names."""


@verb(
    "watch",
    examples=("netlog watch", "netlog watch --install --dry-run", "netlog watch --uninstall --dry-run"),
    day=False,
)
@click.option(
    "--wait", is_flag=True, help="Wait until this device is unlocked, and again after it was locked."
)
@click.option("--install", is_flag=True, help="Let this system run it whenever you are logged in.")
@click.option("--uninstall", is_flag=True, help="Not any more.")
@click.option("--dry-run", is_flag=True, help="With these two: show what would be done.")
def watch(call: Call, *, wait: bool, install: bool, uninstall: bool, dry_run: bool) -> None:
    """Take in what your other devices record within a second of its arrival, and send what waits here.

    It ends with Ctrl-C, and when this device is locked.
    """
    if install or uninstall:
        if wait or (install and uninstall):
            raise Usage("--install and --uninstall stand alone", hint="netlog watch --install")
        _arrange(call, install=install, dry_run=dry_run)
        return
    if dry_run:
        raise Usage("--dry-run goes with --install or --uninstall", hint="netlog watch --install --dry-run")
    _watch(call, wait=wait)


def _watch(call: Call, *, wait: bool) -> None:
    from netlog.device import require_vault
    from sync.alone import alone

    s = call.surroundings
    require_vault(s)
    with alone(s.home) as nobody_else:
        if not nobody_else:
            from netlog.errors import NetlogError

            raise NetlogError(f"somebody watches for this device already: {s.home}", hint="netlog status")
        stopped = _Stopped()
        while _watch_once(call, stopped, wait=wait) and wait and not stopped():
            pass
    if stopped.interrupted:
        raise KeyboardInterrupt


def _watch_once(call: Call, stopped: _Stopped, *, wait: bool) -> bool:
    """For one session. Returns whether it was the end of that session that ended it."""
    from netlog.watching import Told, Watching, session_of, wait_for_session

    s = call.surroundings
    if wait and not s.passphrase_command and not wait_for_session(s, stopped):
        return False
    with call.opened() as app:
        of_session = session_of(s)
        if not call.as_json:
            render.tell(f"watching {app.log.folder.path}; Ctrl-C ends it")
        told = Told(_Lines(call).arrived, render.tell)
        Watching(app, told, of_session=of_session).run(stopped)
    if not stopped():
        render.tell("locked; what arrives now waits until netlog unlock")
    return not stopped()


class _Stopped:
    """Whether this program was asked to end: by Ctrl-C (`interrupted`), or by the system, as when somebody
    logs out. What it is doing is done first; a second Ctrl-C breaks it off.
    """

    def __init__(self) -> None:
        import signal

        self._asked = self.interrupted = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._interrupt)

    def __call__(self) -> bool:
        return self._asked

    def _ask(self, *_: object) -> None:
        self._asked = True

    def _interrupt(self, number: int, _: object) -> None:
        import signal

        self._asked = self.interrupted = True
        signal.signal(number, signal.default_int_handler)


class _Lines:
    """What is printed of what arrives: a line, or a document a line."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def arrived(self, it: Arrived) -> None:
        now = self._call.surroundings.now()
        if self._call.as_json:
            people = [one.document for one in it.people]
            render.emit_json({"at": now.isoformat("T", "seconds"), "events": it.events, "people": people})
        else:
            many = "one new entry" if it.events == 1 else f"{it.events:,} new entries"
            names = [one.name for one in it.people[:_NAMED]]
            more = len(it.people) - len(names)
            about = ", ".join(names) + (f" and {more:,} more" if more else "")
            render.emit(f"{now:%H:%M:%S}  {many}" + (f": {about}" if about else ""))
        sys.stdout.flush()


def _arrange(call: Call, *, install: bool, dry_run: bool) -> None:
    from netlog.device import require_vault
    from netlog.service import service

    require_vault(call.surroundings)
    it = service(call.home)
    if dry_run:
        shown = {
            "file": str(it.file),
            "content": it.content if install else None,
            "commands": [list(each) for each in (it.start if install else it.stop)],
        }
        if call.as_json:
            render.emit_json(shown)
            return
        render.emit(f"{'write' if install else 'remove'} {it.file}")
        if install:
            render.emit_block(it.content)
        for command in it.start if install else it.stop:
            render.emit(f"run {' '.join(command)}")
        return
    if install:
        it.install()
        render.tell(f"netlog watches from now on whenever you are logged in: {it.file}")
    else:
        it.uninstall()
        render.tell(f"netlog does not watch by itself any more: {it.file} is gone")
