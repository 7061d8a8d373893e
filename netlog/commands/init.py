"""`netlog init`: a new vault, and the one moment in which the recovery code is seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from netlog import questions, render
from netlog.commands.carrying import tell_of_carrier
from netlog.commands.declaring import verb
from netlog.commands.values import ONE_LINE

if TYPE_CHECKING:
    from netlog.commands.calling import Call

_DEVICE_NAME: Final = "device 1"
"""Neutral on purpose: the name of a machine often says whose it is."""
_TRIES: Final = 3


@verb(
    "init",
    examples=("netlog init ~/Sync/netlog", 'netlog init ~/Sync/netlog --device-name "laptop"'),
    day=False,
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--device-name", type=ONE_LINE, default=_DEVICE_NAME, metavar="NAME", help=f"Assumed: {_DEVICE_NAME}."
)
@click.option("--force", is_flag=True, help="Even though the folder holds other files.")
def init(call: Call, folder: Path, device_name: str, *, force: bool) -> None:
    """Make a new vault in FOLDER, any folder that a file-sync service carries, or that none does.

    Everything in it is encrypted. A recovery code is shown once: it opens the vault if all your devices are
    lost.
    """
    from netlog.device import create

    if call.surroundings.passphrase_command is None and call.somebody_there:
        render.tell("A passphrase protects this device; you type it once after each start of the computer.")
    made = create(call.surroundings, folder.expanduser().absolute(), device_name=device_name, force=force)
    if call.as_json:
        render.emit_json({"vault": made.vault, "device": made.device, "recovery_code": made.recovery_code})
        return
    show_code(made.recovery_code)
    if call.somebody_there and not confirm_code(made.recovery_code):
        render.tell("Not confirmed. Check what you wrote down: netlog recovery test")
    render.emit(f"The vault is ready in {folder}.")
    tell_of_carrier(folder)
    if not made.session:
        render.tell(
            "Nothing on this machine keeps a secret in memory only: each command will ask for the passphrase."
        )
    render.tell("next:   netlog add NAME   (everything netlog can do: netlog --help)")


def show_code(code: str) -> None:
    """The one moment in which it is seen."""
    render.emit("Your recovery code, shown this once. Write it down and keep it away from this computer:")
    render.emit()
    render.emit(f"    {code}", style="strong")
    render.emit()
    render.emit(
        "Lose all your devices and this code, and what is in the vault is lost: nobody can open it for you."
    )
    render.emit()


def confirm_code(code: str) -> bool:
    """Typed once, it was written down somewhere. Insisting would lock out whoever cannot find a pen."""
    from sync.errors import WrongRecoveryCode
    from sync.keys import RecoveryCode

    for _ in range(_TRIES):
        typed = questions.line("type it back, so that it is surely written down")
        try:
            if RecoveryCode.parse(typed).text == code:
                render.tell("That is it.")
                return True
        except WrongRecoveryCode:
            pass
        render.tell("That is not the code. Compare group by group.")
    return False
