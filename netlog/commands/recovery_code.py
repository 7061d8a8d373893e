"""Where does a command get the recovery code from? A file, standard input, or whoever types it; never an
option, which other programs could read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from netlog import questions
from netlog.errors import Locked

if TYPE_CHECKING:
    from collections.abc import Callable

    from netlog.commands.calling import Call
    from sync.keys import RecoveryCode

_LONGEST: Final = 1024  # bytes of a file with a code


def code_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--recovery-code-file",
        "source",
        metavar="FILE|-",
        help="Read the code from a file, or - from standard input.",
    )(command)


def recovery_code(call: Call, source: str | None) -> RecoveryCode:
    """Raises: WrongRecoveryCode, UnfitFile, Locked when nobody is there to type it."""
    from sync.keys import RecoveryCode

    return RecoveryCode.parse(_typed(call, source))


def _typed(call: Call, source: str | None) -> str:
    if source == "-":
        import sys

        return sys.stdin.read(_LONGEST)
    if source is not None:
        from netlog.importers import contents

        return contents(Path(source).expanduser(), limit=_LONGEST).decode("utf-8", "replace")
    if not call.somebody_there:
        raise Locked(
            "nobody is there to type the recovery code", hint="give it in a file: --recovery-code-file FILE"
        )
    return questions.line("recovery code")
