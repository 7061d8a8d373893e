"""`netlog import`: people from a file, or a whole log from an export. Twice changes nothing."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from netlog import questions, render
from netlog.civil import spoken
from netlog.commands.declaring import verb, verb_group
from netlog.commands.import_sheet import csv as spreadsheet
from netlog.commands.values import OneOf
from netlog.commands.waiting import bar
from netlog.errors import NetlogError, UnfitFile
from netlog.progress import progress

if TYPE_CHECKING:
    from events.envelope import Envelope
    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.importers.column_dates import Order
    from netlog.importers.jsonl import Export
    from netlog.importers.linkedin_events import Plan

_PREVIEW: Final = 5
_SHOWN_PROBLEMS: Final = 10
_FILE: Final = click.Path(path_type=Path)
_ORDERS: Final = ("dmy", "mdy", "ymd")


@verb(
    "linkedin",
    examples=(
        "netlog import linkedin Connections.csv --dry-run",
        "netlog import linkedin Connections.csv",
        "netlog import linkedin Connections.csv --yes --errors left-out.csv",
    ),
    day=False,
)
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Show what would happen, and record nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before recording.")
@click.option(
    "--errors",
    "errors_to",
    type=_FILE,
    metavar="FILE",
    help="Write the rows that were left out, with the reason, as CSV.",
)
@click.option(
    "--date-order",
    type=OneOf(lambda: _ORDERS),
    metavar="DMY|MDY",
    help="How 03/11/2026 is meant, if no date in the file tells.",
)
def linkedin(
    call: Call, file: Path, *, dry_run: bool, yes: bool, errors_to: Path | None, date_order: str | None
) -> None:
    """Your connections, from the Connections.csv in the archive that LinkedIn sends you.

    Imported people are not tracked: nothing is overdue on day one. Taken back as a whole by: netlog undo
    """
    from netlog.importers.linkedin import read

    order = cast("Order | None", date_order.upper() if date_order else call.config.date_order)
    connections = read(file.expanduser(), order=order)
    with call.opened() as app:
        from netlog.importers.linkedin_events import plan

        with progress("reading", total=connections.rows) as advance:
            planned = plan(
                connections,
                app.hot,
                today=call.today.isoformat(),
                entropy=app.s.entropy,
                examples=_PREVIEW,
                advance=advance,
            )
        if errors_to is not None:
            _write_left_out(errors_to.expanduser(), planned)
        if not call.as_json:
            _preview(planned, connections.unread_dates)
        envelopes = [] if dry_run or not planned.drafts else _record(call, app, planned, ask=not yes)
    if call.as_json:
        render.emit_json(_counts(planned, envelopes, dry_run=dry_run))
    else:
        _say(planned, envelopes, dry_run=dry_run)


def _record(call: Call, app: App, planned: Plan, *, ask: bool) -> list[Envelope]:
    if ask and call.may_ask and not questions.agreed(f"bring in {planned.created:,} people?", default=True):
        raise NetlogError("nothing was recorded", hint="netlog import linkedin FILE --yes")
    with bar("recording", total=len(planned.drafts)) as done:
        return app.record(*planned.drafts, progress=done)


def _counts(planned: Plan, envelopes: list[Envelope], *, dry_run: bool) -> dict[str, Any]:
    return {
        "rows": planned.rows,
        "created": planned.created,
        "matched": planned.matched,
        "skipped": planned.skipped,
        "errors": planned.errors,
        "reasons": dict(sorted(planned.reasons.items())),
        "events": len(envelopes),
        "import": envelopes[0].id if envelopes else None,
        "dry_run": dry_run,
    }


def _preview(planned: Plan, unread_dates: int) -> None:
    for each in planned.examples:
        place = ", ".join(filter(None, (each.position, each.company)))
        when = f"  since {spoken(each.connected_on)}" if each.connected_on else ""
        render.tell(f"  {each.name}" + (f", {place}" if place else "") + when)
    if planned.created > len(planned.examples):
        render.tell("  …")
    for why, count in sorted(planned.reasons.items()):
        example = next(each for each in planned.left_out if each.why == why)
        render.tell(f"left out: {count:,} × {example.reason}, first in line {example.line}")
    if planned.namesakes:
        few = ", ".join(planned.namesakes[:_PREVIEW]) + (", …" if len(planned.namesakes) > _PREVIEW else "")
        render.tell(f"new, although somebody in your notebook has that name: {few}")
    if unread_dates:
        dates = "one date" if unread_dates == 1 else f"{unread_dates:,} dates"
        render.tell(f"{dates} could not be read; today's is taken")


def _say(planned: Plan, envelopes: list[Envelope], *, dry_run: bool) -> None:
    counted = f"{planned.rows:,} rows: {planned.created:,} new, {planned.matched:,} known already"
    counted += f", {planned.skipped:,} left out"
    if planned.errors:
        counted += f", {planned.errors:,} that cannot be used"
    render.emit(counted + ".")
    if dry_run:
        render.emit("Nothing was recorded, as you asked.")
    elif envelopes:
        render.emit(
            "Nobody is tracked, so nothing is overdue: netlog cadence PERSON B · take it back: netlog undo"
        )
    else:
        render.emit("Everything in it is known already; nothing was recorded.")


def _write_left_out(path: Path, planned: Plan) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["line", "why", "reason"])
        writer.writerows((each.line, each.why, each.reason) for each in planned.left_out)


@verb(
    "jsonl",
    examples=("netlog import jsonl backup.jsonl --dry-run", "netlog import jsonl backup.jsonl"),
    day=False,
)
@click.argument("file", type=_FILE)
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
    examples=("netlog import linkedin Connections.csv --dry-run", "netlog import jsonl backup.jsonl"),
    commands=(linkedin, spreadsheet, jsonl),
)
