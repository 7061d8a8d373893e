"""`netlog recovery test`: does what is written on that piece of paper really open the vault?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from netlog import questions, render
from netlog.commands.declaring import verb, verb_group
from netlog.errors import Locked

if TYPE_CHECKING:
    from netlog.commands.calling import Call

_LONGEST: Final = 1024  # bytes of a file with a code


@verb(
    "test",
    examples=(
        "netlog recovery test",
        "netlog recovery test --recovery-code-file code.txt",
        "pass show netlog | netlog recovery test --recovery-code-file -",
    ),
    day=False,
)
@click.option(
    "--recovery-code-file",
    "source",
    metavar="FILE|-",
    help="Read the code from a file, or - from standard input.",
)
def test(call: Call, source: str | None) -> None:
    """Test that your recovery code opens this vault. Nothing changes; netlog remembers that you looked."""
    from sync.keys import RecoveryCode

    code = RecoveryCode.parse(_typed(call, source))
    with call.opened() as app:
        app.log.test_recovery(code)
    if call.as_json:
        render.emit_json({"opens": True})
    else:
        render.emit("This code opens the vault. Keep it where it is.")


def _typed(call: Call, source: str | None) -> str:
    if source == "-":
        import sys

        return sys.stdin.read(_LONGEST)
    if source is not None:
        from netlog.importers import contents

        return contents(Path(source).expanduser(), limit=_LONGEST).decode("utf-8", "replace")
    if not call.somebody_there:
        raise Locked(
            "nobody is there to type the recovery code", hint="netlog recovery test --recovery-code-file FILE"
        )
    return questions.line("recovery code")


recovery = verb_group(
    "recovery",
    about="The code that opens the vault when every device is lost.",
    examples=("netlog recovery test",),
    commands=(test,),
)
