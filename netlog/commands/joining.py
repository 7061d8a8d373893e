"""`netlog join`, `netlog compare`: another device of a vault, and whether two devices see the same one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from netlog import render
from netlog.commands.carrying import tell_of_carrier
from netlog.commands.declaring import verb
from netlog.commands.recovery_code import code_option, recovery_code
from netlog.commands.values import ONE_LINE
from netlog.errors import RecordAltered
from netlog.noticed import Names, alarm_said

if TYPE_CHECKING:
    from netlog.commands.calling import Call

_DEVICE_NAME: Final = "another device"


@verb(
    "join",
    examples=(
        "netlog join ~/Sync/netlog",
        'netlog join ~/Sync/netlog --device-name "phone"',
        "netlog join ~/Sync/netlog --recovery-code-file code.txt",
    ),
    day=False,
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@code_option
@click.option(
    "--device-name", type=ONE_LINE, default=_DEVICE_NAME, metavar="NAME", help=f"Assumed: {_DEVICE_NAME}."
)
def join(call: Call, folder: Path, source: str | None, device_name: str) -> None:
    """Make this machine another device of the vault that a file-sync service brought into FOLDER.

    Your recovery code opens it; the passphrase that you choose here is for this device alone.
    """
    from netlog.device import join as make

    code = recovery_code(call, source)
    if call.surroundings.passphrase_command is None and call.somebody_there:
        render.tell("A passphrase protects this device; you type it once after each start of the computer.")
    session = make(call.surroundings, folder.expanduser().absolute(), code, device_name=device_name)
    with call.opened() as app:
        received = app.log.receive()
        document = {
            "vault": app.log.vault_text,
            "device": app.log.device,
            "words": _words(app.log.digest()),
            "events": app.log.count().events,
            "waiting": len(received.bad),
        }
    if call.as_json:
        render.emit_json(document)
        return
    render.emit(f"This device has joined, with {document['events']:,} entries.")
    if document["waiting"]:
        render.tell(f"{document['waiting']:,} files are still on their way: netlog sync", style="warn")
    render.emit()
    render.emit(f"    {document['words']}", style="strong")
    render.emit()
    render.emit("Another of your devices must show the same words: netlog compare")
    render.emit("If it does not although both have synced, the folder shows the two of you different things.")
    tell_of_carrier(folder)
    if not session:
        render.tell(
            "Nothing on this machine keeps a secret in memory only: each command will ask for the passphrase."
        )


@verb("compare", examples=("netlog compare", "netlog compare --json"), day=False)
def compare(call: Call) -> None:
    """Six words for all that this device holds. Two devices that have synced show the same ones.

    Where they differ although nothing is on its way, the folder shows them different things.
    """
    with call.opened() as app:
        app.receive()
        words = _words(app.log.digest())
        alarms = [each for each in app.log.alarms() if not (each.notice or each.known)]
        names, now_ms = Names(app.log.devices()), app.s.clock_ms()
    if call.as_json:
        render.emit_json({"words": words})
    else:
        render.emit(words, style="strong")
    if alarms:
        said = alarm_said(alarms[0], names, now_ms)
        raise RecordAltered(said.what, hint=f"{said.hint}\nnetlog doctor")


def _words(digest: bytes) -> str:
    from netlog.six_words import six_words

    return six_words(digest)
