"""`netlog doctor`: is anything wrong, and what helps? Looks, never changes anything."""

from __future__ import annotations

import sqlite3
import stat
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import click

from netlog import render
from netlog.carriers import carrier_of
from netlog.commands.declaring import verb
from netlog.commands.failures import as_said
from netlog.entries import not_understood
from netlog.errors import NetlogError
from sync import errors as vault_errors
from sync import session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.render import Style

Verdict = Literal["ok", "warn", "bad"]
_PYTHON: Final = (3, 11)
_SQLITE: Final = (3, 37)
_CRYPTOGRAPHY: Final = (48, 0, 1)
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_CLOCK: Final = timedelta(days=1)
_STYLES: Final[dict[Verdict, Style]] = {"ok": "good", "warn": "warn", "bad": "bad"}


class Check(NamedTuple):
    name: str
    verdict: Verdict
    said: str
    hint: str | None = None


@verb("doctor", examples=("netlog doctor", "netlog doctor --json"), day=False)
def doctor(call: Call) -> None:
    """Look for trouble, and say what to type. Changes nothing; exit code 1 if something is bad."""
    checks = [*_machine(), *_home(call.home)]
    closed: NetlogError | None = None
    try:
        with call.opened() as app:
            checks += [_session(call), *_vault(app)]
    except (NetlogError, vault_errors.VaultError) as error:
        closed = as_said(error)
        assert closed is not None  # noqa: S101 - both kinds have words
        checks.append(Check("vault", "bad", closed.message, closed.hint))
    bad = any(check.verdict == "bad" for check in checks)
    if call.as_json:
        render.emit_json({"ok": not bad, "checks": [check._asdict() for check in checks]})
    else:
        for check in checks:
            _show(check)
    if closed is not None:
        click.get_current_context().exit(int(closed.exit_code))
    if bad:
        click.get_current_context().exit(1)


def _show(check: Check) -> None:
    render.emit(
        f"{check.verdict:<5} {check.name:<14} {check.said}",
        style=_STYLES[check.verdict] if check.verdict != "ok" else None,
    )
    if check.hint and check.verdict != "ok":
        render.emit(f"{'':<20} {check.hint}", style="faint")


def _machine() -> Iterator[Check]:
    running = sys.version_info[:3]
    yield Check(
        "python",
        "ok" if running >= _PYTHON else "bad",
        ".".join(map(str, running)),
        "install Python 3.11 or later",
    )
    options = {row[0] for row in sqlite3.connect(":memory:").execute("PRAGMA compile_options")}
    full_text = "ENABLE_FTS5" in options
    fine = sqlite3.sqlite_version_info >= _SQLITE and full_text
    said = sqlite3.sqlite_version + (" with full text" if full_text else " without full text (FTS5)")
    yield Check(
        "sqlite", "ok" if fine else "bad", said, "use a Python whose SQLite is 3.37 or later, with FTS5"
    )
    yield _cryptography()


def _cryptography() -> Check:
    from importlib.metadata import PackageNotFoundError, version

    try:
        installed = version("cryptography")
    except PackageNotFoundError:
        return Check("cryptography", "bad", "missing", "pipx reinstall netlog")
    parts = tuple(int(part) for part in installed.split(".")[:3] if part.isdecimal())
    verdict: Verdict = "ok" if parts >= _CRYPTOGRAPHY else "bad"
    return Check("cryptography", verdict, installed, "pipx upgrade netlog")


def _home(home: Path) -> Iterator[Check]:
    """Only this user may read what lies here. Where the system has no such modes, there is nothing to say."""
    if sys.platform == "win32" or not home.is_dir():
        return
    open_to_others = [
        path for path in (home, *home.iterdir()) if path.lstat().st_mode & _OTHERS and not path.is_symlink()
    ]
    if open_to_others:
        yield Check("permissions", "bad", f"others may read {open_to_others[0]}", f"chmod -R go-rwx {home}")
    else:
        yield Check("permissions", "ok", f"{home} is yours alone")


def _session(call: Call) -> Check:
    if session.load(call.home) is not None:
        return Check("session", "ok", "unlocked until you log out, or type: netlog lock")
    return Check("session", "ok", "none: this call was unlocked alone", "netlog unlock")


def _vault(app: App) -> Iterator[Check]:
    yield _folder(app)
    yield from _carrier(app.log.folder.path)
    waiting = app.log.count().outbox
    said = (
        f"{waiting:,} file{'s wait' if waiting > 1 else ' waits'} for the folder"
        if waiting
        else "everything is in the folder"
    )
    yield Check(
        "outbox", "warn" if waiting else "ok", said, "netlog status   (they go out with the next command)"
    )
    yield _recovery(app)
    yield from _understood(app)
    yield from _clock(app)


def _folder(app: App) -> Check:
    try:
        app.log.folder.require()
    except vault_errors.FolderUnavailable as error:
        return Check("folder", "bad", str(error), "mount it or start the sync client, then: netlog status")
    return Check("folder", "ok", str(app.log.folder.path))


def _carrier(folder: Path) -> Iterator[Check]:
    found = carrier_of(folder)
    if found is None:
        return
    if found.managed:
        said = f"{found.name}, in what looks like an employer's account: they see when you write"
        yield Check("carried by", "warn", said, "use an account and a machine of your own")
    else:
        yield Check("carried by", "ok", found.name)


def _recovery(app: App) -> Check:
    tested = app.log.recovery_tested()
    if tested is None:
        return Check("recovery code", "warn", "never tested on this device", "netlog recovery test")
    return Check("recovery code", "ok", f"tested on {datetime.fromtimestamp(tested / 1000, UTC).date()}")


def _understood(app: App) -> Iterator[Check]:
    found = not_understood(app.cold, app.texts)
    hints = {"unknown": "pipx upgrade netlog", "unreadable": "netlog log", "fold failed": "netlog rebuild"}
    for name, why, count in found:
        said = {"unknown": "written by a newer netlog", "unreadable": "cannot be understood"}.get(why, why)
        verdict: Verdict = "bad" if why == "fold failed" else "warn"
        yield Check("entries", verdict, f"{count:,} × {name}: {said}; kept as they are", hints.get(why))
    if not found:
        yield Check("entries", "ok", f"all {app.log.count().events:,} are understood")


def _clock(app: App) -> Iterator[Check]:
    """A clock that is wrong costs ugly dates, never data."""
    newest = next(iter(app.log.commands()), None)
    if newest is None:
        return
    now = app.s.now()
    with suppress(ValueError, OverflowError, OSError):
        last = datetime.fromtimestamp(newest[-1].recorded / 1000, UTC)
        if last > now + _CLOCK:
            yield Check(
                "clock",
                "warn",
                f"this clock is behind the last entry, of {last.date()}",
                "set the clock of this machine",
            )
            return
    yield Check("clock", "ok", now.strftime("%Y-%m-%d %H:%M %z"))
