"""How long does it take to bring thirty thousand connections along?"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Final

from benchmarks.measure import Row, child, in_child, say
from benchmarks.vaults import Vault, folder_size, remove

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT_MOST: Final = 10.0
ROWS: Final = 30_000
BULK: Final = 600.0
_HEADER: Final = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def measure(directory: Path, rows: int) -> Iterator[Row]:
    """`netlog import linkedin` of a file with so many rows, into an empty vault."""
    say(f"importing {rows:,} connections")
    place = directory / "importing"
    in_child("importing", str(place), str(rows))
    vault = Vault(place, 0, 0)
    before = folder_size(place / "folder")
    cost = child(*vault.netlog("import", "linkedin", str(place / "Connections.csv"), "--yes", "--json"))
    done = json.loads(cost.output)
    if done["created"] < rows * 0.98:
        raise SystemExit(f"only {done['created']} of {rows} connections were imported")
    size = (folder_size(place / "folder") - before) / done["events"]
    bound = AT_MOST if rows == ROWS else None
    yield Row("import", f"{rows:,} connections, by the clock", cost.elapsed, "s", bound)
    yield Row(
        "import", f"{rows:,} connections, processor time", cost.processor / rows * 1e6, "µs a connection"
    )
    yield Row("import", f"{rows:,} connections: peak of memory", cost.peak / 1e6, "MB")
    yield Row("size", f"vault of {rows:,} connections", size, "bytes an event", BULK)
    remove(vault)


def write(path: Path, rows: int) -> None:
    """A file as LinkedIn writes it today, with a hidden member now and then."""
    from netlog.demo.script import script

    names = [name.split(" ", 1) for name in script().cast if " " in name]
    first, last = [name[0] for name in names], [name[1] for name in names]
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write('Notes:\n"When exporting your connection data, some addresses are missing."\n\n')
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_HEADER)
        for row in range(rows):
            day = f"{row % 28 + 1:02} {_MONTHS[row % 12]} {2012 + row % 14}"
            if row % 200 == 199:
                writer.writerow(["", "", "", "", "", "", day])
                continue
            address = f"person{row}@example.org" if row % 25 == 0 else ""
            writer.writerow(
                [
                    first[row % len(first)],
                    last[row // len(first) % len(last)],
                    f"https://www.linkedin.com/in/person-{row}-example",
                    address,
                    f"Company {row % 4001}",
                    "Data Engineer",
                    day,
                ]
            )


if __name__ == "__main__":
    import sys
    from pathlib import Path as _Path

    from benchmarks.vaults import empty

    _place = _Path(sys.argv[1])
    empty(_place).close()
    write(_place / "Connections.csv", int(sys.argv[2]))
    print("{}")
