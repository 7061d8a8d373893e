"""Which words and which exit code does a failure of the packages below, or of the command line itself, get?

Rule: nothing of what the user recorded is said; of what he typed, only what was not understood.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from netlog import errors
from netlog.errors import TOO_LONG, NetlogError, Usage
from sync import errors as vault_errors

if TYPE_CHECKING:
    from collections.abc import Callable


def interrupted(error: BaseException) -> bool:
    """Whether the user ended it: Ctrl-C, or Ctrl-D at a question."""
    return isinstance(error, (click.exceptions.Abort, KeyboardInterrupt, EOFError))


def as_said(error: BaseException) -> NetlogError | None:
    """None: a fault of netlog itself."""
    if isinstance(error, NetlogError):
        return error
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, vault_errors.VaultError):
        return _vault(error)
    if isinstance(error, OSError):
        return _operating_system(error)
    return _refused_words(error)


def _usage(error: click.ClickException) -> NetlogError:
    said = error.format_message().strip().rstrip(".")
    said = said[:1].lower() + said[1:]
    hint = "netlog --help"
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx is not None else "netlog"
        hint = f"{path} --help"
        if isinstance(error, click.NoSuchCommand):
            said = f"no such command: {error.command_name}"
            hint = _meant(error.possibilities, path) or hint
        elif isinstance(error, click.NoSuchOption):
            said = f"no such option: {error.option_name}"
            hint = _meant(error.possibilities, path) or hint
    return Usage(" ".join(said.split()), hint=hint)


def _meant(possibilities: list[str] | None, path: str) -> str | None:
    return (
        "did you mean: " + ", or ".join(f"{path} {each}" for each in possibilities) if possibilities else None
    )


def _vault(error: vault_errors.VaultError) -> NetlogError:
    said = str(error) or None
    for kind, make in _VAULT:
        if isinstance(error, kind):
            return make(said)
    return NetlogError(said or "the vault cannot do this", hint="netlog doctor")


def _exists(said: str | None) -> NetlogError:
    return Usage(
        said or "there is a vault already",
        hint="netlog status   (another vault: netlog --home DIR init FOLDER)",
    )


def _occupied(said: str | None) -> NetlogError:
    return NetlogError(
        said or "the folder holds other files", hint="choose an empty folder, or netlog init FOLDER --force"
    )


def _altered(said: str | None) -> NetlogError:
    """Which part of a file it was, behind what that means; or a sentence of its own."""
    if said and said.startswith("the "):
        return errors.RecordAltered(said)
    return errors.RecordAltered(about=said)


def _newer(said: str | None) -> NetlogError:
    return errors.NewerFormat(about=said)


def _folder(said: str | None) -> NetlogError:
    hints = (hint for words, hint in _BY_TROUBLE.items() if said and words in said.partition(":")[0])
    return errors.FolderMissing(said, hint=next(hints, None))


_BY_TROUBLE = {
    "no permission": "make it yours to read and write (chmod -R u+rw FOLDER), then: netlog status",
    "read-only": "make it yours to read and write (chmod -R u+rw FOLDER), then: netlog status",
    "is full": "make room there, then: netlog status",
    "used up": "make room there, then: netlog status",
    "another vault": "put the folder of this vault back in its place, then: netlog status",
    "no vault": "put the folder of this vault back in its place, then: netlog status",
}


def _archive_missing(said: str | None) -> NetlogError:
    return errors.NoVault(said, hint=_FROM_A_BACKUP)


def _archive_damaged(said: str | None) -> NetlogError:
    return NetlogError(said, hint=_FROM_A_BACKUP)


_FROM_A_BACKUP = (
    "put that file back from a backup of this device\n"
    "leave the folder of the vault as it is: it holds the same entries, encrypted"
)


def _unwritten(said: str | None) -> NetlogError:
    return NetlogError(
        said or "nothing was recorded: it could not be written",
        hint="netlog doctor   (is the disk full, or read-only?)",
    )


def _replaced(said: str | None) -> NetlogError:
    return errors.WrongCode(said, hint="type the one that took its place")


def _removed(said: str | None) -> NetlogError:
    return NetlogError(
        said, hint="netlog --home DIR join FOLDER   (this machine as a new device, with the recovery code)"
    )


def _suspended(said: str | None) -> NetlogError:
    return NetlogError(
        said, hint="netlog devices remove DEVICE   (the one that is to go, with the recovery code)"
    )


_VAULT: tuple[tuple[type[vault_errors.VaultError], Callable[[str | None], NetlogError]], ...] = (
    (vault_errors.WrongPassphrase, errors.WrongPassphrase),
    (vault_errors.ReplacedRecoveryCode, _replaced),
    (vault_errors.WrongRecoveryCode, errors.WrongCode),
    (vault_errors.DeviceRemoved, _removed),
    (vault_errors.DeviceSuspended, _suspended),
    (vault_errors.Altered, _altered),
    (vault_errors.Newer, _newer),
    (vault_errors.ArchiveMissing, _archive_missing),
    (vault_errors.NoVault, errors.NoVault),
    (vault_errors.VaultExists, _exists),
    (vault_errors.FolderNotEmpty, _occupied),
    (vault_errors.FolderUnavailable, _folder),
    (vault_errors.ArchiveDamaged, _archive_damaged),
    (vault_errors.WriteFailed, _unwritten),
)


def _operating_system(error: OSError) -> NetlogError | None:
    """A file or a disk that does not do what it should. Without a file it may be a fault of ours."""
    import errno

    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NetlogError("the disk is full", hint="make room, then: netlog doctor")
    if error.filename is None or error.strerror is None:
        return None
    return NetlogError(f"{error.strerror.lower()}: {_shown(error.filename)}", hint="netlog doctor")


def _shown(name: object) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


def _refused_words(error: BaseException) -> NetlogError | None:
    """An event that the models refuse was typed so: say which part, never the value."""
    core = sys.modules.get("pydantic_core")
    if core is not None and isinstance(error, core.ValidationError):
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = " ".join(str(part) for part in first["loc"] if isinstance(part, str))
        said = str(first["msg"])
        return Usage(f"{where.replace('_', ' ') or 'this'}: {said[:1].lower()}{said[1:]}")
    envelope = sys.modules.get("events.envelope")
    if envelope is not None and isinstance(error, envelope.NotCanonical):
        return Usage("this is too long for one entry: at most 64 KiB", hint=TOO_LONG)
    return None
