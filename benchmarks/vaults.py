"""Which vaults are measured? One of each size, built in a child, unlocked, and gone at the end.

`python -m benchmarks.vaults DIRECTORY EVENTS` builds one and prints how large its folder is.
"""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.measure import NETLOG, Timed, child, in_child, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.log import Log

PASSPHRASE: Final = "a benchmark keeps nothing secret"  # noqa: S105 - of vaults that live for minutes
CODE: Final = "code"
"""The file beside home and folder that keeps the recovery code."""
SOMEBODY: Final = "Tomasz Wilk"
"""Exactly one person in every notebook, so that each vault gives the same answer."""


class Vault(NamedTuple):
    """`size`: bytes of the synced folder."""

    directory: Path
    events: int
    size: int

    @property
    def home(self) -> Path:
        return self.directory / "home"

    @property
    def env(self) -> dict[str, str]:
        return {"NETLOG_HOME": str(self.home)}

    def netlog(self, *arguments: str) -> Timed:
        return Timed([*NETLOG, *arguments], self.env)


@contextmanager
def vaults(directory: Path, sizes: list[int]) -> Iterator[dict[int, Vault]]:
    """Vaults with so many events each, their everyday tables folded. Their sessions end with them."""
    built: dict[int, Vault] = {}
    try:
        for size in sizes:
            say(f"building a vault of {size:,} events")
            built[size] = build(directory / str(size), size)
        yield built
    finally:
        for vault in built.values():
            remove(vault)


def build(directory: Path, events: int) -> Vault:
    size = in_child("vaults", str(directory), str(events))["size"]
    vault = Vault(directory, events, size)
    child(*vault.netlog("next"))
    return vault


def remove(vault: Vault) -> None:
    child(*vault.netlog("lock"))
    shutil.rmtree(vault.directory)


def folder_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def empty(directory: Path) -> Log:
    """A new vault with a session; its clock stands still until `notebook` moves it."""
    from sync import session
    from sync.format.device import LOWEST_COST
    from sync.log import Log

    home, folder = directory / "home", directory / "folder"
    directory.mkdir(parents=True)
    created = Log.create(home, folder, passphrase=PASSPHRASE, device_name="bench", cost=LOWEST_COST)
    if not session.store(home, created.wrapping_key):
        raise SystemExit("the benchmarks need a session, and this machine has nowhere in memory to keep one")
    (directory / CODE).write_text(created.recovery_code.text, "utf-8")
    return created.log


def key_of(directory: Path) -> bytes:
    from sync import session

    return session.load(directory / "home") or b""


def _fill(directory: Path, events: int) -> None:
    """As somebody who writes up each week at its end."""
    from datetime import UTC, datetime

    from benchmarks.notebooks import Notebook
    from sync.log import Log

    empty(directory).close()
    moment = 0
    with Log.open(directory / "home", wrapping_key=key_of(directory), clock_ms=lambda: moment) as log:
        for day, drafts in Notebook(events).drafts():
            moment = int(datetime(day.year, day.month, day.day, 18, tzinfo=UTC).timestamp() * 1000)
            log.record(drafts)
    print(json.dumps({"size": folder_size(directory / "folder")}))


if __name__ == "__main__":
    _fill(Path(sys.argv[1]), int(sys.argv[2]))
