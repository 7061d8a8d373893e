"""How long does somebody wait for an answer? Processor time of whole commands, in times of a bare Python."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.measure import NETLOG, Row, Timed, against_bare, say
from benchmarks.vaults import SOMEBODY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.vaults import Vault

BOUNDS: Final = {"next": 8.0, "funnel": 8.0, "who": 8.0, "search": 10.0, "met": 18.0}
"""SPEED: at first. The goals behind them are 6, and 10 for recording."""
GROWTH: Final = 1.3
HELP: Final = 4.5


def measure(vaults: dict[int, Vault], rounds: int) -> Iterator[Row]:
    """`vaults` by their number of events, with nothing new."""
    say("answers")
    commands = {"help": Timed([*NETLOG, "--help"])}
    for size, vault in vaults.items():
        commands[f"next {size}"] = vault.netlog("next")
        commands[f"funnel {size}"] = vault.netlog("funnel")
        commands[f"who {size}"] = vault.netlog("who", SOMEBODY)
        commands[f"search {size}"] = vault.netlog("search", "storage", "grid")
    times = against_bare(commands, rounds)
    say("recording")
    # Apart from the answers: whoever asks right after another process recorded something folds that first.
    times |= against_bare(
        {f"met {size}": vault.netlog("met", SOMEBODY, "--minutes", "20") for size, vault in vaults.items()},
        rounds,
    )
    yield Row("answers", "netlog --help", median(times["help"]), "× bare Python", HELP)
    smallest, largest = min(vaults), max(vaults)
    for verb, bound in BOUNDS.items():
        for size in vaults:
            measured = median(times[f"{verb} {size}"])
            yield Row("answers", f"netlog {verb}, {size:,} events", measured, "× bare Python", bound)
        if smallest != largest:
            pairs = zip(times[f"{verb} {largest}"], times[f"{verb} {smallest}"], strict=True)
            grown = median(large / small for large, small in pairs)
            yield Row("answers", f"netlog {verb}, {largest:,} against {smallest:,}", grown, "×", GROWTH)
