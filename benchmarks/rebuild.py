"""How fast does everything fold again from the archive, and in how much memory?"""

from __future__ import annotations

import json
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.measure import Row, child, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.vaults import Vault

AT_LEAST: Final = {100_000: 25_000.0, 1_000_000: 20_000.0}
AT_MOST_MB: Final = {100_000: 160.0, 1_000_000: 700.0}
BULK: Final = 600.0


def measure(vault: Vault, rounds: int) -> Iterator[Row]:
    """`netlog rebuild` as a whole: every projection, both caches, the state."""
    say(f"rebuilding {vault.events:,} events")
    costs = [child(*vault.netlog("rebuild", "--json")) for _ in range(rounds)]
    events = json.loads(costs[0].output)["events"]
    rate = events / median(cost.processor for cost in costs)
    peak = max(cost.peak for cost in costs) / 1e6
    name = f"rebuild, {vault.events:,} events"
    yield Row(
        "rebuild", name, rate, "events a second of processor time", _of(AT_LEAST, vault.events), least=True
    )
    yield Row("rebuild", f"{name}: peak of memory", peak, "MB", _of(AT_MOST_MB, vault.events))
    yield Row(
        "size",
        f"vault of {vault.events:,} events, in bulk",
        vault.size / vault.events,
        "bytes an event",
        BULK,
    )


def _of(bounds: dict[int, float], events: int) -> float | None:
    """The bound of the next size that has one."""
    return next((bounds[size] for size in sorted(bounds) if events <= size), None)
