"""What does a doctor look at, and what is found? Looks, never changes anything.

Rule: read by somebody who is worried. Each finding says what that means for the entries, and its hint is what
to do or to type next.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from netlog.commands.failures import as_said
from netlog.entries import not_understood
from netlog.errors import NetlogError
from netlog.findings import Check, of_the_carrier, of_what_was_noticed
from sync import errors as vault_errors
from sync import session
from sync.alone import somebody_watches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.findings import Verdict
    from sync.unsettled import Unsettled
    from sync.verify import VerifyReport

_PYTHON: Final = (3, 11)
_SQLITE: Final = (3, 37)
_CRYPTOGRAPHY: Final = (48, 0, 1)
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_CLOCK: Final = timedelta(days=1)
_MEGABYTE: Final = 1_000_000
_NEARLY_FULL: Final = 200 * _MEGABYTE
_ARCHIVE: Final = "archive"


def of_the_machine() -> Iterator[Check]:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:3] >= _PYTHON:
        yield Check("python", "ok", f"Python {running}")
    else:
        yield Check(
            "python", "bad", f"Python {running} is too old for netlog", "install Python 3.11 or later"
        )
    options = {row[0] for row in sqlite3.connect(":memory:").execute("PRAGMA compile_options")}
    if sqlite3.sqlite_version_info >= _SQLITE and "ENABLE_FTS5" in options:
        yield Check("sqlite", "ok", f"SQLite {sqlite3.sqlite_version}, with full text")
    else:
        said = f"SQLite {sqlite3.sqlite_version} of this Python is too old for netlog, or cannot search texts"
        yield Check("sqlite", "bad", said, "use a Python whose SQLite is 3.37 or later, with FTS5")
    yield _cryptography()


def _cryptography() -> Check:
    from importlib.metadata import PackageNotFoundError, version

    try:
        installed = version("cryptography")
    except PackageNotFoundError:
        return Check("cryptography", "bad", "a part of netlog is missing", "pipx reinstall netlog")
    parts = tuple(int(part) for part in installed.split(".")[:3] if part.isdecimal())
    if parts >= _CRYPTOGRAPHY:
        return Check("cryptography", "ok", f"cryptography {installed}")
    return Check("cryptography", "bad", f"cryptography {installed} is too old", "pipx upgrade netlog")


def of_the_home(call: Call) -> Iterator[Check]:
    home = call.home
    if not home.is_dir():
        return
    if sys.platform != "win32":  # which has no such modes: there is nothing to say
        yield _permissions(home)
    yield _disk(home)
    try:
        _ = call.config
    except NetlogError as error:
        yield Check("settings", "bad", error.message, error.hint)


def _permissions(home: Path) -> Check:
    """Only this user may read what lies here."""
    others = [
        path for path in (home, *home.iterdir()) if path.lstat().st_mode & _OTHERS and not path.is_symlink()
    ]
    if not others:
        return Check("permissions", "ok", f"only you can open {home}")
    said = f"other people who use this machine can open {others[0]}; your entries in it are encrypted"
    return Check("permissions", "bad", said, f"chmod -R go-rwx {home}")


def _disk(home: Path) -> Check:
    free = shutil.disk_usage(home).free
    if free >= _NEARLY_FULL:
        return Check("disk", "ok", "there is room on the disk")
    said = f"the disk is nearly full: {free // _MEGABYTE} MB are free. Nothing you recorded is in danger, but"
    return Check("disk", "warn", f"{said} netlog cannot record on a full disk", "make room on the disk")


def of_the_vault(call: Call, app: App, report: VerifyReport) -> Iterator[Check]:
    yield _session(call)
    yield from _watched(call, app)
    yield _folder(app)
    yield from of_the_carrier(app)
    yield _outbox(app.log.count().outbox)
    yield from of_what_was_noticed(app)
    yield from _files(report, app.log.unsettled())
    yield _recovery(app)
    yield from _understood(app)
    yield from _clock(app)


def _session(call: Call) -> Check:
    if session.load(call.home) is not None:
        return Check("session", "ok", "unlocked until you log out; to lock it now: netlog lock")
    return Check("session", "ok", "unlocked for this call alone; to stay unlocked: netlog unlock")


def _watched(call: Call, app: App) -> Iterator[Check]:
    """For somebody with several devices."""
    if somebody_watches(call.home):
        yield Check("watching", "ok", "what your other devices record is taken in as it arrives")
    elif len(app.log.devices()) > 1:
        said = "what your other devices record is taken in with your next command; at once: netlog watch"
        yield Check("watching", "ok", said)


def _folder(app: App) -> Check:
    folder = app.log.folder
    try:
        folder.require()
    except vault_errors.FolderUnavailable as error:
        return Check("folder", "bad", *_unavailable(error))
    if not os.access(folder.path, os.W_OK):
        said = f"the folder cannot be written to: {folder.path}. What you record is kept on this device"
        return Check("folder", "bad", said, f"chmod -R u+w {folder.path}")
    return Check("folder", "ok", f"the folder is there: {folder.path}")


def _unavailable(error: vault_errors.FolderUnavailable) -> tuple[str, str | None]:
    """What that means, and what to do."""
    told = as_said(error)
    hint = told.hint if told else None
    if "another vault" in error.why:
        return f"{error}. Nothing of yours goes into that; what you record is kept on this device", hint
    return f"{error}. What you record meanwhile is kept on this device, and goes there later", hint


def _outbox(waiting: int) -> Check:
    if not waiting:
        return Check("outbox", "ok", "nothing waits to go to the folder")
    many = f"{waiting:,} files wait" if waiting > 1 else "1 file waits"
    said = f"{many} for the folder; they are safe on this device, and go there with the next command"
    return Check("outbox", "warn", said, "netlog status")


def _files(report: VerifyReport, noticed: Sequence[Unsettled]) -> Iterator[Check]:
    """What every file says of itself, on this device and in the folder; what was noticed is said already."""
    said_already = {each.name for each in noticed}
    inside = [each.path for each in report.bad if each.path.startswith(_ARCHIVE)]
    outside = [
        each.path
        for each in report.bad
        if not each.path.startswith(_ARCHIVE) and each.path not in said_already
    ]
    if inside:
        said = f"{_files_of(inside)} on this device {'are' if len(inside) > 1 else 'is'} damaged."
        said += " The folder holds the same entries, so leave it as it is"
        yield Check(_ARCHIVE, "bad", said, "netlog verify   (names what is damaged)")
    if outside:
        said = (
            f"{_files_of(outside)} in the folder {'were' if len(outside) > 1 else 'was'} changed or damaged"
        )
        said += f" by something else, such as {outside[0]}. netlog does not use it"
        yield Check("files", "bad", said, "netlog verify   (names every one)")
    if report.missing:
        said = f"{_files_of(report.missing)} of yours {'are' if len(report.missing) > 1 else 'is'} gone from"
        said += " the folder; this device still has all of it"
        yield Check("files", "warn", said, "netlog sync --publish-again")
    if not (report.bad or report.missing or noticed):
        yield Check("files", "ok", f"{report.files:,} files were read: each is as it was written")


def _files_of(paths: Sequence[str]) -> str:
    return f"{len(paths):,} files" if len(paths) > 1 else "1 file"


def _recovery(app: App) -> Check:
    tested = app.log.recovery_tested()
    if tested is None:
        said = (
            "you have not yet tried your recovery code here. It is the only way to your entries if you lose"
        )
        return Check("recovery code", "warn", f"{said} this device", "netlog recovery test")
    day = datetime.fromtimestamp(tested / 1000, UTC).date()
    return Check("recovery code", "ok", f"your recovery code was tried on {day}, and works")


def _understood(app: App) -> Iterator[Check]:
    found = not_understood(app.cold, app.texts)
    for name, why, count in found:
        verdict, said, hint = _NOT_UNDERSTOOD[why]
        many = f"{count:,} entries" if count > 1 else "1 entry"
        yield Check("entries", verdict, f"{many} ({name}): {said}", hint)
    if not found:
        yield Check("entries", "ok", "every entry is understood")


_NOT_UNDERSTOOD: Final[dict[str, tuple[Verdict, str, str]]] = {
    "unknown": (
        "warn",
        "written by a newer netlog; kept, and shown once you have that one here, too",
        "pipx upgrade netlog",
    ),
    "unreadable": (
        "warn",
        "cannot be read; kept, and all others are shown as ever",
        "netlog log",
    ),
    "fold failed": (
        "bad",
        "not shown, because of a fault in netlog; nothing is lost",
        "netlog rebuild   (if that does not help: pipx upgrade netlog)",
    ),
}


def _clock(app: App) -> Iterator[Check]:
    """A clock that is wrong costs ugly dates, never data."""
    newest = next(iter(app.log.commands()), None)
    if newest is None:
        return
    now = app.s.now()
    with suppress(ValueError, OverflowError, OSError):
        last = datetime.fromtimestamp(newest[-1].recorded / 1000, UTC)
        if last > now + _CLOCK:
            said = f"this machine says it is {now.date()}, but your last entry was recorded on {last.date()}."
            said += " Nothing is lost by a wrong clock, but days are counted wrongly"
            yield Check("clock", "warn", said, "set the clock of this machine, then: netlog next")
            return
    yield Check("clock", "ok", f"it is {now:%Y-%m-%d %H:%M}")
