"""`netlog recovery test`: does what is written on that piece of paper really open the vault?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlog import render
from netlog.commands.declaring import verb, verb_group
from netlog.commands.recovery_code import code_option, recovery_code

if TYPE_CHECKING:
    from netlog.commands.calling import Call


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
        app.log.test_recovery(code)
    if call.as_json:
        render.emit_json({"opens": True})
    else:
        render.emit("This code opens the vault. Keep it where it is.")


recovery = verb_group(
    "recovery",
    about="The code that opens the vault when every device is lost.",
    examples=("netlog recovery test",),
    commands=(test,),
)
