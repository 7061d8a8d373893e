"""`netlog recovery`: does what is written on that piece of paper open the vault, and how is it replaced?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog import render
from netlog.commands.declaring import verb, verb_group
from netlog.commands.init import confirm_code, show_code
from netlog.commands.recovery_code import code_option, recovery_code
from netlog.errors import NetlogError, Usage

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from sync.keys import RecoveryCode


@verb(
    "test",
    examples=(
        "netlog recovery test",
        "netlog recovery test --recovery-code-file code.txt",
        "pass show netlog | netlog recovery test --recovery-code-file -",
    ),
    day=False,
)
@code_option
def test(call: Call, source: str | None) -> None:
    """Test that your recovery code opens this vault. Nothing changes; netlog remembers that you looked."""
    code = recovery_code(call, source)
    with call.opened() as app:
        in_force = app.log.test_recovery(code)
    if call.as_json:
        render.emit_json({"opens": True, "in_force": in_force})
    elif in_force:
        render.emit("This code opens the vault. Keep it where it is.")
    else:
        render.emit(
            "This code opens the vault, but was added without the one before it: it decides no dispute."
        )


@verb(
    "new",
    examples=(
        "netlog recovery new",
        "netlog recovery new --recovery-code-file code.txt",
        "netlog recovery new --without-old",
    ),
    day=False,
)
@code_option
@click.option("--without-old", is_flag=True, help="The old code is lost; every device will report it.")
def new(call: Call, source: str | None, *, without_old: bool) -> None:
    """A new recovery code: the old one was seen by somebody, or is lost.

    With the old code it takes its place, and the old one opens nothing that is recorded from then on. Without
    it, the new one opens the vault as well, but the old one stays in force, and each of your devices reports
    what was done here, because whoever had taken a device of yours could have done it.
    """
    from sync.keys import RecoveryCode

    if without_old and source is not None:
        raise Usage("either the old code, or without it", hint="netlog recovery new --without-old")
    old = None if without_old else _old(call, source)
    made = RecoveryCode.generate(call.surroundings.entropy)
    with call.opened() as app:
        if old is not None:
            app.log.test_recovery(old)
        if not call.as_json:
            show_code(made.text)
            if call.somebody_there and not confirm_code(made.text):
                raise NetlogError("nothing was changed", hint="netlog recovery new")
        app.log.replace_recovery(made, old)
        waiting = app.log.count().outbox
    if call.as_json:
        render.emit_json({"recovery_code": made.text, "replaces": old is not None})
        return
    if old is None:
        render.emit(
            "The new code opens the vault. The old one does, too, if somebody has it; your devices report it."
        )
    else:
        render.emit("The new code opens the vault from now on. Throw the old one away.")
    if waiting:
        render.tell(
            "Your other devices learn of it when the folder is there again: netlog sync", style="warn"
        )


def _old(call: Call, source: str | None) -> RecoveryCode:
    if source is None and call.somebody_there:
        render.tell("First the code that you have now. If it is lost: netlog recovery new --without-old")
    return recovery_code(call, source)


recovery = verb_group(
    "recovery",
    about="The code that opens the vault when every device is lost.",
    examples=("netlog recovery test", "netlog recovery new"),
    commands=(test, new),
)
