"""Where do the test vectors come from: `python -m tests.vectors.generate` writes tests/vectors/data anew.

Rerun it only when sync/FORMAT.md changes. HPKE draws its own randomness inside the library, so membership
records come out different each time and the files are committed; the rest is the same bytes again.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.vectors.cases import events, genesis, membership, packs, secrets, segments, tables
from tests.vectors.good import Good, canonical, expected_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.case import Case

DATA = Path(__file__).parent / "data"
MANIFEST = "MANIFEST"


def all_cases(good: Good) -> Iterator[Case]:
    for module in (genesis, membership, segments, tables, packs, events, secrets):
        yield from module.cases(good)


def all_files(good: Good) -> Iterator[tuple[str, bytes]]:
    for path, body in good.files.items():
        yield f"vault/{path}", body
    yield "secrets.json", (json.dumps(good.secrets, ensure_ascii=False, indent=1) + "\n").encode()
    yield "events.jsonl", b"".join(canonical(expected_line(event)) + b"\n" for event in good.events)
    for case in all_cases(good):
        yield f"cases/{case.name}.json", case.json


def write(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    lines = []
    for path, body in sorted(all_files(Good())):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:  # two cases of one name are an error
            file.write(body)
        lines.append(f"{path}\n")
    (folder / MANIFEST).write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    write(DATA)
