"""A campaign of many seeds: `python3 run.py simulate --seeds 1000 --from 0`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.simulation.devices import reproducible
from tests.simulation.world import Outcome, World


def simulate(seed: int) -> Outcome:
    """One seed, in memory where that can be. Raises: whatever goes wrong."""
    memory = Path("/dev/shm")  # noqa: S108 - a directory of our own in it
    place = Path(tempfile.mkdtemp(prefix="netlog-sim-", dir=memory if memory.is_dir() else None))
    try:
        with reproducible():
            return World(seed, place).run()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def tried(seed: int, *, twice: bool = False) -> str:
    """What went wrong; nothing if all went well."""
    try:
        first = simulate(seed)
        if twice and simulate(seed) != first:
            return "a second run comes to something else"
    except Exception as error:  # noqa: BLE001 - a campaign goes on
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
    return ""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at once")
    parser.add_argument("--twice", action="store_true", help="each, and do both runs come to the same?")
    asked = parser.parse_args(arguments)
    begun, failed = time.monotonic(), 0
    seeds = range(asked.first, asked.first + asked.seeds)
    with ProcessPoolExecutor(asked.jobs) as pool:
        found = pool.map(partial(tried, twice=asked.twice), seeds, chunksize=4)
        for seed, wrong in zip(seeds, found, strict=True):
            if wrong:
                failed += 1
                print(f"seed {seed}: {wrong}", flush=True)
    seconds = time.monotonic() - begun
    print(f"{asked.seeds} seeds, {failed} failed, {asked.seeds / seconds:.1f} a second")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
