"""How does a system run `netlog watch` whenever its user is logged in? A systemd unit, a launchd agent or a
scheduled task, each of the user alone and without more rights than he has.

Rule: what is written names this home and this Python, and nothing secret: an unlocked session is what it
waits for.
"""

from __future__ import annotations

import hashlib
import os
import plistlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape

from netlog.errors import NetlogError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECONDS: Final = 30


class Service(NamedTuple):
    """`file` holds the `content`; `start` and `stop` are the commands that make the system notice."""

    file: Path
    content: str
    start: Sequence[Sequence[str]]
    stop: Sequence[Sequence[str]]

    def install(self) -> None:
        """Raises: NetlogError when the file cannot be written or the system will not have it."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(self.content, encoding="utf-8")
        except OSError as error:
            raise NetlogError(
                f"this file cannot be written: {self.file}: {(error.strerror or '').lower()}",
                hint="netlog watch --install --dry-run",
            ) from error
        for command in self.start:
            _run(command)

    def uninstall(self) -> None:
        """What was never installed is gone already."""
        if self.file.exists():
            for command in self.stop:
                _run(command)
        self.file.unlink(missing_ok=True)


def service(
    home: Path,
    *,
    system: str = sys.platform,
    python: str = sys.executable,
    user_home: Path | None = None,
    user: int | None = None,
) -> Service:
    """The service of this home on this kind of system. Homes other than the usual one have each their own."""
    from netlog.device import usual_home

    home = Path(os.path.realpath(home))
    name = "netlog-watch"
    if home != Path(os.path.realpath(usual_home())):
        name += "-" + hashlib.sha256(os.fsencode(home)).hexdigest()[:8]
    place = user_home or Path.home()
    command = [python, "-m", "netlog", "watch", "--wait", "--home", str(home)]
    if system == "darwin":
        return _launchd(name, place, command, os.getuid() if user is None else user)
    if system == "win32":
        return _task(name, home, command)
    return _systemd(name, place, command)


def _systemd(name: str, place: Path, command: Sequence[str]) -> Service:
    unit = f"{name}.service"
    settings = os.environ.get("XDG_CONFIG_HOME")
    config = Path(settings) if settings else place / ".config"
    content = f"""[Unit]
Description=netlog: takes in what your other devices record

[Service]
ExecStart={" ".join(map(_systemd_quoted, command))}
Restart=on-failure
RestartSec=30
Nice=10

[Install]
WantedBy=default.target
"""
    manager = ["systemctl", "--user"]
    return Service(
        config / "systemd" / "user" / unit,
        content,
        start=([*manager, "daemon-reload"], [*manager, "enable", unit], [*manager, "restart", unit]),
        stop=([*manager, "disable", "--now", unit],),
    )


def _systemd_quoted(word: str) -> str:
    """As systemd.service(5) reads it: quoted, and without specifiers and variables."""
    inner = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{inner}"'


def _launchd(name: str, place: Path, command: Sequence[str], user: int) -> Service:
    label = f"local.{name}"
    file = place / "Library" / "LaunchAgents" / f"{label}.plist"
    agent = {
        "Label": label,
        "ProgramArguments": list(command),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ProcessType": "Background",
        "ThrottleInterval": 30,
    }
    domain = f"gui/{user}"
    return Service(
        file,
        plistlib.dumps(agent).decode(),
        start=(["launchctl", "bootstrap", domain, str(file)],),
        stop=(["launchctl", "bootout", f"{domain}/{label}"],),
    )


def _task(name: str, home: Path, command: Sequence[str]) -> Service:
    program, *arguments = command
    quiet = program.replace("python.exe", "pythonw.exe")  # no window
    line = subprocess.list2cmdline(arguments)
    content = f"""<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>netlog: takes in what your other devices record</Description>
  </RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Principals>
    <Principal>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>10</Count></RestartOnFailure>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(quiet)}</Command>
      <Arguments>{escape(line)}</Arguments>
    </Exec>
  </Actions>
</Task>
"""
    file = home / f"{name}.xml"
    return Service(
        file,
        content,
        start=(
            ["schtasks", "/Create", "/F", "/TN", name, "/XML", str(file)],
            ["schtasks", "/Run", "/TN", name],
        ),
        stop=(["schtasks", "/End", "/TN", name], ["schtasks", "/Delete", "/F", "/TN", name]),
    )


def _run(command: Sequence[str]) -> None:
    """Raises: NetlogError with what the system said."""
    try:
        done = subprocess.run(  # noqa: S603 - a constant program of the system, without a shell
            command, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
        said = (done.stderr or done.stdout).strip().splitlines()[-1:] if done.returncode else None
    except (OSError, subprocess.SubprocessError) as error:
        said = [str(getattr(error, "strerror", None) or error).lower()]
    if said is not None:
        reason = "".join(said) or "no reason given"
        raise NetlogError(
            f"this system does not run it by itself: {' '.join(command)}: {reason}",
            hint="netlog watch   (in a terminal that stays open)",
        )
