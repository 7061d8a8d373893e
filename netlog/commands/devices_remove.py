"""`netlog devices remove`: a machine was lost, sold or given away."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from events.ids import unbase32
from netlog import questions, render
from netlog.commands.declaring import verb
from netlog.commands.device_named import device_named
from netlog.commands.recovery_code import code_option, recovery_code
from netlog.commands.values import ONE_LINE
from netlog.errors import Locked, NetlogError, Usage
from sync.errors import FolderUnavailable

if TYPE_CHECKING:
    from netlog.app import App
    from netlog.commands.calling import Call
    from sync.keys import RecoveryCode
    from sync.log import Device

REMOVED: Final = "removed"
SUSPENDED: Final = "suspended"


@verb(
    "remove",
    examples=(
        "netlog devices remove phone",
        "netlog devices remove phone --yes",
        "netlog devices remove phone --recovery-code-file code.txt",
    ),
    day=False,
)
@click.argument("device", type=ONE_LINE)
@click.option("--yes", is_flag=True, help="Do not ask.")
@code_option
def remove(call: Call, device: str, source: str | None, *, yes: bool) -> None:
    """A device belongs to the vault no more: it was lost, sold or given away.

    DEVICE is its name or the beginning of its id. What you recorded on it up to the last entry that has
    arrived here stays. It keeps what it holds, but cannot read what is recorded from now on, and what it
    still records goes to review instead of into your notebook. It never comes back: to use that machine
    again, join anew.

    Two devices that remove each other both stop until the recovery code says which one goes.
    """
    with call.opened() as app:
        with suppress(FolderUnavailable):
            app.log.receive()
        meant = device_named(app, device)
        _refuse(app, meant)
        code = _code(call, app, meant, source)
        if not yes:
            _ask(call, app, meant)
        app.log.remove(meant.id, code)
        left = next(one for one in app.log.devices() if one.id == meant.id)
        waiting = app.log.count().outbox
    if call.as_json:
        render.emit_json(
            {"device": left.id, "name": left.name, "standing": left.standing, "review": left.review}
        )
        return
    _show(left, waiting)


def _refuse(app: App, meant: Device) -> None:
    if meant.standing == REMOVED:
        raise Usage(f"this device was removed before: {meant.name}", hint="netlog devices")
    if sum(one.standing != REMOVED for one in app.log.devices()) == 1:
        raise Usage(
            "this is the only device of the vault: nobody could record anything any more",
            hint="netlog join FOLDER   (on another machine, first)",
        )


def _code(call: Call, app: App, meant: Device, source: str | None) -> RecoveryCode | None:
    """Only the recovery code decides between devices that have removed each other."""
    if source is not None:
        return recovery_code(call, source)
    me = app.log.membership
    disputed = meant.standing == SUSPENDED or unbase32(app.log.device) in me.suspended
    if not disputed:
        return None
    if not call.may_ask:
        raise Locked(
            "devices have removed each other, and only the recovery code decides which one goes",
            hint=f"netlog devices remove {meant.id[:9]} --recovery-code-file FILE",
        )
    render.tell("Devices have removed each other, and only the recovery code decides which one goes.")
    return recovery_code(call, None)


def _ask(call: Call, app: App, meant: Device) -> None:
    if not call.may_ask:
        raise Usage(
            "removing a device cannot be undone, and nobody is there to agree",
            hint=f"netlog devices remove {meant.id[:9]} --yes",
        )
    this = " (this device)" if meant.id == app.log.device else ""
    arrived = (
        "nothing of it has arrived here" if not meant.events else f"its {meant.events:,} entries here stay"
    )
    render.tell(f"{meant.name}{this}, {meant.id[:9]}: {arrived}.")
    render.tell("It keeps what it holds, but cannot read what is recorded from now on, and records no more.")
    if meant.missing:
        render.tell(
            f"{meant.missing:,} of its files have not arrived here yet. If it still works, let it sync first."
        )
    if unbase32(meant.id) in app.log.membership.irregular_recoveries.values():
        render.tell("The recovery code that was made on it without the old one goes with it.", style="warn")
    render.tell("This cannot be undone: to use that machine again, it joins as a new device.")
    if not questions.agreed(f"remove {meant.name}?", default=False):
        raise NetlogError("nothing was changed", hint="netlog devices")


def _show(left: Device, waiting: int) -> None:
    if left.standing == SUSPENDED:
        render.emit(
            f"{left.name} has removed this device as well. Neither records until the recovery code decides:"
        )
        render.emit("    netlog devices remove DEVICE   (the one that is to go)", style="strong")
        return
    render.emit(f"{left.name} is no longer a device of this vault.")
    if left.review:
        render.emit(
            f"{left.review:,} entries of it are for you to look at: netlog devices review {left.id[:9]}"
        )
    if waiting:
        render.tell(
            "Your other devices learn of it when the folder is there again: netlog sync", style="warn"
        )
    else:
        render.tell("Your other devices learn of it through the folder. What it reads no more begins now.")
