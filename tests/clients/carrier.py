"""What carries the folders of several devices? One sync client, started by the test, on one machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PATIENCE = 60.0  # seconds; only what hangs is ever waited for so long


class Carrier(Protocol):
    """One client over the folders of all devices. A new client is one such class."""

    def start(self, folders: Sequence[Path]) -> None:
        """Prepares it and lets it run; the folders are there, and may be empty."""

    def carry(self) -> None:
        """Brings the folders up to date with each other, as far as this client ever does."""

    def cut(self) -> None:
        """From now on no device reaches another, until `carry`."""

    def tear(self, at: int, begun: Callable[[], bool]) -> None:
        """Begins to bring the folder of device `at` up to date, slowly where the client can be slowed down,
        and kills the client there with −9 as soon as something has `begun` to arrive.
        """

    def stop(self) -> None:
        """Ends whatever it started."""


class Commands:
    """A client that runs when it is told to, and ends: nobody reaches anybody in between."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.folders: Sequence[Path] = ()

    def start(self, folders: Sequence[Path]) -> None:
        self.folders = folders

    def cut(self) -> None:
        """Nothing runs."""

    def stop(self) -> None:
        """Nothing runs."""

    def environment(self) -> dict[str, str]:
        """Nothing of this machine's user."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.place), "LC_ALL": "C.UTF-8"}

    def run(self, *command: str | Path, good: Sequence[int] = (0,)) -> str:
        done = subprocess.run(
            command, cwd=self.place, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode in good, (command, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def killed(self, *command: str | Path, begun: Callable[[], bool]) -> None:
        with Background(command, env=self.environment(), cwd=self.place) as process:
            wait_until(lambda: begun() or process.ended)


class Background:
    """A program that runs until it is killed, with whatever it started. What it says is kept in a file."""

    def __init__(self, command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> None:
        self._said = (cwd / f"{Path(command[0]).name}.txt").open("ab")
        self._process = subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._said.close()


def need(program: str) -> None:
    """Skips where the client is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here; .ci/run installs it")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(true: Callable[[], bool], *, pause: float = 0.005) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "nothing more happens"
        time.sleep(pause)
