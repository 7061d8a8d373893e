"""`netlog unlock`, `netlog lock`, `netlog passphrase`: who may read on this device, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlog import render
from netlog.commands.declaring import verb

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb("unlock", examples=("netlog unlock",), day=False)
def unlock(call: Call) -> None:
    """Start a session: until you lock, log out or restart, no command asks for the passphrase."""
    from netlog import device

    started = device.unlock(call.surroundings)
    if call.as_json:
        render.emit_json({"unlocked": True, "session": started})
    elif started:
        render.emit("Unlocked until you log out, or type: netlog lock")
    else:
        render.emit("The passphrase is right, but nothing on this machine keeps a secret in memory only.")
        render.tell("hint:   set NETLOG_PASSPHRASE_COMMAND, or type the passphrase at each command")


@verb("lock", examples=("netlog lock",), day=False)
def lock(call: Call) -> None:
    """End the session. Nothing that netlog holds on this device can be read until you unlock."""
    from netlog import device

    device.lock(call.surroundings)
    if call.as_json:
        render.emit_json({"locked": True})
    else:
        render.emit("Locked.")


@verb(
    "passphrase",
    examples=("netlog passphrase",),
    day=False,
)
def passphrase(call: Call) -> None:
    """Choose another passphrase for this device. The vault and your other devices notice nothing."""
    from netlog import device

    device.change_passphrase(call.surroundings)
    if call.as_json:
        render.emit_json({"changed": True})
    else:
        render.emit("The new passphrase opens this device from now on.")
