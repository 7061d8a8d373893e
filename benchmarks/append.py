"""What does it cost a running program to keep one event for good? Beside the floor, and beside a peer.

`python -m benchmarks.append DIRECTORY VAULT COUNT` does it in turns with the floor, and prints medians.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.measure import Row, in_child, in_turns, say
from benchmarks.vaults import folder_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.vaults import Vault

AT_MOST: Final = 2.5
LOOSE: Final = 1300.0
_BODY: Final = os.urandom(512)
_ROW: Final = "INSERT INTO rows (body) VALUES (?)"


def measure(vault: Vault, directory: Path, count: int) -> Iterator[Row]:
    say(f"appending {count} events one by one, in turns with the floor and with eventsourcing")
    found = in_child("append", str(directory / "append"), str(vault.directory), str(count))
    netlog, floor, peer = found["netlog"], found["floor"], found["eventsourcing"]
    yield Row("append", "the floor: SQLite transaction and durable file", floor[0] * 1000, "ms")
    yield Row("append", "eventsourcing, one event a save", peer[0] * 1000, "ms")
    yield Row("append", "eventsourcing: processor time", peer[1] * 1e6, "µs")
    yield Row("append", "netlog, one event in a running process", netlog[0] * 1000, "ms")
    yield Row("append", "netlog: processor time", netlog[1] * 1e6, "µs")
    yield Row("append", "netlog against the floor", netlog[0] / floor[0], "×", AT_MOST)
    yield Row("append", "netlog against eventsourcing", netlog[0] / peer[0], "×", 1.0)
    yield Row("append", "netlog against eventsourcing: processor time", netlog[1] / peer[1], "×")
    yield Row("size", "vault, one event a commit", found["loose"], "bytes an event", LOOSE)


def floor(directory: Path) -> Callable[[], None]:
    """One row in a transaction that is on the disk, and one file that is: what any such program must do."""
    directory.mkdir(parents=True)
    db = sqlite3.connect(directory / "floor.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB)")
    files = directory / "files"
    files.mkdir()
    written = 0

    def append() -> None:
        nonlocal written
        written += 1
        db.execute("BEGIN IMMEDIATE")
        db.execute(_ROW, [_BODY])
        db.execute("COMMIT")
        unfinished = files / "unfinished"
        with unfinished.open("wb") as stream:
            stream.write(_BODY)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.rename(files / f"{written:010}")
        descriptor = os.open(files, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)

    return append


def _run(directory: Path, vault: Path, count: int) -> None:
    from benchmarks import peers
    from benchmarks.notebooks import Notebook
    from sync import session
    from sync.log import Log

    drafts = [draft for _, week in Notebook(3 * count, seed=2).drafts() for draft in week]
    ours, theirs = iter(drafts), iter(drafts)
    notebook = peers.notebook(directory / "peer")
    with Log.open(vault / "home", wrapping_key=session.load(vault / "home") or b"") as log:
        before = folder_size(vault / "folder"), log.count().events
        taken = in_turns(
            {
                "floor": floor(directory / "floor"),
                "netlog": lambda: _discard(log.record([next(ours)])),
                "eventsourcing": lambda: notebook.write_down(next(theirs)),
            },
            count,
        )
        size, events = folder_size(vault / "folder") - before[0], log.count().events - before[1]
    print(json.dumps({**taken, "loose": size / events}))


def _discard(_: object) -> None:
    pass


if __name__ == "__main__":
    _run(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
