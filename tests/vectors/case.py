"""What is a test case: one file, one defect, and what a reader must make of it?"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

KINDS = frozenset(
    {"genesis", "membership", "segment", "key-table", "pack", "record", "recovery-code", "device-key"}
)
OUTCOMES = frozenset({"accepted", "altered", "waiting", "newer", "unknown-event", "refused"})


@dataclass(frozen=True)
class Case:
    """`expect` is what becomes of the file; of a pack, of the worst that lies in it.

    `file` is set in the good vault at `path`, with the files of `also` and without those of `absent`. `opens`
    is what must come of it nevertheless: the ids of events, the key ids of a table, the ids of epochs.
    """

    name: str
    kind: str
    defect: str
    expect: str
    file: bytes = b""
    text: str | None = None
    path: str | None = None
    also: dict[str, bytes] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    opens: tuple[bytes, ...] | None = None
    context: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> bytes:
        head = {"name": self.name, "kind": self.kind, "defect": self.defect, "expect": self.expect}
        parts: dict[str, Any] = {
            "file": base64.b64encode(self.file).decode() if self.text is None else None,
            "text": self.text,
            "path": self.path,
            "also": {path: base64.b64encode(body).decode() for path, body in self.also.items()} or None,
            "absent": list(self.absent) or None,
            "opens": None if self.opens is None else [one.hex() for one in self.opens],
            "context": self.context or None,
        }
        kept = {name: part for name, part in parts.items() if part is not None}
        return (json.dumps(head | kept, ensure_ascii=False, indent=1) + "\n").encode()


def load(path: Path) -> Case:
    parts: dict[str, Any] = json.loads(path.read_text("utf-8"))
    parts["file"] = base64.b64decode(parts.get("file", ""))
    parts["also"] = {where: base64.b64decode(body) for where, body in parts.get("also", {}).items()}
    parts["absent"] = tuple(parts.get("absent", ()))
    if "opens" in parts:
        parts["opens"] = tuple(bytes.fromhex(one) for one in parts["opens"])
    return Case(**parts)
