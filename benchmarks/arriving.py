"""What does it cost to take in what others wrote: all of it on joining, one event as it arrives, and nothing?

`python -m benchmarks.arriving one COUNT VAULT VAULT` and `… nothing COUNT DIRECTORY` print medians; `… pack 0
VAULT` packs what a vault holds, and lets its loose files go.
"""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.measure import NETLOG, Row, child, in_child, say
from benchmarks.vaults import CODE, PASSPHRASE, build, empty, key_of, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.measure import Cost
    from benchmarks.vaults import Vault
    from sync.log import Log

LOOSE: Final = 600
PACKS: Final = 150
SCAN_MS: Final = 5.0
JOIN: Final = 2.0
MANY: Final = 100_000
"""Below that, the slow derivation of a key from the passphrase is most of joining."""
ONE: Final = 2.0
FEW: Final = 500
JOPLIN_S: Final = 23.0
"""By the clock, until a second device of Joplin's terminal shows so many encrypted notes: 12 s to download,
11 s to decrypt (SPEED)."""
FASTER: Final = 30.0
_DAY_MS: Final = 86_400_000


def measure(smallest: Vault, largest: Vault, directory: Path, count: int) -> Iterator[Row]:
    say(f"letting {count} events arrive in vaults of {smallest.events:,} and {largest.events:,} events")
    places = [str(vault.directory) for vault in (smallest, largest)]
    ones = in_child("arriving", "one", str(count), *places)
    for vault, one in zip((smallest, largest), ones, strict=True):
        name = f"one arriving event in a running process, beside {vault.events:,}"
        yield Row("arriving", name, one * 1000, "ms of processor time")
    yield Row("arriving", "one arriving event, largest vault against smallest", ones[1] / ones[0], "×", ONE)
    say(f"looking at {LOOSE} loose files and {PACKS} packs in which nothing has changed")
    scan = in_child("arriving", "nothing", str(count), str(directory / "arriving")) * 1000
    yield Row(
        "arriving", f"{LOOSE} loose files and {PACKS} packs, unchanged", scan, "ms of processor time", SCAN_MS
    )
    yield from _joining(largest)
    yield from _joining_few(directory)


def _joining_few(directory: Path) -> Iterator[Row]:
    say(f"joining a vault of {FEW} events, file by file")
    vault = build(directory / "few", FEW)
    join, first, env = _joined(vault)
    child([*NETLOG, "lock"], env)
    remove(vault)
    elapsed = join.elapsed + first.elapsed
    name = f"join, {FEW} events, and the first answer"
    yield Row("arriving", f"{name}: by the clock", elapsed, "s")
    yield Row(
        "arriving", f"{name}, as many times faster than Joplin", JOPLIN_S / elapsed, "×", FASTER, least=True
    )


def _joined(vault: Vault) -> tuple[Cost, Cost, dict[str, str]]:
    """What a second device costs until it is one, and until its first answer; its surroundings."""
    home = vault.directory / "second"
    env = {"NETLOG_HOME": str(home), "NETLOG_PASSPHRASE_COMMAND": f"echo {PASSPHRASE}"}
    code = ["--recovery-code-file", str(vault.directory / CODE)]
    join = child([*NETLOG, "join", str(vault.directory / "folder"), *code, "--json"], env)
    if json.loads(join.output)["events"] < vault.events:
        raise SystemExit("the device that joined does not hold everything")
    return join, child([*NETLOG, "next"], env), env


def _joining(vault: Vault) -> Iterator[Row]:
    say(f"joining a vault of {vault.events:,} events in packs")
    in_child("arriving", "pack", "0", str(vault.directory))
    join, first, env = _joined(vault)
    rebuild = child([*NETLOG, "rebuild", "--json"], env)
    child([*NETLOG, "lock"], env)
    name = f"join, {vault.events:,} events in packs"
    yield Row("arriving", f"{name}: processor time", join.processor, "s")
    yield Row("arriving", f"{name}: peak of memory", join.peak / 1e6, "MB")
    bound = JOIN if vault.events >= MANY else None
    yield Row("arriving", f"{name}, against a rebuild", join.processor / rebuild.processor, "×", bound)
    together = (join.processor + first.processor) / rebuild.processor
    yield Row("arriving", f"{name}, and the first answer, against a rebuild", together, "×", bound)


def _first(directory: Path, now_ms: Callable[[], int] | None = None) -> Log:
    from sync.log import Log, wall_clock_ms

    return Log.open(directory / "home", wrapping_key=key_of(directory), clock_ms=now_ms or wall_clock_ms)


def _second(directory: Path) -> Log:
    """Another device of the vault in a directory, that has taken everything in."""
    from sync.format.device import LOWEST_COST
    from sync.keys import RecoveryCode
    from sync.log import Log

    folder, home = directory / "folder", directory / f"home-{time.monotonic_ns()}"
    code = RecoveryCode.parse((directory / CODE).read_text("utf-8"))
    log = Log.join(home, folder, code, passphrase=PASSPHRASE, device_name="second", cost=LOWEST_COST).log
    log.receive()
    return log


def _one(places: Sequence[Path], count: int) -> list[float]:
    """Median seconds of processor time to take in one event of another device, in each vault, in turns."""
    from benchmarks.notebooks import Notebook

    drafts = [draft for _, week in Notebook(2 * count, seed=3).drafts() for draft in week]
    pairs = [(_first(place), _second(place)) for place in places]
    taken: list[list[float]] = [[] for _ in places]
    for draft in drafts[:count]:
        for times, (writer, reader) in zip(taken, pairs, strict=True):
            writer.record([draft])
            begun = time.process_time()
            received = reader.receive()
            times.append(time.process_time() - begun)
            if received.events != 1:
                raise SystemExit("the event did not arrive")
    return [median(times) for times in taken]


def _nothing(directory: Path, count: int) -> float:
    """Median seconds of processor time to find nothing new."""
    _in_small_packs(directory)
    with _second(directory) as reader:
        taken = []
        for _ in range(count):
            begun = time.process_time()
            reader.receive()
            taken.append(time.process_time() - begun)
    return median(taken)


def _in_small_packs(directory: Path) -> None:
    """A vault of so many loose files and packs as are looked at."""
    from benchmarks.notebooks import Notebook
    from events.ids import unbase32
    from sync.pack import packed

    drafts = iter([draft for _, week in Notebook(2 * (LOOSE + PACKS)).drafts() for draft in week])
    empty(directory).close()
    with _first(directory) as log:
        for _ in range(PACKS + LOOSE):
            log.record([next(drafts)])
        for n, path in enumerate(sorted((directory / "folder" / "log").rglob("*.nls"))[:PACKS], 1):
            ((name, body),) = packed(log.vault, unbase32(log.device), [(n, path.read_bytes())])
            log.folder.publish(name, body)
            path.unlink()


def _pack(directory: Path) -> None:
    """As a vault is a week after its last entry."""
    now = time.time_ns() // 1_000_000
    for moment in (now, now + 8 * _DAY_MS):
        with _first(directory, partial(int, moment)) as log:
            log.tend()


if __name__ == "__main__":
    asked, number, *paths = sys.argv[1:]
    if asked == "one":
        print(json.dumps(_one([Path(path) for path in paths], int(number))))
    elif asked == "nothing":
        print(json.dumps(_nothing(Path(paths[0]), int(number))))
    else:
        _pack(Path(paths[0]))
        print("{}")
