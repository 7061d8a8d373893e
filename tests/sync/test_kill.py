"""What was acknowledged survives the death of the program at any moment, and the folder heals."""

import os
import random
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.log import Created, Log

TRACED = (
    "pwrite64,pwritev,write,fsync,fdatasync,ftruncate,linkat,mkdirat,openat,close,unlink,unlinkat,rename,renameat,"
    "renameat2,utimensat,fchmod,fcntl,lseek,flock"
)


def check(log: Log, acknowledged: list[str]) -> None:
    """Nothing acknowledged is lost, nothing is there twice, the chain is whole, and publishing heals the
    folder.
    """
    events = [each.id for each in log.everything()]
    assert set(acknowledged) <= set(events)
    assert len(events) == len(set(events))
    assert len(events) - len(acknowledged) <= 1
    assert log.publish().trouble is None
    report = log.verify()
    assert (report.bad, report.missing, report.waiting, report.trouble) == ([], [], [], None)
    assert log.count().outbox == 0
    assert not [each for each in log.folder.path.rglob("*") if each.name.startswith(".nltmp-")]


def test_a_kill_at_a_random_moment_loses_nothing_acknowledged(
    vault: Created, writer: Callable[..., Any], reopen: Callable[[], Log]
) -> None:
    chance = random.Random(2026)
    total: list[str] = []
    for _ in range(30):
        program = writer()
        program.ask(1000)
        program.wait_for(chance.randrange(4))
        time.sleep(chance.uniform(0, 0.005))
        program.kill()
        total += program.acknowledged()
        assert program.process.returncode != 0
    events = {each.id for each in vault.log.everything()}
    assert set(total) <= events
    assert len(events) - len(total) <= 30
    assert len(total) > 30
    log = reopen()
    assert log.publish().trouble is None
    report = log.verify()
    assert (report.bad, report.missing, report.waiting, report.trouble) == ([], [], [], None)


def traceable() -> bool:
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-o", "/dev/null", "true"], check=False, capture_output=True).returncode
        == 0
    )


class Traced:
    """A writer that strace follows from the moment it is ready, so that only recording and publishing is
    counted.
    """

    def __init__(self, program: Any, *options: str) -> None:
        self.program = program
        self.tracer = subprocess.Popen(
            ["strace", "-f", "-p", str(program.pid), *options], stderr=subprocess.PIPE, text=True
        )
        assert self.tracer.stderr is not None
        assert "attached" in self.tracer.stderr.readline()

    def run(self) -> list[str]:
        self.program.ask(1)
        acknowledged = self.program.acknowledged()
        self.tracer.communicate()
        return acknowledged  # type: ignore[no-any-return]


needs_strace = pytest.mark.skipif(not traceable(), reason="strace is not here, or may not trace")


def recorded(created: Created) -> list[str]:
    with Log.open(created.log.home, wrapping_key=created.wrapping_key) as log:
        return [each.id for each in log.everything()]


@pytest.mark.slow
@needs_strace
def test_a_kill_on_entry_of_every_system_call_of_recording_loses_nothing_acknowledged(
    vault: Created, writer: Callable[..., Any], reopen: Callable[[], Log], tmp_path: Path
) -> None:
    """Up to and with the closing of the archive by the last connection, which folds SQLite's log in."""
    vault.log.close()
    trace = tmp_path / "trace"
    assert Traced(writer(), "-o", str(trace), "-e", f"trace={TRACED}").run()
    calls = Counter(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.MULTILINE))
    assert {"fdatasync", "fsync", "linkat", "pwrite64", "unlink"} <= set(calls)
    killed = 0
    total = recorded(vault)
    for call, count in calls.items():
        for number in range(1, count + 1):
            program = writer()
            inject = f"inject={call}:signal=KILL:when={number}"
            acknowledged = Traced(program, "-o", os.devnull, "-e", f"trace={call}", "-e", inject).run()
            killed += program.process.returncode != 0
            now = recorded(vault)
            assert now[: len(total)] == total
            assert len(now) - len(total) <= 1
            assert set(acknowledged) <= set(now)
            total = now
    assert killed >= sum(calls.values()) * 0.9
    check(reopen(), total)


@needs_strace
def test_the_order_is_archive_flush_then_write_flush_link_flush_of_the_directory(
    vault: Created, writer: Callable[..., Any], tmp_path: Path
) -> None:
    """The trace of the real program; -yy prints the path behind each descriptor."""
    trace = tmp_path / "trace"
    Traced(writer(), "-yy", "-o", str(trace), "-e", "trace=pwrite64,write,fsync,fdatasync,linkat").run()
    steps = [step for line in trace.read_text().splitlines() if (step := told(line, vault.log.folder.path))]
    first = steps.index("people write")
    assert "archive flush" in steps[:first]
    assert "archive flush" not in steps[first : steps.index("acknowledged")]
    order = ["write", "flush", "link", "flush directory"]
    folder = [step for step in steps if not step.startswith("archive")]
    assert folder == [
        *(f"people {step}" for step in order),
        *(f"log {step}" for step in order),
        "acknowledged",
    ]


def told(line: str, folder: Path) -> str | None:
    """One line of the trace in words, if it concerns durability."""
    match = re.match(r"\d+ +(\w+)\((\d+|AT_FDCWD)<([^>]*)>", line)
    if match is None:
        return None
    call, descriptor, path = match.groups()
    where = re.search(rf"{re.escape(str(folder))}/(people|log)/", line)
    if call == "write" and descriptor == "1":
        return "acknowledged"
    if "archive.db" in path and call == "fdatasync":
        return "archive flush"
    if where is None:
        return None
    if call == "fsync":
        return f"{where[1]} flush" + ("" if "/#" in path else " directory")
    return f"{where[1]} {call.removesuffix('at')}"


@pytest.mark.slow
@needs_strace
@pytest.mark.parametrize("trouble", ["ENOSPC", "EIO"])
def test_an_error_of_any_system_call_is_told_or_survived(
    vault: Created, writer: Callable[..., Any], tmp_path: Path, trouble: str
) -> None:
    """Nothing is acknowledged that is not there, and what was refused is not there either."""
    vault.log.close()
    trace = tmp_path / "trace"
    calls = "pwrite64,write,fsync,fdatasync,ftruncate,linkat,mkdirat,openat,unlink,utimensat,fchmod"
    assert Traced(writer(), "-o", str(trace), "-e", f"trace={calls}").run()
    counts = Counter(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.MULTILINE))
    total = recorded(vault)
    refused = 0
    for call, count in counts.items():
        for number in range(1, count + 1):
            inject = f"inject={call}:error={trouble}:when={number}"
            said = Traced(writer(), "-o", os.devnull, "-e", f"trace={call}", "-e", inject).run()
            now = recorded(vault)
            assert now[: len(total)] == total
            acknowledged = [line for line in said if line != "refused"]
            if call in {"write", "openat"} and not said:  # the program could not speak, or not load its code
                assert len(now) - len(total) <= 1
            else:
                assert said, (call, number)
                assert acknowledged == now[len(total) :], (call, number)
            refused += said == ["refused"]
            total = now
    assert refused > 2
    with Log.open(vault.log.home, wrapping_key=vault.wrapping_key) as log:
        check(log, total)
