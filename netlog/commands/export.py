"""`netlog export`: everything, in a form that outlives netlog."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from netlog import render
from netlog.commands.declaring import verb, verb_group
from netlog.commands.values import OneOf
from netlog.errors import NetlogError, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from netlog.app import App
    from netlog.commands.calling import Call

_PRIVATE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700
_DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
_to_a_file = click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PATH",
    required=True,
    help="A file of your own; one that is there is replaced.",
)


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
    with call.opened() as app:
        from netlog.exporters.jsonl import lines

        if path is None:
            for document in lines(app):
                render.emit_json(document)
            return
        target = _allowed(app, path, hint="netlog export jsonl --to ~/netlog-export.jsonl")
        count = _write(target, lines(app)) - 1
    render.tell("This file is not encrypted: whoever has it can read everything in it.", style="warn")
    if call.as_json:
        render.emit_json({"path": str(target), "events": count})
    else:
        render.emit(f"{count:,} events written to {target}")


@verb(
    "csv",
    examples=(
        "netlog export csv --to tables",
        "netlog export csv --to tables --force --bom --delimiter semicolon",
    ),
)
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    required=True,
    help="A folder of your own; it is made if it is not there.",
)
@click.option("--force", is_flag=True, help="Replace files of these names that are there already.")
@click.option("--bom", is_flag=True, help="Begin with the mark without which Excel spoils accents.")
@click.option(
    "--delimiter",
    type=OneOf(lambda: tuple(_DELIMITERS)),
    metavar="D",
    default="comma",
    help="comma, semicolon (an Excel of most of Europe) or tab.",
)
def csv(call: Call, path: Path, *, force: bool, bom: bool, delimiter: str) -> None:
    """Tables for a spreadsheet: people, organisations, entries, exchange, queue.

    No cell is a formula to whatever opens it. `netlog import csv` reads people.csv back. Readable by anybody
    who has it: keep it safe.
    """
    target = path.expanduser().absolute()
    day = call.asked_day()
    written: list[dict[str, Any]] = []
    with call.opened() as app:
        from netlog.exporters.csv import SHEETS, write

        _refuse_vault(target, app.log.folder.path, hint="netlog export csv --to ~/netlog-tables")
        _prepare(target, [sheet.file for sheet in SHEETS], force=force)
        for sheet in SHEETS:
            with _unfinished(target / sheet.file, encoding="utf-8-sig" if bom else "utf-8") as stream:
                rows = write(stream, sheet.header, sheet.rows(app, day), delimiter=_DELIMITERS[delimiter])
            written.append({"file": sheet.file, "rows": rows})
    render.tell("These files are not encrypted: whoever has them can read them.", style="warn")
    if call.as_json:
        render.emit_json({"path": str(target), "files": written})
        return
    for each in written:
        render.emit(f"{each['rows']:>9,}  {each['file']}")
    render.emit(f"written to {target}")


@verb(
    "vcard",
    examples=("netlog export vcard --to people.vcf", "netlog export vcard --to people.vcf --version 4.0"),
)
@_to_a_file
@click.option(
    "--version",
    type=OneOf(lambda: ("3.0", "4.0")),
    metavar="V",
    default="3.0",
    help="3.0, which every address book reads, or 4.0.",
)
def vcard(call: Call, path: Path, *, version: str) -> None:
    """The people, for an address book: name, role, organisation, how to reach them, tags. Without notes."""
    day = call.asked_day()
    with call.opened() as app:
        from netlog.exporters.vobjects import cards

        written = list(cards(app, day, version=version))
        target = _allowed(app, path, hint="netlog export vcard --to ~/people.vcf")
        _write_text(target, "".join(written))
    _tell_written(call, target, {"people": len(written)})


@verb(
    "ics",
    examples=(
        "netlog export ics --to follow-ups.ics",
        "netlog export ics --to follow-ups.ics --events --names",
    ),
)
@_to_a_file
@click.option("--events", is_flag=True, help="All-day events, for a calendar that shows no to-dos.")
@click.option("--names", is_flag=True, help="Whole names, and why, instead of initials.")
def ics(call: Call, path: Path, *, events: bool, names: bool) -> None:
    """The follow-ups, for a calendar: a to-do for each, under an id that stays the same.

    A calendar is read by others, too: it shows initials unless you ask for names.
    """
    day = call.asked_day()
    with call.opened() as app:
        from netlog.exporters.vobjects import calendar

        text, many = calendar(app, day, call.surroundings.now(), names=names, events=events)
        target = _allowed(app, path, hint="netlog export ics --to ~/follow-ups.ics")
        _write_text(target, text)
    _tell_written(call, target, {"entries": many})


@verb("sqlite", examples=("netlog export sqlite --to notebook.db",))
@_to_a_file
def sqlite(call: Call, path: Path) -> None:
    """The same tables as `export csv`, as one SQLite database: for Datasette, or for queries of your own."""
    day = call.asked_day()
    with call.opened() as app:
        from netlog.exporters.sqlite import fill

        target = _allowed(app, path, hint="netlog export sqlite --to ~/notebook.db")
        with _made_aside(target) as unfinished:
            tables = fill(unfinished, app, day)
    _tell_written(call, target, tables)


def _allowed(app: App, path: Path, *, hint: str) -> Path:
    """Where to write a file. Raises: Usage, NetlogError."""
    target = path.expanduser().absolute()
    _refuse_vault(target, app.log.folder.path, hint=hint)
    _require_parent(target)
    return target


def _write_text(target: Path, text: str) -> None:
    with _unfinished(target, encoding="utf-8") as stream:
        stream.write(text)


def _tell_written(call: Call, target: Path, counts: dict[str, int]) -> None:
    render.tell("This file is not encrypted: whoever has it can read it.", style="warn")
    if call.as_json:
        render.emit_json({"path": str(target), **counts})
        return
    for what, many in counts.items():
        render.emit(f"{many:>9,}  {what}")
    render.emit(f"written to {target}")


def _require_parent(target: Path) -> None:
    if not target.parent.is_dir():
        raise NetlogError(f"there is no such folder: {target.parent}", hint=f"mkdir -p {target.parent}")


def _prepare(folder: Path, files: Sequence[str], *, force: bool) -> None:
    """Raises: NetlogError where nothing can be written, or something would be lost."""
    _require_parent(folder)
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
    except FileExistsError:
        raise Usage(f"this is a file, not a folder: {folder}", hint="netlog export csv --to FOLDER") from None
    there = [name for name in files if (folder / name).exists()]
    if there and not force:
        raise Usage(
            f"the folder holds {there[0]} already: {folder}", hint=f"netlog export csv --to {folder} --force"
        )


def _refuse_vault(target: Path, folder: Path, *, hint: str) -> None:
    """In the folder it would be carried, readable, to wherever the folder is synced."""
    if target.resolve().is_relative_to(folder.resolve()):
        raise Usage(
            f"this is inside the folder of the vault, where nothing readable may lie: {target}", hint=hint
        )


def _write(target: Path, documents: Iterable[object]) -> int:
    count = 0
    with _unfinished(target, encoding="utf-8") as stream:
        for document in documents:
            stream.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


@contextmanager
def _unfinished(target: Path, *, encoding: str) -> Iterator[TextIO]:
    """A text, of which a half never has the name of the whole."""
    with _made_aside(target) as unfinished, unfinished.open("w", encoding=encoding, newline="") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _made_aside(target: Path) -> Iterator[Path]:
    """An empty file beside the target, which only this user reads, and which takes its place at the end."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    try:
        yield unfinished
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


export = verb_group(
    "export",
    about="Write everything to files that outlive netlog.",
    examples=("netlog export jsonl --to backup.jsonl", "netlog export csv --to tables"),
    commands=(jsonl, csv, sqlite, vcard, ics),
)
