"""`netlog import`: people from a file, or a whole log from an export. Twice changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from netlog import render
from netlog.commands.declaring import verb, verb_group
from netlog.commands.import_address_book import google, outlook, vcard
from netlog.commands.import_linkedin import linkedin
from netlog.commands.import_sheet import csv
from netlog.commands.importing import FILE
from netlog.commands.waiting import bar
from netlog.errors import UnfitFile
from netlog.progress import progress

if TYPE_CHECKING:
    from pathlib import Path

    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.importers.jsonl import Export

_SHOWN_PROBLEMS: Final = 10


@verb(
    "jsonl",
    examples=("netlog import jsonl backup.jsonl --dry-run", "netlog import jsonl backup.jsonl"),
    day=False,
)
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would happen, and record nothing.")
@click.option(
    "--partial", is_flag=True, help="Take what is sound, even if lines are missing or were changed."
)
def jsonl(call: Call, file: Path, *, dry_run: bool, partial: bool) -> None:
    """A whole log, from `netlog export jsonl`. Missing events come in exactly as their authors wrote them.

    They are marked as imported: an export carries no signatures, so who wrote them is not proven.
    """
    from netlog.importers.jsonl import Export, opened

    with opened(file.expanduser()) as stream:
        export = Export(stream, str(file))
        rows, bad = _examined(export, partial=partial)
        with call.opened() as app:
            new = _count_new(app, export) if dry_run else _relay(app, export, rows)
    matched = rows - len(bad) - new
    if call.as_json:
        counts = {"rows": rows, "created": new, "matched": matched, "skipped": 0, "errors": len(bad)}
        reasons = {"changed": len(bad)} if bad else {}
        events = 0 if dry_run else new
        render.emit_json({**counts, "reasons": reasons, "events": events, "import": None, "dry_run": dry_run})
        return
    render.emit(
        f"{rows:,} events: {new:,} new, {matched:,} known already"
        + (f", {len(bad):,} left out." if bad else ".")
    )
    if dry_run:
        render.emit("Nothing was recorded, as you asked.")


def _examined(export: Export, *, partial: bool) -> tuple[int, list[tuple[int, str]]]:
    """How many lines there are, and which do not fit. Raises: UnfitFile unless all are there and sound, or
    `partial`.
    """
    from netlog.importers.jsonl import Bad

    rows, bad = 0, []
    with progress("checking", total=export.promised) as advance:
        for each in export:
            rows += 1
            advance(1)
            if isinstance(each, Bad):
                bad.append((each.line, each.why))
    for line, why in bad[:_SHOWN_PROBLEMS]:
        render.tell(f"line {line}: {why}")
    if len(bad) > _SHOWN_PROBLEMS:
        render.tell(f"and {len(bad) - _SHOWN_PROBLEMS:,} lines more")
    hint = "netlog import jsonl FILE --partial   (takes what is sound)"
    if rows < export.promised and not partial:
        raise UnfitFile(
            f"the file is cut: it promises {export.promised:,} events and has {rows:,}: {export.shown}",
            hint=hint,
        )
    if bad and not partial:
        raise UnfitFile(f"{len(bad):,} lines do not fit, nothing was recorded: {export.shown}", hint=hint)
    return rows, bad


def _relay(app: App, export: Export, rows: int) -> int:
    from events.envelope import Envelope

    with bar("recording", total=rows) as done:
        return app.relay((each for each in export if isinstance(each, Envelope)), progress=done)


def _count_new(app: App, export: Export) -> int:
    from events.envelope import Envelope

    known = {each.id for each in app.log.everything()}
    return len({each.id for each in export if isinstance(each, Envelope)} - known)


import_ = verb_group(
    "import",
    about="Bring people or a whole log from a file. Twice changes nothing.",
    examples=(
        "netlog import linkedin Connections.csv --dry-run",
        "netlog import google google.csv --dry-run",
        "netlog import csv contacts.csv --dry-run",
        "netlog import jsonl backup.jsonl",
    ),
    commands=(linkedin, google, outlook, vcard, csv, jsonl),
)
