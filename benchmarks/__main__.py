"""What is measured, in which sizes, and how is it shown? One table, and the same as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks import answers, append, arriving, importing, peers, rebuild
from benchmarks.measure import ROOT, Row
from benchmarks.vaults import Vault, build, remove, vaults

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Sizes(NamedTuple):
    """How much of everything. The quick ones only show that it works; their figures mean little."""

    events: list[int]
    rounds: int
    rebuilds: int
    appends: int
    arrivals: int
    imported: int
    peer: int


FULL = Sizes(
    [1_000, 100_000], rounds=15, rebuilds=3, appends=300, arrivals=60, imported=importing.ROWS, peer=5_000
)
QUICK = Sizes([200, 1_000], rounds=2, rebuilds=1, appends=20, arrivals=5, imported=400, peer=200)
MILLION = 1_000_000


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    sizes = QUICK if asked.quick else FULL
    if asked.events:
        sizes = sizes._replace(events=sorted(int(size) for size in asked.events.split(",")))
    with tempfile.TemporaryDirectory(prefix="netlog-bench-", dir=asked.dir) as directory:
        rows = list(_rows(Path(directory), sizes, set(asked.only or TOPICS), million=asked.million))
    show(rows)
    if (busy := _busy()) is not None:
        print(
            f"\nload average {busy:.1f} on {os.cpu_count()} cores"
            + (": busy, measure again" if busy > 2 else "")
        )
    if asked.json:
        asked.json.write_text(json.dumps(document(rows), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


TOPICS = ("answers", "rebuild", "append", "arriving", "import", "peers")


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--events", metavar="N,N", help="sizes of the vaults, instead of 1000,100000")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it still work?")
    parser.add_argument(
        "--million", action="store_true", help="also rebuild a million events (minutes, 2 GB of disk)"
    )
    parser.add_argument(
        "--only", action="append", choices=TOPICS, help="one topic; may be given several times"
    )
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there, too")
    parser.add_argument("--dir", type=Path, help="where to work; a real disk, or durability costs nothing")
    return parser.parse_args(arguments)


def _rows(directory: Path, sizes: Sizes, topics: set[str], *, million: bool) -> Iterator[Row]:
    if topics & {"answers", "rebuild", "append", "arriving", "peers"}:
        with vaults(directory, sizes.events) as built:
            yield from _of_vaults(directory, built, sizes, topics)
    if "import" in topics:
        yield from importing.measure(directory, sizes.imported)
    if million:
        vault = build(directory / "million", MILLION)
        yield from rebuild.measure(vault, 1)
        remove(vault)


def _of_vaults(directory: Path, built: dict[int, Vault], sizes: Sizes, topics: set[str]) -> Iterator[Row]:
    smallest, largest = built[min(built)], built[max(built)]
    if "answers" in topics:
        yield from answers.measure(built, sizes.rounds)
    ours = None
    if topics & {"rebuild", "peers"}:
        for row in rebuild.measure(largest, sizes.rebuilds):
            ours = ours or row.measured
            yield row
    if "append" in topics:
        yield from append.measure(smallest, directory, sizes.appends)
    if "arriving" in topics:
        yield from arriving.measure(smallest, largest, directory, sizes.arrivals)
    if "peers" in topics and ours is not None:
        yield from peers.measure(directory, sizes.peer, ours)


def show(rows: Sequence[Row]) -> None:
    """One table, by topic."""
    topics = list(dict.fromkeys(row.topic for row in rows))
    rows = sorted(rows, key=lambda row: topics.index(row.topic))
    cells = [(row.what, _figure(row.measured), row.unit, _bound(row), _met(row)) for row in rows]
    widths = [max(len(cell[at]) for cell in cells) for at in range(4)]
    topic = ""
    for row, (what, figure, unit, bound, met) in zip(rows, cells, strict=True):
        if row.topic != topic:
            topic = row.topic
            print(f"\n{topic}")
        line = (
            f"  {what:<{widths[0]}}  {figure:>{widths[1]}} {unit:<{widths[2]}}  {bound:>{widths[3]}}  {met}"
        )
        print(line.rstrip())


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _bound(row: Row) -> str:
    return "" if row.bound is None else f"{'≥' if row.least else '≤'} {row.bound:,g}"


def _met(row: Row) -> str:
    return {None: "", True: "met", False: "NOT met"}[row.met]


def _busy() -> float | None:
    """How many processes wanted to run in the last minutes: beside others, small caches make ratios worse."""
    return os.getloadavg()[1] if hasattr(os, "getloadavg") else None


def document(rows: Sequence[Row]) -> dict[str, Any]:
    """What is kept: the figures, of which code, on which kind of machine. Nothing that names the machine."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "machine": {
            "cores": os.cpu_count(),
            "cpu": _cpu(),
            "system": platform.system(),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "load": _busy(),
        },
        "rows": [{**row._asdict(), "met": row.met} for row in rows],
    }


def _commit() -> str | None:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip() or None


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
