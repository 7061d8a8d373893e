"""`netlog export`: everything, in a form that outlives netlog."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from netlog import render
from netlog.commands.declaring import verb, verb_group
from netlog.errors import NetlogError, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netlog.commands.calling import Call

_PRIVATE: Final = 0o600


@verb(
    "jsonl",
    examples=("netlog export jsonl --to backup.jsonl", "netlog export jsonl | age -p > backup.age"),
    day=False,
)
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PATH",
    help="Write to a file of your own; else to standard output.",
)
def jsonl(call: Call, path: Path | None) -> None:
    """The whole log: a manifest, then one event a line. Readable by anybody who has it: keep it safe."""
    target = path.expanduser().absolute() if path else None
    with call.opened() as app:
        from netlog.exporters.jsonl import lines

        if target is None:
            for document in lines(app):
                render.emit_json(document)
            return
        _refuse_vault(target, app.log.folder.path)
        if not target.parent.is_dir():
            raise NetlogError(f"there is no such folder: {target.parent}", hint=f"mkdir -p {target.parent}")
        count = _write(target, lines(app)) - 1
    render.tell("This file is not encrypted: whoever has it can read everything in it.", style="warn")
    if call.as_json:
        render.emit_json({"path": str(target), "events": count})
    else:
        render.emit(f"{count:,} events written to {target}")


def _refuse_vault(target: Path, folder: Path) -> None:
    """In the folder it would be carried, readable, to wherever the folder is synced."""
    if target.resolve().is_relative_to(folder.resolve()):
        raise Usage(
            f"this is inside the folder of the vault, where nothing readable may lie: {target}",
            hint="netlog export jsonl --to ~/netlog-export.jsonl",
        )


def _write(target: Path, documents: Iterable[object]) -> int:
    """Through a file beside it, so that a half-written export never has the name of a whole one."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    count = 0
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            for document in documents:
                stream.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
                count += 1
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return count


export = verb_group(
    "export",
    about="Write everything to a file that outlives netlog.",
    examples=("netlog export jsonl --to backup.jsonl",),
    commands=(jsonl,),
)
