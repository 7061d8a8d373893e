"""The real program, in a process of its own, with a home of its own and no trace of this machine's user."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sync import session
from sync.format.device import LOWEST_COST
from sync.log import Created, Log

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PASSPHRASE = "correct horse battery staple"
PATIENCE = 60.0  # seconds that a terminal may be silent


@dataclass(frozen=True)
class Done:
    """What a call left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def failure(self) -> dict[str, Any]:
        """The error of a call with --json: the last line of standard error."""
        found: dict[str, Any] = json.loads(self.err.splitlines()[-1])
        return found


@dataclass(frozen=True)
class Program:
    """`passphrase_command` empty: nobody and nothing knows the passphrase."""

    place: Path
    runtime: Path
    passphrase_command: str = f"echo {PASSPHRASE}"

    @property
    def home(self) -> Path:
        return self.place / "home"

    @property
    def folder(self) -> Path:
        return self.place / "folder"

    def environment(self) -> dict[str, str]:
        given = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.place),
            "NETLOG_HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        if self.passphrase_command:
            given["NETLOG_PASSPHRASE_COMMAND"] = self.passphrase_command
        return given

    def alone(self) -> Program:
        """The same, without any way to unlock but a session."""
        return replace(self, passphrase_command="")

    def run(self, *arguments: str, given: bytes | str = b"", **variables: str) -> Done:
        raw = given.encode() if isinstance(given, str) else given
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "netlog", *arguments],
            input=raw,
            capture_output=True,
            check=False,
            cwd=self.place,
            env={**self.environment(), **variables},
            timeout=300,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *arguments: str, given: bytes | str = b"") -> Done:
        done = self.run(*arguments, given=given)
        assert done.code == 0, done
        return done

    def json(self, *arguments: str, given: bytes | str = b"") -> Any:
        return self.ok(*arguments, "--json", given=given).document

    def init(self) -> Created:
        """A vault as `netlog init` makes it, unlocked, but with a passphrase that is cheap to try."""
        made = Log.create(
            self.home, self.folder, passphrase=PASSPHRASE, device_name="device 1", cost=LOWEST_COST
        )
        made.log.close()
        with patch.dict(os.environ, self.environment()):
            assert session.store(self.home, made.wrapping_key)
        return made

    def add(self, name: str, *options: str) -> str:
        """The id of a new person."""
        created: str = self.json("add", name, *options)["created"][0]["id"]
        return created

    def on_a_terminal(
        self, *arguments: str, answers: list[tuple[str, str | Callable[[str], str]]]
    ) -> tuple[int, str]:
        """Runs in front of a terminal, and types each answer when its question is seen.

        Returns the exit code and everything on the screen.
        """
        pid, descriptor = pty.fork()
        if pid == 0:
            os.chdir(self.place)
            command = [sys.executable, "-W", "error", "-m", "netlog", *arguments]
            os.execve(  # noqa: S606 - that is what a child is for
                sys.executable, command, {**self.environment(), "TERM": "dumb", "COLUMNS": "200"}
            )
        seen = ""
        waiting = list(answers)
        since = 0
        while True:
            readable, _, _ = select.select([descriptor], [], [], PATIENCE)
            assert readable, f"nothing more came after: {seen}"
            try:
                piece = os.read(descriptor, 65_536).decode()
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            seen += piece
            if waiting and re.search(waiting[0][0], seen[since:]):
                since = len(seen)
                time.sleep(0.05)  # the question is written before the echo is turned off
                answer = waiting.pop(0)[1]
                os.write(descriptor, (answer if isinstance(answer, str) else answer(seen)).encode())
        _, status = os.waitpid(pid, 0)
        os.close(descriptor)
        return os.waitstatus_to_exitcode(status), seen


class Places:
    """Temporary places for programs, and memory-backed ones for their sessions; all gone in the end."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._runtimes: list[Path] = []

    def program(self, name: str) -> Program:
        place = self._directory / name
        place.mkdir()
        memory = Path("/dev/shm")  # noqa: S108 - a directory of our own in it
        runtime = Path(tempfile.mkdtemp(prefix="netlog-test-", dir=memory if memory.is_dir() else None))
        self._runtimes.append(runtime)
        return Program(place, runtime)

    def clear(self) -> None:
        for runtime in self._runtimes:
            shutil.rmtree(runtime)
