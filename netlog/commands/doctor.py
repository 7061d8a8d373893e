"""`netlog doctor`: are my entries safe, is anything wrong, and what helps?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from netlog import render
from netlog.checks import of_the_home, of_the_machine, of_the_vault
from netlog.commands.declaring import verb
from netlog.commands.failures import as_said
from netlog.commands.waiting import bar
from netlog.errors import Exit, NetlogError
from netlog.findings import Check
from sync import errors as vault_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netlog.commands.calling import Call
    from netlog.findings import Verdict
    from netlog.render import Style

_TITLES: Final[tuple[tuple[Verdict, str, Style | None], ...]] = (
    ("bad", "Needs you", "bad"),
    ("warn", "When you have a minute", "warn"),
    ("ok", "Fine", None),
)


@verb("doctor", examples=("netlog doctor", "netlog doctor --json"), day=False)
def doctor(call: Call) -> None:
    """Say whether your entries are safe, what is wrong, and what to type. Reads every file, changes nothing;
    exit code 1 if something is bad.
    """
    checks = [*of_the_machine(), *of_the_home(call)]
    closed: NetlogError | None = None
    try:
        with call.opened() as app:
            with bar("reading every file", total=app.log.count().events) as done:
                report = app.log.verify(progress=done)
            found = list(of_the_vault(call, app, report))
            counts = app.log.count()
            summary = _summary(counts.events, counts.outbox, found)
            checks += found
    except (NetlogError, vault_errors.VaultError) as error:
        closed = as_said(error)
        assert closed is not None  # noqa: S101 - both kinds have words
        summary = _CLOSED.get(closed.exit_code, _UNKNOWN)
        checks.append(Check("vault", "bad", closed.message, closed.hint))
    bad = any(check.verdict == "bad" for check in checks)
    if call.as_json:
        render.emit_json({"ok": not bad, "summary": summary, "checks": [check._asdict() for check in checks]})
    else:
        _show(summary, checks)
    if closed is not None:
        click.get_current_context().exit(int(closed.exit_code))
    if bad:
        click.get_current_context().exit(1)


_CLOSED: Final = {
    Exit.NO_VAULT: "There is no notebook that can be opened here.",
    Exit.LOCKED: "netlog is locked. Nothing was changed, and no entry was looked at.",
    Exit.WRONG_SECRET: "The passphrase did not fit. Nothing was changed, and no entry was looked at.",
}
_UNKNOWN: Final = (
    "Your notebook cannot be opened on this device now. Nothing was changed; leave its folder as it is."
)


def _summary(events: int, outbox: int, found: Sequence[Check]) -> str:
    """The first thing that somebody worried wants to know."""
    amiss = {check.name for check in found if check.verdict != "ok"}
    if "archive" in amiss:
        return "Something on this device is damaged. Read below before you do anything else."
    if not events:
        return "There are no entries yet."
    many = f"{events:,} entries, all of them" if events > 1 else "1 entry"
    if "alarms" in amiss:
        return (
            f"Your notebook is safe: {many} on this device. But something is not as it should be; see below."
        )
    if outbox or amiss & {"folder", "files"}:
        return f"Your notebook is safe: {many} on this device. The copy in the folder is not complete."
    return f"Your notebook is safe: {many} on this device and in the folder."


def _show(summary: str, checks: Sequence[Check]) -> None:
    render.emit(summary, style="strong")
    for verdict, title, style in _TITLES:
        found = [check for check in checks if check.verdict == verdict]
        if not found:
            continue
        render.emit()
        render.emit(title, style=style)
        for check in found:
            render.emit_block(check.said, indent=2)
            if check.hint and verdict != "ok":
                render.emit_block(check.hint, indent=6)
