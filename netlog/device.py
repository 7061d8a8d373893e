"""Who is asking, and how is this device made, unlocked and locked?

Rule: a passphrase comes from the user's own command or from a prompt, never from an option or a variable, and
is asked for only when no session runs.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from netlog import errors
from sync import home, session
from sync.format.device import COST
from sync.log import Log
from sync.log import unlock as wrapping_key_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sync.format.device import Argon2Cost
    from sync.keys import RecoveryCode
    from sync.seal import Entropy

_COMMAND_SECONDS: Final = 120


class Surroundings(NamedTuple):
    """What a call is given from outside: `now` is aware local time, `entropy` gives all that is random."""

    home: Path
    now: Callable[[], datetime]
    interactive: bool = False
    passphrase_command: str | None = None
    languages: tuple[str, ...] = ("en",)
    date_order: str | None = None
    entropy: Entropy = os.urandom
    cost: Argon2Cost = COST

    def clock_ms(self) -> int:
        return int(self.now().timestamp() * 1000)


def default_home() -> Path:
    """`NETLOG_HOME`, else the platform's per-user data directory."""
    chosen = os.environ.get("NETLOG_HOME")
    return Path(chosen) if chosen else usual_home()


def usual_home() -> Path:
    """The platform's per-user data directory."""
    import platformdirs

    return Path(platformdirs.user_data_dir("netlog", appauthor=False))


def ask_passphrase(s: Surroundings, *, new: bool = False) -> str:
    """From the passphrase command, else asked on the terminal (twice for a new one).

    Raises: Locked when there is neither.
    """
    if s.passphrase_command:
        return _passphrase_from(s.passphrase_command)
    if not s.interactive:
        raise errors.Locked
    import click

    words = "choose a passphrase for this device" if new else "passphrase of this device"
    again = "the same once more" if new else False
    return str(click.prompt(words, hide_input=True, confirmation_prompt=again, err=True))


def _passphrase_from(command: str) -> str:
    import subprocess

    hint = "run that command alone and see what it prints"
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            shlex.split(command), stdout=subprocess.PIPE, check=True, timeout=_COMMAND_SECONDS
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise errors.Locked("NETLOG_PASSPHRASE_COMMAND did not work", hint=hint) from error
    first = done.stdout.decode("utf-8", "replace").splitlines()[:1]
    if not first or not first[0]:
        raise errors.Locked("NETLOG_PASSPHRASE_COMMAND printed nothing", hint=hint)
    return first[0]


def unlock(s: Surroundings) -> bool:
    """Starts a session. False where nothing memory-backed can hold one: each call then asks."""
    return session.store(s.home, _derived(s))


def lock(s: Surroundings) -> bool:
    """Ends the session. False if there was none."""
    running = session.load(s.home) is not None
    session.end(s.home)
    return running


def _derived(s: Surroundings) -> bytes:
    require_vault(s)
    return wrapping_key_of(s.home, ask_passphrase(s))


def wrapping_key(s: Surroundings) -> bytes:
    """Of the running session, or derived for this call alone."""
    return session.load(s.home) or _derived(s)


def require_vault(s: Surroundings) -> None:
    if not (s.home / home.DEVICE_KEY).exists():
        raise errors.NoVault(about=str(s.home))


class NewVault(NamedTuple):
    """What `init` tells. `session`: whether one was started."""

    vault: str
    device: str
    recovery_code: str
    session: bool


def create(s: Surroundings, folder: Path, *, device_name: str, force: bool = False) -> NewVault:
    """A new vault in a folder, this device as its first, and a session."""
    created = Log.create(
        s.home, folder, passphrase=ask_passphrase(s, new=True), device_name=device_name, cost=s.cost,
        entropy=s.entropy, clock_ms=s.clock_ms, force=force,
    )  # fmt: skip
    with created.log as log:
        started = session.store(s.home, created.wrapping_key)
        return NewVault(log.vault_text, log.device, created.recovery_code.text, started)


def join(s: Surroundings, folder: Path, code: RecoveryCode, *, device_name: str) -> bool:
    """Makes this home another device of the vault in a folder. Returns whether a session was started."""
    joined = Log.join(
        s.home, folder, code, passphrase=ask_passphrase(s, new=True), device_name=device_name, cost=s.cost,
        entropy=s.entropy, clock_ms=s.clock_ms,
    )  # fmt: skip
    joined.log.close()
    return session.store(s.home, joined.wrapping_key)


def change_passphrase(s: Surroundings) -> None:
    """A new passphrase for this device; the vault and its other devices notice nothing."""
    require_vault(s)
    if s.passphrase_command and session.load(s.home) is None:
        raise errors.Usage(
            "NETLOG_PASSPHRASE_COMMAND would be asked for the old passphrase and for the new one",
            hint="netlog unlock   (with the old command; then netlog passphrase with the new one)",
        )
    old = wrapping_key(s)
    with Log.open(s.home, wrapping_key=old, entropy=s.entropy, clock_ms=s.clock_ms) as log:
        key = log.change_passphrase(old, ask_passphrase(s, new=True), s.cost)
    if session.load(s.home) is not None:
        session.store(s.home, key)
