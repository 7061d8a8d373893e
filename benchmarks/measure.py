"""How is something measured here? Processor time of child processes, in turns, and medians of that.

Rule: nothing is quoted without what it is compared with, measured in turns: A B A B. The process that
measures stays small, since a child's peak of memory counts what its parent had when it was started.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT: Final = Path(__file__).parents[1]
BARE: Final = [sys.executable, "-c", "pass"]
NETLOG: Final = [sys.executable, "-c", "import sys; from netlog.cli import main; sys.exit(main())"]
"""As the installed program starts, wherever the checkout lies."""


class Row(NamedTuple):
    """One line of the table. `bound` is what to compare with: at most, or if `least`, at least."""

    topic: str
    what: str
    measured: float
    unit: str
    bound: float | None = None
    least: bool = False

    @property
    def met(self) -> bool | None:
        if self.bound is None:
            return None
        return self.measured >= self.bound if self.least else self.measured <= self.bound


class Cost(NamedTuple):
    """What a child took: seconds of processor time and of the clock, peak of memory in bytes, its answer."""

    processor: float
    elapsed: float
    peak: int
    output: str


class Failed(Exception):
    """A child ended badly, so there is nothing to compare."""


def child(command: Sequence[str], env: Mapping[str, str] | None = None) -> Cost:
    """Runs a command in the checkout and waits for it. Raises: Failed."""
    # An installed program has its bytecode; where writing that is switched off, each run would compile anew.
    surroundings = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(env or {})}
    with TemporaryFile() as output, TemporaryFile() as trouble:
        begun = time.perf_counter()
        process = subprocess.Popen(list(command), cwd=ROOT, env=surroundings, stdout=output, stderr=trouble)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise Failed(f"{' '.join(command[1:])[:300]}\n{_read(trouble)[-3000:]}")
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Cost(usage.ru_utime + usage.ru_stime, elapsed, peak, _read(output))


def _read(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


def in_child(module: str, *arguments: str, env: Mapping[str, str] | None = None) -> Any:
    """What `python -m benchmarks.<module> …` prints, as JSON: whatever needs memory happens over there."""
    return json.loads(child([sys.executable, "-m", f"benchmarks.{module}", *arguments], env).output)


class Timed(NamedTuple):
    """A command that is to be run again and again, in its surroundings."""

    command: Sequence[str]
    env: Mapping[str, str] = {}


def against_bare(commands: Mapping[str, Timed], rounds: int) -> dict[str, list[float]]:
    """How many times the processor time of a bare Python each takes, of every round.

    Each run is compared with the bare runs right before and behind it: a machine that slows down for a while
    slows down both. A first round warms up and does not count.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        before = child(BARE).processor
        for name, timed in commands.items():
            cost = child(timed.command, timed.env).processor
            after = child(BARE).processor
            if turn:
                times[name].append(2 * cost / (before + after))
            before = after
    return times


def in_turns(works: Mapping[str, Callable[[], None]], rounds: int) -> dict[str, tuple[float, float]]:
    """Median seconds (by the clock, of the processor) of each piece of work, done here and in turns."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for turn in range(rounds + rounds // 10 + 1):
        for name, work in works.items():
            clock, processor = time.perf_counter(), time.process_time()
            work()
            spent = (time.perf_counter() - clock, time.process_time() - processor)
            if turn > rounds // 10:
                taken[name].append(spent)
    return {
        name: (median(clock for clock, _ in spent), median(processor for _, processor in spent))
        for name, spent in taken.items()
    }


def say(line: str) -> None:
    """What is being measured, while nothing can be seen yet."""
    print(f"… {line}", file=sys.stderr, flush=True)
