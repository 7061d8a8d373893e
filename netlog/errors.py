"""What can go wrong, how is it said, and which exit code does it have?

Rule: a message holds nothing of the user's data beyond what was typed in this call, and the names that are
offered when one fits several.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from netlog import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Exit(IntEnum):
    """What scripts rely on."""

    DONE = 0
    OTHER = 1
    USAGE = 2
    NO_VAULT = 10
    LOCKED = 11
    WRONG_SECRET = 12
    ALTERED = 13
    NEWER = 14
    FOLDER = 15
    AMBIGUOUS = 16
    UNKNOWN = 17


class Choice(NamedTuple):
    """One of several that a name fits. `where` tells people of the same name apart."""

    id: str
    name: str
    where: str | None = None


class Sayable(Protocol):
    """Whatever an error needs to be told; errors of the packages below need not derive from ours."""

    @property
    def message(self) -> str: ...
    @property
    def exit_code(self) -> int: ...
    @property
    def hint(self) -> str | None: ...


class NetlogError(Exception):
    """Lower case, no final period, names the thing; the hint is a command that can be typed.

    `message` is the whole sentence; without it, that of the kind of error is said, then `about`, the thing.
    """

    exit_code: ClassVar[Exit] = Exit.OTHER
    usual_message: ClassVar[str] = "this did not work"
    usual_hint: ClassVar[str | None] = None

    def __init__(
        self, message: str | None = None, *, about: str | None = None, hint: str | None = None
    ) -> None:
        self.message = message or (f"{self.usual_message}: {about}" if about else self.usual_message)
        self.hint = hint or self.usual_hint
        super().__init__(self.message)


class Usage(NetlogError):
    exit_code = Exit.USAGE
    usual_message = "this cannot be understood"
    usual_hint = "netlog --help"


class UnclearDate(Usage):
    usual_message = "this is not a date"
    usual_hint = "type 2026-11-10, 10 nov, last tue, in 3 days, tomorrow 15:00, or nov 2026 (some day then)"


class UnfitFile(NetlogError):
    usual_message = "this file cannot be imported"
    usual_hint = "netlog import --help"


class NoVault(NetlogError):
    exit_code = Exit.NO_VAULT
    usual_message = "there is no vault here"
    usual_hint = "netlog init FOLDER   (to look around first: netlog demo)"


class Locked(NetlogError):
    exit_code = Exit.LOCKED
    usual_message = "netlog is locked, and there is no way to ask for the passphrase"
    usual_hint = "netlog unlock"


class WrongPassphrase(NetlogError):
    exit_code = Exit.WRONG_SECRET
    usual_message = "the passphrase does not open this device"
    usual_hint = (
        "caps lock? once more: netlog unlock\n"
        "if you are sure of it: put device.key back from a backup of this device"
    )


class WrongCode(NetlogError):
    exit_code = Exit.WRONG_SECRET
    usual_message = "the recovery code does not open this vault"
    usual_hint = "look at it letter by letter, then: netlog recovery test"


class RecordAltered(NetlogError):
    exit_code = Exit.ALTERED
    usual_message = "something in the vault was changed or damaged from outside"
    usual_hint = "netlog verify"


class NewerFormat(NetlogError):
    exit_code = Exit.NEWER
    usual_message = "a newer netlog has written this"
    usual_hint = "pipx upgrade netlog"


class FolderMissing(NetlogError):
    exit_code = Exit.FOLDER
    usual_message = "the folder is missing, empty, replaced or unreadable"
    usual_hint = "connect its disk or start the program that syncs it, then: netlog status"


class AmbiguousName(NetlogError):
    """Several fit, and nobody is there to ask."""

    exit_code = Exit.AMBIGUOUS

    def __init__(self, typed: str, candidates: Iterable[Choice], *, hint: str | None = None) -> None:
        self.candidates: Sequence[Choice] = tuple(candidates)
        super().__init__(
            f"the name fits {len(self.candidates)} people: {typed}",
            hint=hint or "type more letters, or one of the ids above in its place",
        )


class Unknown(NetlogError):
    exit_code = Exit.UNKNOWN

    def __init__(self, kind: str, typed: str, *, message: str | None = None, hint: str | None = None) -> None:
        super().__init__(message or f"no such {kind}: {typed}", hint=hint or _HOW_TO_FIND.get(kind))


_HOW_TO_FIND = {
    "person": "netlog who   (new: netlog add NAME)",
    "organisation": "netlog org",
    "device": "netlog devices",
    "entry": "netlog log",
    "nudge": "netlog next --all",
}
TOO_LONG = "keep the long text in a file of its own, and note where that is"
_SHOWN_CANDIDATES = 12


def report(error: Sayable, *, as_json: bool) -> int:
    """Tell it on standard error, the only place that does. Returns the exit code."""
    candidates: Sequence[Choice] = getattr(error, "candidates", ())
    if as_json:
        document: dict[str, object] = {
            "error": error.message,
            "exit": int(error.exit_code),
            "hint": error.hint,
        }
        if candidates:
            document["candidates"] = [{"id": each.id, "name": each.name} for each in candidates]
        render.tell_json(document)
        return int(error.exit_code)
    render.tell(f"netlog: {error.message}")
    for each in candidates[:_SHOWN_CANDIDATES]:
        render.tell(f"        {each.id}  {each.name}" + (f", {each.where}" if each.where else ""))
    if len(candidates) > _SHOWN_CANDIDATES:
        render.tell(f"        and {len(candidates) - _SHOWN_CANDIDATES} more")
    for number, line in enumerate((error.hint or "").splitlines()):
        render.tell(("hint:   " if number == 0 else "        ") + line)
    return int(error.exit_code)


def report_unexpected(error: BaseException, *, as_json: bool) -> int:
    """A fault of the program itself: where it happened, but no message and no values of the user."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    kinds = " from ".join(type(each).__qualname__ for each in chain)
    if as_json:
        render.tell_json(
            {"error": f"a fault in netlog itself: {kinds}", "exit": int(Exit.OTHER), "hint": None}
        )
        return int(Exit.OTHER)
    render.tell(f"netlog: a fault in netlog itself: {kinds}")
    for each in reversed(chain):
        render.tell(f"        {type(each).__qualname__}")
        step = each.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            render.tell(f"          {code.co_filename}:{step.tb_lineno} in {code.co_name}")
            step = step.tb_next
    return int(Exit.OTHER)
