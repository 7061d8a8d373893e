import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from sync.format.device import LOWEST_COST
from sync.log import Created, Log
from tests.sync.clocked import Clock

ROOT = Path(__file__).parents[2]
WRITER = Path(__file__).with_name("writer.py")
NOBODY = 65_534


@pytest.fixture
def make_vault(tmp_path: Path) -> Iterator[Callable[..., Created]]:
    """Makes vaults at tmp_path / NAME / home and folder, and closes them."""
    made: list[Created] = []

    def make(name: str = "one") -> Created:
        place = tmp_path / name
        place.mkdir()
        made.append(
            Log.create(
                place / "home", place / "folder", passphrase="correct horse", device_name="Annas Laptop",
                cost=LOWEST_COST,
            )
        )  # fmt: skip
        return made[-1]

    yield make
    for created in made:
        created.log.close()


@pytest.fixture
def vault(make_vault: Callable[..., Created]) -> Created:
    return make_vault()


@pytest.fixture
def join(tmp_path: Path) -> Iterator[Callable[..., Log]]:
    """Makes further devices of a vault, at tmp_path / NAME, and closes them."""
    joined: list[Log] = []

    def make(created: Created, name: str = "phone") -> Log:
        joined.append(
            Log.join(
                tmp_path / name, created.log.folder.path, created.recovery_code,
                passphrase="battery staple", device_name=name, cost=LOWEST_COST,
            ).log
        )  # fmt: skip
        return joined[-1]

    yield make
    for one in joined:
        one.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pair(vault: Created, join: Callable[..., Log], clock: Clock) -> tuple[Log, Log]:
    """A laptop and a phone on one folder that know of each other, and go by one clock."""
    phone = join(vault)
    clock.of(vault.log, phone)
    vault.log.receive()
    return vault.log, phone


@pytest.fixture
def log(vault: Created) -> Log:
    return vault.log


@pytest.fixture
def reopen(vault: Created) -> Iterator[Callable[[], Log]]:
    """Opens the vault again, as the next command does."""
    opened: list[Log] = []

    def again() -> Log:
        opened.append(Log.open(vault.log.home, wrapping_key=vault.wrapping_key))
        return opened[-1]

    yield again
    for one in opened:
        one.close()


class Writer:
    """A real program that records one event for each line it is given, and prints the id once it is
    acknowledged.
    """

    def __init__(self, created: Created, *, wrapper: tuple[str, ...] = ()) -> None:
        self.process = subprocess.Popen(
            [*wrapper, sys.executable, str(WRITER), str(created.log.home), created.wrapping_key.hex()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        )  # fmt: skip
        self.pid = int(self._output().readline())
        self._lines: list[str] = []

    def _output(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def ask(self, count: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n" * count)
        self.process.stdin.close()

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait_for(self, count: int) -> None:
        """Until so many events are acknowledged."""
        self._lines += [self._output().readline() for _ in range(count)]

    def acknowledged(self) -> list[str]:
        """Every id that was printed as a whole line until the program ended."""
        self._lines += self._output().read().splitlines(keepends=True)
        self._output().close()
        self.process.wait()
        return [line.strip() for line in self._lines if line.endswith("\n")]


@pytest.fixture
def writer(vault: Created) -> Iterator[Callable[..., Writer]]:
    started: list[Writer] = []

    def start(*, wrapper: tuple[str, ...] = ()) -> Writer:
        started.append(Writer(vault, wrapper=wrapper))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        for pipe in (each.process.stdin, each.process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()


@pytest.fixture
def as_nobody(tmp_path: Path) -> Iterator[Callable[[Callable[[], str]], str]]:
    """Runs a function in a child that is another user, because root passes every permission; returns what it
    returned.
    """
    if os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    modes = {parent: parent.stat().st_mode for parent in [tmp_path, *tmp_path.parents]}
    for parent, mode in modes.items():
        if not mode & 0o001:
            parent.chmod(mode | 0o001)

    def run(function: Callable[[], str]) -> str:
        reader, sender = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            try:
                os.setgroups([])
                os.setegid(NOBODY)
                os.seteuid(NOBODY)
                said = function()
            except BaseException as error:  # noqa: BLE001 - the parent is told, whatever it was
                said = f"raised {type(error).__name__}: {error}"
            os.write(sender, said.encode())
            os._exit(0)
        os.close(sender)
        with os.fdopen(reader) as stream:
            said = stream.read()
        os.waitpid(child, 0)
        return said

    yield run
    for parent, mode in modes.items():
        if not mode & 0o001:
            parent.chmod(mode)
